"""`wegwijs backup` and `wegwijs restore`: what is worth keeping of a house, in one file. Conversations are not."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from actions.context import Clock
from bot.desk.file_database import FILE as DESK
from bot.desk.file_database import KEY_BYTES, KEY_FILE
from bot.desk.house import House
from bot.desk.webhook import SIGNED_WITH
from bot.errors import CannotRun
from bot.operations.archive import Archive, UnusableArchive, pack
from bot.operations.hold import ASIDE, held_alone

KIND = "backup of Wegwijs"
KEYS = (KEY_FILE, "sender.key", SIGNED_WITH, "bundle.pub")
KEPT = frozenset({DESK, *KEYS})
SETTINGS = ".yml"
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a file belongs to it."""
REPLACED = ".replaced"
NAME = "wegwijs-{:%Y-%m-%dT%H%M%S}.zip"


class UnusableBackup(CannotRun):
    """The backup cannot be made or restored. The message says why; nothing was changed."""


def backup(folder: Path, target: Path, clock: Clock, *, with_cards: bool = True, keep: int | None = None) -> Path:
    """Keep what is worth keeping of `folder` in the file `target`, or in a new file of the folder `target`.

    It may run while a server does. Of such a folder the newest `keep` backups stay. Raises CannotRun.
    """
    if not (folder / DESK).exists():
        raise UnusableBackup(f"there is nothing to keep in {folder}; name the folder with --data")
    into = target if target.is_dir() else None
    target = into / NAME.format(clock()) if into else target
    if target.exists():
        _must_be_a_backup(target)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".wegwijs-backup-") as made:
            _make(folder, Path(made), target, clock, with_cards)
    except OSError as error:
        raise UnusableBackup(f"{target} cannot be written ({error.strerror or error})") from error
    if into and keep:
        others = sorted(set(into.glob("wegwijs-*.zip")) - {target}, reverse=True)
        for old in others[keep - 1 :]:
            old.unlink()
    return target


def _make(folder: Path, staged: Path, target: Path, clock: Clock, with_cards: bool) -> None:
    files = {name: staged / name for name in _collect(folder, staged)}
    _tidy(staged, clock, with_cards=with_cards)
    pack(target, KIND, files, {"cards": with_cards})


def _must_be_a_backup(target: Path) -> None:
    try:
        Archive(target, KIND).manifest()
    except UnusableArchive as error:
        raise UnusableBackup(f"{target} exists and is no backup; it is not overwritten") from error


