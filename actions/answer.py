"""Answering a question about the facts, for this person."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.reply import say
from actions.turn import ContextAction, Turn
from knowledge.model import Answer
from knowledge.reply import Button
from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES


def answer_or_ask(
    dispatcher: CollectingDispatcher, turn: Turn, answer: Answer, *, confidence: float, skipped: list[str]
) -> list[EventType]:
    """Say `answer` for this person, or ask the one thing that it depends on."""
    choice = choose(answer, turn.situation, skipped)
    if choice.ask:
        return _ask(dispatcher, turn, answer, choice.ask, confidence)
    card = turn.speaker.card(answer, choice)
    related = [turn.context.store.answer(id_) for id_ in answer.related]
    say(
        dispatcher,
        turn,
        "answered",
        card.text,
        cards=[card],
        candidates=[(answer, confidence)],
        buttons=[title_button(turn, each) for each in related],
    )
    return remember(turn, last_answer=answer.id, pending=None, skipped=skipped, misses=0)


def title_button(turn: Turn, answer: Answer) -> Button:
    """A button that asks for `answer`."""
    return Button(answer.title.in_language(turn.language), f"/{answer.intent}")


def remember(turn: Turn, **slots: Any) -> list[EventType]:
    """The events that set these slots and keep the language of the reply."""
    return [SlotSet("language", turn.language), *(SlotSet(name, value) for name, value in slots.items())]


def _ask(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer, key: str, confidence: float) -> list[EventType]:
    words = turn.words
    tapped = questions.buttons(words, key, _values(answer, key))
    lines = [
        answer.title.in_language(turn.language),
        words._("The answer depends on your situation."),
        questions.question(words, key),
    ]
    lines += [f"• {button.title}" for button in tapped]
    say(dispatcher, turn, "asked", "\n".join(lines), candidates=[(answer, confidence)], buttons=tapped)
    return remember(turn, last_answer=answer.id, pending={"answer": answer.id, "key": key}, misses=0)


def _values(answer: Answer, key: str) -> tuple[str, ...]:
    """The replies worth offering: those that a variant tests, and one other if a variant takes the rest."""
    tested = {
        value
        for variant in answer.variants
        for condition in variant.when
        if condition.key == key
        for value in condition.values
    }
    everybody = any(all(condition.key != key for condition in variant.when) for variant in answer.variants)
    return tuple(value for value in SITUATION_VALUES[key] if value in tested or (everybody and key in ("status",)))


class AnswerQuestion(ContextAction):
    """Say the answer that the latest intent asks for, or ask the one thing that it depends on."""

    action = "action_answer_question"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        answer = self.context.store.answer_for(turn.intent)
        return answer_or_ask(dispatcher, turn, answer, confidence=turn.confidence, skipped=turn.skipped)
