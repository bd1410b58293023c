"""`wegwijs desk`: the accounts of the helpdesks."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from actions.context import system_clock
from bot.desk.accounts import BadAccount
from bot.desk.house import House
from bot.errors import CannotRun
from knowledge.triage import HouseAway


def add_commands(commands: Any) -> None:
    """The command and its options."""
    desk = commands.add_parser("desk", help="the accounts of the helpdesks that open cards")
    acts = desk.add_subparsers(dest="act", required=True)
    add = acts.add_parser("add-user", help="make an account, or give it another password; asks for the password")
    add.add_argument("name", help="how the clerk logs in, and what people read who ask who opened their card")
    add.add_argument("--desk", default="Helpdesk", help="the desk at which they work (default: Helpdesk)")
    users = acts.add_parser("users", help="list the accounts")
    remove = acts.add_parser("remove-user", help="remove an account and log it out")
    remove.add_argument("name")
    for act in (add, users, remove):
        act.add_argument("--endpoints", type=Path, metavar="FILE", help="the stores of several servers, as for serve")
        act.add_argument("--data", type=Path, metavar="FOLDER", help="where the server keeps its data")


def run(options: argparse.Namespace, folder: Path) -> int:
    """Do what the command says. Raises BadAccount, or CannotRun where the accounts cannot be reached."""
    from bot.desk.shared_database import shared_by

    house = House(folder, system_clock, shared=shared_by(options.endpoints))
    try:
        return _run(options, house)
    except HouseAway as error:
        raise CannotRun(f"the accounts cannot be reached ({error}); nothing was changed") from error


def _run(options: argparse.Namespace, house: House) -> int:
    try:
        if options.act == "add-user":
            clerk = house.accounts.add(options.name, options.desk, _password())
            print(f"{clerk.name} can log in at /desk, for {clerk.desk}.")
        elif options.act == "remove-user":
            house.accounts.remove(options.name)
            print(f"{options.name} can no longer log in.")
        else:
            for clerk in house.accounts.clerks():
                print(f"{clerk.name}\t{clerk.desk}")
    finally:
        house.database.close()
    return 0


def _password() -> str:
    """A password, typed twice on the terminal, or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise BadAccount("the two passwords differ; nothing was changed")
    return first
