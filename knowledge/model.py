"""The frozen shapes in which knowledge crosses the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["in_force", "changed", "disputed"]
FactKind = Literal["number", "euro", "percent", "date"]
HelpdeskCheck = Literal["ok", "should", "must"]
NotTold = Literal["superseded", "unverified", "not_for_public", "no_question"]

STATES: tuple[State, ...] = ("in_force", "changed", "disputed")
"""From strongest to weakest: an answer shows the weakest one that it uses."""

EMERGENCY = "emergency"
"""The topic of the answers on danger, which come before anything else."""
PARTS = ("short", "steps", "papers", "cost", "deadline", "warning", "more")
"""The parts of an answer, in the order in which a person reads them."""


@dataclass(frozen=True)
class Text:
    """One text in the four languages, with facts still in braces: `from age {school_age_from}`."""

    nl: str
    fr: str
    en: str
    ar: str

    def in_language(self, code: str) -> str:
        """The text in the language `code`. Raises AttributeError for a language that Wegwijs does not speak."""
        return str(getattr(self, code))


@dataclass(frozen=True)
class Claim:
    """One thing that an answer says, where it was read and whether it still holds."""

    text: Text
    sources: tuple[str, ...]
    state: State = "in_force"
    changed_on: date | None = None


@dataclass(frozen=True)
class Part:
    """A named part of an answer: the steps, the papers to bring, a warning."""

    name: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Condition:
    """A situation key and the values that fit."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """What an answer says to people in one situation."""

    id: str
    when: tuple[Condition, ...]
    label: Text | None
    because: Text | None
    parts: tuple[Part, ...]
    helpdesks: tuple[str, ...]

    def part(self, name: str) -> tuple[Claim, ...]:
        """The claims of the part `name`; empty when the variant has no such part."""
        return next((part.claims for part in self.parts if part.name == name), ())

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, in reading order."""
        return tuple(claim for part in self.parts for claim in part.claims)

    @property
    def state(self) -> State:
        """The weakest state among the claims."""
        return max((claim.state for claim in self.claims), key=STATES.index)


@dataclass(frozen=True)
class Answer:
    """One question and everything that we may say about it."""

    id: str
    topic: str
    intent: str
    title: Text
    needs: tuple[str, ...]
    review_by: date
    related: tuple[str, ...]
    variants: tuple[Variant, ...]
    for_others: tuple[tuple[str, str], ...] = ()
    """The answer for somebody else than who asks: ("partner", "medical.family_insurance")."""


@dataclass(frozen=True)
class Fact:
    """A number or day that lives in one place and is interpolated into all four languages."""

    id: str
    value: int | float | date
    kind: FactKind
    says: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A document in which something was read. `published` is an ISO date, year-month or year, or unknown."""

    id: str
    title: str
    publisher: str
    url: str
    published: str | None
    read_on: date
    language: str
    official: bool
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phone:
    """How to call: an E.164 `number`, or a `short_code` that works inside Belgium; `menu_key` after the greeting."""

    number: str | None = None
    short_code: str | None = None
    menu_key: str | None = None
    free: bool = False


@dataclass(frozen=True)
class Helpdesk:
    """One door where a person can ask for help.

    `hours` and `phone_hours` are OpenStreetMap opening hours, `by appointment`, or None when they are not known.
    A `local` door has no address here: `how_to_find` says which one is yours. `verify` is `must` while a person
    still has to check the entry: such a door is never shown. `serves` says in which situations it takes people.
    """

    id: str
    category: str
    name: Text
    topics: tuple[str, ...]
    audience: tuple[str, ...]
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    verify: HelpdeskCheck
    local: bool
    sources: tuple[str, ...]
    phone: Phone | None = None
    email: str | None = None
    website: str | None = None
    address: str | None = None
    hours: str | None = None
    phone_hours: str | None = None
    note: Text | None = None
    how_to_find: Text | None = None
    serves: tuple[Condition, ...] = ()

    @property
    def may_be_shown(self) -> bool:
        """Whether the entry was checked well enough to show it to a person."""
        return self.verify != "must"


@dataclass(frozen=True)
class Topic:
    """A subject, as the phone lists it."""

    id: str
    name: Text


@dataclass(frozen=True)
class Concept:
    """How people say one thing: `phrases` by language, or `arabizi`, with dialects and abbreviations.

    `sets` holds what saying it tells about the person's situation, such as ("status", "refugee").
    """

    id: str
    sets: tuple[tuple[str, str], ...]
    phrases: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Term:
    """A word on a letter, a card or a door, and what it means. `also` holds other names for it, in any language."""

    id: str
    term: Text
    also: tuple[str, ...]
    meaning: Text
    answer: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class UrgentKind:
    """Something that cannot wait. `answers` are those that may follow, its own first; `first` is what to do now.

    `says` and `unless` are patterns (knowledge/patterns.py). `goes_with` are answers that people ask for in that urgency
    too. With `by_intent`, asking its own question is urgent as well.
    """

    id: str
    answers: tuple[str, ...]
    first: Text
    sources: tuple[str, ...]
    by_intent: bool
    goes_with: tuple[str, ...]
    says: tuple[str, ...]
    unless: tuple[str, ...]

    @property
    def is_danger(self) -> bool:
        """Whether somebody may be in danger; a refusal or a night without a bed comes after that."""
        return self.answers[0].startswith(f"{EMERGENCY}.")


@dataclass(frozen=True)
class FollowUp:
    """How people refer to what was said before; `says` are patterns (knowledge/followups.py)."""

    id: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class DeadlineRule:
    """A day that can be counted: the fact's number of days or months `after` something happened.

    `when` says for whom the rule holds; `says` is the rule in words, with the fact in braces.
    """

    id: str
    answers: tuple[str, ...]
    after: str
    fact: str
    unit: str
    when: tuple[Condition, ...]
    says: Text
    sources: tuple[str, ...]


@dataclass(frozen=True)
class LedgerRow:
    """One fact of a base document: the answers that tell it, or why none does."""

    fact: str
    answers: tuple[str, ...]
    not_told: NotTold | None
    note: str | None


@dataclass(frozen=True)
class LedgerSection:
    """A section of a base document, as numbered and headed there."""

    section: str
    title: str
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class LedgerDocument:
    """A base document and every fact that it holds."""

    id: str
    title: str
    sections: tuple[LedgerSection, ...]


@dataclass(frozen=True)
class LaunchCheck:
    """A point that a person must check before launch, and the answers and helpdesks that rest on it."""

    id: str
    says: str
    answers: tuple[str, ...]
    helpdesks: tuple[str, ...]
    checked_on: date | None


@dataclass(frozen=True)
class Content:
    """Everything in `knowledge/content`, checked."""

    topics: tuple[Topic, ...]
    answers: tuple[Answer, ...]
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    helpdesks: tuple[Helpdesk, ...]
    concepts: tuple[Concept, ...]
    terms: tuple[Term, ...]
    urgent: tuple[UrgentKind, ...]
    follow_ups: tuple[FollowUp, ...]
    deadlines: tuple[DeadlineRule, ...]
    ledger: tuple[LedgerDocument, ...]
    launch_checks: tuple[LaunchCheck, ...]
