"""What a channel needs of the stores: the order of a conversation, and the replies to messages that come twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from rasa.core.lock_store import LockStore

from bot.stores.locks import QueueLockStore
from bot.stores.tracker import PackedTrackerStore


class Turns:
    """One turn at a time for each sender, and no message answered twice."""

    def __init__(self, tracker_store: PackedTrackerStore, lock_store: LockStore) -> None:
        self._tracker_store = tracker_store
        self._lock_store = lock_store

    @asynccontextmanager
    async def turn(self, sender: str) -> AsyncIterator[None]:
        """Hold the conversation for a turn, if our lock store does: it lets Rasa in again. Raises LockError or Unavailable."""
        async with self._lock_store.lock(sender) if isinstance(self._lock_store, QueueLockStore) else nullcontext():
            yield

    async def reply_to(self, sender: str, message_id: str) -> dict[str, Any] | None:
        """The reply that this message got before. Raises Unavailable."""
        return await self._tracker_store.reply_to(sender, message_id)
