"""The desk's own file: SQLite in the data folder of one server."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from bot.desk.database import TABLES, Database, Row, Transaction
from knowledge.triage import HouseAway

FILE = "desk.sqlite"
KEY_FILE = "desk.key"
KEY_BYTES = 32
ONLY_OWNER = 0o600
PATIENCE = 10
"""Seconds to wait for another process that is writing."""


class FileDatabase(Database):
    """One SQLite file, readable by its owner only. What is deleted is overwritten."""

    def __init__(self, folder: Path) -> None:
        """Open or make the file in `folder`. Raises HouseAway."""
        self.path = folder / FILE
        self._lock = RLock()
        with told_apart():
            folder.mkdir(parents=True, exist_ok=True)
            super().__init__(_key(folder / KEY_FILE))
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, ONLY_OWNER))
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        opened.row_factory = sqlite3.Row
        for pragma in ("journal_mode=wal", "secure_delete=on", "synchronous=full"):
            opened.execute(f"pragma {pragma}")
        opened.executescript(TABLES)
        return opened

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction that has the file for itself from its first line."""
        with told_apart(), self._lock:
            self._connection.execute("begin immediate")
            try:
                yield Transaction(self._connection.cursor())
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def rows(self, query: str, *values: object) -> list[Row]:
        """What a query finds."""
        with told_apart(), self._lock:
            return Transaction(self._connection.cursor()).rows(query, *values)

    def wipe(self) -> None:
        """Empty the write-ahead log, which still holds what has been deleted."""
        with told_apart(), self._lock:
            self._connection.execute("pragma wal_checkpoint(truncate)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def told_apart() -> Iterator[None]:
    """A disk that is full, a file that is gone: the house is away, whatever SQLite calls it."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise HouseAway(type(error).__name__) from error


def _key(path: Path) -> bytes:
    """The key of this house, made once."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, ONLY_OWNER)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()
