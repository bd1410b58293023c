"""What a conversation store keeps, whatever it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

MOST_REPLIES = 4
"""Replies of a conversation that are kept for a client that sends a message again."""
REPLY_SECONDS = 600.0
"""How long a reply is kept for a client that sends its message again."""


@dataclass(frozen=True)
class Saved:
    """A conversation as it was saved last. `version` counts its saves: who saves names the one that they read."""

    data: str
    version: int


@dataclass(frozen=True)
class Answered:
    """The reply to a message that carries an id; both ids are hashes."""

    message: bytes
    reply: str


class Records(Protocol):
    """Conversations by hashed sender. A save is one transaction: the conversation and the reply, or neither."""

    def read(self, conversation: bytes) -> Saved | None:
        """The conversation as it was saved last. Raises Unavailable."""

    def write(self, conversation: bytes, data: str, version: int, now: float, answered: Answered | None) -> None:
        """Save over `version` (0: new). Raises Crossed when another version was saved since, or Unavailable."""

    def reply(self, conversation: bytes, message: bytes) -> str | None:
        """The reply to this message, if it was answered before. Raises Unavailable."""

    def erase(self, conversation: bytes | None) -> int:
        """Erase this conversation, or all of them; the number erased. Raises Unavailable."""

    def erase_before(self, conversations: float, replies: float, now: float) -> int:
        """Erase what was saved before these moments; the number of conversations. Raises Unavailable."""

    def state(self) -> str:
        """`ok`, `degraded` (answers go out, conversations are in memory only) or `down`."""
