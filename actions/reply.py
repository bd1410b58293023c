"""The reply in the form of the contract: text, buttons and the structured part (README, "One line in, one line out")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.turn import Turn
from knowledge.doors import Door
from knowledge.model import EMERGENCY, STATES, Answer, Source
from knowledge.reply import AnswerCard, Button, Outcome

MAY_BE_URGENT = 0.2
"""A possible emergency that is at least so likely is told what to do now, even while we ask which question it was."""


def say(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    outcome: Outcome,
    text: str,
    *,
    topic: str | None = None,
    cards: Sequence[AnswerCard] = (),
    candidates: Sequence[tuple[Answer, float]] = (),
    buttons: Sequence[Button] = (),
    doors: Sequence[Door] = (),
    sources: Sequence[Source] = (),
    question: Sequence[str] = (),
) -> None:
    """Send one reply, what cannot wait first.

    `candidates` are the answers that it is about, best first, each with its confidence; `question` is what we ask after
    the cards.
    """
    urgent, do_now = urgency(turn, cards, candidates)
    text = "\n".join([*do_now, text])
    answers = [_answer(answer, confidence, cards) for answer, confidence in candidates]
    first = answers[0] if answers else None
    doors = [*doors, *(door for card in cards for door in card.doors)]
    shown = {source.id: source for source in (*sources, *(each for card in cards for each in card.sources))}.values()
    tapped = [asdict(button) for button in buttons]
    custom = {
        "language": turn.language,
        "detected_language": turn.detected_language,
        "intent": first["intent"] if first else turn.intent,
        "confidence": first["confidence"] if first else round(turn.confidence, 3),
        "outcome": outcome,
        "topic": first["topic"] if first else topic,
        "answer": first["answer"] if first else None,
        "text": text,
        "urgent": urgent,
        "answers": answers,
        "buttons": tapped,
        "helpdesks": [helpdesk_entry(door) for door in doors],
        "sources": [
            {
                "title": source.title,
                "url": source.url,
                "published": source.published,
                "read_on": source.read_on.isoformat(),
            }
            for source in shown
        ],
        "checked_on": min((source.read_on.isoformat() for source in shown), default=None),
        "stale": any(card.stale for card in cards),
        "first": do_now,
        "cards": [_card(card) for card in cards],
        "question": list(question),
        "rating": [asdict(button) for button in _rating(turn)] if cards else [],
        "known": known(turn),
        "is_first": turn.tracker.get_slot("language") is None,
    }
    dispatcher.utter_message(text=text, buttons=tapped, json_message=custom)


def _rating(turn: Turn) -> list[Button]:
    """Two buttons to say whether the answer helped."""
    _ = turn.words._
    return [
        Button(_("Yes, this helps"), '/rate_answer{"helpful":"yes"}'),
        Button(_("No, this does not help"), '/rate_answer{"helpful":"no"}'),
    ]


def known(turn: Turn) -> list[dict[str, str]]:
    """What we know of the person, each with what a button sends that changes it."""
    words = turn.words
    facts = [(key, value, questions.value_name(words, key, value)) for key, value in turn.told.items()]
    facts += [
        (key, told.day.isoformat(), questions.date_name(words, key, told.day)) for key, told in turn.dates.items()
    ]
    return [
        {"key": key, "value": value, "title": title, "payload": f'/change_situation{{"key":"{key}"}}'}
        for key, value, title in facts
    ]


def urgency(
    turn: Turn, cards: Sequence[AnswerCard], candidates: Sequence[tuple[Answer, float]]
) -> tuple[list[str], list[str]]:
    """The kinds of urgency, and what to do now for those whose own answer is not among the cards.

    A kind is urgent when the message tells of it, and an emergency also when its answer is given or may well have been
    meant.
    """
    shown = {card.answer.id for card in cards}
    meant = shown | {answer.id for answer, confidence in candidates if confidence >= MAY_BE_URGENT}
    store = turn.context.store
    emergencies = {id_ for id_ in meant if store.answer(id_).topic == EMERGENCY}
    found = [kind for kind in store.urgent.values() if kind.id in turn.urgent or kind.answers[0] in emergencies]
    first = [turn.words.text(kind.first, turn.context.store.facts) for kind in found if kind.answers[0] not in shown]
    return [kind.id for kind in found], first


def _answer(answer: Answer, confidence: float, cards: Sequence[AnswerCard]) -> dict[str, Any]:
    card = next((card for card in cards if card.answer.id == answer.id), None)
    weakest = max((variant.state for variant in answer.variants), key=STATES.index)
    return {
        "answer": answer.id,
        "topic": answer.topic,
        "intent": answer.intent,
        "confidence": round(confidence, 3),
        "state": card.state if card else weakest,
        "because": card.because if card else None,
    }


def helpdesk_entry(door: Door) -> dict[str, Any]:
    """A helpdesk as the contract gives it."""
    opens = door.opening.next_opening
    return {
        "id": door.id,
        "name": door.name,
        "phone": door.phone,
        "open_now": door.opening.is_open,
        "next_opening": opens.isoformat() if opens else None,
    }


def _card(card: AnswerCard) -> dict[str, Any]:
    return {
        "answer": card.answer.id,
        "title": card.title,
        "state": card.state,
        "stale": card.stale,
        "sections": [
            {"name": section.name, "heading": section.heading, "lines": list(section.lines)}
            for section in card.sections
        ],
        "doors": [
            {
                "id": door.id,
                "name": door.name,
                "tel": door.tel,
                "phone": door.phone,
                "website": door.website,
                "open_now": door.opening.is_open,
                "lines": list(door.lines),
            }
            for door in card.doors
        ],
        "sources": [
            {"line": line, "url": source.url} for line, source in zip(card.source_lines, card.sources, strict=True)
        ],
    }
