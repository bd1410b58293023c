"""Queues in a file, for the workers of one machine."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from bot.stores.sqlite import Database

logger = logging.getLogger(__name__)

TABLES = """
create table if not exists tickets (
    number integer primary key autoincrement, conversation text not null, ticket text not null,
    holder text not null, until real not null
);
create index if not exists tickets_conversation on tickets (conversation, number);
"""
LONGEST_TURN = 60.0
"""Seconds after which a worker that lives but does not come back loses its turn."""


def process_name(process: int) -> str | None:
    """A process and when it began, so that a later one with its number is another; None when it is gone."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return None
    state, *rest = stat.rpartition(")")[2].split()
    return None if state in "ZX" else f"{process}:{rest[18]}"


class FileQueue:
    """Queues in SQLite. A worker that was killed loses its place at once: the next one sees that it is gone."""

    def __init__(
        self,
        path: Path,
        *,
        name: Callable[[int], str | None] = process_name,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = Database(path, TABLES)
        self._name = name
        self._clock = clock
        self._failed = False
        self._mine = (0, "")

    def prepare(self) -> None:
        """Make the file; nobody stands in its queues yet. Raises sqlite3.Error or OSError."""
        self._database.prepare()

    def knock(self, conversation: str, ticket: str) -> bool:
        """Whether it is this ticket's turn; without a disk the worker only keeps its own order."""
        try:
            with self._database.writing() as connection:
                turn = self._knock(connection, conversation, ticket)
            self._failed = False
            return turn
        except (sqlite3.Error, OSError) as error:
            if not self._failed:
                logger.error("no queues in %s (%s: %s)", self._database.path, type(error).__name__, error)
            self._failed = True
            return True

    def _knock(self, connection: sqlite3.Connection, conversation: str, ticket: str) -> bool:
        waiting = connection.execute(
            "select number, ticket, holder, until from tickets where conversation = ? order by number", (conversation,)
        ).fetchall()
        if all(each[1] != ticket for each in waiting):
            mine = (conversation, ticket, self._own_name(), self._clock() + LONGEST_TURN)
            connection.execute("insert into tickets (conversation, ticket, holder, until) values (?, ?, ?, ?)", mine)
        for number, other, holder, until in waiting:
            if other == ticket:
                return True
            if self._is_there(holder, until):
                return False
            connection.execute("delete from tickets where number = ?", (number,))
        return True

    def _own_name(self) -> str:
        process = os.getpid()
        if self._mine[0] != process:  # a fork is another
            self._mine = (process, self._name(process) or "")
        return self._mine[1]

    def _is_there(self, holder: str, until: float) -> bool:
        left = until - self._clock()
        process = holder.partition(":")[0]
        return 0 < left <= LONGEST_TURN and process.isdigit() and self._name(int(process)) == holder

    def leave(self, conversation: str, ticket: str) -> None:
        """Leave the queue; where that fails, the place is lost with the process or with time."""
        try:
            with self._database.writing() as connection:
                connection.execute("delete from tickets where conversation = ? and ticket = ?", (conversation, ticket))
        except (sqlite3.Error, OSError):
            self._failed = True
