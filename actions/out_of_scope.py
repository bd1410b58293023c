"""What we cannot help with, said kindly, with what we do know."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import Turn
from knowledge.languages import LANGUAGES


def refuse(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Refuse; to a message in a fifth language, say which ones we speak."""
    _ = turn.words._
    lines = [
        _("I cannot help you with that. I know about living in Belgium: asylum, school, doctor, family, work, housing.")
    ]
    if turn.detected_language not in LANGUAGES:
        lines = [
            _("I speak Dutch, French, English and Arabic."),
            _("For another language, ask your reception centre for an interpreter."),
        ]
    say(dispatcher, turn, "out_of_scope", "\n".join(lines), topic="out_of_scope", buttons=topic_buttons(turn))
    return remember(turn)
