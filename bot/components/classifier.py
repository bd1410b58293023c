"""Which question is this? A linear model over words, letter runs and concepts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.build import knowledge_store
from bot.components.features import Features, intent_features
from bot.components.fitting import fit
from bot.components.linear import LinearModel
from bot.components.parts import PARTS, Limits, asks, two_questions
from bot.components.tokenizer import TOKENS, tokens_of
from knowledge.languages import DEFAULT_LANGUAGE
from knowledge.model import EMERGENCY

RANKED = 8
LIMITS = Limits()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Sets the intent and the ranking of each message. Needs LanguageTokenizer and LexiconConcepts before it."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LinearModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model
        answers = knowledge_store().answers()
        # What the urgent rules look for is nobody's second question.
        self._topics = {answer.intent: answer.topic for answer in answers if answer.topic != EMERGENCY}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least`: in how many sentences a feature must stand; `strength`: the inverse of regularisation;
        `temperature`: how sure the margins make it."""
        return {"least": 3, "strength": 0.2, "temperature": 8.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """A classifier that has still to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training sentences."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = fit(
            examples,
            lambda example: features_of([example]),
            [example.get(INTENT) for example in examples],
            least=self._config["least"],
            strength=self._config["strength"],
            temperature=self._config["temperature"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.load(Path(folder)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message; a message without words gets none."""
        if self._model is None:
            raise RuntimeError("the intent classifier has no model; train first")
        for message in messages:
            ranking = []
            if message.get(TOKENS):
                ranked = self._model.probabilities(features_of([message]))[:RANKED]
                ranking = [{"name": name, "confidence": sure} for name, sure in ranked]
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set("questions", self._questions(message, ranking), add_to_output=True)
        return messages

    def _questions(self, message: Message, ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The two questions that the message asks; none when it asks one."""
        if self._model is None or not ranking:
            return []
        parts = message.get(PARTS) or []
        found = two_questions(
            message.get(TEXT) or "",
            [(each["name"], each["confidence"]) for each in ranking],
            [asks(part) for part in parts],
            [(features_of(parts[:at]), features_of(parts[at:])) for at in range(1, len(parts))],
            self._model.probabilities,
            self._topics,
            LIMITS,
        )
        return [{"name": name, "confidence": sure} for name, sure in found]


def features_of(messages: Sequence[Message]) -> Features:
    """The features of a message, or of neighbouring parts of one, matched with the lexicon."""
    tokens = [token for message in messages for token in tokens_of(message)]
    return intent_features(
        [token.text for token in tokens],
        [token.lemma for token in tokens],
        [concept for message in messages for concept in message.get("concepts") or []],
        (messages[0].get("language") or {}).get("code", DEFAULT_LANGUAGE),
    )
