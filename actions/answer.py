"""Answering a question about the facts, for this person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.reply import say
from actions.turn import ContextAction, Turn
from knowledge.model import Answer
from knowledge.reply import AnswerCard, Button, Outcome, Section
from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES

Asked = tuple[Answer, float]
"""An answer that is asked for, and how sure we are of it."""

MOST_ANSWERS = 2
"""Of several questions in one message so many are answered; the next ones are offered."""
MOST_NEAR = 2
"""Answers that are offered when the one given did not help."""


def answer_or_ask(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    answer: Answer,
    *,
    confidence: float,
    skipped: list[str],
    then: Sequence[Asked] = (),
    note: str | None = None,
) -> list[EventType]:
    """Say `answer` for this person, then the answers in `then`; or ask the one thing on which the next one depends.

    `note` is said above the first answer.
    """
    asked = [(answer, confidence), *then]
    cards: list[AnswerCard] = []
    for at, (each, _) in enumerate(asked[:MOST_ANSWERS]):
        choice = choose(each, turn.situation, skipped)
        if choice.ask:
            return _ask(dispatcher, turn, asked, at, choice.ask, cards, skipped)
        cards.append(turn.speaker.card(each, choice))
    if note:
        cards[0] = replace(cards[0], sections=(Section("note", "", (note,)), *cards[0].sections))
    return say_cards(dispatcher, turn, cards, asked, skipped)


def say_cards(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    cards: Sequence[AnswerCard],
    asked: Sequence[Asked],
    skipped: list[str],
) -> list[EventType]:
    """Say the cards, the first of what was asked; then the question of ours that still waits, if it still matters."""
    said = asked[: len(cards)]
    offered = [*(each for each, _ in asked[len(cards) :]), *turn.perhaps_asked(said[0][0])]
    offered += [turn.context.store.answer(id_) for id_ in said[0][0].related]
    buttons = [*_about(turn, cards), *(title_button(turn, each) for each in dict.fromkeys(offered))]
    text = cards[0].text if len(cards) == 1 else "\n\n".join(f"{card.title}\n{card.text}" for card in cards)
    waiting = still_waiting(turn, {card.answer.id for card in cards}, skipped)
    if waiting:
        buttons = [*waiting.buttons, *buttons]
        text = "\n".join([text, "", *waiting.lines, *(f"• {button.title}" for button in waiting.buttons)])
    question = waiting.lines if waiting else ()
    say(dispatcher, turn, "answered", text, cards=cards, candidates=said, buttons=buttons, question=question)
    return remember(
        turn,
        last_answer=said[-1][0].id,
        near=_near(turn, {card.answer.id for card in cards}),
        pending=waiting.pending if waiting else None,
        queue=[],
        skipped=skipped,
        misses=0,
    )


def _about(turn: Turn, cards: Sequence[AnswerCard]) -> list[Button]:
    """What a person may do with the answer itself: correct what it rests on, have a date counted."""
    _ = turn.words._
    buttons = []
    rule = turn.speaker.rule(cards[0].answer)
    if rule and rule.after not in turn.dates and turn.can_count:
        buttons.append(Button(_("Calculate my date"), f'/ask_date{{"key":"{rule.after}"}}'))
    if any(card.because for card in cards):
        buttons.append(Button(_("This is not right for me"), "/correct_situation"))
    return buttons


def _near(turn: Turn, shown: set[str]) -> list[str]:
    """The answers that may have been meant instead, likeliest first."""
    store = turn.context.store
    likely = [store.answer_for(name).id for name, _ in turn.ranking if name in store.intents]
    return [id_ for id_ in likely if id_ not in shown][:MOST_NEAR]


@dataclass(frozen=True)
class Waiting:
    """A question of ours that somebody passed over to ask something else."""

    lines: tuple[str, ...]
    buttons: tuple[Button, ...]
    pending: dict[str, Any]


def still_waiting(turn: Turn, shown: set[str], skipped: list[str]) -> Waiting | None:
    """The question that we asked before, once more, if its answer still depends on it."""
    pending = turn.pending
    if pending is None or pending["answer"] in shown or pending["key"] not in SITUATION_VALUES or "again" in pending:
        return None
    answer = turn.context.store.answer(pending["answer"])
    key = choose(answer, turn.situation, skipped).ask
    if key is None:
        return None
    words = turn.words
    lines = (_also_asked(turn, answer), questions.question(words, key))
    again = {**pending, "key": key, "again": True}
    return Waiting(lines, tuple(questions.buttons(words, key, _values(answer, key))), again)


def _also_asked(turn: Turn, answer: Answer) -> str:
    return turn.words._("You also asked: {question}").format(question=answer.title.in_language(turn.language))


def title_button(turn: Turn, answer: Answer) -> Button:
    """A button that asks for `answer`."""
    return Button(answer.title.in_language(turn.language), f"/{answer.intent}")


def remember(turn: Turn, **slots: Any) -> list[EventType]:
    """The events that set these slots and keep the language of the reply."""
    return [SlotSet("language", turn.language), *(SlotSet(name, value) for name, value in slots.items())]


def _ask(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    asked: Sequence[Asked],
    at: int,
    key: str,
    cards: Sequence[AnswerCard],
    skipped: list[str],
) -> list[EventType]:
    """Ask for `key`, on which the answer at `at` depends; the ones before it are said, those after it wait."""
    words, answer = turn.words, asked[at][0]
    tapped = questions.buttons(words, key, _values(answer, key))
    waiting = [each for each, _ in asked[at + 1 : MOST_ANSWERS]]
    lines = [f"{card.title}\n{card.text}\n" for card in cards]
    question = [
        answer.title.in_language(turn.language),
        words._("The answer depends on your situation.")
        if turn.other is None
        else words._("The answer depends on the situation of the person for whom you ask."),
        *(_also_asked(turn, each) for each in waiting),
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
    pending: dict[str, Any] = {"answer": answer.id, "key": key}
    if turn.other is not None:
        pending["other"] = {**turn.other, **turn.supposed}
    return remember(
        turn, last_answer=answer.id, pending=pending, queue=[each.id for each in waiting], skipped=skipped, misses=0
    )


def _values(answer: Answer, key: str) -> tuple[str, ...]:
    """The replies worth offering: those that a variant tests, and all when a variant takes the rest."""
    tested = {
        value
        for variant in answer.variants
        for condition in variant.when
        if condition.key == key
        for value in condition.values
    }
    everybody = any(all(condition.key != key for condition in variant.when) for variant in answer.variants)
    return tuple(value for value in SITUATION_VALUES[key] if value in tested or everybody)


class AnswerQuestion(ContextAction):
    """Say the answer that the latest intent asks for, or ask the one thing that it depends on."""

    action = "action_answer_question"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        answer = turn.danger or self.context.store.answer_for(turn.intent)
        return answer_or_ask(
            dispatcher, turn, answer, confidence=turn.confidence, skipped=turn.skipped, then=turn.also_asked(answer)
        )


def go_on(dispatcher: CollectingDispatcher, turn: Turn, waiting: str, skipped: list[str]) -> list[EventType]:
    """Take up the answer that waited for our question, and the ones that waited behind it."""
    store = turn.context.store
    then = [(store.answer(id_), 1.0) for id_ in turn.tracker.get_slot("queue") or []]
    return answer_or_ask(dispatcher, turn, store.answer(waiting), confidence=1.0, skipped=skipped, then=then)
