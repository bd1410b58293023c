"""Knowing what it does not know: answer, ask which question it was, or say that it is no matter of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.build import knowledge_store
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Thresholds:
    """Confidences from 0 to 1 in one language.

    From `sure` on a question is answered. A message is refused as no matter of ours when `out_of_scope` is the likeliest,
    or is at least `refuse` while nothing else reaches `certain`. Between them we ask which question it was.
    """

    sure: float
    refuse: float
    certain: float

    def intent(self, ranking: list[dict[str, Any]]) -> dict[str, Any]:
        """What to make of a ranking, best first."""
        if not ranking:
            return {"name": FALLBACK, "confidence": 1.0}
        best = ranking[0]
        outside = next((each["confidence"] for each in ranking if each["name"] == OUT_OF_SCOPE), 0.0)
        if best["name"] == OUT_OF_SCOPE or (outside >= self.refuse and best["confidence"] < self.certain):
            return {"name": OUT_OF_SCOPE, "confidence": outside}
        return best if best["confidence"] >= self.sure else {"name": FALLBACK, "confidence": 1.0 - best["confidence"]}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Certainty(GraphComponent, IntentClassifier):
    """Sets the intent that the ranking allows: the likeliest, `out_of_scope`, or `nlu_fallback` when we are not sure."""

    def __init__(self, thresholds: dict[str, Thresholds]) -> None:
        self._thresholds = thresholds
        self._asked = {*knowledge_store().intents, FALLBACK}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds by language, set on the calibration messages (`python -m bot.evaluation.thresholds`)."""
        same = {"sure": 0.4, "refuse": 0.15, "certain": 0.6}
        return {"thresholds": dict.fromkeys(("nl", "fr", "en", "ar"), same)}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Certainty:
        """The thresholds of the configuration."""
        return cls({code: Thresholds(**values) for code, values in config["thresholds"].items()})

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message. What is said in a fifth language may ask something, but is no small talk."""
        for message in messages:
            language = message.get("language") or {}
            code = language.get("code", DEFAULT_LANGUAGE)
            ranking = message.get(INTENT_RANKING_KEY) or []
            intent = self._thresholds[code].intent(ranking)
            both = [question["name"] for question in message.get("questions") or []]
            if both and intent["name"] in self._asked and intent["name"] not in both:
                # In doubt about the one because of the other: both are answered, the likelier first.
                name = next((each["name"] for each in ranking if each["name"] in both), both[0])
                intent = {"name": name, "confidence": message.get("questions")[0]["confidence"]}
            if language.get("detected", code) not in LANGUAGES and intent["name"] not in self._asked:
                intent = {**intent, "name": OUT_OF_SCOPE}
            message.set(INTENT, intent, add_to_output=True)
        return messages
