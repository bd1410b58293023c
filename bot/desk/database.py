"""The file of the desk: cards, accounts, sessions, attempts and counts, apart from everything else.

Who wants another database writes these few verbs for it: the rest of the desk holds only plain SQL.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

FILE = "desk.sqlite"
KEY_FILE = "desk.key"
KEY_BYTES = 32
ONLY_OWNER = 0o600

SCHEMA = """
create table if not exists cards (
    id text primary key, code text unique, token text unique not null, made real not null, expires real not null,
    queue integer not null, once integer not null, urgency integer not null, state text not null,
    desk text, taken_by text, version integer not null default 0);
create table if not exists bodies (card text primary key, body text not null, note text not null default '');
create table if not exists openings (card text not null, clerk text not null, desk text not null, at real not null);
create index if not exists openings_of on openings (card, at);
create table if not exists outbox (card text not null, event text not null, tries integer not null default 0, next real not null);
create table if not exists clerks (name text primary key, desk text not null, password text not null);
create table if not exists sessions (token text primary key, clerk text not null, language text not null, made real not null, seen real not null);
create table if not exists attempts (kind text not null, subject text not null, at real not null);
create index if not exists attempts_of on attempts (kind, subject, at);
create table if not exists counts (day text not null, what text not null, value text not null, n integer not null,
    primary key (day, what, value));
"""


class Database:
    """One SQLite file in the data folder, readable by its owner only. What is deleted is overwritten."""

    def __init__(self, folder: Path) -> None:
        """Open or make the file in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        self._key = _key(folder / KEY_FILE)
        self._lock = RLock()
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, ONLY_OWNER))
        self._connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=wal", "secure_delete=on", "synchronous=full", "busy_timeout=10000"):
            self._connection.execute(f"pragma {pragma}")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that nobody comes between."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What a query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first thing that a query finds."""
        return next(iter(self.rows(query, *values)), None)

    def secret(self, purpose: str, value: str) -> str:
        """The HMAC of a secret under the key of this house: what is kept in its place."""
        return hmac.new(self._key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    def wipe_log(self) -> None:
        """Empty the write-ahead log, which still holds what has been deleted."""
        with self._lock:
            self._connection.execute("pragma wal_checkpoint(truncate)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _key(path: Path) -> bytes:
    """The key of this house, made once."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, ONLY_OWNER)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()
