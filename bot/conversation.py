"""One message in, one reply out, in the form of the contract: bounded, checked, and never silent."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from actions.card import CARD_INTENTS
from actions.context import Context
from actions.reply import helpdesk_entry
from bot.guess import guess_language
from bot.privacy import hide_personal_data
from knowledge.followups import DATES
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES
from knowledge.normalise import tidy
from knowledge.reply import Speaker
from knowledge.situation import SITUATION_VALUES
from knowledge.triage import DESK_LANGUAGES, is_line
from knowledge.wording import wording

if TYPE_CHECKING:
    from rasa.core.channels.channel import UserMessage

    from bot.stores.turns import Turns

logger = logging.getLogger(__name__)

Handle = Callable[["UserMessage"], Awaitable[Any]]
"""Rasa's own way to take a message: `Agent.handle_message`, or what it gives to a channel."""

Count = Callable[[Mapping[str, Any]], None]
"""Adds a reply to the figures of the house; it never raises."""

LONGEST = 1000
"""Characters that are read of a message; a model that reads more only gets slower, not wiser."""
MOST_CONVERSATIONS = 2000
PASSING = ("Unavailable", "Crossed", "LockError")
"""Failures that pass: the conversation's store or queue cannot be reached now, the same message may be sent again."""
FROM_CLIENT = "client:"
"""Begins the id of a message that its sender chose, and may send again."""
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

_PAYLOAD = re.compile(r"/(?P<intent>[a-z_0-9]+)(?:\{\"(?P<key>[a-z_]+)\": ?\"(?P<value>[a-z0-9_.-]+)\"\})?")
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
    """A message as it arrives. `language` is the one picked on the page, `id` the client's own, if any.

    `leave`: with it the person leaves this phone.
    """

    text: str
    sender: str
    language: str | None = None
    id: str | None = None
    leave: bool = False

    def __post_init__(self) -> None:
        """Half a letter (a lone surrogate), which JSON can carry and nothing can write, becomes a question mark."""
        for name in ("text", "sender"):
            object.__setattr__(self, name, getattr(self, name).encode(errors="replace").decode())


class Conversations:
    """Answers messages with the assistant, one at a time for each sender."""

    def __init__(
        self, handle: Handle, context: Context, turns: Turns | None = None, count: Count | None = None
    ) -> None:
        self._handle = handle
        self._turns = turns
        self._count = count
        self.context = context
        self._locks: OrderedDict[str, asyncio.Lock] = OrderedDict()

    async def reply(self, incoming: Incoming) -> dict[str, Any]:
        """The reply to a message. It never raises and is never empty: a failure becomes an apology with a door."""
        try:
            return await self._reply(incoming)
        except Exception as error:  # noqa: BLE001 - a person is waiting; see STYLE, "Python"
            logger.error("a turn failed: %s", type(error).__name__)
            return {**self._apology(incoming), "retry": type(error).__name__ in PASSING}

    async def _reply(self, incoming: Incoming) -> dict[str, Any]:
        text, cut = self._readable(incoming.text)
        if not any(letter.isalnum() for letter in text):
            return self._empty(incoming)
        async with self._lock(incoming.sender):
            reply = await self._turn(text, incoming)
        if reply is None:
            logger.error("a turn gave no reply")
            return self._apology(incoming)
        if cut:
            words = wording(reply["language"])
            notice = words._("Your message is long. I read only the first part.")
            reply = {**reply, "text": f"{notice}\n{reply['text']}"}
        return reply

    async def _turn(self, text: str, incoming: Incoming) -> dict[str, Any] | None:
        """The reply to a message; the one it got before, if it comes for the second time."""
        if self._turns is None:
            return await self._handled(text, incoming, {})
        id_ = f"{FROM_CLIENT}{incoming.id}" if incoming.id else None
        async with self._turns.turn(incoming.sender):
            before = await self._turns.reply_to(incoming.sender, id_) if id_ else None
            return before or await self._handled(text, incoming, {"message_id": id_} if id_ else {})

    async def _handled(self, text: str, incoming: Incoming, more: dict[str, str]) -> dict[str, Any] | None:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        output = CollectingOutputChannel()
        metadata: dict[str, Any] = {"language": incoming.language} if incoming.language in LANGUAGES else {}
        if incoming.leave:
            metadata["leave"] = True
        sender = incoming.sender
        await self._handle(UserMessage(text, output, sender, input_channel="wegwijs", metadata=metadata, **more))
        said = [message["custom"] for message in output.messages if "custom" in message]
        if said and self._count:
            self._count(said[-1])
        return said[-1] if said else None

    def _readable(self, text: str) -> tuple[str, bool]:
        """The message as it may be handled, and whether it was cut."""
        tidied = tidy(text[: LONGEST * 4])
        if self.may_be_sent(tidied):
            return tidied, False
        hidden = hide_personal_data(tidied.lstrip("/ "))
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

    def too_many(self, incoming: Incoming) -> dict[str, Any]:
        """The reply to one message too many: it was not read, and may be sent again in a moment."""
        language = guess_language(incoming.text[:LONGEST], incoming.language)
        text = wording(language)._(
            "Many messages are coming in. Wait a moment and send your question again. In danger, call 112."
        )
        return self._plain(replace(incoming, language=language), text)

    def _apology(self, incoming: Incoming) -> dict[str, Any]:
        language = guess_language(incoming.text[:LONGEST], incoming.language)
        words = wording(language)
        lines = [words._("Sorry, something went wrong on our side. Send your question again, or call:")]
        doors = Speaker(self.context.store, words, self.context.sure_now).doors(EMERGENCY_DOORS)
        lines += [line for door in doors for line in (door.name, *door.lines)]
        reply = self._plain(replace(incoming, language=language), "\n".join(lines))
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
