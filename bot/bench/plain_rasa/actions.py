"""The one custom action of plain Rasa: it says the text that belongs to the intent, and remembers it in a slot."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


class ActionAnswer(Action):
    """Less work than ours does: no knowledge base, no language, no situation, no opening hours."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:  # noqa: ARG002
        """Say something and set a slot."""
        intent = tracker.get_intent_of_latest_message() or ""
        dispatcher.utter_message(text=f"The answer to {intent}.")
        return [SlotSet("last_answer", intent)]
