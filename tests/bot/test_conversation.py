"""What comes in is bounded and checked; what goes out is never empty. Rasa is not needed to test this."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import datetime
from typing import Any

import pytest

from actions.context import Context, fixed_clock
from bot.ask import BadLine, ask_jsonl, ask_text, read_jsonl
from bot.conversation import CONTRACT, LONGEST, Conversations, Incoming, contract
from knowledge.languages import LANGUAGES
from knowledge.store import Store


class Engine:
    """Stands for Rasa: notes what it was given and sends what it is told to."""

    def __init__(self, reply: dict[str, Any] | None = None, failure: Exception | None = None) -> None:
        self.heard: list[Any] = []
        self._reply = reply
        self._failure = failure

    async def __call__(self, message: Any) -> None:
        self.heard.append(message)
        if self._failure:
            raise self._failure
        if self._reply:
            await message.output_channel.send_custom_json(message.sender_id, self._reply)


REPLY = {**dict.fromkeys(CONTRACT), "language": "nl", "text": "Dag!", "buttons": [], "helpdesks": []}


@pytest.fixture
def context(store: Store, now: datetime) -> Context:
    return Context(store, fixed_clock(now))


@pytest.fixture(autouse=True)
def rasa_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's message and collecting channel, in the shape that we use, without the weight of Rasa."""
    import sys
    from types import ModuleType

    class UserMessage:
        def __init__(self, text: str, output_channel: Any, sender_id: str, input_channel: str, metadata: Any) -> None:
            self.text, self.output_channel, self.sender_id, self.metadata = text, output_channel, sender_id, metadata

    class CollectingOutputChannel:
        def __init__(self) -> None:
            self.messages: list[dict[str, Any]] = []

        async def send_custom_json(self, sender: str, custom: dict[str, Any]) -> None:
            self.messages.append({"recipient_id": sender, "custom": custom})

    module = ModuleType("rasa.core.channels.channel")
    module.UserMessage, module.CollectingOutputChannel = UserMessage, CollectingOutputChannel  # type: ignore[attr-defined]
    for name in ("rasa", "rasa.core", "rasa.core.channels"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "rasa.core.channels.channel", module)


def ask(context: Context, text: str, engine: Engine, language: str | None = None) -> dict[str, Any]:
    return asyncio.run(Conversations(engine, context).reply(Incoming(text, "sender", language)))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "🙂🙂🙂", "\x00\x07\x1b", "\u202e\u202d", "?!?!", "。。。"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_message_without_words_gets_a_kind_answer(text: str, code: str, context: Context) -> None:
    engine = Engine(REPLY)
    reply = ask(context, text, engine, code)
    assert engine.heard == []
    assert (reply["outcome"], reply["language"], reply["topic"]) == ("unknown", code, None)
    assert reply["text"]


def test_an_endless_message_is_cut_and_the_person_is_told(context: Context) -> None:
    engine = Engine(REPLY)
    reply = ask(context, "mag ik werken " * 1000, engine)
    assert len(engine.heard[0].text) <= LONGEST
    assert reply["text"].splitlines()[0] == "Je bericht is lang. Ik las alleen het eerste deel."
    assert reply["text"].endswith("Dag!")


def test_direction_marks_do_not_reach_the_engine(context: Context) -> None:
    engine = Engine(REPLY)
    ask(context, "\u202eNARIC وين\u202c مكتب", engine)
    assert engine.heard[0].text == "NARIC وين مكتب"


@pytest.mark.parametrize("failure", [RuntimeError("broken"), KeyError("x"), asyncio.TimeoutError()])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_failed_turn_is_an_apology_with_a_phone_number(failure: Exception, code: str, context: Context) -> None:
    reply = ask(context, "mag ik werken", Engine(failure=failure), code)
    assert reply["outcome"] == "unknown"
    assert reply["language"] == code
    assert "112" in reply["text"]
    assert reply["helpdesks"][0]["id"] == "emergency-112"


def test_silence_is_an_apology_too(context: Context) -> None:
    assert "112" in ask(context, "mag ik werken", Engine(reply=None), "nl")["text"]


def test_no_text_of_a_person_is_logged(context: Context, caplog: pytest.LogCaptureFixture) -> None:
    ask(context, "mijn geheim verhaal", Engine(failure=ValueError("mijn geheim verhaal")))
    assert "geheim" not in caplog.text
    assert "ValueError" in caplog.text


