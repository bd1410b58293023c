"""One SQLite file that several processes of a machine share."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.stores.senders import PRIVATE_FILE

PATIENCE = 2.0
"""Seconds to wait for another process that is writing; a transaction takes less than a thousandth."""


class Database:
    """A file with its tables, opened anew in each process: a connection must not be carried across a fork."""

    def __init__(self, path: Path, tables: str) -> None:
        self.path = path
        self._tables = tables
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def prepare(self) -> None:
        """Make the file and its tables, then close it: to be called before the workers are forked.

        A damaged file is set aside. Raises sqlite3.Error or OSError when the place cannot be written.
        """
        try:
            self._check()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self.close()
            self._set_aside()
            self._check()
        finally:
            self.close()

    def _check(self) -> None:
        found = self.connection.execute("pragma quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)

    def _set_aside(self) -> None:
        self.path.replace(self.path.with_suffix(".damaged"))
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    @property
    def connection(self) -> sqlite3.Connection:
        """This process's connection. Raises sqlite3.Error or OSError."""
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = self._open(), os.getpid()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        opened = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        opened.execute("pragma journal_mode = wal")
        opened.execute("pragma synchronous = normal")
        opened.execute("pragma secure_delete = on")
        opened.execute("pragma journal_size_limit = 4000000")
        opened.executescript(self._tables)
        return opened

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that has the file for itself from its first line. Raises sqlite3.Error or OSError."""
        connection = self.connection
        connection.execute("begin immediate")
        try:
            yield connection
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise

    def close(self) -> None:
        """Close this process's connection, if it has one."""
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection = None
