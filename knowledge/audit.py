"""`wegwijs audit`: what a person must look at before these answers may be trusted, and what is wrong with them now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Literal

from knowledge.hours import BRUSSELS
from knowledge.model import Answer, Content, Source
from knowledge.router import Router
from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES, Situation
from knowledge.store import Store

Kind = Literal[
    "stale",
    "gap",
    "unchecked_before_launch",
    "soon_stale",
    "disputed",
    "superseded_source",
    "helpdesk_to_verify",
    "only_old_sources",
    "only_undated_news",
]

FAILURES: tuple[Kind, ...] = ("stale", "gap")
"""What makes the audit fail: an answer past its review date, and a person for whom we know no door."""

SOON = timedelta(days=30)
NEWS_FROM = "2024"
"""The base documents are of 2023: an answer should rest on something newer as well."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to look at: what it is about (an answer, a helpdesk, a source) and why."""

    kind: Kind
    about: str
    why: str


def audit(content: Content, store: Store, now: datetime) -> list[Finding]:
    """Everything that a person must look at, at the moment `now` (with a zone)."""
    return sorted(
        {
            *_by_age(content, now),
            *_disputed(content),
            *_old_sources(content),
            *_superseded(content),
            *(Finding("helpdesk_to_verify", desk.id, desk.verify) for desk in content.helpdesks if desk.verify != "ok"),
            *(
                Finding("unchecked_before_launch", point.id, point.says)
                for point in content.launch_checks
                if point.checked_on is None
            ),
            *(
                Finding("gap", answer.id, " ".join(f"{key}={value}" for key, value in situation.items()))
                for answer, situation in gaps(store, now)
            ),
        }
    )


def fails(findings: list[Finding]) -> bool:
    """Whether something is wrong now, not only open to a person's check."""
    return any(finding.kind in FAILURES for finding in findings)


def gaps(store: Store, now: datetime) -> Iterator[tuple[Answer, Situation]]:
    """The answers and situations (status, reception, region) for which no door may take the person."""
    keys = ("status", "reception", "region")
    for values in product(*(SITUATION_VALUES[key] for key in keys)):
        situation = dict(zip(keys, values, strict=True))
        router = Router(store, situation, "nl", now)
        for answer in store.answers():
            variants = choose(answer, situation).variants
            named = [id_ for variant in variants for id_ in variant.helpdesks]
            if not router.route(named, (answer.topic,)).doors:
                yield answer, situation


def _by_age(content: Content, now: datetime) -> Iterator[Finding]:
    today = now.astimezone(BRUSSELS).date()
    for answer in content.answers:
        if answer.review_by < today:
            yield Finding("stale", answer.id, f"review by {answer.review_by}")
        elif answer.review_by <= today + SOON:
            yield Finding("soon_stale", answer.id, f"review by {answer.review_by}")


def _disputed(content: Content) -> Iterator[Finding]:
    for answer in content.answers:
        for variant in answer.variants:
            if variant.state == "disputed":
                parts = [part.name for part in variant.parts if any(claim.state == "disputed" for claim in part.claims)]
                yield Finding("disputed", answer.id, f"{variant.id}: {', '.join(parts)}")


def _sources_of(content: Content) -> Iterator[tuple[Answer, list[Source]]]:
    sources = {source.id: source for source in content.sources}
    for answer in content.answers:
        ids = {id_ for variant in answer.variants for claim in variant.claims for id_ in claim.sources}
        yield answer, [sources[id_] for id_ in sorted(ids)]


def _old_sources(content: Content) -> Iterator[Finding]:
    for answer, sources in _sources_of(content):
        if any((source.published or "") >= NEWS_FROM for source in sources):
            continue
        undated = [source.id for source in sources if source.published is None]
        if undated:
            yield Finding("only_undated_news", answer.id, f"undated pages: {', '.join(undated)}")
        else:
            yield Finding("only_old_sources", answer.id, ", ".join(source.id for source in sources))


def _superseded(content: Content) -> Iterator[Finding]:
    for answer, sources in _sources_of(content):
        for source in sources:
            if source.superseded_by:
                newer = ", ".join(source.superseded_by)
                yield Finding("superseded_source", answer.id, f"{source.id}, replaced by {newer}")


HEADINGS: dict[Kind, str] = {
    "stale": "Past their review date: the reader is warned and led to a helpdesk",
    "gap": "No helpdesk may take this person",
    "unchecked_before_launch": "A person must check this before launch",
    "soon_stale": f"To be reviewed within {SOON.days} days",
    "disputed": "Disputed: the answer states no rule and names whom to ask",
    "superseded_source": "Rest in part on a source that a newer one replaces",
    "helpdesk_to_verify": "Helpdesks that a person must verify (`must`: not shown until then)",
    "only_old_sources": "No source newer than 2023",
    "only_undated_news": "Newer than 2023 only by pages without a date, read on the day that the answer gives",
}


def report(findings: list[Finding]) -> str:
    """The findings as Markdown, the failures first."""
    lines = []
    for kind, heading in HEADINGS.items():
        found = [finding for finding in findings if finding.kind == kind]
        lines += [f"## {heading}: {len(found)}", *(f"- {each.about}: {each.why}" for each in found), ""]
    return "\n".join(lines).rstrip()


def as_json(findings: list[Finding]) -> dict[str, list[dict[str, str]]]:
    """The findings by kind, every kind present."""
    return {
        kind: [{"about": each.about, "why": each.why} for each in findings if each.kind == kind] for kind in HEADINGS
    }
