"""`wegwijs forget`: erase a conversation, or all of them, from every file."""

from __future__ import annotations

from pathlib import Path

from bot.assistant import quieten
from bot.errors import CannotRun


async def forget(sender: str | None, data: Path, endpoints: Path | None) -> int:
    """Erase the conversation of `sender`, or all of them; the number erased. Raises CannotRun."""
    if endpoints is None and not data.is_dir():
        raise CannotRun(f"there are no conversations in {data}; name the folder with --data")
    quieten()
    from bot.stores.opened import from_endpoints, in_folder
    from bot.stores.tracker import PackedTrackerStore

    stores = from_endpoints(endpoints) if endpoints else in_folder(data)
    if not isinstance(stores.tracker_store, PackedTrackerStore):
        raise CannotRun("Rasa's stock tracker stores cannot forget; use those of bot/endpoints.cluster.yml")
    return await stores.tracker_store.forget(sender)
