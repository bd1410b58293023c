"""Was this helpful? The reply says what was rated, for the figures of the house, without a word of what was said."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import MOST_NEAR, remember, title_button
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import ContextAction, Turn
from knowledge.reply import Button


def rate(dispatcher: CollectingDispatcher, turn: Turn, *, helped: bool) -> list[EventType]:
    """Thank for the rating of the last answer; when it did not help, offer the nearest answers, other words, a person."""
    last = turn.tracker.get_slot("last_answer")
    events = _glad(dispatcher, turn, helped=helped) if helped or not last else _other_ways(dispatcher, turn, last)
    if last:
        dispatcher.messages[-1]["custom"]["rated"] = {"answer": last, "helpful": "yes" if helped else "no"}
    return events


def _glad(dispatcher: CollectingDispatcher, turn: Turn, *, helped: bool) -> list[EventType]:
    _ = turn.words._
    text = _("Good to hear. Do you have another question?") if helped else _("What is your question about?")
    say(dispatcher, turn, "social", text, topic="smalltalk", buttons=topic_buttons(turn))
    return remember(turn, misses=0)


def _other_ways(dispatcher: CollectingDispatcher, turn: Turn, last: str) -> list[EventType]:
    words, store = turn.words, turn.context.store
    near = [store.answer(id_) for id_ in (turn.tracker.get_slot("near") or [])]
    near = list(dict.fromkeys([*near, *(store.answer(id_) for id_ in store.answer(last).related)]))[:MOST_NEAR]
    buttons = [title_button(turn, each) for each in near]
    buttons.append(Button(words._("Talk to a person"), "/ask_human"))
    lines = [
        words._("I am sorry. Do you mean one of these?"),
        *(f"• {button.title}" for button in buttons),
        words._("Or say your question in other words."),
    ]
    say(dispatcher, turn, "clarified", "\n".join(lines), candidates=[(each, 0.0) for each in near], buttons=buttons)
    return remember(turn, misses=turn.misses + 1)


class RateAnswer(ContextAction):
    """Take the rating of the last answer."""

    action = "action_rate_answer"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        helped = next(turn.tracker.get_latest_entity_values("helpful"), "") == "yes"
        return rate(dispatcher, turn, helped=helped)
