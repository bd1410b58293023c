"""`wegwijs forget`: erase a conversation, or all of them, from every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from actions.context import system_clock
from bot.assistant import quieten
from bot.desk.file_database import FILE
from bot.desk.house import House
from bot.errors import CannotRun

if TYPE_CHECKING:
    from bot.stores.tracker import PackedTrackerStore

HOUR = 3600.0


async def forget(sender: str | None, data: Path, endpoints: Path | None) -> int:
    """Erase the conversation of `sender`, or all of them; the number erased. Raises CannotRun."""
    return await _store(data, endpoints).forget(sender)


async def forget_expired(hours: float, data: Path, endpoints: Path | None) -> tuple[int, int]:
    """Erase what was quiet for so many hours, and the cards that are over: how many of each. Raises CannotRun."""
    conversations = await _store(data, endpoints).erase_expired(hours * HOUR)
    if not (data / FILE).exists():
        return conversations, 0
    house = House(data, system_clock)
    cards = house.cards.erase_expired()
    house.tidy()
    house.database.close()
    return conversations, cards


def _store(data: Path, endpoints: Path | None) -> PackedTrackerStore:
    if endpoints is None and not data.is_dir():
        raise CannotRun(f"there are no conversations in {data}; name the folder with --data")
    quieten()
    from bot.stores.opened import from_endpoints, in_folder
    from bot.stores.tracker import PackedTrackerStore

    stores = from_endpoints(endpoints) if endpoints else in_folder(data)
    if not isinstance(stores.tracker_store, PackedTrackerStore):
        raise CannotRun("Rasa's stock tracker stores cannot forget; use those of bot/endpoints.cluster.yml")
    return stores.tracker_store
