"""One message in, one reply out, in the form of the contract: bounded, checked, and never silent."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actions.card import CARD_INTENTS
from actions.context import Context
from actions.reply import helpdesk_entry
from bot.privacy import hide_personal_numbers
from knowledge.followups import DATES
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES
from knowledge.normalise import tidy
from knowledge.reply import Speaker
from knowledge.situation import SITUATION_VALUES
from knowledge.triage import DESK_LANGUAGES, is_line
from knowledge.wording import wording

if TYPE_CHECKING:
    from rasa.core.channels.channel import UserMessage

logger = logging.getLogger(__name__)

Handle = Callable[["UserMessage"], Awaitable[Any]]
"""Rasa's own way to take a message: `Agent.handle_message`, or what it gives to a channel."""

Count = Callable[[Mapping[str, Any]], None]
"""Adds a reply to the figures of the house."""

LONGEST = 1000
"""Characters that are read of a message; a model that reads more only gets slower, not wiser."""
MOST_CONVERSATIONS = 2000
CONTRACT = (
    "language",
    "detected_language",
    "intent",
    "confidence",
    "outcome",
    "topic",
    "answer",
    "text",
    "urgent",
    "answers",
    "buttons",
    "helpdesks",
    "sources",
    "checked_on",
    "stale",
)
EMERGENCY_DOORS = ("emergency-112", "fedasil-info-point-brussels")

_PAYLOAD = re.compile(r"/(?P<intent>[a-z_]+)(?:\{\"(?P<key>[a-z_]+)\": ?\"(?P<value>[a-z0-9_.-]+)\"\})?")
_CONTROLS = frozenset(
    {
        "skip_question",
        "start_over",
        "show_topic",
        "ask_human",
        "ask_help",
        "change_language",
        "inform_situation",
        "show_situation",
        "correct_situation",
    }
) | frozenset(CARD_INTENTS)


@dataclass(frozen=True)
class Incoming:
    """A message as it arrives. `language` is the one picked on the page, if any."""

    text: str
    sender: str
    language: str | None = None


class Conversations:
    """Answers messages with the assistant, one at a time for each sender."""

    def __init__(self, handle: Handle, context: Context, count: Count | None = None) -> None:
        self._handle = handle
        self._count = count
        self.context = context
        self._locks: OrderedDict[str, asyncio.Lock] = OrderedDict()

    async def reply(self, incoming: Incoming) -> dict[str, Any]:
        """The reply to a message. It never raises and is never empty: a failure becomes an apology with a door."""
        try:
            return await self._reply(incoming)
        except Exception as error:  # noqa: BLE001 - a person is waiting; see STYLE, "Python"
            logger.error("a turn failed: %s", type(error).__name__)
            return self._apology(incoming)

    async def _reply(self, incoming: Incoming) -> dict[str, Any]:
        text, cut = self._readable(incoming.text)
        if not any(letter.isalnum() for letter in text):
            return self._empty(incoming)
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        output = CollectingOutputChannel()
        metadata = {"language": incoming.language} if incoming.language in LANGUAGES else {}
        async with self._lock(incoming.sender):
            await self._handle(UserMessage(text, output, incoming.sender, input_channel="wegwijs", metadata=metadata))
        said = [message["custom"] for message in output.messages if "custom" in message]
        if not said:
            logger.error("a turn gave no reply")
            return self._apology(incoming)
        reply: dict[str, Any] = said[-1]
        if self._count:
            self._count(reply)
        if cut:
            words = wording(reply["language"])
            notice = words._("Your message is long. I read only the first part.")
            reply = {**reply, "text": f"{notice}\n{reply['text']}"}
        return reply

    def _readable(self, text: str) -> tuple[str, bool]:
        """The message as it may be handled, and whether it was cut."""
        tidied = tidy(text[: LONGEST * 4])
        if tidied.startswith("/"):
            return (tidied if self.may_be_sent(tidied) else tidied.lstrip("/")), False
        hidden = hide_personal_numbers(tidied)
        return hidden[:LONGEST], len(hidden) > LONGEST

    def may_be_sent(self, payload: str) -> bool:
        """Whether a button of ours could have sent this payload; any other text with a slash is plain text."""
        found = _PAYLOAD.fullmatch(payload)
        if found is None:
            return False
        intent, key, value = found["intent"], found["key"], found["value"]
        if key is None:
            return intent in self.context.store.intents or intent in _CONTROLS
        if intent == "card_leave_out":
            return key == "line" and is_line(value)
        allowed: dict[str, Mapping[str, tuple[str, ...]]] = {
            "card_option": {"option": ("queue", "once")},
            "card_paper": {"language": DESK_LANGUAGES},
            "inform_situation": SITUATION_VALUES,
            "show_topic": {"topic": tuple(self.context.store.topics)},
            "change_language": {"language": tuple(LANGUAGES)},
            "change_situation": {"key": (*SITUATION_VALUES, *DATES)},
            "ask_date": {"key": DATES},
            "rate_answer": {"helpful": ("yes", "no")},
        }
        return value in allowed.get(intent, {}).get(key, ())

    def _lock(self, sender: str) -> asyncio.Lock:
        lock = self._locks.setdefault(sender, asyncio.Lock())
        self._locks.move_to_end(sender)
        while len(self._locks) > MOST_CONVERSATIONS and not next(iter(self._locks.values())).locked():
            self._locks.popitem(last=False)
        return lock

    def _empty(self, incoming: Incoming) -> dict[str, Any]:
        words = wording(_language(incoming))
        return self._plain(
            incoming, words._("I see no words in your message. Type your question, for example: who pays the doctor?")
        )

    def _apology(self, incoming: Incoming) -> dict[str, Any]:
        words = wording(_language(incoming))
        lines = [words._("Sorry, something went wrong on our side. Send your question again, or call:")]
        doors = Speaker(self.context.store, words, self.context.clock()).doors(EMERGENCY_DOORS)
        lines += [line for door in doors for line in (door.name, *door.lines)]
        reply = self._plain(incoming, "\n".join(lines))
        reply["helpdesks"] = [helpdesk_entry(door) for door in doors]
        return reply

    def _plain(self, incoming: Incoming, text: str) -> dict[str, Any]:
        language = _language(incoming)
        return {
            **dict.fromkeys(CONTRACT),
            "language": language,
            "detected_language": language,
            "intent": "nlu_fallback",
            "confidence": 0.0,
            "outcome": "unknown",
            "text": text,
            "urgent": [],
            "answers": [],
            "buttons": [],
            "helpdesks": [],
            "sources": [],
            "stale": False,
            "first": [],
            "cards": [],
            "question": [],
            "rating": [],
            "known": [],
            "is_first": False,
        }


def contract(id_: str, sender: str, reply: dict[str, Any]) -> dict[str, Any]:
    """The reply as one output line of `wegwijs ask --jsonl`."""
    return {"id": id_, "sender": sender, **{name: reply[name] for name in CONTRACT}}


def _language(incoming: Incoming) -> str:
    return incoming.language if incoming.language in LANGUAGES else DEFAULT_LANGUAGE
