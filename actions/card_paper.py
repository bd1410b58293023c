"""The card on paper: a text that a clerk reads in Dutch, French or English, and a QR code with the same words."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember
from actions.card_lines import card_lines
from actions.card_preview import isolated, say_card, show_preview
from actions.draft import draft_of, draft_or_new
from actions.turn import ContextAction, Turn
from knowledge import qr
from knowledge.languages import LANGUAGES
from knowledge.reply import Button
from knowledge.triage import DESK_LANGUAGES, Card
from knowledge.wording import wording

SPOKEN_IN = {"flanders": "nl", "brussels": "fr", "wallonia": "fr", "german_speaking": "fr"}
UNKNOWN_REGION = "nl"


class PaperCard(ContextAction):
    """Show the card in the language of the helpdesk. It is kept nowhere: who has the paper has the card."""

    action = "action_card_paper"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft, _ = draft_of(turn), turn.words._
        if draft is None or draft.step == "gone" or not draft.card.line_ids:
            return show_preview(dispatcher, turn, draft_or_new(turn))
        code = next(turn.tracker.get_latest_entity_values("language"), None) or paper_language(turn, draft.card)
        paper = paper_lines(turn, draft.card, code)
        lines = [
            _("Show this to the helpdesk, or read it aloud. You can also take a picture of it."),
            "",
            *(isolated(turn.words, [line]) for line in paper),
        ]
        others = [
            Button(LANGUAGES[each].name, f'/card_paper{{"language":"{each}"}}')
            for each in DESK_LANGUAGES
            if each != code
        ]
        shown = {"step": "paper", "language": code, "paper": paper, "qr": qr.rows("\n".join(paper))}
        say_card(dispatcher, turn, lines, others, **shown)
        return [*remember(turn), draft.kept()]


def paper_language(turn: Turn, card: Card) -> str:
    """The language of the helpdesk: the service's, the region's, else the person's own where a clerk reads it."""
    situation = turn.situation
    likely = (situation.get("community"), SPOKEN_IN.get(situation.get("region", "")), card.language)
    return next((code for code in likely if code in DESK_LANGUAGES), UNKNOWN_REGION)


def paper_lines(turn: Turn, card: Card, code: str) -> list[str]:
    """What stands on the paper, in the language of the helpdesk."""
    words = wording(code)
    title = words._("Card for the helpdesk, made with Wegwijs on {day} at {time}.")
    return [
        title.format(day=words.day(turn.now.date()), time=words.time(turn.now)),
        *(f"{line.heading}: {line.text}" for line in card_lines(card, words, turn.context.store)),
        words._("The person read this in their own language and agreed to show it."),
    ]
