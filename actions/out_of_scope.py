"""What we cannot help with, said kindly, with what we do know."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember, title_button
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import Turn
from knowledge.languages import LANGUAGES
from knowledge.model import Answer
from knowledge.reply import Button


def refuse(dispatcher: CollectingDispatcher, turn: Turn, maybe: Sequence[Answer] = ()) -> list[EventType]:
    """Refuse, and offer the questions that it may have been after all; to a fifth language, say which ones we speak."""
    _ = turn.words._
    lines = [
        _("I cannot help you with that. I know about living in Belgium: asylum, school, doctor, family, work, housing.")
    ]
    if turn.detected_language not in LANGUAGES:
        lines = [
            _("I speak Dutch, French, English and Arabic."),
            _("For another language, ask your reception centre for an interpreter."),
        ]
    buttons = topic_buttons(turn)
    if maybe:
        buttons = [*(title_button(turn, answer) for answer in maybe), Button(_("Something else"), "/show_topic")]
        lines += [_("Or do you mean one of these?"), *(f"• {button.title}" for button in buttons)]
    say(dispatcher, turn, "out_of_scope", "\n".join(lines), topic="out_of_scope", buttons=buttons)
    return remember(turn)
