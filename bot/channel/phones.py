"""SMS, WhatsApp and Telegram through Rasa's own connectors: off unless the house names them in a credentials file.

They send what people write through another company. So each inbound call is checked, nobody's number is used as a name, and
the first reply says who else can read along, before anything is answered.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import yaml
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.telegram import TelegramOutput
from rasa.core.channels.twilio import TwilioOutput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from twilio.request_validator import RequestValidator

from actions.context import Context
from bot.channel.plain import as_text, chunks
from bot.conversation import Conversations, Count, Incoming
from bot.errors import UnusableCredentials
from bot.stores.turns import Turns
from knowledge.wording import wording

logger = logging.getLogger(__name__)

FORBIDDEN = 403


class Inbound(NamedTuple):
    """A message that a company hands on: who wrote it, what, and its id. None where there is none: a picture has no text."""

    sender: str | None
    text: str | None
    id: str | None


class PhoneChannel(InputChannel):
    """A connector of another company. Raises UnusableCredentials when a setting is missing."""

    needs: ClassVar[tuple[str, ...]]
    company: ClassVar[str]
    longest: ClassVar[int]
    """Characters of one message that the company sends on."""

    def __init__(self, settings: dict[str, str]) -> None:
        for name in self.needs:
            if not isinstance(settings.get(name), str) or not settings[name]:
                raise UnusableCredentials(f"{self.name()}: {name} is missing; write it in the credentials file")
        self.settings = settings
        self.context: Context | None = None
        self.turns: Turns | None = None
        self.count: Count | None = None

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """The channel with the settings of the credentials file."""
        return cls(credentials or {})

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        conversations = Conversations(on_new_message, self.context or Context.default(), self.turns, self.count)
        routes = Blueprint(self.name())

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self.is_authentic(request):
                return response.empty(FORBIDDEN)
            sender, text, id_ = self.read(request)
            if sender and text:
                reply = await conversations.reply(Incoming(text, self.pseudonym(sender), id=id_))
                await self.answer(sender, reply)
            return response.empty()

        return routes

    async def answer(self, sender: str, reply: dict[str, Any]) -> None:
        """Send the reply; before the first one, say through whom it goes."""
        texts = [as_text(reply)]
        if reply.get("is_first", True):
            texts.insert(0, self.notice(reply["language"]))
        try:
            for text in texts:
                for piece in chunks(text, self.longest):
                    await self.send(sender, piece)
        except Exception as error:  # noqa: BLE001 - the company's library raises what it likes; the server goes on
            logger.error("%s did not take a reply: %s", self.name(), type(error).__name__)

    def notice(self, language: str) -> str:
        """Who else can read this conversation, in the person's language."""
        return (
            wording(language)
            ._(
                "Please note: this conversation goes through the company {company}, which can read it. Do not write your name"
                " or your numbers. On the Wi-Fi of your centre nobody else reads along."
            )
            .format(company=self.company)
        )

    def pseudonym(self, sender: str) -> str:
        """A name for the conversation that is not the person's number."""
        key = self.settings[self.needs[0]].encode()
        return f"{self.name()}-{hmac.new(key, sender.encode(), hashlib.sha256).hexdigest()[:32]}"

    @abstractmethod
    def is_authentic(self, request: Request) -> bool:
        """Whether the company sent this."""

    @abstractmethod
    def read(self, request: Request) -> Inbound:
        """Who wrote, what, and the company's id of the message: one that it sends again gets the same reply."""

    @abstractmethod
    async def send(self, recipient: str, text: str) -> None:
        """Give a text to the company."""


class Twilio(PhoneChannel):
    """SMS and WhatsApp through Twilio; `webhook_url` is this channel's address as Twilio calls it."""

    needs = ("auth_token", "account_sid", "number", "webhook_url")
    company = "Twilio"
    longest = 1500

    @classmethod
    def name(cls) -> str:
        """The last part of the address: `/webhooks/twilio/webhook`."""
        return "twilio"

    def is_authentic(self, request: Request) -> bool:
        """Twilio signs each call with the account's token."""
        fields = {name: request.form.get(name) for name in request.form}
        signature = request.headers.get("X-Twilio-Signature", "")
        validator = RequestValidator(self.settings["auth_token"])
        return bool(validator.validate(self.settings["webhook_url"], fields, signature))

    def read(self, request: Request) -> Inbound:
        """The number that wrote, with `whatsapp:` before it if it did so there."""
        return Inbound(request.form.get("From"), request.form.get("Body"), request.form.get("MessageSid"))

    async def send(self, recipient: str, text: str) -> None:
        """Twilio's library waits for its answer: not in the server's loop."""
        sender = self.settings["number"]
        if recipient.startswith("whatsapp:") and not sender.startswith("whatsapp:"):
            sender = f"whatsapp:{sender}"
        await asyncio.to_thread(self._create, recipient, sender, text)

    def _create(self, recipient: str, sender: str, text: str) -> None:
        output = TwilioOutput(self.settings["account_sid"], self.settings["auth_token"], sender)
        if "api_url" in self.settings:
            output.api.base_url = self.settings["api_url"]
        output.messages.create(to=recipient, from_=sender, body=text)


class Telegram(PhoneChannel):
    """A Telegram bot; `secret_token` is the one given to Telegram's setWebhook."""

    needs = ("access_token", "secret_token")
    company = "Telegram"
    longest = 4000

    @classmethod
    def name(cls) -> str:
        """The last part of the address: `/webhooks/telegram/webhook`."""
        return "telegram"

    def is_authentic(self, request: Request) -> bool:
        """Telegram sends the secret token with each call."""
        sent = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        return hmac.compare_digest(sent.encode(), self.settings["secret_token"].encode())

    def read(self, request: Request) -> Inbound:
        """The chat and the text of a new message."""
        update = request.json if isinstance(request.json, dict) else {}
        message = update.get("message")
        if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
            return Inbound(None, None, None)
        text, id_ = message.get("text"), update.get("update_id")
        sender = str(message["chat"].get("id") or "") or None
        return Inbound(sender, text if isinstance(text, str) else None, None if id_ is None else str(id_))

    async def send(self, recipient: str, text: str) -> None:
        """A bot for each message: it belongs to the loop in which it is made."""
        output = TelegramOutput(self.settings["access_token"])
        if "api_url" in self.settings:
            from aiogram.bot.api import TelegramAPIServer

            output.server = TelegramAPIServer.from_base(self.settings["api_url"])
        try:
            await output.send_message(recipient, text)
        finally:
            await output.close()


CHANNELS: dict[str, type[PhoneChannel]] = {"twilio": Twilio, "telegram": Telegram}


def channels(path: Path) -> list[PhoneChannel]:
    """The channels that the credentials file names. Raises UnusableCredentials."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UnusableCredentials(f"{path} cannot be read: {error}") from error
    if not isinstance(found, dict) or not set(found) <= set(CHANNELS):
        raise UnusableCredentials(f"{path}: name one or more of {', '.join(CHANNELS)}, each with its settings")
    return [CHANNELS[name](settings if isinstance(settings, dict) else {}) for name, settings in found.items()]
