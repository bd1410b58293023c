"""Which bundles were installed here: a knowledge base that came with one is not compiled away at the next start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "knowledge.bundles.json"


@dataclass(frozen=True)
class Installed:
    """A bundle: when it was `made`, and the fingerprint of the content of this checkout in whose place it stands."""

    made: str = ""
    instead_of: str = ""


def installed(knowledge: Path, fingerprint: str) -> Installed | None:
    """The bundle with which the knowledge base of this fingerprint came, if it came with one."""
    return _read(knowledge).get(fingerprint)


def remember(knowledge: Path, bundles: Mapping[str, Installed]) -> None:
    """Remember these bundles, by the fingerprint of their knowledge base, and no other."""
    file = knowledge.with_name(FILE)
    draft = file.with_suffix(".tmp")
    draft.write_text(json.dumps({name: asdict(each) for name, each in bundles.items()}, indent=1))
    draft.replace(file)


def _read(knowledge: Path) -> dict[str, Installed]:
    try:
        found = json.loads(knowledge.with_name(FILE).read_text())
        return {name: Installed(str(each["made"]), str(each["instead_of"])) for name, each in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
