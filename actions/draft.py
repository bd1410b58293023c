"""The card that a person is looking at before they say yes, kept in the slot `card`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from rasa_sdk.events import EventType, SlotSet

from actions.journey import journey_of
from actions.turn import Turn
from knowledge.deadlines import count
from knowledge.situation import SITUATION_VALUES
from knowledge.triage import Card, Deadline, OpenPoint

SLOT = "card"

Step = Literal["preview", "sentence", "made", "gone"]


@dataclass(frozen=True)
class Draft:
    """A card on its way: the step, what it holds, how it may be opened, and once it is made, the token to withdraw it.

    `told_before` is what the person had said of their situation before they wrote their sentence.
    """

    step: Step
    card: Card
    queue: bool = False
    once: bool = False
    token: str | None = None
    told_before: dict[str, str | None] | None = None

    def kept(self) -> EventType:
        """The event that remembers the draft."""
        kept = {each.name: getattr(self, each.name) for each in fields(self)}
        return SlotSet(SLOT, {**kept, "card": self.card.to_json()})


def draft_of(turn: Turn) -> Draft | None:
    """The draft of this conversation, if there is one."""
    kept: dict[str, Any] | None = turn.tracker.get_slot(SLOT)
    return Draft(**{**kept, "card": Card.from_json(kept["card"])}) if kept else None


def kept_card(turn: Turn) -> Draft | None:
    """What is kept of a card with a code when all else is forgotten: the token, so that its owner can still take it back."""
    draft = draft_of(turn)
    return Draft("made", Card(), token=draft.token) if draft and draft.token and draft.step != "gone" else None


def draft_or_new(turn: Turn) -> Draft:
    """The draft that the person was looking at, else a new one; a token is kept, so that its card can be withdrawn."""
    draft = draft_of(turn)
    if draft and draft.step in ("preview", "sentence"):
        return replace(draft, step="preview", told_before=None)
    return Draft("preview", new_card(turn), token=draft.token if draft else None)


def new_card(turn: Turn) -> Card:
    """What we know of this conversation that a helpdesk may need; ids only."""
    journey, store = journey_of(turn), turn.context.store
    answers = tuple(id_ for id_ in journey["answers"] if id_ in {each.id for each in store.answers()})
    open_ = _open_points(turn, journey["answers"])
    asked = [each.answer for each in open_ if each.answer and each.kind == "asked"]
    about = next(iter((*asked, *reversed(answers))), None)
    return Card(
        language=turn.language,
        topic=store.answer(about).topic if about else None,
        situation=tuple((key, turn.told[key]) for key in SITUATION_VALUES if key in turn.told),
        answers=answers,
        open=open_,
        urgent=tuple(kind for kind in store.urgent if kind in journey["urgent"]),
        deadlines=_deadlines(turn, answers),
    )


def _deadlines(turn: Turn, answers: Sequence[str]) -> tuple[Deadline, ...]:
    """The days that were counted beside the answers, by the question that they belong to."""
    store, dates = turn.context.store, turn.dates
    counted = [(store.answer(id_), turn.speaker.rule(store.answer(id_))) for id_ in answers]
    return tuple(
        Deadline(answer.title, count(rule, store.facts, dates[rule.after]))
        for answer, rule in counted
        if rule and rule.after in dates and turn.can_count
    )


def _open_points(turn: Turn, read: dict[str, str]) -> tuple[OpenPoint, ...]:
    pending = turn.pending
    points = [OpenPoint("asked", pending["answer"], pending["key"])] if pending else []
    points += [OpenPoint("waits", id_) for id_ in turn.tracker.get_slot("queue") or ()]
    points += [OpenPoint("disputed", id_) for id_, state in read.items() if state == "disputed"]
    return (*points, *([OpenPoint("not_understood")] if turn.tracker.get_slot("misses") else []))
