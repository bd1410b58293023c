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
from bot.components.certainty import OUT_OF_SCOPE
from knowledge.followups import IFS, FollowUps, follow_ups
from knowledge.model import UrgentKind
from knowledge.normalise import is_arabic
from knowledge.urgent import UrgentRules

INTENT_NAME = "report_urgent"
REFERRING = ("follow_up", "inform_situation", "start_over")
"""Set for what only refers to what was said before: "and my child?" is no missing child. Patterns are still heard."""
TALK = {"inform_situation", "ask_human", "ask_help", "ask_legal_advice", "ask_free_lawyer"}
"""What people say in distress too: no sign that nothing is urgent."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UrgentFirst(GraphComponent, IntentClassifier):
    """Sets `urgent`, the kinds of urgency, and the intent `report_urgent` on a message that cannot wait.

    A kind is found by its patterns, unless the classifier, which stands before this component, is as sure as `veto` that
    something else is asked (as `veto_danger`, where a life may be in danger and it ranks an emergency at all); or, where
    that is enough (`by_intent`), because the classifier is as sure as `sure` (in Arabizi, where it never is as sure,
    `sure_arabizi`) that one of the emergencies is reported, whichever it is. An `unless` takes it back, but not where a
    life may be in danger and the classifier is as sure as `certain`: a child "of 9 years" is missing now. What only a
    classifier less sure than `doubtful` tells of is said on top, but what was asked is not decided by it.
    """

    def __init__(
        self, config: dict[str, Any], kinds: dict[str, UrgentKind], intents: dict[str, str], follow_ups: FollowUps
    ) -> None:
        self._sure, self._sure_arabizi = config["sure"], config["sure_arabizi"]
        self._doubtful, self._certain = config["doubtful"], config["certain"]
        self._veto, self._veto_danger = config["veto"], config["veto_danger"]
        self._rules = UrgentRules(kinds.values())
        self._follow_ups = follow_ups
        self._can_wait = {kind.id for kind in kinds.values() if not kind.is_danger}
        self._order = list(kinds)
        self._by_intent = {intents[kind.answers[0]]: kind.id for kind in kinds.values() if kind.by_intent}
        self._near = {
            kind.id: {intents[id_] for id_ in (*kind.answers, *kind.goes_with)} | set(self._by_intent) | TALK
            for kind in kinds.values()
        }

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Confidences from 0 to 1: what they are for stands above."""
        return {
            "sure": 0.2,
            "sure_arabizi": 0.12,
            "doubtful": 0.45,
            "certain": 0.9,
            "veto": 0.9,
            "veto_danger": 0.97,
        }

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
        intents = {answer.id: answer.intent for answer in store.answers()}
        return cls(config, store.urgent, intents, follow_ups(tuple(store.follow_ups.values())))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for what cannot wait in each message; `doubtful` when only an unsure classifier tells of it."""
        for message in messages:
            found = self.kinds(message)
            doubtful = bool(found) and not self._heard(message) and self._reported(message) < self._doubtful
            message.set("urgent", found, add_to_output=True)
            message.set("doubtful", doubtful, add_to_output=True)
            if found:
                message.set(INTENT, {"name": INTENT_NAME, "confidence": 1.0}, add_to_output=True)
        return messages

    def kinds(self, message: Message) -> list[str]:
        """The kinds of urgency in the message, the most urgent first."""
        text = message.get(TEXT) or ""
        found = self._heard(message)
        refers = (message.get(INTENT) or {}).get("name") in REFERRING
        enough = self._doubtful if found else self._enough(message)  # a pattern knows the kind better than a doubt
        if self._reported(message) >= enough and not refers:
            likeliest = self._emergencies(message)[0]
            kind = self._by_intent[likeliest["name"]]
            certain = kind not in self._can_wait and likeliest["confidence"] >= self._certain
            if certain or not self._rules.takes_back(text, kind):
                found.add(kind)
        if self._follow_ups.signs(text).intersection(IFS):
            found -= self._can_wait  # "if I am refused" is no refusal; danger is danger, also after an "if"
        return [kind for kind in self._order if kind in found]

    def _heard(self, message: Message) -> set[str]:
        """The kinds whose patterns fit, and that the classifier does not silence."""
        best = next(iter(message.get(INTENT_RANKING_KEY) or []), {"name": None, "confidence": 0.0})
        danger = self._veto_danger if self._emergencies(message) else self._veto
        return {
            kind
            for kind in self._rules.find(message.get(TEXT) or "")
            if best["confidence"] < (self._veto if kind in self._can_wait else danger)
            or best["name"] in self._near[kind]
        }

    def _emergencies(self, message: Message) -> list[dict[str, Any]]:
        """The emergencies that the classifier ranks, likeliest first."""
        return [each for each in message.get(INTENT_RANKING_KEY) or [] if each["name"] in self._by_intent]

    def _reported(self, message: Message) -> float:
        """How sure the classifier is that an emergency is reported, whichever it is."""
        return sum(float(each["confidence"]) for each in self._emergencies(message))

    def _enough(self, message: Message) -> float:
        """How sure the classifier must be that an emergency is reported: less in Arabizi, where it never is as sure, more
        where it is likelier no matter of ours."""
        if next((each["name"] for each in message.get(INTENT_RANKING_KEY) or []), None) == OUT_OF_SCOPE:
            return float(self._doubtful)
        arabizi = (message.get("language") or {}).get("code") == "ar" and not is_arabic(message.get(TEXT) or "")
        return float(self._sure_arabizi if arabizi else self._sure)
