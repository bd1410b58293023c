"""The commands of the person who looks after the box, and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import CannotRun

Run = Callable[[argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """`backup`, `restore`."""
    backup = commands.add_parser("backup", help="keep cards, accounts, counts and keys in one file; no conversations")
    backup.add_argument("file", type=Path, help="the file to write, or a folder that gets one with the day in its name")
    backup.add_argument("--without-cards", action="store_true", help="for a file that is kept longer than a card lives")
    backup.add_argument("--keep", type=int, metavar="NUMBER", help="in a folder, keep the newest backups only")
    restore = commands.add_parser("restore", help="bring a backup back; the server must not run")
    restore.add_argument("file", type=Path, help="what `backup` wrote")
    for command in (backup, restore):
        command.add_argument(
            "--data", type=Path, metavar="FOLDER", help="where the server keeps its data (.build/data)"
        )


def run_backup(options: argparse.Namespace) -> int:
    """`wegwijs backup FILE`. Raises CannotRun."""
    from actions.context import system_clock
    from bot.operations.backup import backup

    if options.keep is not None and (options.keep < 1 or not options.file.is_dir()):
        raise CannotRun("--keep: is for a folder, and a number from 1 on")
    written = backup(
        _data(options), options.file, system_clock, with_cards=not options.without_cards, keep=options.keep
    )
    print(f"Kept in {written}. It holds keys: only its owner may read it.")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """`wegwijs restore FILE`. Raises CannotRun."""
    from actions.context import system_clock
    from bot.operations.backup import restore

    made = restore(options.file, _data(options), system_clock)
    print(f"Restored: the backup of {made:%Y-%m-%d %H:%M}. Start the server now.")
    return 0


def _data(options: argparse.Namespace) -> Path:
    from bot.build import BUILD

    return Path(options.data or BUILD / "data")


COMMANDS: dict[str, Run] = {"backup": run_backup, "restore": run_restore}
