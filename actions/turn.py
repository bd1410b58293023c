"""One turn: what the person just said, and what we know of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ACTION_LISTEN_NAME
from rasa_sdk.types import DomainDict

from actions import journey
from actions.context import Context
from knowledge.dates import SpokenDate, spoken_date
from knowledge.deadlines import from_stored, stored
from knowledge.followups import DATES, IFS, title_key
from knowledge.hours import BRUSSELS
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES
from knowledge.model import Answer
from knowledge.reply import Speaker
from knowledge.situation import SITUATION_VALUES, Situation, with_assumption
from knowledge.wording import Wording, wording

ALSO_ASKED = 0.2
"""A second intent was meant when it takes at least this share of what the first leaves over."""
SURELY_ELSE = 0.9
FEW_WORDS = 8
"""After an emergency, so few words of which we are less sure than this are still about it."""
LEAST_ASKED = 0.05
"""A second intent below this confidence was not meant."""
OF_A_PERSON = ("status", "procedure", "reception", "minor", "working")
"""What may be said of somebody else: "my brother is recognised"."""


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

    @property
    def doubtful(self) -> bool:
        """Whether it is not sure that anything urgent is told of."""
        return bool(self._message.get("doubtful"))

    def also_asked(self, answer: Answer) -> list[tuple[Answer, float]]:
        """What the message asks beside `answer`, in the order in which it is asked."""
        return self._beside(answer, "questions")

    def perhaps_asked(self, answer: Answer) -> list[Answer]:
        """What the message may ask beside `answer`, not surely enough to be answered."""
        return [each for each, _ in self._beside(answer, "perhaps")]

    def _beside(self, answer: Answer, key: str) -> list[tuple[Answer, float]]:
        store = self.context.store
        asked = [(each["name"], float(each["confidence"])) for each in self._message.get(key) or []]
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
        return self._metadata.get("language")

    @property
    def leaves(self) -> bool:
        """Whether the person leaves this phone, and nothing may be left of them on it."""
        return self._metadata.get("leave") is True

    @property
    def _metadata(self) -> dict[str, Any]:
        """What the page sent beside the message."""
        said = (event for event in reversed(self.tracker.events) if event.get("event") == "user")
        event: dict[str, Any] = next(said, {})
        return event.get("metadata") or {}

    @property
    def detected_language(self) -> str:
        """The language that the message is in, which may be one that Wegwijs does not speak."""
        return (self._message.get("language") or {}).get("detected") or self.language

    @property
    def now(self) -> datetime:
        """The moment of the turn."""
        return self.context.clock()

    @property
    def can_count(self) -> bool:
        """Whether days may be counted: not from a clock that cannot be believed."""
        return self.context.sure_now is not None

    @property
    def situation(self) -> Situation:
        """The situation to answer for: as told, or as supposed; an applicant's where that is likely and not known."""
        return self._assumed[0]

    @property
    def _assumed(self) -> tuple[Situation, bool]:
        return with_assumption({**(self.told if self.other is None else self.other), **self.supposed})

    @property
    def other(self) -> dict[str, str] | None:
        """What we know of the other person for whom the last question is asked; None when it is asked for oneself."""
        return (self.pending or {}).get("other")

    @property
    def told(self) -> Situation:
        """What the person said about their own situation, without what follows from it."""
        known = {key: self.tracker.get_slot(key) for key in SITUATION_VALUES}
        return {key: str(value) for key, value in known.items() if value in SITUATION_VALUES[key]}

    @property
    def said(self) -> dict[str, str]:
        """What this message says about somebody's situation."""
        found = {each["entity"]: each["value"] for each in self._message.get("entities") or []}
        if "may_work" in self.signs:  # "can I work" tells nothing
            found.pop("working", None)
        return {key: value for key, value in found.items() if value in SITUATION_VALUES.get(key, ())}

    @cached_property
    def signs(self) -> frozenset[str]:
        """Whether the message supposes something, is about somebody else, tells of a day: see knowledge/followups.py."""
        return self.context.follow_ups.signs(self.text)

    @property
    def supposed(self) -> dict[str, str]:
        """What this message only supposes, or says of somebody else: it holds for this turn and is not kept."""
        of_other = "about_other" in self.signs or self.other is not None
        said = {key: value for key, value in self.said.items() if of_other and key in OF_A_PERSON}
        for sign in self.signs.intersection(IFS):
            said |= IFS[sign]
        return said

    @property
    def dates(self) -> dict[str, SpokenDate]:
        """The days that the person told, by what happened then."""
        known = {key: self.tracker.get_slot(key) for key in DATES}
        return {key: from_stored(value) for key, value in known.items() if value}

    def take_in(self) -> list[EventType]:
        """Remember what the message tells of this person, and return the events that do so."""
        kept: dict[str, str] = {key: value for key, value in self.said.items() if key not in self.supposed}
        kept |= {key: stored(day) for key, day in self._day_told().items()}
        self.tracker.slots.update(kept)
        return [SlotSet(key, value) for key, value in kept.items()]

    def _day_told(self) -> dict[str, SpokenDate]:
        """The day in this message and what happened then, when both are clear."""
        if not self.can_count or self.text.startswith("/") or self.signs.intersection({*IFS, "about_other"}):
            return {}
        day = spoken_date(self.text, self.now.astimezone(BRUSSELS).date())
        asked = (self.pending or {}).get("key")
        happened = [asked] if asked in DATES else sorted(self.signs.intersection(DATES))
        if "correction" in self.signs and not happened:
            happened = sorted(self.dates)
        return {str(happened[0]): day} if day and len(happened) == 1 else {}

    @property
    def skipped(self) -> list[str]:
        """The situation keys that the person did not want to be asked for."""
        return list(self.tracker.get_slot("skipped") or [])

    @property
    def pending(self) -> dict[str, Any] | None:
        """The question we asked: the `answer` it is for and the `key`; `other` holds what we know of another person."""
        return self.tracker.get_slot("pending")

    @property
    def danger(self) -> Answer | None:
        """The emergency that was just answered, when a few unclear words follow it: "I am afraid, he is at home"."""
        last = self.tracker.get_slot("last_answer") or ""
        unclear = (
            self.confidence < SURELY_ELSE and len(self.text.split()) <= FEW_WORDS and not self.text.startswith("/")
        )
        return self.context.store.answer(last) if last.startswith("emergency.") and unclear else None

    @property
    def offered_answers(self) -> list[Answer]:
        """The answers among what was offered in the last turn."""
        store = self.context.store
        intents = (payload.removeprefix("/") for _, payload in self.tracker.get_slot("offer") or [])
        return [store.answer_for(name) for name in intents if name in store.intents]

    @property
    def misses(self) -> float:
        """How often in a row we did not understand."""
        return float(self.tracker.get_slot("misses") or 0)

    @property
    def words(self) -> Wording:
        """The wording of the reader's language."""
        return wording(self.language)

    @property
    def speaker(self) -> Speaker:
        """Says answers to this person now."""
        situation, assumed = self._assumed
        return Speaker(self.context.store, self.words, self.context.sure_now, situation, assumed, self.dates)


class ContextAction(Action, ABC):
    """An action that replies to a turn with the knowledge base and the clock."""

    action: ClassVar[str]

    def __init__(self, context: Context | None = None) -> None:
        self.context = context or Context.default()

    def name(self) -> str:
        """The action's name in the domain and the rules."""
        return self.action

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:  # noqa: ARG002
        """Take in what the message tells, reply to it, and keep what was offered. The signature is rasa_sdk's."""
        from actions import sentence  # here, because it replies with what stands in this module

        turn = Turn(tracker, self.context)
        if sentence.is_given(turn):
            events = sentence.take(dispatcher, turn)
        else:
            told = turn.take_in()
            events = [*told, *sentence.leave(turn), *self.reply(dispatcher, turn)]
        said = dispatcher.messages[-1]["custom"] if dispatcher.messages else {"buttons": [], "rating": []}
        offered = [[title_key(each["title"]), each["payload"]] for each in (*said["buttons"], *said["rating"])]
        kept = [SlotSet("offer", offered), *journey.remember(turn, dispatcher.messages, events)]
        # The rules would choose it after every reply; said here, it need not be looked up.
        return [*events, *kept, FollowupAction(ACTION_LISTEN_NAME)]

    @abstractmethod
    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Say something and return the events that remember it."""
