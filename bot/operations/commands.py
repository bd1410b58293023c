"""The commands of the person who looks after the box, and their options."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import CannotRun

Run = Callable[[argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """`backup`, `restore`, `bundle`, `update`, `forget`."""
    backup = commands.add_parser("backup", help="keep cards, accounts, counts and keys in one file; no conversations")
    backup.add_argument("file", type=Path, help="the file to write, or a folder that gets one with the day in its name")
    backup.add_argument("--without-cards", action="store_true", help="for a file that is kept longer than a card lives")
    backup.add_argument("--keep", type=int, metavar="NUMBER", help="in a folder, keep the newest backups only")
    restore = commands.add_parser("restore", help="bring a backup back; the server must not run")
    restore.add_argument("file", type=Path, help="what `backup` wrote")
    bundle = commands.add_parser("bundle", help="the knowledge base as one signed file, for other machines")
    bundle.add_argument("file", type=Path, nargs="?", help="the file to write")
    bundle.add_argument("--key", type=Path, metavar="FILE", help="the private key of the house, to sign with")
    bundle.add_argument(
        "--new-key", type=Path, metavar="FILE", help="make a key pair: FILE, and FILE.pub for the machines"
    )
    update = commands.add_parser("update", help="install a signed bundle; a server that runs takes it within seconds")
    update.add_argument("file", type=Path, nargs="?", help="what `bundle` wrote")
    update.add_argument("--back", action="store_true", help="put the former content back")
    update.add_argument("--allow-older", action="store_true", help="also content that is older than what is here")
    update.add_argument(
        "--key", type=Path, metavar="FILE", help="the public key (default: bundle.pub in the data folder)"
    )
    forget = commands.add_parser("forget", help="erase a conversation, or all of them, now")
    forget.add_argument("sender", nargs="?", help="the sender of the conversation")
    forget.add_argument("--all", action="store_true", help="every conversation")
    forget.add_argument("--expired", action="store_true", help="quiet conversations, and cards that are over")
    forget.add_argument("--retention", type=float, default=24.0, metavar="HOURS", help="with --expired: quiet for (24)")
    forget.add_argument("--endpoints", type=Path, metavar="FILE", help="the stores of several servers")
    for command in (backup, restore, update, forget):
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


def run_bundle(options: argparse.Namespace) -> int:
    """`wegwijs bundle FILE --key KEY` and `wegwijs bundle --new-key KEY`. Raises CannotRun."""
    from bot import build
    from bot.operations import bundle, keys

    if options.new_key and not (options.file or options.key):
        public = keys.make(options.new_key)
        print(f"Keep {options.new_key} to yourself. Put {public} on each machine, as bundle.pub in its data folder.")
        return 0
    if options.new_key or not (options.file and options.key):
        raise CannotRun("write `bundle FILE --key KEY`, or `bundle --new-key KEY`")
    build.ensure_knowledge()
    told = bundle.make(options.file, build.KNOWLEDGE, options.key)
    print(f"{options.file}: {told['answers']} answers, content of {told['content_date']}.")
    return 0


def run_update(options: argparse.Namespace) -> int:
    """`wegwijs update FILE` and `wegwijs update --back`. Raises CannotRun."""
    from actions.clock import guarded
    from actions.context import Context
    from bot.operations.update import back, update

    if options.back == bool(options.file):
        raise CannotRun("name one bundle, or write --back")
    key = options.key or _data(options) / "bundle.pub"
    store = back() if options.back else update(options.file, key, allow_older=options.allow_older)
    print(f"Content of {store.content_date}, {len(store.intents)} answers. A server that runs takes it within seconds.")
    if doubt := Context(store, guarded()).doubt():
        print(f"wegwijs: no opening hours are told: {doubt}; set the clock of this machine", file=sys.stderr)
    store.close()
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """`wegwijs forget SENDER`, `--all` or `--expired`. Raises CannotRun."""
    from bot.operations.forget import forget, forget_expired

    if [bool(options.sender), options.all, options.expired].count(True) != 1 or not options.retention > 0:
        raise CannotRun("name one sender, or write --all, or --expired")
    if options.expired:
        gone, cards = asyncio.run(forget_expired(options.retention, _data(options), options.endpoints))
        print(f"Erased: {gone} conversations, {cards} cards.")
        return 0
    erased = asyncio.run(forget(options.sender, _data(options), options.endpoints))
    print(f"Erased: {erased}.")
    return 0


def _data(options: argparse.Namespace) -> Path:
    from bot.build import BUILD

    return Path(options.data or BUILD / "data")


COMMANDS: dict[str, Run] = {
    "backup": run_backup,
    "restore": run_restore,
    "bundle": run_bundle,
    "update": run_update,
    "forget": run_forget,
}
