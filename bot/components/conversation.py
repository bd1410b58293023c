"""What a short message means in this conversation: a number or title of what we offered, a reply to our question, a follow-up."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.build import knowledge_store
from bot.components.certainty import FALLBACK
from bot.components.concepts import BESIDE
from knowledge.dates import spoken_date
from knowledge.followups import ALONE, DATES, IFS, OTHERS, follow_ups, title_key
from knowledge.normalise import fold, plain_words
from knowledge.situation import SITUATION_VALUES
from knowledge.store import Store

FOLLOW_UP = "follow_up"
INFORM = "inform_situation"
CHANGE_LANGUAGE = "change_language"
INTENTS = {"person": "ask_human", "forget": "start_over"}
"""Aspects that have an intent of their own; the others are follow-ups."""
SHORT = 6
"""Words of a reply to our question; a longer message may ask something else."""
FEW = 3
"""Words beside a place or situation in a message that asks nothing: "I live in Ghent"."""
ASKS = 0.5
"""From this confidence on, a message asks what the classifier says."""
HALF_SURE = 0.35
"""So sure one must be of a question on the topic that was just answered."""
SUPPOSES = "suppose"
ALONE_AND_YOUNG = "minor"
"""Somebody who says only this needs the answers for minors, not a thank you."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class InConversation(GraphComponent, IntentClassifier):
    """Understands what only makes sense after what was said before. Without a conversation it changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._follow_ups = follow_ups(tuple(store.follow_ups.values()))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> InConversation:
        """With the knowledge base."""
        return cls(knowledge_store())

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the intent of each message that refers to what was said before."""
        for message in messages:
            if tracker is not None and not (message.get(TEXT) or "").startswith("/"):
                self._process(message, tracker)
        return messages

    def _process(self, message: Message, tracker: DialogueStateTracker) -> None:
        text = message.get(TEXT) or ""
        picked = _picked(text, tracker.get_slot("offer") or [])
        if picked:
            message.set(TEXT, picked)  # Rasa reads a payload at the end of its graph
        elif self._replies(message, tracker.get_slot("pending")) or self._corrects(message, tracker):
            _set_intent(message, INFORM)
        elif aspect := self._aspect(message, tracker.get_slot("last_answer")):
            _set_intent(message, INTENTS.get(aspect, FOLLOW_UP))
            entity = {"entity": "aspect", "value": aspect, "extractor": "InConversation"}
            message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        elif intent := self._tells_only(message, tracker):
            _set_intent(message, intent)
            message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        elif likely := self._on_topic(message, tracker.get_slot("last_answer")):
            message.set(INTENT, likely, add_to_output=True)

    def _replies(self, message: Message, pending: dict[str, Any] | None) -> bool:
        """Whether a short message replies to the question that we asked."""
        text = message.get(TEXT) or ""
        if not pending or len(plain_words(text)) > SHORT:
            return False
        if pending["key"] in DATES:
            return spoken_date(text, date.today()) is not None
        value = self._follow_ups.reply(text, pending["key"])
        if value:
            entity = {"entity": pending["key"], "value": value, "extractor": "InConversation"}
            message.set(ENTITIES, [entity], add_to_output=True)
            return True
        return any(entity["entity"] == pending["key"] for entity in message.get(ENTITIES, []))

    def _tells_only(self, message: Message, tracker: DialogueStateTracker) -> str | None:
        """The intent of a message that only names a place, a situation or another language, with nothing asked beside it."""
        told = {entity["entity"]: entity["value"] for entity in message.get(ENTITIES, [])}
        beside = message.get(BESIDE) or []
        if not told or len(beside) > FEW or not self._follow_ups.only_small(beside) or self._asks(message):
            return None
        if "language" in told:
            spoken = tracker.get_slot("language")
            return CHANGE_LANGUAGE if spoken and told["language"] != spoken else None
        return INFORM if set(told) <= set(SITUATION_VALUES) - {ALONE_AND_YOUNG} else None

    def _on_topic(self, message: Message, last: str | None) -> dict[str, Any] | None:
        """The question of which we are only half sure, when it goes on about what was just answered."""
        if not last or (message.get(INTENT) or {}).get("name") != FALLBACK:
            return None
        ranked = (each for each in message.get(INTENT_RANKING_KEY) or [] if each["name"] != FALLBACK)
        best: dict[str, Any] = next(ranked, {"name": "", "confidence": 0.0})
        if best["name"] not in self._store.intents or best["confidence"] < HALF_SURE:
            return None
        same = self._store.answer_for(best["name"]).topic == self._store.answer(last).topic
        return {"name": best["name"], "confidence": best["confidence"]} if same else None

    def _asks(self, message: Message) -> bool:
        best = message.get(INTENT) or {}
        return best.get("name") in self._store.intents and best["confidence"] >= ASKS

    def _corrects(self, message: Message, tracker: DialogueStateTracker) -> bool:
        """Whether the message mends what was told before: "no, I mean I am recognised", "no, two weeks ago"."""
        text = message.get(TEXT) or ""
        if not tracker.get_slot("last_answer") or "correction" not in self._follow_ups.signs(text):
            return False
        if any(tracker.get_slot(key) for key in DATES) and spoken_date(text, date.today()):
            return True
        return any(entity["entity"] in SITUATION_VALUES for entity in message.get(ENTITIES, []))

    def _aspect(self, message: Message, last: str | None) -> str | None:
        text = message.get(TEXT) or ""
        found = self._follow_ups.aspect(text)
        if found and (last or found in (*ALONE, *OTHERS)):
            return found
        if last and len(plain_words(text)) <= SHORT and self._follow_ups.signs(text).intersection(IFS):
            tested = {each.key for variant in self._store.answer(last).variants for each in variant.when}
            return SUPPOSES if "status" in tested else None
        return None


def _picked(text: str, offer: list[list[str]]) -> str | None:
    """The payload of the button whose number or title was typed."""
    typed = fold(text).strip(" .!?)(")
    if typed.isdigit() and 0 < int(typed) <= len(offer):
        return offer[int(typed) - 1][1]
    return next((payload for key, payload in offer if key == title_key(typed)), None)


def _set_intent(message: Message, name: str) -> None:
    message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)
