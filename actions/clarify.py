"""When we are not sure: ask which question it was, or say honestly that we do not know."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_or_ask, go_on, remember, title_button
from actions.out_of_scope import refuse
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import ContextAction, Turn
from knowledge.followups import DATES
from knowledge.languages import LANGUAGES
from knowledge.model import Answer
from knowledge.reply import Button

WORTH_OFFERING = 0.08
"""A candidate below this confidence is a guess: offering it would mislead."""
ALSO_OFFERED = 0.02
"""Beside a candidate, another one of this confidence is likelier than what a search for the words finds."""
MOST_CANDIDATES = 3
MOST_MISSES = 2
"""After so many messages in a row that we did not understand, we stop guessing and lead to a person."""
FALLBACK_DOORS = ("fedasil-info-point-brussels", "local-reception-worker", "unhcr-belgium")


class Clarify(ContextAction):
    """Offer the two or three questions that it may have been; with no candidate, offer topics and a helpdesk."""

    action = "action_clarify"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        asked = turn.pending["key"] if turn.pending else ""
        cannot_count = asked in DATES and not turn.can_count
        if turn.pending and (asked in turn.situation or asked in turn.dates or cannot_count):
            return go_on(dispatcher, turn, turn.pending["answer"], turn.skipped)
        if turn.detected_language not in LANGUAGES:
            return refuse(dispatcher, turn)
        if turn.danger:
            return answer_or_ask(dispatcher, turn, turn.danger, confidence=1.0, skipped=turn.skipped)
        if turn.misses >= MOST_MISSES:
            return lead_to_person(dispatcher, turn)
        candidates = likely_answers(turn)
        return offer(dispatcher, turn, candidates) if candidates else say_unknown(dispatcher, turn)


class OutOfScope(ContextAction):
    """Refuse what is no matter of ours, and say what is."""

    action = "action_out_of_scope"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.detected_language not in LANGUAGES:
            return refuse(dispatcher, turn)
        return refuse(dispatcher, turn, [answer for answer, sure in likely_answers(turn) if sure >= WORTH_OFFERING])


def likely_answers(turn: Turn) -> list[tuple[Answer, float]]:
    """The answers that the message may have asked for, best first; a search adds to those that were recognised."""
    store = turn.context.store
    found = {name: sure for name, sure in turn.ranking if sure >= ALSO_OFFERED and name in store.intents}
    if max(found.values(), default=0.0) < WORTH_OFFERING:
        return []
    if len(found) < MOST_CANDIDATES:
        for answer in store.search(turn.text, turn.language, limit=2):
            found.setdefault(answer.intent, 0.0)
    return [(store.answer_for(name), sure) for name, sure in list(found.items())[:MOST_CANDIDATES]]


def offer(dispatcher: CollectingDispatcher, turn: Turn, candidates: list[tuple[Answer, float]]) -> list[EventType]:
    """Ask which of the candidates it was."""
    words = turn.words
    buttons = [title_button(turn, answer) for answer, _ in candidates]
    buttons.append(Button(words._("Something else"), "/show_topic"))
    lines = [words._("Do you mean one of these?"), *(f"• {button.title}" for button in buttons)]
    say(dispatcher, turn, "clarified", "\n".join(lines), candidates=candidates, buttons=buttons)
    return remember(turn, misses=turn.misses + 1)


def say_unknown(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Say that we do not know, and lead to the topics and to a person."""
    words = turn.words
    doors = turn.speaker.doors(FALLBACK_DOORS, most=2)
    lines = [
        words._("I do not understand your question, or I do not know the answer."),
        words._("Choose a topic, say it in other words, or ask a person:"),
        *(line for door in doors for line in (door.name, *door.lines)),
    ]
    say(dispatcher, turn, "unknown", "\n".join(lines), buttons=topic_buttons(turn), doors=doors)
    return remember(turn, misses=turn.misses + 1)


def lead_to_person(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Stop guessing: say so, and name the people who can help."""
    words = turn.words
    doors = turn.speaker.doors(FALLBACK_DOORS)
    lines = [
        words._("I am sorry, I do not understand you well, and I do not want to guess. A person can help you better:"),
        *(line for door in doors for line in (door.name, *door.lines)),
        words._("You can also choose a topic."),
    ]
    say(dispatcher, turn, "unknown", "\n".join(lines), buttons=topic_buttons(turn), doors=doors)
    return remember(turn, misses=0)
