"""An answer as a page shows it: every branch with its label, every source, and the doors of all branches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.context import Context
from knowledge.doors import Door, Doorkeeper
from knowledge.languages import Language
from knowledge.model import Answer, Helpdesk, Source, Variant
from knowledge.reply import Section, Speaker
from knowledge.router import Route, Router
from knowledge.select import Choice
from knowledge.wording import wording

MOST_DOORS = 12
BESIDE = frozenset({"caution", "because"})
"""Sections that are about a person's own answer, not about a branch."""
_NUMBERED = re.compile(r"^\d+\. ")


@dataclass(frozen=True)
class Line:
    """A line about a door. Its kind tells the page what to do with it: opening, meanwhile, website or plain."""

    kind: str
    text: str


@dataclass(frozen=True)
class DoorView:
    """A helpdesk on a page. A `local` one has no hours of its own."""

    door: Door
    local: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Branch:
    """What the answer says in one situation; `label` is None when it says the same to everybody."""

    id: str
    label: str | None
    caution: tuple[str, ...]
    sections: tuple[Section, ...]
    doors: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SourceView:
    """A source in the sentence around its title: before, title, after."""

    source: Source
    before: str
    after: str


@dataclass(frozen=True)
class AnswerView:
    """An answer in one language, at one moment, for whoever reads it.

    `short` sums it up; `general` is the short answer to people of whom nothing is known, where there are several;
    `shared` is what every branch warns of.
    """

    answer: Answer
    language: Language
    title: str
    short: str
    general: str | None
    shared: tuple[Section, ...]
    branches: tuple[Branch, ...]
    doors: tuple[DoorView, ...]
    sources: tuple[SourceView, ...]
    related: tuple[Answer, ...]
    checked_on: date
    review_by: date
    stale: bool

    @property
    def path(self) -> str:
        """The address of the page."""
        return answer_path(self.language.code, self.answer.id)


def answer_path(language: str, answer: str) -> str:
    """The address of an answer's page: `/nl/medical/costs`."""
    return f"/{language}/{answer.replace('.', '/')}"


@dataclass(frozen=True)
class Viewer:
    """Makes views in one language at `now` (with a zone; None when no clock can be believed)."""

    context: Context
    language: Language
    now: datetime | None

    def answer(self, answer: Answer) -> AnswerView:
        """The view of one answer."""
        store = self.context.store
        routes = [self._router(variant).route(variant.helpdesks, (answer.topic,)) for variant in answer.variants]
        cards = [self._speaker().card(answer, Choice((variant,))) for variant in answer.variants]
        sources = dict.fromkeys(id_ for variant in answer.variants for claim in variant.claims for id_ in claim.sources)
        several = len(cards) > 1
        shared = _shared([card.sections for card in cards]) if several else ()
        short = next(line for section in cards[-1].sections if section.name == "short" for line in section.lines)
        return AnswerView(
            answer=answer,
            language=self.language,
            title=cards[0].title,
            short=short,
            general=short if several and not answer.variants[-1].when else None,
            shared=shared,
            branches=tuple(
                self._branch(variant, [each for each in card.sections if each not in shared], route.doors, several)
                for variant, card, route in zip(answer.variants, cards, routes, strict=True)
            ),
            doors=self.doors(tuple(dict.fromkeys(desk for route in routes for desk in route.doors)), answer.topic),
            sources=self._sources([store.sources[id_] for id_ in sources]),
            related=tuple(store.answer(id_) for id_ in answer.related),
            checked_on=min(store.sources[id_].read_on for id_ in sources),
            review_by=answer.review_by,
            stale=cards[0].stale,
        )

    def doors(self, desks: tuple[Helpdesk, ...], topic: str) -> tuple[DoorView, ...]:
        """The doors, and under a first one that is closed where to go meanwhile."""
        router = Router(self.context.store, {}, self.language.code, self.now)
        return self._door_views(router.route([desk.id for desk in desks], (topic,), MOST_DOORS))

    def directory(self) -> tuple[DoorView, ...]:
        """Every door that a private person may go to, by itself."""
        router = Router(self.context.store, {}, self.language.code, self.now)
        desks = (desk for desk in self.context.store.helpdesks.values() if router.takes(desk))
        return tuple(view for desk in desks for view in self._door_views(Route((desk,))))

    def _door_views(self, route: Route) -> tuple[DoorView, ...]:
        keeper = Doorkeeper(wording(self.language.code), self.context.store.facts, self.now)
        return tuple(
            DoorView(door, desk.local, _lines(door, keeper.opening_line(door.opening), first=at == 0))
            for at, (door, desk) in enumerate(zip(keeper.doors(route), route.doors, strict=True))
        )

    def _branch(
        self, variant: Variant, sections: Sequence[Section], desks: Sequence[Helpdesk], several: bool
    ) -> Branch:
        words = wording(self.language.code)
        return Branch(
            id=variant.id,
            label=words.text(variant.label, self.context.store.facts) if several and variant.label else None,
            caution=tuple(line for section in sections if section.name == "caution" for line in section.lines),
            sections=tuple(_without_numbers(section) for section in sections if section.name not in BESIDE),
            doors=tuple((desk.id, desk.name.in_language(self.language.code)) for desk in desks) if several else (),
        )

    def _sources(self, sources: list[Source]) -> tuple[SourceView, ...]:
        lines = self._speaker().source_lines(sources)
        parts = [line.partition(source.title) for line, source in zip(lines, sources, strict=True)]
        return tuple(SourceView(source, part[0], part[2]) for source, part in zip(sources, parts, strict=True))

    def _speaker(self) -> Speaker:
        return Speaker(self.context.store, wording(self.language.code), self.now)

    def _router(self, variant: Variant) -> Router:
        """Doors for a person of whom just so much is known as this variant asks; several values mean: not which."""
        known = {each.key: each.values[0] for each in variant.when if len(each.values) == 1}
        return Router(self.context.store, known, self.language.code, self.now)


def _shared(cards: Sequence[Sequence[Section]]) -> tuple[Section, ...]:
    """The warnings that stand on every card: a page says them once."""
    return tuple(each for each in cards[0] if each.name == "warning" and all(each in card for card in cards))


def _without_numbers(section: Section) -> Section:
    """The section without the numbers of its steps: a page counts them itself."""
    return Section(section.name, section.heading, tuple(_NUMBERED.sub("", line) for line in section.lines))


def _lines(door: Door, opening: str, *, first: bool) -> tuple[Line, ...]:
    closed = first and door.opening.is_open is False
    plain = door.lines[:-1] if closed else door.lines
    lines = [Line("opening" if line == opening else _kind(door, line), line) for line in plain]
    return (*lines, Line("meanwhile", door.lines[-1])) if closed else tuple(lines)


def _kind(door: Door, line: str) -> str:
    return "website" if door.website and door.website in line else "plain"
