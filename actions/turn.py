"""One turn: what the person just said, and what we know of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import journey
from actions.context import Context
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES
from knowledge.model import Answer
from knowledge.reply import Speaker
from knowledge.situation import SITUATION_VALUES, Situation, with_assumption
from knowledge.wording import Wording, wording

ALSO_ASKED = 0.2
"""A second intent was meant when it takes at least this share of what the first leaves over."""
LEAST_ASKED = 0.05
"""A second intent below this confidence was not meant."""


@dataclass(frozen=True)
class Turn:
    """The latest message, read once from the tracker."""

    tracker: Tracker
    context: Context

    @property
    def _message(self) -> dict[str, Any]:
        return self.tracker.latest_message or {}

    @property
    def intent(self) -> str:
        """The intent of the latest message."""
        return (self._message.get("intent") or {}).get("name") or "nlu_fallback"

    @property
    def confidence(self) -> float:
        """How sure the classifier is, from 0 to 1."""
        return float((self._message.get("intent") or {}).get("confidence") or 0.0)

    @property
    def ranking(self) -> list[tuple[str, float]]:
        """The intents by confidence, best first, without the fallback itself."""
        ranked = self._message.get("intent_ranking") or []
        return [(each["name"], float(each["confidence"])) for each in ranked if each["name"] != "nlu_fallback"]

    @property
    def question_behind(self) -> tuple[Answer, float] | None:
        """The answer that a greeting or a statement also seems to ask for: "hello I live in a centre who pays..."."""
        store = self.context.store
        left_over = 1.0 - (self.ranking[0][1] if self.ranking else 1.0)
        enough = max(LEAST_ASKED, ALSO_ASKED * left_over)
        likely = ((name, sure) for name, sure in self.ranking[1:3] if sure >= enough and name in store.intents)
        name, sure = next(likely, (None, 0.0))
        return (store.answer_for(name), sure) if name else None

    @property
    def urgent(self) -> list[str]:
        """The kinds of urgency that the message tells of, the most urgent first."""
        return list(self._message.get("urgent") or [])

    def also_asked(self, answer: Answer) -> list[tuple[Answer, float]]:
        """What the message asks beside `answer`, in the order in which it is asked."""
        store = self.context.store
        asked = [(each["name"], float(each["confidence"])) for each in self._message.get("questions") or []]
        return [
            (store.answer_for(name), sure) for name, sure in asked if name in store.intents and name != answer.intent
        ]

    @property
    def text(self) -> str:
        """What the person typed."""
        return self._message.get("text") or ""

    @property
    def language(self) -> str:
        """The language to answer in: the message's, else the one picked on the page, else the conversation's."""
        detected = (self._message.get("language") or {}).get("code")
        for code in (detected, self._picked_language, self.tracker.get_slot("language")):
            if code in LANGUAGES:
                return str(code)
        return DEFAULT_LANGUAGE

    @property
    def _picked_language(self) -> str | None:
        said = (event for event in reversed(self.tracker.events) if event.get("event") == "user")
        event: dict[str, Any] = next(said, {})
        return (event.get("metadata") or {}).get("language")

    @property
    def detected_language(self) -> str:
        """The language that the message is in, which may be one that Wegwijs does not speak."""
        return (self._message.get("language") or {}).get("detected") or self.language

    @property
    def now(self) -> datetime:
        """The moment of the turn."""
        return self.context.clock()

    @property
    def situation(self) -> Situation:
        """What the person said about their situation, and that they are an applicant where that is likely."""
        return with_assumption(self.told)[0]

    @property
    def told(self) -> Situation:
        """What the person said, without what follows from it."""
        known = {key: self.tracker.get_slot(key) for key in SITUATION_VALUES}
        return {key: str(value) for key, value in known.items() if value in SITUATION_VALUES[key]}

    @property
    def skipped(self) -> list[str]:
        """The situation keys that the person did not want to be asked for."""
        return list(self.tracker.get_slot("skipped") or [])

    @property
    def pending(self) -> dict[str, str] | None:
        """The question we asked: the answer it is for and the situation key."""
        return self.tracker.get_slot("pending")

    @property
    def words(self) -> Wording:
        """The wording of the reader's language."""
        return wording(self.language)

    @property
    def speaker(self) -> Speaker:
        """Says answers to this person now."""
        situation, assumed = with_assumption(self.told)
        return Speaker(self.context.store, self.words, self.now, situation, assumed)


class ContextAction(Action, ABC):
    """An action that replies to a turn with the knowledge base and the clock."""

    action: ClassVar[str]

    def __init__(self, context: Context | None = None) -> None:
        self.context = context or Context.default()

    def name(self) -> str:
        """The action's name in the domain and the rules."""
        return self.action

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:  # noqa: ARG002
        """Reply to the latest message. The signature is rasa_sdk's."""
        from actions import sentence  # here, because it replies with what stands in this module

        turn = Turn(tracker, self.context)
        if sentence.is_given(turn):
            events = sentence.take(dispatcher, turn)
        else:
            events = [*sentence.leave(turn), *self.reply(dispatcher, turn)]
        return [*events, *journey.remember(turn, dispatcher.messages, events)]

    @abstractmethod
    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Say something and return the events that remember it."""
