"""What the person tells about their situation, and what they would rather not tell."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.answer import answer_or_ask, remember
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import ContextAction, Turn


class InformSituation(ContextAction):
    """Take in what the person said about their situation, and go on with the question that waited for it."""

    action = "action_inform_situation"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.pending:
            answer = self.context.store.answer(turn.pending["answer"])
            return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=turn.skipped)
        return acknowledge(dispatcher, turn)


class SkipQuestion(ContextAction):
    """Leave out the question that we asked and show every branch, labelled."""

    action = "action_skip_question"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.pending is None:
            return acknowledge(dispatcher, turn)
        answer = self.context.store.answer(turn.pending["answer"])
        skipped = sorted({*turn.skipped, turn.pending["key"]})
        return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=skipped)


def acknowledge(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Say what we know of the person's situation and ask what they want to know."""
    words = turn.words
    known = [questions.value_name(words, key, value) for key, value in turn.situation.items()]
    lines = [words._("Thank you. I keep this in mind:"), *(f"• {line}" for line in known)] if known else []
    lines.append(words._("What would you like to know?"))
    say(dispatcher, turn, "social", "\n".join(lines), topic="smalltalk", buttons=topic_buttons(turn))
    return remember(turn, misses=0)
