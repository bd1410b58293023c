"""The stores of a server: in memory, in a folder, or those that an endpoints file names."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints

from bot.stores.errors import UnusableStore
from bot.stores.file_queue import FileQueue
from bot.stores.files import FileRecords
from bot.stores.locks import QueueLockStore
from bot.stores.memory import MemoryRecords
from bot.stores.memory_queue import MemoryQueue
from bot.stores.senders import PRIVATE_FOLDER, Senders, key_in
from bot.stores.tracker import PackedTrackerStore
from bot.stores.turns import Turns

logger = logging.getLogger(__name__)

CONVERSATIONS = "conversations.sqlite"
QUEUES = "queues.sqlite"
RETENTION = 24 * 3600.0
"""Seconds that a quiet conversation is kept."""


@dataclass(frozen=True)
class Stores:
    """Where conversations are kept and who may answer them now. `are_shared`: several workers may use them."""

    tracker_store: TrackerStore
    lock_store: LockStore
    are_shared: bool = False

    @property
    def senders(self) -> Senders:
        """The house's key; a new one where Rasa's stock stores keep none."""
        return getattr(self.tracker_store, "senders", None) or Senders()

    @property
    def turns(self) -> Turns | None:
        """The order and the replies of our own tracker store; Rasa's stock ones keep no replies."""
        if isinstance(self.tracker_store, PackedTrackerStore):
            return Turns(self.tracker_store, self.lock_store)
        return None

    async def state(self) -> str:
        """`ok`, `degraded` or `down`, for whoever looks after the server."""
        if isinstance(self.tracker_store, PackedTrackerStore):
            return await self.tracker_store.state()
        return "ok"

    async def erase_expired(self, retention: float = RETENTION) -> int:
        """Erase conversations that were quiet for `retention` seconds; the number erased. Raises Unavailable."""
        if isinstance(self.tracker_store, PackedTrackerStore):
            return await self.tracker_store.erase_expired(retention)
        return 0


class WithoutDisk(MemoryRecords):
    """Memory in the place of a disk that cannot be written."""

    def state(self) -> str:
        """What should be kept is not."""
        return "degraded"


def in_memory() -> Stores:
    """Stores of one process, gone when it ends."""
    return _of_one_process(MemoryRecords())


def in_folder(folder: Path) -> Stores:
    """Stores in a folder that only its owner may read; in memory, with a line in the log, where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        senders = Senders(key_in(folder))
        records, queue = FileRecords(folder / CONVERSATIONS), FileQueue(folder / QUEUES)
        records.prepare()
        queue.prepare()
    except (OSError, sqlite3.Error) as error:
        logger.error("conversations cannot be kept in %s (%s); they are in memory only", folder, error)
        return _of_one_process(WithoutDisk())
    return Stores(PackedTrackerStore(records=records, senders=senders), QueueLockStore(queue, senders), are_shared=True)


def _of_one_process(records: MemoryRecords) -> Stores:
    senders = Senders()
    return Stores(PackedTrackerStore(records=records, senders=senders), QueueLockStore(MemoryQueue(), senders))


def from_endpoints(file: Path) -> Stores:
    """The stores that an endpoints file in Rasa's form names. Raises UnusableStore."""
    if not file.is_file():
        raise UnusableStore(f"there is no endpoints file at {file}; see bot/endpoints.cluster.yml")
    try:
        endpoints = AvailableEndpoints.read_endpoints(str(file))
        stores = Stores(
            TrackerStore.create(endpoints.tracker_store), LockStore.create(endpoints.lock_store), are_shared=True
        )
    except UnusableStore:
        raise
    except Exception as error:
        raise UnusableStore(f"{file}: the stores cannot be opened ({type(error).__name__}: {error})") from error
    _as_named(endpoints.tracker_store, stores.tracker_store, file)
    return stores


def _as_named(named: object, opened: TrackerStore, file: Path) -> None:
    """Refuse what Rasa does silently: conversations in memory where a class cannot be imported."""
    kind = str(getattr(named, "type", "") or "")
    if "." in kind and kind.rpartition(".")[2] != type(opened).__name__:
        raise UnusableStore(f"{file}: tracker_store: type: there is no class {kind}")
