"""What the assistant knows of the person: shown on request, corrected, forgotten."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.answer import answer_or_ask, remember
from actions.reply import known, say
from actions.turn import ContextAction, Turn
from knowledge.followups import DATES
from knowledge.reply import Button
from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES


def show_situation(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """What we know of this person, with a button to change each thing and one to forget it all."""
    words, facts = turn.words, known(turn)
    if facts:
        lines = [words._("This is what I know about you:"), *(f"• {fact['title']}" for fact in facts)]
    else:
        lines = [words._("I know nothing about you. You do not have to tell me anything.")]
    lines.append(words._("I do not know your name. I forget this conversation within a day, or at once if you ask."))
    buttons = [Button(words._("Change: {what}").format(what=fact["title"]), fact["payload"]) for fact in facts]
    buttons.append(Button(words._("Forget me"), "/start_over"))
    say(dispatcher, turn, "social", "\n".join(lines), topic="smalltalk", buttons=buttons)
    return remember(turn)


def correct_situation(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """On what the last answer rests, with a button to change each thing."""
    store, words = turn.context.store, turn.words
    last = turn.tracker.get_slot("last_answer")
    if not last:
        return show_situation(dispatcher, turn)
    answer = store.answer(last)
    variants = choose(answer, turn.situation, turn.skipped).variants
    keys = dict.fromkeys(condition.key for variant in (*variants, *answer.variants) for condition in variant.when)
    if not keys:
        return show_situation(dispatcher, turn)
    card = turn.speaker.card(answer, choose(answer, turn.situation, turn.skipped))
    lines = [words._("What is different for you? Choose what I should change.")]
    if card.because:
        lines.insert(0, card.because)
    buttons = [Button(questions.question(words, key), f'/change_situation{{"key":"{key}"}}') for key in keys]
    lines += [f"• {button.title}" for button in buttons]
    say(dispatcher, turn, "social", "\n".join(lines), topic="smalltalk", buttons=buttons)
    return remember(turn)


class ShowSituation(ContextAction):
    """Say what we know of the person."""

    action = "action_show_situation"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        return show_situation(dispatcher, turn)


class CorrectSituation(ContextAction):
    """Ask what the last answer got wrong about the person."""

    action = "action_correct_situation"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        return correct_situation(dispatcher, turn)


class ChangeSituation(ContextAction):
    """Forget one thing about the person and ask for it again."""

    action = "action_change_situation"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        key = next(turn.tracker.get_latest_entity_values("key"), "")
        if key not in (*SITUATION_VALUES, *DATES):
            return show_situation(dispatcher, turn)
        turn.tracker.slots[key] = None
        if key in DATES and not turn.can_count:
            return [SlotSet(key, None), *show_situation(dispatcher, turn)]
        return [SlotSet(key, None), *ask_for(dispatcher, turn, key)]


class AskDate(ContextAction):
    """Ask for the day from which a rule counts."""

    action = "action_ask_date"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        key = next(turn.tracker.get_latest_entity_values("key"), "")
        last = turn.tracker.get_slot("last_answer")
        if key not in DATES or not last:
            return show_situation(dispatcher, turn)
        if key in turn.dates or not turn.can_count:
            answer = turn.context.store.answer(last)
            return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=turn.skipped)
        return ask_for(dispatcher, turn, key)


def ask_for(dispatcher: CollectingDispatcher, turn: Turn, key: str) -> list[EventType]:
    """Ask for one thing about the person; the last answer waits for it."""
    words = turn.words
    buttons = questions.buttons(words, key)
    text = "\n".join([questions.question(words, key), *(f"• {button.title}" for button in buttons)])
    last = turn.tracker.get_slot("last_answer")
    candidates = [(turn.context.store.answer(last), 1.0)] if last else []
    say(
        dispatcher, turn, "asked" if last else "social", text, topic="smalltalk", candidates=candidates, buttons=buttons
    )
    return remember(turn, pending={"answer": last, "key": key} if last else None)
