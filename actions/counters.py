"""How often something happened, for the house: a day, a kind, labels, a number. No text, no person."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

logger = logging.getLogger(__name__)

LABELS = ("answer", "language", "value")


class Counters:
    """Counts in one small SQLite file; without a path it counts nothing."""

    def __init__(self, path: Path | None, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock

    def add(self, kind: str, **labels: str) -> None:
        """Count one `kind` of today with these labels (`answer`, `language`, `value`). A full disk loses the count, no reply."""
        if self._path is None:
            return
        row = (self._clock().date().isoformat(), kind, *(labels.get(name, "") for name in LABELS))
        try:
            with closing(self._open()) as connection, connection:
                connection.execute(
                    "insert into counts values (?, ?, ?, ?, ?, 1)"
                    " on conflict (day, kind, answer, language, value) do update set number = number + 1",
                    row,
                )
        except (sqlite3.Error, OSError) as error:
            logger.error("a count was lost: %s", type(error).__name__)

    def rows(self) -> list[tuple[str, str, str, str, str, int]]:
        """All counts: day, kind, answer, language, value, number."""
        if self._path is None or not self._path.exists():
            return []
        with closing(self._open()) as connection:
            return connection.execute("select * from counts order by 1, 2, 3, 4, 5").fetchall()

    def _open(self) -> sqlite3.Connection:
        assert self._path is not None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=2)
        connection.execute(
            "create table if not exists counts (day text, kind text, answer text, language text, value text,"
            " number integer, primary key (day, kind, answer, language, value))"
        )
        return connection
