"""The card: look at it, change it, say yes or no, take it back, ask who opened it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember
from actions.card_preview import house_with_desks, isolated, say_card, show_preview
from actions.draft import Draft, draft_of, draft_or_new, new_card
from actions.turn import ContextAction, Turn
from knowledge import qr
from knowledge.codes import shown, spelled
from knowledge.reply import Button
from knowledge.triage import Card, HouseAway, MadeCard
from knowledge.wording import Wording

CARD_INTENTS = (
    "make_card",
    "card_preview",
    "card_add_sentence",
    "card_confirm",
    "card_paper",
    "card_cancel",
    "card_withdraw",
    "card_openings",
)
"""What the buttons of the card send; `card_leave_out` and `card_option` only with what they are about."""


class MakeCard(ContextAction):
    """Put together what a helpdesk may need and show it; nothing leaves before a yes."""

    action = "action_make_card"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft = draft_of(turn)
        return show_preview(dispatcher, turn, Draft("preview", new_card(turn), token=draft.token if draft else None))


class PreviewCard(ContextAction):
    """Show the card again as the person left it."""

    action = "action_card_preview"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        return show_preview(dispatcher, turn, draft_or_new(turn))


class LeaveOut(ContextAction):
    """Take a line out of the card and show it again."""

    action = "action_card_leave_out"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft = draft_or_new(turn)
        line = next(turn.tracker.get_latest_entity_values("line"), "")
        return show_preview(dispatcher, turn, replace(draft, card=draft.card.without(line)))


class SetOption(ContextAction):
    """Switch whether the card is in the queue, or opens only once, and show it again."""

    action = "action_card_option"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft = draft_or_new(turn)
        option = next(turn.tracker.get_latest_entity_values("option"), "")
        if option == "queue":
            draft = replace(draft, queue=not draft.queue)
        elif option == "once":
            draft = replace(draft, once=not draft.once)
        return show_preview(dispatcher, turn, draft)


class CodeAction(ContextAction):
    """An action on a card with a code. While the house is away it says so; nothing is then forgotten of the card."""

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Do it, if the house can be reached."""
        try:
            return self.act(dispatcher, turn)
        except HouseAway:
            say_card(dispatcher, turn, [self.away(turn.words)], [self.again(turn.words), _paper(turn)], step="away")
            return remember(turn)

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Do it. Raises HouseAway."""

    @abstractmethod
    def again(self, words: Wording) -> Button:
        """The button that tries the same again."""

    def away(self, words: Wording) -> str:
        """What cannot be done now."""
        _ = words._
        return _(
            "Cards with a code cannot be reached now. Wait a few minutes and try again. A card on paper always works."
        )


class ConfirmCard(CodeAction):
    """Make the card that the person last saw, with a code. A card that they made before is erased."""

    action = "action_card_confirm"

    def again(self, words: Wording) -> Button:
        return Button(words._("Make a card for the helpdesk"), "/card_preview")

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft, house = draft_of(turn), house_with_desks(turn)
        if draft and draft.step == "made" and draft.token:
            lines = [
                turn.words._("Your card is made. We cannot show its code again; you can take it back and make another.")
            ]
            say_card(dispatcher, turn, lines, made_buttons(turn), step="made")
            return remember(turn)
        if draft is None or draft.step != "preview" or house is None or not draft.card.line_ids:
            return show_preview(dispatcher, turn, draft_or_new(turn))
        if draft.token:
            house.withdraw(draft.token)
        made = house.make(draft.card, queue=draft.queue, once=draft.once)
        code = {"code": shown(made.code), "until": made.until.isoformat(), "qr": qr.rows(made.code)}
        say_card(dispatcher, turn, _made(turn, made, house.desks()), made_buttons(turn), step="made", **code)
        return [*remember(turn), replace(draft, step="made", token=made.token).kept()]


class CancelCard(ContextAction):
    """Throw the draft away; a card that was made stays, and can still be withdrawn."""

    action = "action_card_cancel"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft = draft_of(turn)
        say_card(dispatcher, turn, [turn.words._("Good, no card. Nothing was kept or sent.")], step="cancelled")
        left = replace(draft, step="made" if draft.token else "gone", card=Card()) if draft else None
        return [*remember(turn), *([left.kept()] if left else [])]


class WithdrawCard(CodeAction):
    """Erase the card at once."""

    action = "action_card_withdraw"

    def again(self, words: Wording) -> Button:
        return Button(words._("Take my card back"), "/card_withdraw")

    def away(self, words: Wording) -> str:
        _ = words._
        return _("We cannot erase your card now. It is still there. Wait a few minutes and try again.")

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft, house, _ = draft_of(turn), turn.context.house, turn.words._
        was_there = bool(draft and draft.token and house and house.withdraw(draft.token))
        lines = [
            _("Your card is erased. Nobody can open it any more.")
            if was_there
            else _("There is no card with a code now.")
        ]
        if was_there and house and house.sent_to:
            lines.append(_("We told {host} that you took it back.").format(host=isolated(turn.words, [house.sent_to])))
        openings = [Button(_("Who opened my card?"), "/card_openings")] if was_there else []
        say_card(dispatcher, turn, lines, [*openings, _again(turn)], step="withdrawn")
        return [*remember(turn), *([replace(draft, step="gone").kept()] if draft else [])]


class CardOpenings(CodeAction):
    """Tell the person who opened their card, and when."""

    action = "action_card_openings"

    def again(self, words: Wording) -> Button:
        return Button(words._("Who opened my card?"), "/card_openings")

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft, house, words = draft_of(turn), turn.context.house, turn.words
        openings = house.openings(draft.token) if draft and draft.token and house else ()
        lines = [words._("These people opened your card:") if openings else words._("Nobody has opened your card.")]
        lines += [
            f"• {isolated(words, [f'{each.clerk} ({each.desk})'])}, {words.weekday(each.at)}, {words.time(each.at)}"
            for each in openings
        ]
        say_card(
            dispatcher, turn, lines, made_buttons(turn) if draft and draft.token else [_again(turn)], step="openings"
        )
        return remember(turn)


def made_buttons(turn: Turn) -> list[Button]:
    """What a person can do with a card that is made."""
    _ = turn.words._
    return [
        Button(_("Take my card back"), "/card_withdraw"),
        Button(_("Who opened my card?"), "/card_openings"),
        _paper(turn),
    ]


def _paper(turn: Turn) -> Button:
    return Button(turn.words._("The same on paper"), "/card_paper")


def _again(turn: Turn) -> Button:
    return Button(turn.words._("Make a card for the helpdesk"), "/make_card")


def _made(turn: Turn, made: MadeCard, desks: tuple[str, ...]) -> list[str]:
    words = turn.words
    lines = [words._("Your code: {code}").format(code=isolated(words, [shown(made.code)]))]
    letters = spelled(made.code)
    if letters:
        lines.append(words._("On the phone, say it like this: {letters}.").format(letters=isolated(words, [letters])))
    lines.append(words._("Give this code only to: {desks}.").format(desks=isolated(words, desks)))
    until = words._("It works until {day} at {time}. Then the card is erased.")
    lines.append(until.format(day=words.weekday(made.until), time=words.time(made.until)))
    lines.append(words._("Write the code down: we cannot show it again."))
    return lines
