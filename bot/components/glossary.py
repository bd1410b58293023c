"""A question about a word ("what is an orange card?") is answered from the glossary, whatever the classifier thinks."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.build import knowledge_store
from knowledge.glossary import Glossary

INTENT_NAME = "ask_meaning"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class GlossaryTerms(GraphComponent, IntentClassifier):
    """Sets the intent `ask_meaning` and an entity `term` on a message that asks what a word of the glossary means."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GlossaryTerms:
        """The glossary of the knowledge base."""
        store = knowledge_store()
        return cls(Glossary(store.terms.values(), store.concepts.values()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for a question about a word in each message."""
        for message in messages:
            term = self._glossary.asked(message.get(TEXT) or "")
            if term:
                entity = {"entity": "term", "value": term.id, "extractor": "GlossaryTerms"}
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
                message.set(INTENT, {"name": INTENT_NAME, "confidence": 1.0}, add_to_output=True)
        return messages
