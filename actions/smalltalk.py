"""What is no question: a greeting, thanks, who are you, and what we cannot help with."""

from __future__ import annotations

from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_or_ask, go_on, remember
from actions.clarify import say_unknown
from actions.draft import kept_card
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import ContextAction, Turn
from knowledge.followups import DATES
from knowledge.languages import LANGUAGES
from knowledge.reply import Button
from knowledge.situation import SITUATION_VALUES
from knowledge.wording import Wording


def small_talk(words: Wording, intent: str) -> str:
    """The sentence for a social intent."""
    _ = words._
    hello = _("Hello! I give information for people who have just arrived in Belgium. What is your question?")
    return {
        "greet": hello,
        "goodbye": _("Goodbye, and good luck. You can always come back."),
        "thank": _("You are welcome. Do you have another question?"),
        "affirm": _("Good. What would you like to know?"),
        "deny": _("All right. What would you like to know?"),
        "ask_bot_identity": _(
            "I am Wegwijs, a computer program and not a person. I give information from official documents, with the"
            " source and the date. I do not decide about your file, I do not look you up, and I send nothing to the authorities."
        ),
        "ask_help": _(
            "Type your question in your own words, or choose a topic. I answer in Dutch, French, English or Arabic,"
            " and I tell you which service can help you."
        ),
        "start_over": _("We start again. I have forgotten what you told me. What is your question?"),
    }.get(intent, hello)


class SmallTalk(ContextAction):
    """Answer a social message in the person's language."""

    action = "action_small_talk"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        pending = turn.pending
        if pending and pending["key"] == "working" and turn.intent in ("affirm", "deny"):
            value = "yes" if turn.intent == "affirm" else "no"
            turn.tracker.slots["working"] = value
            events = go_on(dispatcher, turn, pending["answer"], turn.skipped)
            return [SlotSet("working", value), *events]
        offered = turn.offered_answers
        if turn.intent == "affirm" and len(offered) == 1:
            return answer_or_ask(dispatcher, turn, offered[0], confidence=1.0, skipped=turn.skipped)
        if turn.intent == "deny" and turn.misses:
            return say_unknown(dispatcher, turn)
        asked = turn.question_behind
        if asked:
            return answer_or_ask(dispatcher, turn, asked[0], confidence=asked[1], skipped=turn.skipped)
        text = small_talk(turn.words, turn.intent)
        buttons = [] if turn.intent == "goodbye" else topic_buttons(turn)
        say(dispatcher, turn, "social", text, topic="smalltalk", buttons=buttons)
        return remember(turn)


class Restart(ContextAction):
    """Forget what the person told us and greet them again in their language.

    A card with a code stays theirs to take back, unless they leave: then the next at this phone finds nothing of it.
    """

    action = "action_start_over"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        turn.tracker.slots.update(dict.fromkeys((*SITUATION_VALUES, *DATES)))
        _, card = turn.words._, None if turn.leaves else kept_card(turn)
        lines, buttons = [small_talk(turn.words, "start_over")], topic_buttons(turn)
        if card:
            lines.append(_("Your card for the helpdesk stays. You can still take it back."))
            buttons = [Button(_("Take my card back"), "/card_withdraw"), *buttons]
        say(dispatcher, turn, "social", "\n".join(lines), topic="smalltalk", buttons=buttons)
        return [AllSlotsReset(), SlotSet("language", turn.language), *([card.kept()] if card else [])]


class ChangeLanguage(ContextAction):
    """Go on in the language that the person asks for, and say the last answer again in it."""

    action = "action_change_language"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        wanted = next(turn.tracker.get_latest_entity_values("language"), None)
        if wanted not in LANGUAGES:
            text = turn.words._("Which language do you want?")
            buttons = [
                Button(each.name, f'/change_language{{"language":"{each.code}"}}') for each in LANGUAGES.values()
            ]
            say(dispatcher, turn, "social", text, topic="language_switch", buttons=buttons)
            return remember(turn)
        turn.tracker.latest_message["language"] = {"code": wanted, "detected": wanted}
        last = turn.tracker.get_slot("last_answer")
        if last:
            answer = self.context.store.answer(last)
            return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=turn.skipped)
        text = small_talk(turn.words, "greet")
        say(dispatcher, turn, "social", text, topic="language_switch", buttons=topic_buttons(turn))
        return remember(turn)
