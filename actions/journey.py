"""What a conversation has led to so far: the answers given and what was urgent; ids only, in the slot `journey`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import EventType, SlotSet

if TYPE_CHECKING:
    from actions.turn import Turn

SLOT = "journey"
MOST_ANSWERS = 5
"""Of what was read so many are worth telling a helpdesk: the latest."""

Journey = dict[str, Any]


def journey_of(turn: Turn) -> Journey:
    """The journey before this turn: `answers` ({id: state}, the latest last), `urgent`, and whether a `person` was asked for."""
    return {"answers": {}, "urgent": [], "person": False, **(turn.tracker.get_slot(SLOT) or {})}


def remember(turn: Turn, replies: Sequence[dict[str, Any]], events: Sequence[EventType]) -> list[EventType]:
    """The event that adds this turn to the journey, if it adds something; what is reached first is told as a milestone."""
    reset = any(event.get("event") == "reset_slots" for event in events)
    before = {"answers": {}, "urgent": [], "person": False} if reset else journey_of(turn)
    said = [reply["custom"] for reply in replies if reply.get("custom")]
    after = _with(before, said, turn)
    if after == before:
        return []
    if said:
        said[-1]["milestones"] = _milestones(before, after)
    return [SlotSet(SLOT, after)]


def _with(before: Journey, said: Sequence[dict[str, Any]], turn: Turn) -> Journey:
    answers = dict(before["answers"])
    for custom in said:
        for card in custom.get("cards") or ():
            answers.pop(card["answer"], None)
            answers[card["answer"]] = card["state"]
    urgent = dict.fromkeys([*before["urgent"], *(kind for custom in said for kind in custom.get("urgent") or ())])
    return {
        "answers": dict(list(answers.items())[-MOST_ANSWERS:]),
        "urgent": list(urgent),
        "person": before["person"] or turn.intent in ("ask_human", "make_card"),
    }


def _milestones(before: Journey, after: Journey) -> list[str]:
    reached = []
    if after["answers"] and not before["answers"]:
        reached.append("answered")
    if after["person"] and not before["person"]:
        reached.append("answered_then_person" if before["answers"] else "person")
    return reached
