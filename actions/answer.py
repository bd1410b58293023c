"""Answering a question about the facts, for this person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.reply import say
from actions.turn import ContextAction, Turn
from knowledge.model import Answer
from knowledge.reply import AnswerCard, Button, Outcome
from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES

Asked = tuple[Answer, float]
"""An answer that is asked for, and how sure we are of it."""

MOST_ANSWERS = 2
"""Of several questions in one message so many are answered; the next ones are offered."""


def answer_or_ask(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    answer: Answer,
    *,
    confidence: float,
    skipped: list[str],
    then: Sequence[Asked] = (),
) -> list[EventType]:
    """Say `answer` for this person, then the answers in `then`; or ask the one thing on which the next one depends."""
    asked = [(answer, confidence), *then]
    cards: list[AnswerCard] = []
    for at, (each, _) in enumerate(asked[:MOST_ANSWERS]):
        choice = choose(each, turn.situation, skipped)
        if choice.ask:
            return _ask(dispatcher, turn, asked, at, choice.ask, cards)
        cards.append(turn.speaker.card(each, choice))
    offered = [each for each, _ in asked[MOST_ANSWERS:]]
    offered += [turn.context.store.answer(id_) for id_ in answer.related]
    text = cards[0].text if len(cards) == 1 else "\n\n".join(f"{card.title}\n{card.text}" for card in cards)
    buttons = [title_button(turn, each) for each in dict.fromkeys(offered)]
    say(dispatcher, turn, "answered", text, cards=cards, candidates=asked[:MOST_ANSWERS], buttons=buttons)
    last = asked[len(cards) - 1][0].id
    return remember(turn, last_answer=last, pending=None, queue=[], skipped=skipped, misses=0)


def title_button(turn: Turn, answer: Answer) -> Button:
    """A button that asks for `answer`."""
    return Button(answer.title.in_language(turn.language), f"/{answer.intent}")


def remember(turn: Turn, **slots: Any) -> list[EventType]:
    """The events that set these slots and keep the language of the reply."""
    return [SlotSet("language", turn.language), *(SlotSet(name, value) for name, value in slots.items())]


def _ask(
    dispatcher: CollectingDispatcher, turn: Turn, asked: Sequence[Asked], at: int, key: str, cards: Sequence[AnswerCard]
) -> list[EventType]:
    """Ask for `key`, on which the answer at `at` depends; the ones before it are said, those after it wait."""
    words, answer = turn.words, asked[at][0]
    tapped = questions.buttons(words, key, _values(answer, key))
    lines = [f"{card.title}\n{card.text}\n" for card in cards]
    question = [
        answer.title.in_language(turn.language),
        words._("The answer depends on your situation."),
        questions.question(words, key),
    ]
    lines += [*question, *(f"• {button.title}" for button in tapped)]
    outcome: Outcome = "answered" if cards else "asked"
    say(
        dispatcher,
        turn,
        outcome,
        "\n".join(lines),
        cards=cards,
        candidates=asked[:MOST_ANSWERS],
        buttons=tapped,
        question=question if cards else (),
    )
    waiting = [each.id for each, _ in asked[at + 1 : MOST_ANSWERS]]
    return remember(turn, last_answer=answer.id, pending={"answer": answer.id, "key": key}, queue=waiting, misses=0)


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
        return answer_or_ask(
            dispatcher, turn, answer, confidence=turn.confidence, skipped=turn.skipped, then=turn.also_asked(answer)
        )


def go_on(dispatcher: CollectingDispatcher, turn: Turn, waiting: str, skipped: list[str]) -> list[EventType]:
    """Take up the answer that waited for our question, and the ones that waited behind it."""
    store = turn.context.store
    then = [(store.answer(id_), 1.0) for id_ in turn.tracker.get_slot("queue") or []]
    return answer_or_ask(dispatcher, turn, store.answer(waiting), confidence=1.0, skipped=skipped, then=then)
