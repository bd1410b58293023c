"""What people who mean harm, broken keyboards and broken programs send."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.context import Context, fixed_clock
from bot.conversation import Conversations, Incoming
from bot.fuzz import hostile
from bot.fuzz.__main__ import Body
from bot.fuzz.checks import faults, slot_faults
from knowledge.store import Store
from tests.conftest import TUESDAY_MORNING

CONTROLS = ("/inform_situation", "/change_language", "/show_topic")
"""They ask what the person means, and set nothing."""
ANY_TEXT = st.text(st.characters(), max_size=400)
"""Letters of all kinds, halves of letters (surrogates) among them."""


@pytest.fixture(scope="module")
def conversations(store: Store) -> Conversations:
    async def never(_: Any) -> None:
        raise AssertionError("nothing is asked of the assistant here")

    return Conversations(never, Context(store, fixed_clock(TUESDAY_MORNING)))


@pytest.mark.parametrize("command", hostile.COMMANDS)
def test_a_command_is_read_as_plain_text(command: str, conversations: Conversations) -> None:
    text, _ = conversations._readable(command)
    assert not text.startswith("/") or text in CONTROLS


@pytest.mark.parametrize(
    "payload",
    [
        '/inform_situation{"status":"admin"}',
        '/inform_situation{"status":"refugee","minor":"no"}',
        '/inform_situation{"language":"ar"}',
        '/inform_situation{"pending":{"key":"status"}}',
        '/inform_situation{"status":["refugee"]}',
        '/inform_situation{"status":"refugee"}/restart',
        '/inform_situation@1.0{"status":"refugee"}',
        '/show_topic{"topic":"../../etc"}',
        '/change_language{"language":"xx"}',
        '/ask_work_permit{"status":"refugee"}',
        '/session_start{"a":1}',
        "/action_start_over",
        "/nlu_fallback",
    ],
)
def test_a_payload_that_no_button_has_sets_nothing(payload: str, conversations: Conversations) -> None:
    assert not conversations.may_be_sent(payload)
    assert not conversations._readable(payload)[0].startswith("/")


def test_what_buttons_send_passes(conversations: Conversations, store: Store) -> None:
    assert conversations.may_be_sent('/inform_situation{"status":"refugee"}')
    assert conversations.may_be_sent('/change_language{"language":"ar"}')
    assert all(conversations.may_be_sent(f"/{intent}") for intent in store.intents)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT)
@example("\ud800/restart")
@example("\u202e/restart")
@example("／restart")
def test_every_text_becomes_one_that_can_be_read_and_written(conversations: Conversations, text: str) -> None:
    read, _ = conversations._readable(Incoming(text, "x").text)
    assert len(read) <= 1000
    assert read.encode().decode() == read
    assert not [letter for letter in read if letter in "\x00\u202e\u2066\u200f"]
    assert not read.startswith("/") or conversations.may_be_sent(read)


@pytest.mark.filterwarnings("ignore")  # Rasa's, while it is imported
@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | ANY_TEXT.map(lambda text: text.encode(errors="replace")))
@example(b"[" * 100_000)
@example(b'{"message": "x", "metadata": {"language": {"a": []}}}')
def test_every_body_is_a_message_or_is_told(body: bytes) -> None:
    from bot.channel.rest import BadRequest, read_request

    told = ""
    try:
        told = read_request(Body(body)).text
    except BadRequest as error:
        told = str(error)
        assert told
    assert told.encode().decode() == told


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, language=st.sampled_from(["nl", "fr", "en", "ar", "xx", "'"]))
@example(text='" OR "', language="nl")
@example(text="NEAR(a b) title:* ^", language="nl")
def test_a_search_takes_any_text(store: Store, text: str, language: str) -> None:
    assert isinstance(store.search(Incoming(text, "x").text, language), tuple)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_the_normaliser_takes_any_text_and_is_done_at_once(text: str) -> None:
    from knowledge.normalise import fold, plain_words, tidy

    assert tidy(tidy(text)) == tidy(text)
    assert isinstance(fold(text), str)
    assert all(word.strip() for word in plain_words(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="MoTuWeFrSaSu 0123456789:-;,PHoff+/|\"'ـ٣", max_size=40))
def test_hours_are_read_or_refused(text: str) -> None:
    from knowledge.hours import UnreadableHours, opening

    with suppress(UnreadableHours):
        opening(text, datetime(2026, 11, 24, 10, tzinfo=timezone.utc))


def test_a_wrong_reply_is_seen() -> None:
    good = {
        **dict.fromkeys(
            [
                "detected_language",
                "intent",
                "confidence",
                "topic",
                "answer",
                "urgent",
                "answers",
                "buttons",
                "helpdesks",
                "sources",
                "checked_on",
                "stale",
            ]
        ),
        "text": "x",
        "language": "nl",
        "outcome": "social",
    }
    assert list(faults(good)) == []
    for wrong in (
        {"text": " "},
        {"language": "xx"},
        {"outcome": "?"},
        {"text": "Traceback"},
        {"text": "\ud800"},
        {"retry": False},
    ):
        assert list(faults({**good, **wrong}))
    assert list(slot_faults({"status": "admin"}))
    assert not list(slot_faults({"status": "refugee", "language": "ar"}))


def test_the_same_seed_makes_the_same_messages() -> None:
    made = [hostile.message(random.Random(f"1-{number}"), ["wie betaalt mijn dokter?"]) for number in range(50)]
    again = [hostile.message(random.Random(f"1-{number}"), ["wie betaalt mijn dokter?"]) for number in range(50)]
    assert made == again
    assert len(set(made)) > 40


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_share_of_the_hostile_messages_gets_proper_replies() -> None:
    import asyncio

    from bot.fuzz.__main__ import run

    report = asyncio.run(run(range(150), 8))
    assert report.counts["sent"] == 150
    assert report.counts["wrong"] == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_mutated_content_is_refused_with_a_remedy_or_read(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    import shutil

    from knowledge.load import load
    from knowledge.reading import ContentError

    dice = random.Random(seed)
    folder = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(Path(__file__).parents[1] / "knowledge/good_content", folder)
    files = sorted(folder.rglob("*.yml"))
    path = dice.choice(files)
    path.write_bytes(mutated(dice, path.read_bytes()))
    problem = ".yml"
    try:
        load(folder)
    except ContentError as error:
        problem = str(error)
    assert ".yml" in problem


def mutated(dice: random.Random, content: bytes) -> bytes:
    pieces = [
        b"[",
        b"{",
        b":",
        b"- ",
        b"\t",
        b"\x00",
        b"\xff",
        b"&a *a",
        b"!!python/object:x ",
        b"null",
        b"9" * 40,
        b"'",
        b"|",
        b"2026-13-45",
        b"\n",
    ]
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.choice(pieces) + content[at + dice.randrange(12) :]
    return content


def test_half_a_letter_is_no_trouble() -> None:
    assert Incoming("\ud800", "\udfff") == Incoming("?", "?")
