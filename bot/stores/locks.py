"""One message of a conversation at a time, in the order in which they came, whichever worker or machine takes them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Protocol, TypeVar

from rasa.core.lock_store import LockError, LockStore

from bot.stores.errors import Unavailable
from bot.stores.senders import Senders

Found = TypeVar("Found")

LEASE = 6.0
"""Seconds after which the turn of a worker that disappeared goes to the next."""
LONGEST_WAIT = 12.0
KNOCK_EVERY = 0.02

_HELD: ContextVar[frozenset[str]] = ContextVar("held", default=frozenset())
"""The conversations that this task holds: who holds one may take it again."""


class Queue(Protocol):
    """A queue for each conversation."""

    def knock(self, conversation: str, ticket: str) -> bool:
        """Stand in the queue, or keep standing; whether it is this ticket's turn. Atomic. Raises Unavailable."""

    def leave(self, conversation: str, ticket: str) -> None:
        """Leave the queue. Raises Unavailable."""


class QueueLockStore(LockStore):
    """Rasa's lock store over a queue; Rasa's own way reads, changes and writes a lock in three steps."""

    def __init__(self, queue: Queue, senders: Senders, executor: Executor | None = None) -> None:
        super().__init__()
        self._queue = queue
        self._senders = senders
        self._executor = executor

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LONGEST_WAIT,
        wait_time_in_seconds: float = KNOCK_EVERY,
    ) -> AsyncGenerator[None, None]:
        """Hold the conversation. Raises LockError after too long a wait, or Unavailable."""
        if conversation_id in _HELD.get():
            yield
            return
        ticket, name = secrets.token_hex(8), self._senders.conversation(conversation_id).hex()
        try:
            await self._wait(name, ticket, min(lock_lifetime, LONGEST_WAIT), wait_time_in_seconds)
            held = _HELD.set(_HELD.get() | {conversation_id})
            try:
                yield
            finally:
                _HELD.reset(held)
        finally:
            with suppress(Unavailable):  # its lease runs out
                await self._outside(self._queue.leave, name, ticket)

    async def _wait(self, conversation: str, ticket: str, longest: float, pause: float) -> None:
        until = time.monotonic() + longest
        while not await self._outside(self._queue.knock, conversation, ticket):
            if time.monotonic() > until:
                raise LockError("the conversation is still being answered elsewhere")
            await asyncio.sleep(min(pause, KNOCK_EVERY))

    async def _outside(self, call: Callable[..., Found], *arguments: str) -> Found:
        if self._executor is None:
            return call(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call, *arguments)
