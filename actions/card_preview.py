"""The card as the person sees it before they say yes, and what they can do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember
from actions.card_lines import CardLine, card_lines
from actions.draft import Draft
from actions.reply import say
from actions.turn import Turn
from knowledge.reply import Button
from knowledge.triage import CardHouse, HouseAway
from knowledge.wording import Wording


def house_with_desks(turn: Turn) -> CardHouse | None:
    """The house, if one of its desks can open a card; otherwise cards are on paper only. Raises HouseAway."""
    house = turn.context.house
    return house if house and house.desks() else None


def _house_now(turn: Turn) -> CardHouse | None:
    """The house that the preview offers: none while it is away."""
    try:
        return house_with_desks(turn)
    except HouseAway:
        return None


def say_card(
    dispatcher: CollectingDispatcher, turn: Turn, lines: Sequence[str], buttons: Sequence[Button] = (), **shown: Any
) -> None:
    """Say something about the card; `shown` goes to the page as the structured part `handover`."""
    say(dispatcher, turn, "social", "\n".join(lines), topic="helpdesk", buttons=buttons)
    dispatcher.messages[-1]["custom"]["handover"] = shown


def isolated(words: Wording, names: Sequence[str]) -> str:
    """Names and codes in Latin letters that stay whole in a line that runs right to left."""
    if words.language.direction == "ltr":
        return ", ".join(names)
    return "، ".join(f"\u2068{name}\u2069" for name in names)


def show_preview(dispatcher: CollectingDispatcher, turn: Turn, draft: Draft) -> list[EventType]:
    """Show exactly what the card holds, who can read it and for how long, and wait for a yes."""
    held = card_lines(draft.card, turn.words, turn.context.store)
    _ = turn.words._
    if held:
        lines = [_("This is your card for the helpdesk. It holds this and nothing else:")]
        lines += [f"• {line.heading}: {line.text}" for line in held]
        lines += _what_it_lacks(turn.words, draft), *_who_reads_it(turn, draft)
    else:
        lines = [_("Your card is empty. Ask a question first, or add a sentence.")]
    shown = {"step": "preview", "held": [{"id": each.id, "heading": each.heading, "text": each.text} for each in held]}
    say_card(dispatcher, turn, lines, _buttons(turn, draft), **shown)
    return [*remember(turn), draft.kept()]


def _what_it_lacks(words: Wording, draft: Draft) -> str:
    if draft.card.sentence:
        return words._("It holds no name, no number and no message of yours, only the sentence that you added.")
    return words._("It holds no name, no number and no message of yours.")


def _who_reads_it(turn: Turn, draft: Draft) -> list[str]:
    _, house = turn.words._, _house_now(turn)
    lines = []
    if house:
        until = turn.now + house.kept_for
        lines.append(
            _(
                "Card with a code: these desks of this house can open it: {desks}. It is erased on {day} at {time}."
                " You can take it back before, and you can ask who opened it."
            ).format(
                desks=isolated(turn.words, house.desks()), day=turn.words.weekday(until), time=turn.words.time(until)
            )
        )
        if draft.queue:
            lines.append(_("In the queue: these desks see your card without the code, the most urgent first."))
        if draft.once:
            lines.append(_("Only the first person who uses the code can open it."))
        if house.sent_to:
            lines.append(
                _("A card with a code also goes to the computer of {host}. We cannot take it back from there.").format(
                    host=isolated(turn.words, [house.sent_to])
                )
            )
    lines.append(
        _("Card on paper or as a QR code: for every other helpdesk. Who has it can read it. You cannot take it back.")
    )
    return lines


def _buttons(turn: Turn, draft: Draft) -> list[Button]:
    _, held = turn.words._, card_lines(draft.card, turn.words, turn.context.store)
    coded = bool(_house_now(turn) and held)
    yes = [Button(_("Yes, make a card with a code"), "/card_confirm")] if coded else []
    yes += [Button(_("Yes, make a card on paper"), "/card_paper")] if held else []
    changes = [Button(_("Change my sentence") if draft.card.sentence else _("Add a sentence"), "/card_add_sentence")]
    if coded:
        queue = _("Take it out of the queue") if draft.queue else _("Also put it in the queue of the desks")
        once = _("Let every desk open it") if draft.once else _("Let only one person open it")
        changes += [
            Button(queue, '/card_option{"option":"queue"}'),
            Button(once, '/card_option{"option":"once"}'),
        ]
    out = [Button(_("Leave out: {line}").format(line=_short(line)), _leave_out(line.id)) for line in held]
    return [*yes, *changes, *out, Button(_("No, I do not want a card"), "/card_cancel")]


def _short(line: CardLine) -> str:
    return line.heading if line.id in ("topic", "language", "sentence") else line.text


def _leave_out(line: str) -> str:
    return f'/card_leave_out{{"line":"{line}"}}'
