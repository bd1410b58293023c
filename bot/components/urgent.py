"""Urgent first: danger, eviction, detention and running terms are seen by rules, whatever the classifier thinks."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.build import knowledge_store
from knowledge.model import UrgentKind
from knowledge.urgent import UrgentRules

INTENT_NAME = "report_urgent"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UrgentFirst(GraphComponent, IntentClassifier):
    """Sets `urgent`, the kinds of urgency, and the intent `report_urgent` on a message that cannot wait.

    A kind is found by its patterns, or, where that is enough (`by_intent`), because the classifier, which stands before
    this component, is as sure as `sure` that its own question is asked.
    """

    def __init__(self, config: dict[str, Any], kinds: dict[str, UrgentKind], intents: dict[str, str]) -> None:
        self._sure = config["sure"]
        self._rules = UrgentRules(kinds.values())
        self._order = list(kinds)
        self._by_intent = {intents[kind.answers[0]]: kind.id for kind in kinds.values() if kind.by_intent}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`sure`: from this confidence the classifier's own word is enough."""
        return {"sure": 0.6}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UrgentFirst:
        """The rules of the knowledge base."""
        store = knowledge_store()
        return cls(config, store.urgent, {answer.id: answer.intent for answer in store.answers()})

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for what cannot wait in each message."""
        for message in messages:
            found = self.kinds(message)
            message.set("urgent", found, add_to_output=True)
            if found:
                message.set(INTENT, {"name": INTENT_NAME, "confidence": 1.0}, add_to_output=True)
        return messages

    def kinds(self, message: Message) -> list[str]:
        """The kinds of urgency in the message, the most urgent first."""
        found = set(self._rules.find(message.get(TEXT) or ""))
        best = next(iter(message.get(INTENT_RANKING_KEY) or []), None)
        if best and best["confidence"] >= self._sure and best["name"] in self._by_intent:
            found.add(self._by_intent[best["name"]])
        return [kind for kind in self._order if kind in found]
