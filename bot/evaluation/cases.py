"""Labelled messages that no model was trained on: `tests/understanding/<set>/<group>.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.build import ROOT
from knowledge.languages import LANGUAGES

SETS = ROOT / "tests/understanding"
GROUPS = (*LANGUAGES, "arabizi", "mixed")


class BadCase(ValueError):
    """A labelled message that cannot be used. The message names file, number and remedy."""


@dataclass(frozen=True)
class Case:
    """A message and what it asks.

    `answers` are the answer ids that would be right, best first (`any` when that is not the subject); `second` those of a second question in the message;
    `urgent` the kinds of urgency; `outcome` is set for what is no question (`out_of_scope`, `social`); `language` is the
    language of the reply, or of the message when that is a fifth one.
    """

    group: str
    text: str
    language: str
    answers: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    outcome: str | None = None


def cases(name: str, root: Path = SETS) -> list[Case]:
    """The messages of the set `name`, in the order of the groups. Raises BadCase."""
    found = []
    for group in GROUPS:
        path = root / name / f"{group}.yml"
        if path.exists():
            found += list(_read(path, group))
    return found


def _read(path: Path, group: str) -> Iterator[Case]:
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        yield _case(entry, group, f"{path.parent.name}/{path.name}: message {number}")


def _case(entry: dict[str, Any], group: str, place: str) -> Case:
    unknown = set(entry) - {"text", "language", "answers", "second", "urgent", "outcome"}
    if unknown or "text" not in entry:
        raise BadCase(f"{place}: has {', '.join(unknown) or 'no text'}; write text, and answers or outcome")
    if not any(entry.get(name) for name in ("answers", "outcome", "urgent")):
        raise BadCase(f"{place}: has neither answers nor outcome nor urgent; write one")
    default = group if group in LANGUAGES else "ar"
    return Case(
        group=group,
        text=entry["text"],
        language=entry.get("language", default),
        answers=tuple(entry.get("answers", ())),
        second=tuple(entry.get("second", ())),
        urgent=tuple(entry.get("urgent", ())),
        outcome=entry.get("outcome"),
    )
