"""The topics as buttons, and the questions of one topic."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember, title_button
from actions.reply import say
from actions.turn import ContextAction, Turn
from knowledge.languages import LANGUAGES
from knowledge.normalise import fold
from knowledge.reply import Button


def topic_payload(topic: str) -> str:
    """What a button sends that picks this topic."""
    return f'/show_topic{{"topic":"{topic}"}}'


def topic_buttons(turn: Turn) -> list[Button]:
    """One button for each topic that has answers, in the order of the phone."""
    return [
        Button(topic.name.in_language(turn.language), topic_payload(topic.id))
        for topic in turn.context.store.answered_topics
    ]


class ShowTopic(ContextAction):
    """List the questions of the topic that the person picked."""

    action = "action_show_topic"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        picked = next(turn.tracker.get_latest_entity_values("topic"), None) or self._named(turn.text)
        answers = self.context.store.answers(picked) if picked else ()
        if not picked or not answers:
            text = turn.words._("What is your question about?")
            say(dispatcher, turn, "social", text, topic="smalltalk", buttons=topic_buttons(turn))
            return remember(turn)
        name = self.context.store.topics[picked].name.in_language(turn.language)
        lines = [name, turn.words._("Choose a question, or type your own.")]
        lines += [f"• {answer.title.in_language(turn.language)}" for answer in answers]
        buttons = [title_button(turn, answer) for answer in answers]
        say(dispatcher, turn, "social", "\n".join(lines), topic=picked, buttons=buttons)
        return remember(turn)

    def _named(self, text: str) -> str | None:
        """The topic whose name somebody typed, in any language."""
        typed = fold(text)
        topics = self.context.store.topics.values()
        return next(
            (each.id for each in topics if typed in {fold(each.name.in_language(code)) for code in LANGUAGES}), None
        )
