"""The reply that a person reads, and its structured part: see README, "One line in, one line out"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from knowledge.dates import SpokenDate
from knowledge.deadlines import count, rule_for
from knowledge.doors import Door, Doorkeeper
from knowledge.hours import BRUSSELS
from knowledge.model import PARTS, STATES, Answer, Claim, DeadlineRule, Source, State, Text, Variant
from knowledge.router import MOST_HELPDESKS, Router
from knowledge.select import Choice
from knowledge.situation import Situation
from knowledge.store import Store
from knowledge.wording import Wording

Outcome = Literal["answered", "asked", "clarified", "unknown", "out_of_scope", "social"]

MOST_SOURCES = 6


@dataclass(frozen=True)
class Button:
    """Something to tap: what it says and what it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Section:
    """A part of the answer with its heading; the first has none."""

    name: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AnswerCard:
    """One answer, chosen for a person, said in a language."""

    answer: Answer
    title: str
    state: State
    because: str | None
    sections: tuple[Section, ...]
    doors: tuple[Door, ...]
    sources: tuple[Source, ...]
    source_lines: tuple[str, ...]
    checked_on: date
    stale: bool

    @property
    def text(self) -> str:
        """Everything that the person reads."""
        said = [line for section in self.sections for line in (section.heading, *section.lines) if line]
        doors = [line for door in self.doors for line in (door.name, *door.lines)]
        first, second = (doors, said) if self.stale else (said, doors)
        return "\n".join([*first, *second, *self.source_lines])


