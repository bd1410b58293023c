"""`python -m bot.operations.dependencies`: which installed packages are not the newest, who holds them, and which a server loads.

It asks the package index for the newest versions and loads the trained model; the rows go into `bot/reports/dependencies.md`,
whose first lines name the locks that it covers.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

from bot.build import KNOWLEDGE, MODEL, ROOT

if TYPE_CHECKING:
    from packaging.requirements import Requirement

LOCKS = (ROOT / "bot/requirements.txt", ROOT / "bot/requirements-plain-rasa.txt", ROOT / "knowledge/requirements.txt")
EXTRAS = ("bot", "test")
"""Of this project; another package's extras are not installed for its sake."""
NOBODY = "what it needs itself, or plain Rasa's lock"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)


def one_name(name: str) -> str:
    """The one way in which the index writes a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> dict[str, str]:
    """The version of each package of a lock."""
    return {one_name(name): version for name, version in PINNED.findall(lock.read_text(encoding="utf-8"))}


def covering() -> Iterator[str]:
    """A line for each lock: how many packages, and its SHA-256."""
    for lock in LOCKS:
        sum_ = hashlib.sha256(lock.read_bytes()).hexdigest()
        yield f"- `{lock.relative_to(ROOT)}`: {len(locked(lock))} packages, SHA-256 `{sum_}`"


def required() -> dict[str, list[tuple[str, Requirement]]]:
    """Who asks for each package, and in what versions."""
    from packaging.requirements import Requirement

    found: dict[str, list[tuple[str, Requirement]]] = {}
    for each in distributions():
        extras = EXTRAS if each.metadata["Name"] == "wegwijs" else ("",)
        for requirement in map(Requirement, each.requires or ()):
            if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
                found.setdefault(one_name(requirement.name), []).append((each.metadata["Name"], requirement))
    return found


def outdated() -> dict[str, tuple[str, str]]:
    """The installed and the newest version of each package that has a newer one, from the package index."""
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {one_name(each["name"]): (each["version"], each["latest_version"]) for each in json.loads(done.stdout)}


def loaded() -> set[str]:
    """The packages of which a server has a module in memory, once it has read its first message."""
    from actions.context import Context, system_clock
    from bot import serve  # noqa: F401 - what a server imports
    from bot.assistant import load_assistant
    from knowledge.store import Store

    async def read() -> None:
        agent = await load_assistant(MODEL, Context(Store(KNOWLEDGE), system_clock))
        await agent.parse_message("mag ik werken?")

    asyncio.run(read())
    files = {path for module in list(sys.modules.values()) if (path := getattr(module, "__file__", None))}
    return {one_name(each.metadata["Name"]) for each in distributions() if files & set(_files(each))}


def _files(each: Distribution) -> Iterator[str]:
    return (str(each.locate_file(file)) for file in each.files or ())


def rows() -> Iterator[str]:
    """The table: a package, its version, the newest, who holds it, and whether a server loads it."""
    yield "| package | version | newest | held by | loaded |"
    yield "|---|---|---|---|---|"
    asked, in_memory = required(), loaded()
    for name, (version, newest) in sorted(outdated().items()):
        holders = [f"{who} {each.specifier}" for who, each in asked.get(name, ()) if newest not in each.specifier]
        yes = "yes" if name in in_memory else "no"
        yield f"| {name} | {version} | {newest} | {', '.join(sorted(set(holders))) or NOBODY} | {yes} |"


if __name__ == "__main__":
    print("\n".join([*covering(), "", *rows()]))
