"""Rasa's tracker store over our records."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation import FROM_CLIENT
from bot.stores.memory import MemoryRecords
from bot.stores.packed import pack, unpack
from bot.stores.records import REPLY_SECONDS, Answered, Records
from bot.stores.senders import Senders

Found = TypeVar("Found")


class PackedTrackerStore(TrackerStore):
    """Keeps what the next turn needs, in one row a conversation: the cost of a turn does not grow with it.

    The row is replaced at each turn, under the version that was read: two workers cannot both answer one message.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        *,
        records: Records | None = None,
        senders: Senders | None = None,
        executor: Executor | None = None,
        clock: Callable[[], float] = time.time,
        **_: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self.records: Records = MemoryRecords() if records is None else records
        self.senders = senders or Senders()
        self._executor = executor
        self._clock = clock

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation in the state of its last turn. Raises Unavailable."""
        saved = await self._outside(self.records.read, self.senders.conversation(sender_id))
        if saved is None:
            return None
        tracker = self.init_tracker(sender_id)
        unpack(saved.data, tracker)
        tracker.saved_version = saved.version
        return tracker

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:  # noqa: ARG002
        """A new conversation; it is saved with its first turn."""
        return self.init_tracker(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the conversation and the reply of this turn together. Raises Crossed or Unavailable."""
        version = getattr(tracker, "saved_version", 0)
        conversation = self.senders.conversation(tracker.sender_id)
        answered = self._answered(tracker)
        await self._outside(self.records.write, conversation, pack(tracker), version, self._clock(), answered)
        tracker.saved_version = version + 1

    def _answered(self, tracker: DialogueStateTracker) -> Answered | None:
        """The reply of this turn, if the message has an id from its sender."""
        said: Any = None
        for event in reversed(tracker.events):
            if isinstance(event, BotUttered) and said is None:
                said = event.data.get("custom")
            if isinstance(event, UserUttered):
                id_ = event.message_id or ""
                break
        else:
            return None
        if not said or not id_.startswith(FROM_CLIENT):
            return None
        return Answered(self.senders.message(tracker.sender_id, id_), json.dumps(said, ensure_ascii=False))

    async def reply_to(self, sender: str, message_id: str) -> dict[str, Any] | None:
        """The reply that this message got before. Raises Unavailable."""
        conversation, message = self.senders.conversation(sender), self.senders.message(sender, message_id)
        found = await self._outside(self.records.reply, conversation, message)
        return json.loads(found) if found else None

    async def forget(self, sender: str | None) -> int:
        """Erase a sender's conversation, or all of them; the number erased. Raises Unavailable."""
        return await self._outside(self.records.erase, None if sender is None else self.senders.conversation(sender))

    async def erase_expired(self, retention: float) -> int:
        """Erase conversations that were quiet for `retention` seconds; the number erased. Raises Unavailable."""
        now = self._clock()
        return await self._outside(self.records.erase_before, now - retention, now - REPLY_SECONDS, now)

    async def state(self) -> str:
        """`ok`, `degraded` or `down`."""
        return await self._outside(self.records.state)

    async def keys(self) -> Iterable[str]:
        """Nobody's name is kept, so none can be listed."""
        return []

    async def _outside(self, call: Callable[..., Found], *arguments: Any) -> Found:
        """Call the records; those over a network outside the event loop, so that others go on."""
        if self._executor is None:
            return call(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call, *arguments)
