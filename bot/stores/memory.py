"""Conversations in memory: gone when the process ends. The same form as the durable ones, so the same behaviour."""

from __future__ import annotations

from collections import OrderedDict

from bot.stores.errors import Crossed
from bot.stores.records import MOST_REPLIES, Answered, Saved

MOST_CONVERSATIONS = 10_000
"""About 1 kB each; the one that was quiet for longest goes first."""


class MemoryRecords:
    """Records in a dictionary."""

    def __init__(self, most: int = MOST_CONVERSATIONS) -> None:
        self._most = most
        self._saved: OrderedDict[bytes, tuple[Saved, float]] = OrderedDict()
        self._replies: dict[bytes, OrderedDict[bytes, tuple[str, float]]] = {}

    def __len__(self) -> int:
        return len(self._saved)

    def read(self, conversation: bytes) -> Saved | None:
        """The conversation as it was saved last."""
        found = self._saved.get(conversation)
        return found[0] if found else None

    def write(self, conversation: bytes, data: str, version: int, now: float, answered: Answered | None) -> None:
        """Save over `version`. Raises Crossed."""
        found = self.read(conversation)
        if (found.version if found else 0) != version:
            raise Crossed
        self.put(conversation, Saved(data, version + 1), now, answered)

    def put(self, conversation: bytes, saved: Saved, now: float, answered: Answered | None) -> None:
        """Keep this, whatever was kept before."""
        self._saved[conversation] = (saved, now)
        self._saved.move_to_end(conversation)
        if answered:
            replies = self._replies.setdefault(conversation, OrderedDict())
            replies[answered.message] = (answered.reply, now)
            while len(replies) > MOST_REPLIES:
                replies.popitem(last=False)
        while len(self._saved) > self._most:
            oldest, _ = self._saved.popitem(last=False)
            self._replies.pop(oldest, None)

    def reply(self, conversation: bytes, message: bytes) -> str | None:
        """The reply to this message, if it was answered before."""
        found = (self._replies.get(conversation) or OrderedDict()).get(message)
        return found[0] if found else None

    def erase(self, conversation: bytes | None) -> int:
        """Erase this conversation, or all of them."""
        gone = [conversation] if conversation is not None else list(self._saved)
        for each in gone:
            self._replies.pop(each, None)
        return sum(self._saved.pop(each, None) is not None for each in gone)

    def erase_before(self, conversations: float, replies: float, now: float) -> int:
        """Erase what was saved before these moments; what seems to come from the future is dated now."""
        old = [key for key, (_, at) in self._saved.items() if at < conversations]
        for key, (saved, at) in self._saved.items():
            self._saved[key] = (saved, min(at, now))
        for key, kept in list(self._replies.items()):
            fresh = OrderedDict((message, each) for message, each in kept.items() if replies <= each[1] <= now)
            self._replies[key] = fresh
        return sum(self.erase(key) for key in old)

    def state(self) -> str:
        """Memory does not fail."""
        return "ok"