@pytest.mark.parametrize(
    "payload",
    [
        '/inform_situation{"status":"refugee"}',
        '/inform_situation{"region": "flanders"}',
        "/skip_question",
        "/ask_medical_costs",
        '/change_language{"language":"fr"}',
        '/show_topic{"topic":"school"}',
        "/make_card",
        "/card_confirm",
        '/card_paper{"language":"fr"}',
        '/card_option{"option":"queue"}',
        '/card_leave_out{"line":"answer.medical.costs"}',
        '/card_leave_out{"line":"sentence"}',
    ],
)
def test_our_own_buttons_pass(payload: str, context: Context) -> None:
    engine = Engine(REPLY)
    ask(context, payload, engine)
    assert engine.heard[0].text == payload


@pytest.mark.parametrize(
    "payload",
    [
        "/restart",
        "/session_start",
        '/inform_situation{"language":"de"}',
        '/inform_situation{"status":"king"}',
        '/ask_medical_costs{"last_answer":"x"}',
        '/change_language{"language":"xx"}',
        '/card_paper{"language":"ar"}',
        '/card_option{"option":"token"}',
        '/card_confirm{"option":"queue"}',
        '/card_leave_out{"line":"card"}',
        "/card_leave_out",
        "/back /greet",
        "//ask_medical_costs",
    ],
)
def test_commands_that_no_button_sends_are_plain_text(payload: str, context: Context) -> None:
    engine = Engine(REPLY)
    ask(context, payload, engine)
    assert not engine.heard[0].text.startswith("/")


def test_personal_numbers_never_reach_the_engine(context: Context) -> None:
    engine = Engine(REPLY)
    ask(
        context,
        "mijn rijksregisternummer is 85.07.30-033.28 en mijn ov 8.123.456, bel 0475 12 34 56 of a.b@mail.be",
        engine,
    )
    assert not any(digit in engine.heard[0].text for digit in ("85.07", "8.123", "0475", "a.b@"))


def test_one_sender_is_answered_in_order(context: Context) -> None:
    order = []

    async def slow(message: Any) -> None:
        order.append(f"start {message.text}")
        await asyncio.sleep(0)
        order.append(f"end {message.text}")
        await message.output_channel.send_custom_json("s", REPLY)

    async def both() -> None:
        conversations = Conversations(slow, context)
        await asyncio.gather(*(conversations.reply(Incoming(text, "one", None)) for text in ("a", "b")))

    asyncio.run(both())
    assert order == ["start a", "end a", "start b", "end b"]


def test_a_contract_line_has_the_agreed_fields() -> None:
    line = contract("7", "me", {**REPLY, "cards": ["not ours"]})
    assert list(line) == ["id", "sender", *CONTRACT]


def test_jsonl_in_jsonl_out(context: Context) -> None:
    source = [
        '{"id": "1", "text": "mag ik werken"}',
        "",
        '{"id": 2, "text": "hallo", "sender": "me", "language": "fr"}',
    ]
    out, err = io.StringIO(), io.StringIO()
    code = asyncio.run(ask_jsonl(Conversations(Engine(REPLY), context), source, out, err))
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (code, err.getvalue()) == (0, "")
    assert [line["id"] for line in lines] == ["1", "2"]
    assert lines[1]["sender"] == "me"
    assert len(lines[0]["sender"]) == 32


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "line 1: is not JSON"),
        ("[1]", "line 1: text: is missing or no text"),
        ('{"id": "1"}', "line 1: text: is missing or no text"),
        ('{"text": 5}', "line 1: text: is missing or no text"),
        ('{"text": "x", "language": "de"}', "line 1: language: is 'de'; use one of nl, fr, en, ar"),
        ('{"text": "x", "sender": 5}', "line 1: sender: is no text"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_answered(line: str, error: str, context: Context) -> None:
    [bad, good] = list(read_jsonl([line, '{"text": "hallo"}']))
    assert isinstance(bad, BadLine)
    assert str(bad).startswith(error)
    assert not isinstance(good, BadLine)
    out, err = io.StringIO(), io.StringIO()
    assert asyncio.run(ask_jsonl(Conversations(Engine(REPLY), context), [line, '{"text": "hallo"}'], out, err)) == 2
    assert len(out.getvalue().splitlines()) == 1
    assert error in err.getvalue()


def test_messages_of_the_arguments_are_one_conversation(context: Context) -> None:
    engine, out = Engine(REPLY), io.StringIO()
    asyncio.run(ask_text(Conversations(engine, context), ["een", "twee"], "nl", out))
    assert len({message.sender_id for message in engine.heard}) == 1
    assert out.getvalue().count("Dag!") == 2
