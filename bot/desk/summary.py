"""What a card means in the clerk's language: the answers with their sources, and what may help next."""

from __future__ import annotations

from dataclasses import dataclass

from actions.clarify import FALLBACK_DOORS
from actions.context import Context
from knowledge.doors import Door
from knowledge.model import Answer
from knowledge.reply import Speaker
from knowledge.select import Choice, choose
from knowledge.situation import with_assumption
from knowledge.store import UnknownAnswer
from knowledge.triage import Card
from knowledge.wording import Wording


@dataclass(frozen=True)
class ReadAnswer:
    """An answer with its page, what it says first, and its sources with their addresses."""

    title: str
    href: str
    lines: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Summary:
    """The answers that were read, and the answer and the doors that may help next."""

    answers: tuple[ReadAnswer, ...]
    following: ReadAnswer | None
    doors: tuple[Door, ...]


def summary_of(card: Card, words: Wording, context: Context) -> Summary:
    """The summary of a card for a clerk. It rests on nothing but the lines of the card."""
    situation, assumed = with_assumption(dict(card.situation))
    speaker = Speaker(context.store, words, context.sure_now, situation, assumed)
    read = [answer for id_ in reversed(card.answers) if (answer := _answer(context, id_))]
    doors = _doors(speaker, read)
    following = _following(card, read, context)
    return Summary(
        tuple(_read(speaker, answer) for answer in read), _titled(following, words) if following else None, doors
    )


def _answer(context: Context, id_: str) -> Answer | None:
    try:
        return context.store.answer(id_)
    except UnknownAnswer:
        return None


def _chosen(speaker: Speaker, answer: Answer) -> Choice:
    return choose(answer, speaker.situation, answer.needs)


def _read(speaker: Speaker, answer: Answer) -> ReadAnswer:
    card = speaker.card(answer, _chosen(speaker, answer))
    lines = tuple(
        line for section in card.sections if section.name in ("caution", "short", "branch") for line in section.lines
    )
    titled = _titled(answer, speaker.words)
    sources = tuple((line, source.url) for line, source in zip(card.source_lines, card.sources, strict=True))
    return ReadAnswer(titled.title, titled.href, lines, sources)


def _titled(answer: Answer, words: Wording) -> ReadAnswer:
    code = words.language.code
    return ReadAnswer(answer.title.in_language(code), f"/{code}/{answer.id.replace('.', '/')}")


def _doors(speaker: Speaker, read: list[Answer]) -> tuple[Door, ...]:
    variants = _chosen(speaker, read[0]).variants if read else ()
    ids = [id_ for variant in variants for id_ in variant.helpdesks]
    return speaker.doors(ids or FALLBACK_DOORS, (read[0].topic,) if read else ())


def _following(card: Card, read: list[Answer], context: Context) -> Answer | None:
    """What the person asked and did not hear yet, else what goes with the answer that they read last."""
    waiting = [point.answer for point in card.open if point.answer and point.kind in ("asked", "waits")]
    related = [id_ for answer in read for id_ in answer.related]
    wanted = (id_ for id_ in (*waiting, *related) if id_ not in card.answers)
    return next((answer for id_ in wanted if (answer := _answer(context, id_))), None)
