"""SMS, WhatsApp and Telegram against local stand-ins of their APIs, with the trained model behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from actions.context import Context, fixed_clock
from bot.errors import UnusableCredentials
from bot.serve import listening_socket
from tests.conftest import TUESDAY_MORNING

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TOKEN, HOOK, SECRET = "a-token-for-tests", "https://house.example/webhooks/twilio/webhook", "a-secret-for-tests"
QUESTIONS = {
    "nl": ("wie betaalt mijn dokter?", "Twilio, dat het kan lezen"),
    "fr": ("qui paie mon médecin ?", "Twilio, qui peut la lire"),
    "en": ("who pays my doctor?", "Twilio, which can read it"),
    "ar": ("من يدفع للطبيب؟", "شركة Twilio"),
}

Play = Callable[[str, list[Any]], Awaitable[None]]


async def served(app: Any) -> tuple[Any, str]:
    """The app on a free port of this machine, and its address."""
    listener = listening_socket("127.0.0.1", 0)
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    return server, f"http://127.0.0.1:{listener.getsockname()[1]}"


def talk(
    play: Play, settings: dict[str, dict[str, str]], tmp_path: Path, counted: list[Any] | None = None
) -> list[Any]:
    """Serve the channels and a stand-in of the companies' APIs, run `play(address, sent)`; what was sent to the companies."""
    from bot.assistant import load_assistant, quieten

    quieten()
    from rasa.core.channels.channel import register
    from sanic import Sanic, response

    from bot.build import KNOWLEDGE, MODEL
    from bot.channel.phones import CHANNELS
    from bot.stores.opened import in_memory
    from knowledge.store import Store

    sent: list[Any] = []

    async def run() -> None:
        Sanic.test_mode = True
        context = Context(Store(KNOWLEDGE), fixed_clock(TUESDAY_MORNING))
        company, house = Sanic(f"company-{tmp_path.name}"), Sanic(f"house-{tmp_path.name}")

        @company.post("/<path:path>")
        async def take(request: Any, path: str) -> Any:
            sent.append({name: request.form.get(name) for name in request.form})
            return response.json(
                {"ok": True, "sid": "SM1", "result": {"message_id": 1, "date": 1, "chat": {"id": 7}}},
                status=201 if "Messages" in path else 200,
            )

        company_server, company_address = await served(company)
        channels = [CHANNELS[name]({**each, "api_url": company_address}) for name, each in settings.items()]
        stores = in_memory()
        for channel in channels:
            channel.context, channel.turns = context, stores.turns
            channel.count = None if counted is None else counted.append
        house.ctx.agent = await load_assistant(MODEL, context, stores)
        register(channels, house, route="/webhooks/")
        house_server, house_address = await served(house)
        try:
            await play(house_address, sent)
        finally:
            for server in (house_server, company_server):
                server.close()
                await server.wait_closed()

    asyncio.run(run())
    return sent


TWILIO = {"twilio": {"account_sid": "AC1", "auth_token": TOKEN, "number": "+3225550100", "webhook_url": HOOK}}
TELEGRAM = {"telegram": {"access_token": "123456:abc", "secret_token": SECRET}}


async def from_twilio(address: str, sender: str, text: str, *, token: str = TOKEN, id_: str = "") -> int:
    from twilio.request_validator import RequestValidator

    fields = {"From": sender, "Body": text, **({"MessageSid": id_} if id_ else {})}
    headers = {"X-Twilio-Signature": RequestValidator(token).compute_signature(HOOK, fields)}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/webhooks/twilio/webhook", data=fields, headers=headers) as done,
    ):
        return done.status


@pytest.mark.parametrize("code", QUESTIONS)
def test_the_first_reply_says_who_reads_along_before_anything_is_answered(code: str, tmp_path: Path) -> None:
    question, notice = QUESTIONS[code]

    async def play(address: str, sent: list[Any]) -> None:
        assert await from_twilio(address, "+32470000001", question) == 204
        first = len(sent)
        assert await from_twilio(address, "+32470000001", question) == 204
        assert not any(notice in each["Body"] for each in sent[first:])

    sent = talk(play, TWILIO, tmp_path)
    assert notice in sent[0]["Body"]
    assert notice not in sent[1]["Body"]
    assert sent[0]["To"] == "+32470000001"


def test_numbered_replies_lead_through_a_whatsapp_conversation(tmp_path: Path) -> None:
    async def play(address: str, sent: list[Any]) -> None:
        for text in ("wie betaalt mijn dokter?", "1", "1"):
            await from_twilio(address, "whatsapp:+32470000002", text)

    sent = talk(play, TWILIO, tmp_path)
    said = [each["Body"] for each in sent]
    assert "1. Ik wacht op een beslissing" in said[1]
    assert "1. In een opvangcentrum" in said[2]
    assert "Fedasil betaalt" in said[3]
    assert {each["From"] for each in sent} == {"whatsapp:+3225550100"}
    assert all(len(text) <= 1500 for text in said)


def test_messages_of_a_phone_keep_their_order_and_one_that_comes_twice_is_counted_once(tmp_path: Path) -> None:
    counted: list[Any] = []

    async def play(address: str, sent: list[Any]) -> None:
        await from_twilio(address, "+32470000004", "wie betaalt mijn dokter?", id_="SM-one")
        await asyncio.gather(*(from_twilio(address, "+32470000004", "1", id_="SM-two") for _ in range(3)))

    sent = talk(play, TWILIO, tmp_path, counted)
    assert [each["outcome"] for each in counted] == ["asked", "asked"]
    assert len({each["Body"] for each in sent[2:]}) == 1


def test_a_call_that_twilio_did_not_sign_is_refused(tmp_path: Path) -> None:
    async def play(address: str, sent: list[Any]) -> None:
        assert await from_twilio(address, "+32470000003", "hallo", token="another-token") == 403

    assert talk(play, TWILIO, tmp_path) == []


def test_telegram_sends_its_secret_and_gets_numbered_replies(tmp_path: Path) -> None:
    async def play(address: str, sent: list[Any]) -> None:
        async with aiohttp.ClientSession() as session:
            for secret, status in (("wrong", 403), (SECRET, 204)):
                body = {"update_id": 1, "message": {"chat": {"id": 7}, "text": "can my wife come?"}}
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                async with session.post(f"{address}/webhooks/telegram/webhook", json=body, headers=headers) as done:
                    assert done.status == status

    said = [each["text"] for each in talk(play, TELEGRAM, tmp_path)]
    assert "Telegram, which can read it" in said[0]
    assert "1. I wait for a decision" in said[1]


@pytest.mark.parametrize("text", ["nothing: {}", "twilio: {account_sid: x}", "- twilio", "telegram: {access_token: 1"])
def test_bad_credentials_are_named(text: str, tmp_path: Path) -> None:
    from bot.channel.phones import channels

    path = tmp_path / "phones.yml"
    path.write_text(text)
    with pytest.raises(UnusableCredentials):
        channels(path)
