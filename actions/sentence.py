"""The one sentence that a person may add to their card: the next thing they type is that sentence and no question."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember
from actions.card_preview import say_card, show_preview
from actions.draft import draft_of, draft_or_new
from actions.turn import ContextAction, Turn
from knowledge.reply import Button
from knowledge.situation import SITUATION_VALUES


class AskSentence(ContextAction):
    """Ask for the sentence."""

    action = "action_card_add_sentence"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        _ = turn.words._
        lines = [
            _("Type one sentence for the helpdesk. It goes on the card as you write it, and is not translated."),
            _("Write no name unless you want to. Long numbers are taken out."),
        ]
        say_card(dispatcher, turn, lines, [Button(_("No sentence, back to my card"), "/card_preview")], step="sentence")
        told = {key: turn.tracker.get_slot(key) for key in SITUATION_VALUES}
        return [*remember(turn), replace(draft_or_new(turn), step="sentence", told_before=told).kept()]


def is_given(turn: Turn) -> bool:
    """Whether the message is the sentence that we asked for; a tap on a button is not."""
    draft = draft_of(turn)
    return bool(draft and draft.step == "sentence" and not turn.text.startswith("/"))


def take(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Put the sentence on the card and show it again. What it says of the situation is not kept: it is no answer to us."""
    draft = draft_of(turn)
    before = (draft and draft.told_before) or {}
    shown = draft_or_new(turn)
    events = show_preview(dispatcher, turn, replace(shown, card=shown.card.with_sentence(turn.text)))
    return [*events, *(SlotSet(key, before.get(key)) for key in SITUATION_VALUES)]


def leave(turn: Turn) -> list[EventType]:
    """The event that stops waiting for a sentence, when the person tapped something else."""
    draft = draft_of(turn)
    return [draft_or_new(turn).kept()] if draft and draft.step == "sentence" else []
