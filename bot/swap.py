"""The knowledge base that is served may be replaced while we serve: a good one is taken, a broken one is refused."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sized
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from cattrs.errors import BaseValidationError

from knowledge.store import Store, UnusableKnowledge

logger = logging.getLogger(__name__)

LOOK_EVERY = 2.0

Seen = tuple[int, int, int]


class Refused(RuntimeError):
    """This knowledge base is not served. The message says why."""


class ServedStore:
    """Answers like the store that is served now; actions and pages hold this one and never notice a swap."""

    def __init__(self, path: Path) -> None:
        """Open the knowledge base at `path`. Raises UnusableKnowledge."""
        self._path = path
        self._seen = _look(path)
        self._store = Store(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def as_store(self) -> Store:
        """This, for who expects a store: it has all that a store has."""
        return cast(Store, self)

    def reopen(self) -> None:
        """Open the file again in a forked worker: a connection must not be shared."""
        self._store = Store(self._path)

    async def watch(self, every: float = LOOK_EVERY) -> None:
        """Look for a new file from time to time and take it, for ever."""
        while True:
            await asyncio.sleep(every)
            await self.take_new()

    async def take_new(self) -> bool:
        """Take the file if it is a new one and a good one; the old one is served until then."""
        seen = _look(self._path)
        if seen in (self._seen, None):
            return False
        self._seen = seen
        try:
            fresh = await asyncio.to_thread(checked, self._path, self._store.intents)
        except (Refused, UnusableKnowledge) as error:
            logger.error("the new knowledge base is refused, the old one stays: %s", error)
            return False
        self._store = fresh  # the old one closes with the last turn that reads it
        return True


def checked(path: Path, intents: frozenset[str]) -> Store:
    """The knowledge base at `path`, read from end to end. Raises Refused or UnusableKnowledge."""
    store = Store(path)
    try:
        _check_file(path)
        gone = sorted(intents - store.intents)
        if gone:
            raise Refused(
                f"the model knows {len(gone)} questions without an answer in {path}, as {gone[0]}; train again"
            )
        _read_all(store)
    except Refused:
        store.close()
        raise
    except (sqlite3.Error, BaseValidationError, ValueError, TypeError, LookupError) as error:
        store.close()
        raise Refused(f"{path} cannot be read ({type(error).__name__}: {error})") from error
    return store


def _check_file(path: Path) -> None:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        damage = connection.execute("pragma quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise Refused(f"{path} is damaged ({damage})")


def _read_all(store: Store) -> None:
    """Read all that a turn may ask for, so that a fault shows now and not at somebody's question."""
    tables: tuple[Sized, ...] = (
        store.topics,
        store.sources,
        store.facts,
        store.helpdesks,
        store.concepts,
        store.terms,
        store.urgent,
    )
    entries = sum(len(table) for table in tables)
    if not (entries and store.answers() and store.content_date):
        raise Refused("it holds no answers")
    store.search("school", "nl")


def _look(path: Path) -> Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
