"""The lines of a card in the reader's language: the same for the person who agrees and for the clerk who reads."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

from actions.questions import question, value_name
from knowledge.store import Store, UnknownAnswer
from knowledge.triage import Card, OpenPoint
from knowledge.wording import Wording


@dataclass(frozen=True)
class CardLine:
    """A line of a card: its id, what kind of thing it says, and what it says."""

    id: str
    heading: str
    text: str


def card_lines(card: Card, words: Wording, store: Store) -> tuple[CardLine, ...]:
    """All that the card holds, line by line, in the order of `Card.line_ids`."""
    headings = _headings(words)
    texts = _texts(card, words, store)
    return tuple(CardLine(id_, headings[id_.partition(".")[0]], texts[id_]) for id_ in card.line_ids)


def title_of(answer: str, words: Wording, store: Store) -> str:
    """The title of an answer; its id when the content no longer has it."""
    try:
        return store.answer(answer).title.in_language(words.language.code)
    except UnknownAnswer:
        return answer


def language_name(code: str, words: Wording) -> str:
    """The name of a language in the reader's language."""
    name = Locale.parse(code).get_display_name(Locale.parse(words.language.locale))
    return str(name)[:1].upper() + str(name)[1:]


def _texts(card: Card, words: Wording, store: Store) -> dict[str, str]:
    found = {f"answer.{id_}": title_of(id_, words, store) for id_ in card.answers}
    found |= {f"open.{each.id}": _open(each, words, store) for each in card.open}
    found |= {f"urgent.{kind}": _urgent(kind, words, store) for kind in card.urgent}
    found |= {
        f"situation.{key}": f"{question(words, key)} {value_name(words, key, value)}" for key, value in card.situation
    }
    found |= {
        f"deadline.{each.day}": f"{words.day(each.day)}: {each.label.in_language(words.language.code)}"
        for each in card.deadlines
    }
    if card.topic:
        topic = store.topics.get(card.topic)
        found["topic"] = topic.name.in_language(words.language.code) if topic else card.topic
    if card.language:
        found["language"] = language_name(card.language, words)
    return {**found, "sentence": card.sentence or ""}


def _urgent(kind: str, words: Wording, store: Store) -> str:
    known = store.urgent.get(kind)
    return title_of(known.answers[0], words, store) if known else kind


def _open(point: OpenPoint, words: Wording, store: Store) -> str:
    _ = words._
    title = title_of(point.answer, words, store) if point.answer else ""
    if point.kind == "asked" and point.key:
        return _("{title} — Not known yet: {question}").format(title=title, question=question(words, point.key))
    if point.kind == "disputed":
        return _("{title} — The rule is in doubt or has been suspended.").format(title=title)
    if point.kind == "waits":
        return _("{title} — Asked, not answered yet.").format(title=title)
    return _("Wegwijs did not understand the last question.")


def _headings(words: Wording) -> dict[str, str]:
    _ = words._
    return {
        "urgent": _("Urgent"),
        "topic": _("Subject"),
        "answer": _("Answer read"),
        "open": _("Still open"),
        "situation": _("Situation"),
        "deadline": _("Deadline"),
        "language": _("Language to speak"),
        "sentence": _("In the person's own words"),
    }