@dataclass(frozen=True)
class Speaker:
    """Says answers to a person in this situation, in one language, at `now` (with a zone; None when no clock can be believed).

    `assumed_applicant` is said with the reason of an answer that rests on it. `dates` are the days that the person told, such
    as `recognised_on`.
    """

    store: Store
    words: Wording
    now: datetime | None
    situation: Situation = field(default_factory=dict)
    assumed_applicant: bool = False
    dates: Mapping[str, SpokenDate] = field(default_factory=dict)

    def card(self, answer: Answer, choice: Choice) -> AnswerCard:
        """The answer as this person reads it: one variant, or every branch with its label."""
        variants = choice.variants
        stale = self._today > answer.review_by
        claims = [claim for variant in variants for claim in variant.claims]
        rule = self.rule(answer)
        sources = self._sources(claims, rule.sources if rule and self._says_day(rule) else ())
        doors = self.doors([id_ for variant in variants for id_ in variant.helpdesks], (answer.topic,))
        because = variants[0].because if len(variants) == 1 else None
        sections = self._one(variants[0]) if len(variants) == 1 else self._branches(variants)
        state = max((variant.state for variant in variants), key=STATES.index)
        return AnswerCard(
            answer=answer,
            title=answer.title.in_language(self.words.language.code),
            state=state,
            because=self._say(because) if because else None,
            sections=(*self._caution(answer, state, stale), *sections, *self._day(rule), *self._why(variants)),
            doors=doors,
            sources=sources,
            source_lines=self.source_lines(sources),
            checked_on=min(source.read_on for source in sources),
            stale=stale,
        )

    @property
    def _today(self) -> date:
        """Today; the day of the content is the last one that is known when no clock can be believed."""
        return self.now.astimezone(BRUSSELS).date() if self.now else self.store.content_date

    def _says_day(self, rule: DeadlineRule) -> bool:
        """Whether something is said of this person's day: they told from when it counts, or nobody can count it now."""
        return rule.after in self.dates or self.now is None

    def rule(self, answer: Answer) -> DeadlineRule | None:
        """The rule that gives this person a day beside `answer`, whether or not they told from when it counts."""
        return rule_for(self.store.deadlines.values(), answer, self.situation)

    def doors(self, ids: Sequence[str], topics: Collection[str] = (), most: int = MOST_HELPDESKS) -> tuple[Door, ...]:
        """The doors that may take this person: those with these ids, else any for these topics; best first."""
        router = Router(self.store, self.situation, self.words.language.code, self.now)
        return Doorkeeper(self.words, self.store.facts, self.now).doors(router.route(ids, topics, most))

    def _caution(self, answer: Answer, state: State, stale: bool) -> list[Section]:
        _ = self.words._
        lines = []
        if stale:
            lines.append(
                _(
                    "This answer had to be checked again before {day}. It may be out of date: ask a helpdesk first."
                ).format(day=self.words.day(answer.review_by))
            )
        if state == "disputed":
            lines.append(
                _(
                    "The rule on this is in doubt or has been suspended. Do not rely on what you heard: ask a helpdesk now."
                )
            )
        return [Section("caution", "", tuple(lines))] if lines else []

    def _one(self, variant: Variant) -> list[Section]:
        headings = self._headings()
        return [
            Section(part.name, headings[part.name], self._part_lines(part.name, part.claims)) for part in variant.parts
        ]

    def _branches(self, variants: Sequence[Variant]) -> list[Section]:
        return [
            Section(
                "branch",
                self._say(variant.label) if variant.label else "",
                self._part_lines("short", (*variant.part("short"), *variant.part("warning"))),
            )
            for variant in variants
        ]

    def _why(self, variants: Sequence[Variant]) -> list[Section]:
        because = variants[0].because if len(variants) == 1 else None
        if because is None:
            return []
        lines = [self._say(because)]
        if self.assumed_applicant and any(condition.key == "status" for condition in variants[0].when):
            lines.append(
                self.words._("I assume that you wait for a decision. If not, tell me, for example: I am recognised.")
            )
        return [Section("because", self.words._("Why this answer"), tuple(lines))]

    def _day(self, rule: DeadlineRule | None) -> list[Section]:
        """The day that follows from the rule and from the day that the person told, with the rule itself."""
        if rule is None or not self._says_day(rule):
            return []
        _ = self.words._
        if self.now is None:
            lines = [
                self._say(rule.says),
                _(
                    "I do not count a day now: the clock here may be wrong. Look at the date on your letter and ask a helpdesk."
                ),
            ]
            return [Section("date", _("Your date"), tuple(lines))]
        start = self.dates[rule.after]
        day = count(rule, self.store.facts, start)
        lines = [
            self._say(rule.says),
            _("Counted from {start}, that is {day}.").format(start=self.words.day(start.day), day=self.words.day(day)),
        ]
        if not start.exact:
            lines.append(_("You told me about when it was. Look for the exact date on your letter."))
        if day < self._today:
            lines.append(_("That day has passed. Ask a helpdesk today what you can still do."))
        return [Section("date", _("Your date"), tuple(lines))]

    def _part_lines(self, name: str, claims: Sequence[Claim]) -> tuple[str, ...]:
        said = [self._claim(claim) for claim in claims]
        if name == "steps" and len(said) > 1:
            return tuple(f"{at}. {line}" for at, line in enumerate(said, start=1))
        return tuple(said)

    def _claim(self, claim: Claim) -> str:
        said = self._say(claim.text)
        if claim.changed_on:
            changed = self.words._("This changed on {day}.").format(day=self.words.day(claim.changed_on))
            return f"{said} {changed}"
        return said

    def _headings(self) -> dict[str, str]:
        _ = self.words._
        return dict(
            zip(
                PARTS,
                (
                    "",
                    _("What to do"),
                    _("Bring with you"),
                    _("Cost"),
                    _("Deadline"),
                    _("Be careful"),
                    _("Good to know"),
                ),
                strict=True,
            )
        )

    def _sources(self, claims: Sequence[Claim], more: Sequence[str] = ()) -> tuple[Source, ...]:
        ids = dict.fromkeys([*more, *(id_ for claim in claims for id_ in claim.sources)])
        return tuple(self.store.sources[id_] for id_ in ids)[:MOST_SOURCES]

    def source_lines(self, sources: Sequence[Source]) -> tuple[str, ...]:
        """For each source, what it is and on which day we checked it."""
        _ = self.words._
        return tuple(
            _("Source: {title} ({publisher}). We checked it on {day}.").format(
                title=source.title, publisher=source.publisher, day=self.words.day(source.read_on)
            )
            for source in sources
        )

    def _say(self, text: Text) -> str:
        return self.words.text(text, self.store.facts)
