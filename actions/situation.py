"""What the person tells about their situation, and what they would rather not tell."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import questions
from actions.answer import answer_or_ask, go_on, remember
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import ContextAction, Turn


class InformSituation(ContextAction):
    """Take in what the person said about their situation, and go on with the question that waited for it."""

    action = "action_inform_situation"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        asked = turn.question_behind
        if asked and not turn.pending:
            return answer_or_ask(dispatcher, turn, asked[0], confidence=asked[1], skipped=turn.skipped)
        waiting = turn.pending["answer"] if turn.pending else self._said_before(turn)
        if waiting:
            return go_on(dispatcher, turn, waiting, turn.skipped)
        return acknowledge(dispatcher, turn)

    def _said_before(self, turn: Turn) -> str | None:
        """The last answer, if it is another one now that we know more."""
        last = turn.tracker.get_slot("last_answer")
        if not last:
            return None
        answer = self.context.store.answer(last)
        tested = {condition.key for variant in answer.variants for condition in variant.when}
        rule = turn.speaker.rule(answer)
        counts = rule is not None and rule.after in turn.dates and rule.after in turn.signs
        return last if counts or set(turn.said) & tested else None


class SkipQuestion(ContextAction):
    """Leave out the question that we asked and show every branch, labelled."""

    action = "action_skip_question"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.pending is None:
            return acknowledge(dispatcher, turn)
        return go_on(dispatcher, turn, turn.pending["answer"], sorted({*turn.skipped, turn.pending["key"]}))


def acknowledge(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Say what we know of the person's situation and ask what they want to know."""
    words = turn.words
    known = [questions.value_name(words, key, value) for key, value in turn.told.items()]
    lines = [words._("Thank you. I keep this in mind:"), *(f"• {line}" for line in known)] if known else []
    lines.append(words._("What would you like to know?"))
    say(dispatcher, turn, "social", "\n".join(lines), topic="smalltalk", buttons=topic_buttons(turn))
    return remember(turn, misses=0)