def _collect(folder: Path, staged: Path) -> list[str]:
    """Copy what is kept; of a database what holds at one moment, whoever writes into it."""
    try:
        _copy_database(folder / DESK, staged / DESK)
        others = [path.name for path in sorted(folder.iterdir()) if path.name in KEYS or path.suffix == SETTINGS]
        for name in others:
            shutil.copyfile(folder / name, staged / name)
    except (OSError, sqlite3.Error) as error:
        raise UnusableBackup(f"{folder} cannot be read ({error}); no backup was made") from error
    return [DESK, *others]


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=10)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("pragma journal_mode=delete").fetchone()
        damage = copy.execute("pragma quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise sqlite3.DatabaseError(f"{source.name} is damaged: {damage}")


def _tidy(staged: Path, clock: Clock, *, with_cards: bool, gone: Sequence[str] = ()) -> None:
    """Erase from a copy of the desk's file what is over, and the cards that are `gone`; nobody stays logged in."""
    house = House(staged, clock)
    house.tidy()
    database = house.database
    with database.writing() as writing:
        writing.execute("delete from sessions")
        writing.execute("delete from attempts")
        for card in gone:
            writing.execute("delete from bodies where card = ?", (card,))
        if not with_cards:
            writing.execute("delete from bodies")
        writing.execute("update cards set code = null, expires = 0 where id not in (select card from bodies)")
    database.wipe()
    database.close()
    with closing(sqlite3.connect(staged / DESK)) as file:
        file.execute("vacuum")
        file.execute("pragma journal_mode=delete").fetchone()


def restore(source: Path, folder: Path, clock: Clock) -> datetime:
    """Bring a backup back into `folder`, in which no server may run; when it was made.

    Everything is checked before anything is touched. Cards that are over, or that were withdrawn since, do not come back.
    Raises CannotRun.
    """
    archive = Archive(source, KIND)
    made = datetime.fromisoformat(archive.manifest()["made"])
    with held_alone(folder):
        _clear(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-") as made_here:
            staged = Path(made_here)
            allowed = KEPT | {name for name in archive.manifest()["files"] if _is_setting(name)}
            names = archive.unpack(staged, frozenset(allowed))
            _check(source, staged, names)
            _tidy(staged, clock, with_cards=True, gone=_withdrawn(folder))
            _exchange(folder, staged, names)
    return made


def _is_setting(name: str) -> bool:
    return name.endswith(SETTINGS) and name == Path(name).name and not name.startswith(".")


def _check(source: Path, staged: Path, names: Sequence[str]) -> None:
    """Look whether the files belong together and can be used. Raises UnusableBackup."""
    if not {DESK, KEY_FILE} <= set(names):
        raise UnusableBackup(f"{source} holds the desk without its key; nothing was changed")
    if (staged / KEY_FILE).stat().st_size != KEY_BYTES:
        raise UnusableBackup(f"{source}: {KEY_FILE} is damaged; nothing was changed")
    try:
        with closing(sqlite3.connect(staged / DESK)) as database:
            if database.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("it is damaged")
            for table in ("cards", "bodies", "clerks", "figures"):
                database.execute(f"select count(*) from {table}")
    except sqlite3.Error as error:
        raise UnusableBackup(f"{source}: {DESK} cannot be used ({error}); nothing was changed") from error


def _withdrawn(folder: Path) -> list[str]:
    """The cards that this folder knows to be gone."""
    if not (folder / DESK).exists():
        return []
    try:
        with closing(sqlite3.connect(folder / DESK)) as database:
            found = database.execute("select id from cards where id not in (select card from bodies)").fetchall()
    except sqlite3.Error:  # a damaged file may be why somebody restores
        return []
    return [id_ for (id_,) in found]


def _exchange(folder: Path, staged: Path, names: Sequence[str]) -> None:
    """Put the files in their place. What stood there is kept aside until all are, and comes back if one cannot be."""
    aside = folder / ASIDE
    try:
        aside.mkdir(mode=0o700)
        for name in names:
            for end in BESIDE:
                with suppress(FileNotFoundError):
                    (folder / f"{name}{end}").rename(aside / f"{name}{end}")
        (aside / "new").write_text("\n".join(names))
        for name in names:
            (staged / name).chmod(0o600)
            (staged / name).rename(folder / name)
        aside.rename(folder / REPLACED)  # from here on it is done
    except OSError as error:
        _put_back(folder)
        raise UnusableBackup(f"{folder} cannot be written ({error.strerror or error}); nothing was changed") from error
    shutil.rmtree(folder / REPLACED, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Bring a restore that was interrupted to its end: undo what was not done, erase what was left over."""
    _put_back(folder)
    for left in (folder / REPLACED, *folder.glob(".restoring-*")):
        shutil.rmtree(left, ignore_errors=True)


def _put_back(folder: Path) -> None:
    """The files that were kept aside are those of the house."""
    aside = folder / ASIDE
    if not aside.exists():
        return
    with suppress(FileNotFoundError):
        for name in (aside / "new").read_text().splitlines():
            for end in BESIDE:
                (folder / f"{name}{end}").unlink(missing_ok=True)
        (aside / "new").unlink()
    for kept in aside.iterdir():
        kept.rename(folder / kept.name)
    aside.rmdir()
