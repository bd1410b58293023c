"""The REST channel: Rasa's own address and form, with limits on what comes in and the contract in what goes out."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.context import Context
from bot.conversation import Conversations, Count, Incoming
from bot.doors.door import Door
from bot.operations.metrics import Metrics
from bot.stores.turns import Turns

LONGEST_SENDER = 100
MESSAGE_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
UNAVAILABLE = 503
TOO_MANY = 429


class BadRequest(ValueError):
    """The request is no message. The message says what to send."""


class BoundedRest(InputChannel):
    """`POST /webhooks/rest/webhook` with `{"sender", "message", "message_id", "metadata": {"language", "leave"}}`.

    A message that is sent again with the same `message_id` gets the same reply. A failure on our side is an apology
    with status 503: it may be sent again.
    """

    def __init__(
        self,
        context: Context | None = None,
        turns: Turns | None = None,
        door: Door | None = None,
        metrics: Metrics | None = None,
        count: Count | None = None,
    ) -> None:
        self._context = context
        self._turns = turns
        self._door = door
        self._metrics = metrics or Metrics()
        self._count = count

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is its address too."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:  # noqa: ARG003
        """The channel as the stock command `rasa run` makes it."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        context = self._context or Context.default()
        conversations = Conversations(on_new_message, context, self._turns, self._count)
        routes = Blueprint("rest")

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                incoming = read_request(request)
            except BadRequest as error:
                self._metrics.refused("broken")
                return response.json({"error": str(error)}, status=400)
            if self._door:
                asked, incoming = incoming.sender, self._door.admitted(request, incoming)
                if wait := self._door.wait(request, asked, incoming.sender):
                    self._metrics.refused("too_many")
                    busy = [message(asked, conversations.too_many(incoming))]
                    return response.json(busy, status=TOO_MANY, headers={"Retry-After": str(wait)})
            begin = time.perf_counter()
            reply = await conversations.reply(incoming)
            self._metrics.replied(reply, time.perf_counter() - begin)
            status = UNAVAILABLE if reply.get("retry") else 200
            return response.json([message(incoming.sender, reply)], status=status)

        return routes


def read_request(request: Request) -> Incoming:
    """The message in a request; without a sender it starts a new conversation. Raises BadRequest."""
    try:
        body = request.json
    except Exception as error:
        raise BadRequest('the body is not JSON; send {"message": "..."}') from error
    if not isinstance(body, dict) or not isinstance(body.get("message"), str):
        raise BadRequest('message: is missing or no text; send {"message": "..."}')
    sender = body.get("sender") or uuid.uuid4().hex
    if not isinstance(sender, str) or len(sender) > LONGEST_SENDER:
        raise BadRequest(
            f"sender: is no text of at most {LONGEST_SENDER} characters; leave it out to start a conversation"
        )
    id_ = body.get("message_id")
    if id_ is not None and not (isinstance(id_, str) and MESSAGE_ID.fullmatch(id_)):
        raise BadRequest("message_id: is no UUID; leave it out, or send the same one again with the same message")
    metadata = body.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    language = metadata.get("language")
    leave = metadata.get("leave") is True
    return Incoming(body["message"], sender, language if isinstance(language, str) else None, id_, leave)


def message(sender: str, reply: dict[str, Any]) -> dict[str, Any]:
    """A reply in the form of Rasa's REST channel."""
    return {"recipient_id": sender, "text": reply["text"], "buttons": reply["buttons"], "custom": reply}
