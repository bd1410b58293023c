"""Houses of desks for tests: in a folder, and in a real PostgreSQL that two servers share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bot.desk.house import House
from bot.desk.shared_database import SharedDatabase
from tests.services import Service, dump_of, url_of

KEY = "the same on both servers"


@dataclass(frozen=True)
class Places:
    """Where a house keeps what it has: a folder, or a PostgreSQL as well."""

    folder: Path
    postgres: Service | None = None

    def shared(self) -> SharedDatabase | None:
        """The database as a server of its own opens it."""
        return SharedDatabase(url_of(self.postgres), KEY) if self.postgres else None

    def other(self, house: House) -> House:
        """The same house as another process, or another server, has it."""
        folder = house.folder if self.postgres is None else self.folder / "another machine"
        return replace(house, folder=folder, shared=self.shared())

    def kept(self, house: House) -> bytes:
        """All that is kept: every byte of the files, every row of the tables."""
        files = [path.read_bytes() for path in house.folder.iterdir()] if house.folder.is_dir() else []
        return b"".join([*files, dump_of(self.postgres) if self.postgres else b""])
