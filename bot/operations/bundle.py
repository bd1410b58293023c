"""`wegwijs bundle`: the knowledge base in one signed file, for a USB stick or the house's network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.errors import CannotRun
from bot.operations import keys
from bot.operations.archive import pack
from bot.swap import Refused, checked
from knowledge.store import SCHEMA, Store

KIND = "content of Wegwijs"
KNOWLEDGE = "knowledge.sqlite"


def make(target: Path, knowledge: Path, key: Path) -> dict[str, Any]:
    """Sign the knowledge base with the private key of the house and write the bundle; what it says of itself.

    Raises CannotRun or UnusableKnowledge.
    """
    try:
        store = checked(knowledge, frozenset())
    except Refused as error:
        raise CannotRun(str(error)) from error
    told = describe(store)
    store.close()
    pack(target, KIND, {KNOWLEDGE: knowledge}, told, lambda manifest: keys.sign(key, manifest))
    target.chmod(0o644)
    return told


def describe(store: Store) -> dict[str, Any]:
    """What a bundle says of its knowledge base."""
    return {
        "content_date": store.content_date.isoformat(),
        "fingerprint": store.meta["fingerprint"],
        "schema": SCHEMA,
        "answers": len(store.intents),
    }
