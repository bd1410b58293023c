"""Conversations with the trained model over our stores: bounded, without text, and never answered twice."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.interfaces import ACTION_LISTEN_NAME

from actions.context import Context, fixed_clock
from bot.build import KNOWLEDGE, MODEL
from bot.conversation import Conversations, Incoming
from knowledge.store import Store
from tests.conftest import TUESDAY_MORNING
from tests.servers import insist, post, start

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TALK = (
    "wie betaalt mijn dokter?",
    '/inform_situation{"status":"refugee"}',
    "mag mijn vrouw naar België komen?",
    "/skip_question",
    "can I work with an orange card?",
    "je n'ai pas de papiers",
    "dank je",
    "hoe schrijf ik mijn kind in op school",
    "بدي أتعلم اللغة",
    "/start_over",
    "ik woon in Gent",
    "blablabla qwerty",
    "waar kan ik slapen vannacht",
)

Talk = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def context() -> Iterator[Context]:
    with closing(Store(KNOWLEDGE)) as store:
        yield Context(store, fixed_clock(TUESDAY_MORNING))


@pytest.fixture(scope="module")
def agent(context: Context) -> Any:
    from bot.assistant import load_assistant

    return asyncio.run(load_assistant(MODEL, context))


@pytest.fixture
def talk(agent: Any, context: Context) -> Callable[[Any, Any], Talk]:
    """A conversation over these stores."""

    def over(tracker_store: Any, turns: Any = None) -> Talk:
        tracker_store.domain = agent.domain
        agent.tracker_store = agent.processor.tracker_store = tracker_store
        conversations = Conversations(agent.handle_message, context, turns)

        def say(text: str, sender: str = "nadia", id_: str | None = None) -> dict[str, Any]:
            return asyncio.run(conversations.reply(Incoming(text, sender, None, id_)))

        return say

    return over


@pytest.fixture
def stores(tmp_path: Path) -> Any:
    from bot.stores.opened import in_folder

    return in_folder(tmp_path / "data")


def test_a_packed_conversation_goes_as_a_whole_one(talk: Callable[..., Talk], stores: Any, agent: Any) -> None:
    from rasa.core.tracker_store import InMemoryTrackerStore

    for seed in range(3):
        lines = random.Random(seed).sample(TALK, len(TALK))
        whole = talk(InMemoryTrackerStore(agent.domain))
        expected = [whole(line) for line in lines]
        packed = talk(stores.tracker_store, stores.turns)
        assert [packed(line, f"nadia-{seed}") for line in lines] == expected


def test_what_is_kept_does_not_grow_and_holds_no_text(talk: Callable[..., Talk], stores: Any, tmp_path: Path) -> None:
    say = talk(stores.tracker_store, stores.turns)
    sizes = []
    name = stores.tracker_store.senders.conversation("nadia-secret-sender")
    round_ = 2 * len(TALK)  # each message with and without the planted word
    for at in range(2 * round_):
        say(f"kamalahari {TALK[at % len(TALK)]}" if at % 2 else TALK[at % len(TALK)], "nadia-secret-sender")
        sizes.append(len(stores.tracker_store.records.read(name).data))
    assert max(sizes[round_:]) <= max(sizes[:round_]) + 100
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    for planted in (b"kamalahari", b"nadia-secret-sender", b"dokter", "بدي".encode()):
        assert planted not in written


def test_a_message_that_comes_twice_is_one_turn(talk: Callable[..., Talk], stores: Any) -> None:
    say = talk(stores.tracker_store, stores.turns)
    name = stores.tracker_store.senders.conversation("nadia")
    first = say("wie betaalt mijn dokter?", id_="11111111")
    version = stores.tracker_store.records.read(name).version
    assert say("wie betaalt mijn dokter?", id_="11111111") == first
    assert stores.tracker_store.records.read(name).version == version
    say("wie betaalt mijn dokter?", id_="22222222")
    assert stores.tracker_store.records.read(name).version == version + 1
    assert say("mag ik werken?", "omar", "11111111")["topic"] == "work"


def test_conversations_in_memory_do_not_wait_for_themselves(talk: Callable[..., Talk], agent: Any) -> None:
    from bot.stores.opened import in_memory

    stores = in_memory()
    agent.lock_store = stores.lock_store
    say = talk(stores.tracker_store, stores.turns)
    first = say("wie betaalt mijn dokter?", id_="11111111")
    assert first["answer"] == "medical.costs"
    assert say("wie betaalt mijn dokter?", id_="11111111") == first


def test_a_long_and_a_cut_message_say_the_same_twice(talk: Callable[..., Talk], stores: Any) -> None:
    say = talk(stores.tracker_store, stores.turns)
    long = "wie betaalt mijn dokter? " * 100
    assert say(long, id_="33333333") == say(long, id_="33333333")


def test_a_failing_store_is_an_apology_in_the_readers_language(talk: Callable[..., Talk], stores: Any) -> None:
    from bot.stores.errors import Unavailable

    class Gone:
        async def get_or_create_tracker(self, sender: str, **_: Any) -> None:
            raise Unavailable("gone")

    say = talk(Gone())
    for text, language in (
        ("qui paie le médecin pour mon enfant", "fr"),
        ("من يدفع للطبيب", "ar"),
        ("who pays for the doctor of my children", "en"),
    ):
        reply = say(text)
        assert reply["language"] == language
        assert reply["retry"] is True
        assert reply["helpdesks"]


def test_an_action_that_raises_is_an_apology_and_the_next_message_is_answered(
    talk: Callable[..., Talk], stores: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actions.answer import AnswerQuestion

    say = talk(stores.tracker_store, stores.turns)
    with monkeypatch.context() as broken:
        broken.setattr(AnswerQuestion, "reply", lambda *_: 1 / 0)
        assert say("wie betaalt mijn dokter?")["helpdesks"]
    assert say("wie betaalt mijn dokter?")["answer"] == "medical.costs"


@pytest.mark.parametrize("jump", [-10 * 365 * 86_400, 30 * 60])
def test_a_clock_that_jumps_loses_no_conversation(
    talk: Callable[..., Talk], stores: Any, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    say = talk(stores.tracker_store, stores.turns)
    say("wie betaalt mijn dokter?")
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + jump)
    assert say('/inform_situation{"status":"refugee"}')["outcome"] == "answered"


def _rule_policy(agent: Any) -> Any:
    from rasa.core.policies.rule_policy import RulePolicy

    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    [policy] = [node._component for node in nodes if isinstance(node._component, RulePolicy)]
    return policy


def test_rules_are_the_same_with_and_without_the_index(agent: Any) -> None:
    from bot import rules

    policy = _rule_policy(agent)
    lookup = policy.lookup["rules"]
    intents = [*agent.domain.intents, "no such intent", None]
    assert len(lookup) > 100
    for intent in intents:
        for action in ("action_listen", "action_answer_question", "action_clarify", None):
            user = {"user": {"intent": intent}} if intent else {}
            states = [{**user, **({"prev_action": {"action_name": action}} if action else {})}]
            assert policy._get_possible_keys(lookup, states) == rules._plain(policy, lookup, states)


def test_no_rule_could_fit_a_text_so_none_is_tried(agent: Any) -> None:
    from rasa.shared.core.events import ActionExecuted, UserUttered

    from bot import rules

    policy = _rule_policy(agent)
    tracker = asyncio.run(agent.processor.get_tracker("rules")).init_copy()
    tracker.update_with_events(
        [ActionExecuted(ACTION_LISTEN_NAME), UserUttered("hello", {"name": "greet"})], agent.domain
    )
    plain, ours = rules._plain_find, policy._find_action_from_rules
    for by_text in (True, False):
        found = ours(tracker, agent.domain, by_text)
        assert (
            found[0] == plain(policy, tracker, agent.domain, by_text)[0] == (None if by_text else "action_small_talk")
        )


def test_after_every_reply_the_rules_choose_what_the_reply_says_itself(agent: Any) -> None:
    lookup = _rule_policy(agent).lookup["rules"]
    after = [
        chosen
        for rule, chosen in lookup.items()
        if json.loads(rule)[-1]["prev_action"]["action_name"] != ACTION_LISTEN_NAME
    ]
    assert len(after) > 100
    assert set(after) == {ACTION_LISTEN_NAME}


@pytest.mark.parametrize("text", ["wie betaalt mijn dokter?", "mon mari me frappe", "/greet", "asdf"])
def test_the_graph_runs_as_dask_runs_it(agent: Any, text: str) -> None:
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.runner.dask import DaskGraphRunner

    runner, target = agent.processor.graph_runner, agent.processor.model_metadata.nlu_target
    tracker = asyncio.run(agent.processor.get_tracker("graph"))

    def parsed(run: Callable[..., dict[str, Any]]) -> dict[str, Any]:
        inputs = {"__message__": [UserMessage(text, message_id="1")], "__tracker__": tracker}
        return dict(run(inputs=inputs, targets=[target])[target][0].as_dict(only_output_properties=True))

    assert parsed(runner.run) == parsed(lambda **run: DaskGraphRunner.run(runner, **run))


def test_a_place_that_cannot_be_written_is_told_and_memory_takes_over(tmp_path: Path) -> None:
    from bot.stores.opened import in_folder

    (tmp_path / "file").write_text("in the way")
    stores = in_folder(tmp_path / "file" / "data")
    assert asyncio.run(stores.state()) == "degraded"
    assert not stores.are_shared


def test_the_lock_keeps_the_order_of_one_sender(stores: Any) -> None:
    order: list[str] = []

    async def turn(name: str, sender: str) -> None:
        async with stores.lock_store.lock(sender), stores.lock_store.lock(sender):
            order.append(f"{name} begins")
            await asyncio.sleep(0.01)
            order.append(f"{name} ends")

    async def both() -> None:
        await asyncio.gather(turn("first", "nadia"), turn("second", "nadia"))

    asyncio.run(both())
    assert order == ["first begins", "first ends", "second begins", "second ends"]


def test_kill_9_at_any_moment_loses_at_most_the_message_being_answered(tmp_path: Path) -> None:
    """The server is killed while it answers, starts again on its port, and the client sends its message again."""
    chance = random.Random(8)
    server = start(tmp_path, "--workers", "2")
    try:
        for round_ in range(2):
            sender = f"nadia-{round_}"
            insist([server.port], "wie betaalt mijn dokter?", sender=sender, message_id=f"{sender}-question")
            told = '/inform_situation{"status":"refugee"}'
            killer = asyncio.run(_post_and_kill(server, chance.uniform(0.0, 0.05), told, sender))
            server = start(tmp_path, "--workers", "2", port=server.port)
            again = insist([server.port], told, sender=sender, message_id=f"{sender}-told")
            assert again["custom"]["answer"] == "medical.costs"
            assert again["custom"]["outcome"] == "answered"
            assert killer in (None, again)
            status, third = post(server.port, told, sender=sender, message_id=f"{sender}-told")
            assert (status, third) == (200, again)
    finally:
        server.kill()


async def _post_and_kill(server: Any, after: float, message: str, sender: str) -> dict[str, Any] | None:
    """Send a message, kill the server a moment later; the reply, if it came first."""
    sending = asyncio.create_task(
        asyncio.to_thread(post, server.port, message, sender=sender, message_id=f"{sender}-told")
    )
    await asyncio.sleep(after)
    server.kill()
    try:
        return (await sending)[1]
    except (OSError, ValueError, Exception):  # noqa: BLE001 - a connection breaks in many ways
        return None


@pytest.mark.parametrize(
    "result",
    [{}, {"events": None, "responses": []}, {"events": [{}], "responses": []}, {"events": [], "responses": "x"}],
)
def test_a_malformed_result_of_an_action_is_refused(result: dict[str, Any]) -> None:
    from jsonschema import ValidationError

    from bot.light import _is_result

    with pytest.raises(ValidationError):
        _is_result(None, result)
