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
from bot.components.parts import PARTS, asks
from bot.components.second import Limits, Ranking, likeliest_pair, plain_pair
from bot.components.tokenizer import TOKENS, tokens_of
from knowledge.languages import DEFAULT_LANGUAGE
from knowledge.model import EMERGENCY

RANKED = 8
EVIDENCE = "evidence"
"""What the second question of a message was weighed by, in the message's data; not sent on."""


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
        self._second = Limits(**config["second"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least`: in how many sentences a feature must stand; `strength`: the inverse of regularisation;
        `temperature`: how sure the margins make it; `second`: when a second question is answered or offered."""
        return {"least": 3, "strength": 0.2, "temperature": 8.0, "second": {}}

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
        """Set the intent of each message and what it asks beside it; a message without words gets none."""
        if self._model is None:
            raise RuntimeError("the intent classifier has no model; train first")
        for message in messages:
            whole = self._model.probabilities(features_of([message])) if message.get(TOKENS) else []
            ranking = [{"name": name, "confidence": sure} for name, sure in whole[:RANKED]]
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            self._set_second(self._model, message, whole)
        return messages

    def _set_second(self, model: LinearModel, message: Message, whole: Ranking) -> None:
        """Set the two questions that the message asks, or those that it perhaps asks."""
        parts = message.get(PARTS) or []
        cuts = [(features_of(parts[:at]), features_of(parts[at:])) for at in range(1, len(parts))]
        halves = [(model.probabilities(before), model.probabilities(after)) for before, after in cuts]
        asking = [asks(part) for part in parts]
        pair = likeliest_pair(whole, halves, [part.get(TEXT) for part in parts], asking, self._topics)
        names, sure = (pair.names, self._second.sure(pair.evidence)) if pair else ((), 0.0)
        given = sure >= self._second.given
        plain = plain_pair(halves, asking, self._topics)
        if not given and plain and plain[1] >= self._second.plain:
            (names, sure), given = plain, True
        both = [{"name": name, "confidence": sure} for name in names]
        message.set(EVIDENCE, pair)
        message.set("questions", both if given else [], add_to_output=True)
        message.set("perhaps", both if not given and sure >= self._second.offered else [], add_to_output=True)


def features_of(messages: Sequence[Message]) -> Features:
    """The features of a message, or of neighbouring parts of one, matched with the lexicon."""
    tokens = [token for message in messages for token in tokens_of(message)]
    return intent_features(
        [token.text for token in tokens],
        [token.lemma for token in tokens],
        [concept for message in messages for concept in message.get("concepts") or []],
        (messages[0].get("language") or {}).get("code", DEFAULT_LANGUAGE),
    )
