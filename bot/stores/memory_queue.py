"""Queues in memory, for the messages of one process."""

from __future__ import annotations


class MemoryQueue:
    """Queues in a dictionary; an empty one takes no place."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[str]] = {}

    def knock(self, conversation: str, ticket: str) -> bool:
        """Stand in the queue, or keep standing; whether it is this ticket's turn."""
        waiting = self._waiting.setdefault(conversation, [])
        if ticket not in waiting:
            waiting.append(ticket)
        return waiting[0] == ticket

    def leave(self, conversation: str, ticket: str) -> None:
        """Leave the queue."""
        waiting = [each for each in self._waiting.pop(conversation, []) if each != ticket]
        if waiting:
            self._waiting[conversation] = waiting
