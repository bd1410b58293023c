"""From the assistant to a person: the right helpdesk, what to have at hand, and a card to take along."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember
from actions.clarify import FALLBACK_DOORS
from actions.reply import say
from actions.turn import ContextAction, Turn
from knowledge.model import Answer
from knowledge.reply import Button
from knowledge.select import Choice, choose


class TalkToPerson(ContextAction):
    """Name the helpdesks for the last answer, or the general ones, whether they are open, and what to have at hand."""

    action = "action_talk_to_person"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        last = turn.tracker.get_slot("last_answer")
        answer = self.context.store.answer(last) if last else None
        choice = choose(answer, turn.situation, answer.needs) if answer else None
        ids = [id_ for variant in choice.variants for id_ in variant.helpdesks] if choice else []
        doors = turn.speaker.doors([*ids, *FALLBACK_DOORS])
        lines = [turn.words._("These services can help you:")]
        lines += [line for door in doors for line in (door.name, *door.lines)]
        lines += at_hand(turn, answer, choice)
        lines.append(turn.words._("You can take a card along. Then you do not have to explain everything again."))
        card = Button(turn.words._("Make a card for the helpdesk"), "/make_card")
        candidates = [(answer, 1.0)] if answer else []
        text = "\n".join(lines)
        say(dispatcher, turn, "social", text, topic="helpdesk", doors=doors, candidates=candidates, buttons=[card])
        return remember(turn)


def at_hand(turn: Turn, answer: Answer | None, choice: Choice | None) -> list[str]:
    """What to have at hand before one calls or goes."""
    lines = [turn.words._("Have this at hand:")]
    if answer and choice:
        sections = turn.speaker.card(answer, choice).sections
        lines += [f"• {line}" for section in sections if section.name == "papers" for line in section.lines]
    lines.append("• " + turn.words._("your card or annex, your letters, and the number of your file"))
    return lines
