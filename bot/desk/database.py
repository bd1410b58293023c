"""Where the desk keeps its cards, accounts, sessions, attempts and figures: a file of its own, or the servers' PostgreSQL.

The rest of the desk holds plain SQL that both read, with `?` for a value. `file_database.py` and `shared_database.py` open them.
"""

from __future__ import annotations

import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

TABLES = """
create table if not exists cards (
    id text primary key, code text unique, token text unique not null,
    made double precision not null, expires double precision not null,
    queue integer not null, once integer not null, urgency integer not null, state text not null,
    desk text, taken_by text, version integer not null default 0);
create table if not exists bodies (card text primary key, body text not null, note text not null default '');
create table if not exists openings (card text not null, clerk text not null, desk text not null, at double precision not null);
create index if not exists openings_of on openings (card, at);
create table if not exists announcements (id text primary key, card text not null, event text not null,
    tries integer not null default 0, next double precision not null);
create table if not exists clerks (name text primary key, desk text not null, password text not null);
create table if not exists sessions (token text primary key, clerk text not null, language text not null,
    made double precision not null, seen double precision not null);
create table if not exists attempts (kind text not null, subject text not null, at double precision not null);
create index if not exists attempts_of on attempts (kind, subject, at);
create table if not exists figures (day text not null, what text not null, value text not null, subject text not null,
    language text not null, n integer not null, primary key (day, what, value, subject, language));
"""


class Row(Protocol):
    """A row that a query found: its columns by name."""

    def __getitem__(self, name: str, /) -> Any:
        """The column of this name."""


class Transaction:
    """What can be done in one transaction, in the SQL that both databases read.

    `mark` stands for a value in this database, `lock` at the end of a query keeps others from what it finds.
    """

    def __init__(self, cursor: Any, *, mark: str = "?", lock: str = "") -> None:
        self._cursor = cursor
        self._mark = mark
        self._lock = lock

    def execute(self, query: str, values: Sequence[object] = ()) -> int:
        """Do this; how many rows it changed."""
        self._cursor.execute(query.replace("?", self._mark), values)
        return int(self._cursor.rowcount)

    def rows(self, query: str, *values: object) -> list[Row]:
        """What a query finds."""
        self._cursor.execute(query.replace("?", self._mark), values)
        return list(self._cursor.fetchall())

    def row(self, query: str, *values: object) -> Row | None:
        """The first thing that a query finds."""
        return next(iter(self.rows(query, *values)), None)

    def locked(self, query: str, *values: object) -> list[Row]:
        """What a query finds, which nobody else changes or locks before this transaction ends."""
        return self.rows(query + self._lock, *values)


class Database(ABC):
    """Cards and all that belongs to them. Every verb raises HouseAway when the database cannot be reached."""

    is_shared = False
    """Whether other servers use it too."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @abstractmethod
    def writing(self) -> AbstractContextManager[Transaction]:
        """One transaction, kept when the block ends well."""

    @abstractmethod
    def rows(self, query: str, *values: object) -> list[Row]:
        """What a query finds."""

    def row(self, query: str, *values: object) -> Row | None:
        """The first thing that a query finds."""
        return next(iter(self.rows(query, *values)), None)

    def secret(self, purpose: str, value: str) -> str:
        """The HMAC of a secret under the key of this house: what is kept in its place."""
        return hmac.new(self._key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    @abstractmethod
    def wipe(self) -> None:
        """Clear away what the database still holds of rows that were erased."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""
