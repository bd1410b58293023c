"""The reply in the form of the contract: text, buttons and the structured part (README, "One line in, one line out")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from knowledge.doors import Door
from knowledge.model import STATES, Answer, Source
from knowledge.reply import AnswerCard, Button, Outcome


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
) -> None:
    """Send one reply. `candidates` are the answers that it is about, best first, each with its confidence."""
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
        "urgent": [answer.id.split(".")[1] for answer, _ in candidates[:1] if answer.topic == "emergency"],
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
        "cards": [_card(card) for card in cards],
    }
    dispatcher.utter_message(text=text, buttons=tapped, json_message=custom)


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
