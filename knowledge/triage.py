"""The card that a person may take along to a helpdesk: what it holds, line by line, and its JSON form.

Ids only, so that the clerk reads it in another language than the person; the one text is the sentence that the person
added on purpose. The JSON form is described in `bot/desk/card.schema.json`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from knowledge.languages import LANGUAGES
from knowledge.model import Text

VERSION = 1
"""Of the JSON form: raise it when a field changes its meaning or goes."""

LONGEST_SENTENCE = 300

OpenKind = Literal["asked", "waits", "disputed", "not_understood"]

DESK_LANGUAGES = ("nl", "fr", "en")
"""The languages in which a helpdesk reads a card."""


_LINE = re.compile(r"(?:urgent|answer|open|situation|deadline)\.[a-z0-9_.-]+|topic|language|sentence")


def is_line(name: str) -> bool:
    """Whether a card could have a line of this id."""
    return bool(_LINE.fullmatch(name))


@dataclass(frozen=True)
class OpenPoint:
    """What is not settled: we asked `key` and the person did not say, a question waits, a rule is disputed."""

    kind: OpenKind
    answer: str | None = None
    key: str | None = None

    @property
    def id(self) -> str:
        """What it is called on its line: `asked.medical.costs`."""
        return f"{self.kind}.{self.answer}" if self.answer else self.kind


@dataclass(frozen=True)
class Deadline:
    """A day that must not pass, and what it is for."""

    label: Text
    day: date


@dataclass(frozen=True)
class Card:
    """What a helpdesk may know of a question before the person says a word. `language` is the one to speak with them.

    `answers` are those that were given, the latest last; `urgent` the kinds of urgency, the most urgent first.
    """

    language: str | None = None
    topic: str | None = None
    situation: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    open: tuple[OpenPoint, ...] = ()
    urgent: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    sentence: str | None = None

    @property
    def line_ids(self) -> tuple[str, ...]:
        """The lines of the card, in reading order; each can be taken out."""
        return (
            *(f"urgent.{kind}" for kind in self.urgent),
            *(("topic",) if self.topic else ()),
            *(f"answer.{id_}" for id_ in self.answers),
            *dict.fromkeys(f"open.{each.id}" for each in self.open),
            *(f"situation.{key}" for key, _ in self.situation),
            *dict.fromkeys(f"deadline.{each.day}" for each in self.deadlines),
            *(("language",) if self.language else ()),
            *(("sentence",) if self.sentence else ()),
        )

    def without(self, line: str) -> Card:
        """The card without this line; with an answer go its open points. An unknown line changes nothing."""
        kind, _, which = line.partition(".")
        if line in ("topic", "language", "sentence"):
            return Card.from_json({**self.to_json(), line: None})
        if kind == "answer":
            answers = tuple(id_ for id_ in self.answers if id_ != which)
            return replace(self, answers=answers, open=tuple(each for each in self.open if each.answer != which))
        if kind == "urgent":
            return replace(self, urgent=tuple(each for each in self.urgent if each != which))
        if kind == "situation":
            return replace(self, situation=tuple(each for each in self.situation if each[0] != which))
        if kind == "open":
            return replace(self, open=tuple(each for each in self.open if each.id != which))
        return replace(self, deadlines=tuple(each for each in self.deadlines if str(each.day) != which))

    def with_sentence(self, text: str) -> Card:
        """The card with the person's own sentence, cut where it is too long; it takes the place of an earlier one."""
        return replace(self, sentence=" ".join(text.split())[:LONGEST_SENTENCE] or None)

    def to_json(self) -> dict[str, Any]:
        """The card in the form of `bot/desk/card.schema.json`."""
        return {
            "version": VERSION,
            "language": self.language,
            "topic": self.topic,
            "situation": dict(self.situation),
            "answers": list(self.answers),
            "open": [{name: value for name, value in asdict(each).items() if value} for each in self.open],
            "urgent": list(self.urgent),
            "deadlines": [{"label": asdict(each.label), "date": each.day.isoformat()} for each in self.deadlines],
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Card:
        """The card of its JSON form. Raises KeyError or ValueError when it is none."""
        if form["version"] != VERSION:
            raise ValueError(f"version: is {form['version']!r}; this Wegwijs reads {VERSION}")
        return cls(
            language=form["language"],
            topic=form["topic"],
            situation=tuple(form["situation"].items()),
            answers=tuple(form["answers"]),
            open=tuple(OpenPoint(**each) for each in form["open"]),
            urgent=tuple(form["urgent"]),
            deadlines=tuple(deadline(each) for each in form["deadlines"]),
            sentence=form["sentence"],
        )


def deadline(form: Mapping[str, Any]) -> Deadline:
    """A deadline of its JSON form: a label in four languages and an ISO date."""
    label = {code: str(form["label"][code]) for code in LANGUAGES}
    return Deadline(Text(**label), date.fromisoformat(form["date"]))


@dataclass(frozen=True)
class MadeCard:
    """A card that desks of the house can open: the code to tell them, the token to withdraw it, until when."""

    code: str
    token: str
    until: datetime


@dataclass(frozen=True)
class CardOpening:
    """Somebody of the house who opened a card, and when."""

    desk: str
    clerk: str
    at: datetime


class HouseAway(RuntimeError):
    """The house's cards, accounts and figures cannot be reached now: its database or its disk is away."""


class CardHouse(Protocol):
    """The house that keeps cards with a code; the conversation knows no more of it than this.

    `desks`, `make`, `withdraw` and `openings` raise HouseAway.
    """

    def desks(self) -> tuple[str, ...]:
        """The desks that can open a card; with none, cards are on paper only."""

    @property
    def kept_for(self) -> timedelta:
        """How long a card lives."""

    @property
    def sent_to(self) -> str | None:
        """The other system that gets each card too, if the house switched that on."""

    def make(self, card: Card, *, queue: bool, once: bool) -> MadeCard:
        """Keep a card: in the queue that every clerk sees, or for the code alone; to open once, or again."""

    def withdraw(self, token: str) -> bool:
        """Erase the card of this token. False if it was gone already."""

    def openings(self, token: str) -> tuple[CardOpening, ...]:
        """Who opened the card of this token."""
