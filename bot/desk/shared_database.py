"""The PostgreSQL that several servers share: the one in which their endpoints file keeps conversations."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import yaml

from bot.desk.database import TABLES, Database, Row, Transaction
from bot.stores.errors import Unavailable, UnusableStore, check_key
from bot.stores.postgres_connections import Connections
from knowledge.triage import HouseAway

SCHEMA = "wegwijs_desk"
"""The tables of the desk stand apart from those of the conversations."""
STORE = "bot.stores.postgres.PostgresTrackerStore"


class SharedDatabase(Database):
    """The desk's tables in PostgreSQL. A row that is locked waits for its turn; different cards do not wait for each other."""

    is_shared = True

    def __init__(self, url: str, key: str) -> None:
        """Nothing is opened yet: the house opens when the database does. `key` is the secret that all servers share."""
        super().__init__(hmac.new(key.encode(), b"desk", hashlib.sha256).digest())
        self._connections = Connections(url, TABLES, SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction; what must not change under it is read with `locked`."""
        with told_apart(), self._connections.transaction() as cursor:
            yield Transaction(cursor, mark="%s", lock=" for update")

    def rows(self, query: str, *values: object) -> list[Row]:
        """What a query finds."""
        with self.writing() as reading:
            return reading.rows(query, *values)

    def wipe(self) -> None:
        """Clear away the dead rows of what was erased, unless somebody does so now; they are gone from every query already.

        The write-ahead log is the database's own to recycle.
        """
        with suppress(Unavailable):
            for table in ("bodies", "cards"):
                self._connections.alone(f"vacuum (skip_locked) {table}")

    def close(self) -> None:
        """Close this thread's connection."""
        self._connections.drop()


@contextmanager
def told_apart() -> Iterator[None]:
    """The database does not answer: the house is away."""
    try:
        yield
    except Unavailable as error:
        raise HouseAway(str(error)) from error


def shared_by(endpoints: Path | None) -> SharedDatabase | None:
    """The database that an endpoints file names for conversations; None where it names none. Raises UnusableStore."""
    if endpoints is None:
        return None
    store = _tracker_store(endpoints)
    if store.get("type") != STORE:
        return None
    url, key = (os.path.expandvars(str(store.get(name, ""))) for name in ("url", "key"))
    check_key(key)
    return SharedDatabase(url, key)


def _tracker_store(endpoints: Path) -> dict[str, Any]:
    """What the file says of conversations, read without Rasa: it takes seconds to load."""
    if not endpoints.is_file():
        raise UnusableStore(f"there is no endpoints file at {endpoints}; see bot/endpoints.cluster.yml")
    try:
        found = yaml.safe_load(endpoints.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UnusableStore(f"{endpoints} cannot be read: {error}") from error
    store = found.get("tracker_store") if isinstance(found, dict) else None
    return store if isinstance(store, dict) else {}
