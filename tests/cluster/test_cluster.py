"""Two servers behind nginx, with PostgreSQL and Redis: nothing is lost or crossed, whichever of them goes away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg2
import pytest

from bot.stores.senders import Senders
from tests.cluster.conftest import Cluster
from tests.servers import free_port, health, insist, post
from tests.services import Service, away

pytestmark = [pytest.mark.cluster, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ASK = {
    "nl": "wie betaalt mijn dokter?",
    "fr": "qui paie le médecin ?",
    "en": "who pays for the doctor?",
    "ar": "من يدفع تكلفة الطبيب؟",
}
STATUSES = ("refugee", "subsidiary", "rejected", "temporary_protection")


@pytest.fixture(autouse=True)
def all_is_well(cluster: Cluster) -> None:
    for at, node in enumerate(cluster.nodes):
        if node.process.poll() is not None:
            cluster.nodes[at] = cluster.start_node(node.port)
    until = time.monotonic() + 30
    while time.monotonic() < until and any(health(node.port)[0] != 200 for node in cluster.nodes):
        time.sleep(0.1)


def turns_of(cluster: Cluster, sender: str) -> int:
    """How often this conversation was saved."""
    name = Senders(cluster.environment["WEGWIJS_KEY"].encode()).conversation(sender)
    with closing(psycopg2.connect(cluster.environment["WEGWIJS_POSTGRES"])) as connection:
        cursor = connection.cursor()
        cursor.execute("select version from wegwijs_conversations where id = %s", (name,))
        row = cursor.fetchone()
    return row[0] if row else 0


def test_a_conversation_goes_on_whichever_server_takes_the_message(cluster: Cluster) -> None:
    ports = [node.port for node in cluster.nodes]
    for at, status in enumerate(STATUSES):
        sender = f"spread-{status}"
        asked = post(ports[at % 2], ASK["nl"], sender=sender)[1]
        told = post(ports[(at + 1) % 2], f'/inform_situation{{"status":"{status}"}}', sender=sender)[1]
        again = post(ports[at % 2], ASK["nl"], sender=sender)[1]
        assert (asked["custom"]["outcome"], told["custom"]["answer"]) == ("asked", "medical.costs")
        assert again["custom"]["answers"][0]["because"] == told["custom"]["answers"][0]["because"]
        assert turns_of(cluster, sender) == 3


def test_one_message_to_both_servers_at_once_is_one_turn(cluster: Cluster) -> None:
    replies: list[tuple[int, dict[str, Any]]] = []

    def send(port: int) -> None:
        replies.append(post(port, ASK["en"], sender="twice", message_id="the-same-message"))

    threads = [threading.Thread(target=send, args=(node.port,)) for node in cluster.nodes * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 6
    assert all(reply == replies[0] for reply in replies)
    assert replies[0][0] == 200
    assert turns_of(cluster, "twice") == 1


def chat(
    cluster: Cluster, number: int, answered: Callable[[], object] = lambda: None
) -> tuple[str, list[dict[str, Any]]]:
    """A conversation through nginx, under the name that the first reply gives it, and its replies.

    Its language and its situation follow from its number. `answered` is called once, after the second reply.
    """
    language, status = list(ASK)[number % 4], STATUSES[number // 4 % 4]
    first = insist([cluster.front], ASK[language], message_id=f"first-message-{number}")
    sender = first["recipient_id"]
    lines = [f'/inform_situation{{"status":"{status}"}}'] + [ASK[language], "/skip_question"] * 3
    more = []
    for at, line in enumerate(lines):
        more.append(insist([cluster.front], line, sender=sender, message_id=f"message-{number}-{at}"))
        if at == 0:
            answered()
    assert {reply["recipient_id"] for reply in more} == {sender}
    return sender, [reply["custom"] for reply in (first, *more)]


def test_a_server_is_killed_under_load_and_nothing_is_lost_or_crossed(cluster: Cluster) -> None:
    """Sixteen people at once; each must get word for word what they get in peace."""
    calm = [chat(cluster, number)[1] for number in range(16)]
    heard: dict[int, tuple[str, list[dict[str, Any]]]] = {}

    under_way = threading.Semaphore(0)

    def talk(number: int) -> None:
        heard[number] = chat(cluster, number, under_way.release)

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        assert under_way.acquire(timeout=60), "nobody is answered"
    cluster.nodes[1].kill()
    assert any(thread.is_alive() for thread in threads), "everyone was done before the server was killed"
    for thread in threads:
        thread.join()
    assert [heard[number][1] for number in range(16)] == calm
    assert len({replies[1]["text"] for replies in calm}) >= 8, "too few different conversations to see a mix-up"
    assert [turns_of(cluster, heard[number][0]) for number in range(16)] == [len(replies) for replies in calm]


def test_the_database_goes_and_comes_back(cluster: Cluster, postgres: Service) -> None:
    node = cluster.nodes[0].port
    post(node, ASK["nl"], sender="database")
    with away(postgres):
        for language, text in ASK.items():
            status, reply = post(node, text, sender="database", message_id=f"while-away-{language}")
            assert status == 503
            assert reply["custom"]["language"] == language
            assert reply["custom"]["retry"] is True
            assert reply["custom"]["helpdesks"]
        assert health(node) == (503, {**health(node)[1], "ready": False, "storage": "down"})
    told = insist([node], '/inform_situation{"status":"refugee"}', sender="database", message_id="after-it-came-back")
    assert told["custom"]["answer"] == "medical.costs"
    assert turns_of(cluster, "database") == 2
    assert health(node)[0] == 200


@pytest.mark.parametrize("frozen", [False, True], ids=["gone", "frozen"])
def test_without_redis_there_is_a_clear_state(cluster: Cluster, redis_server: Service, frozen: bool) -> None:
    node, sender = cluster.nodes[0].port, f"redis-{frozen}"
    post(node, ASK["ar"], sender=sender)
    with away(redis_server, frozen=frozen):
        began = time.monotonic()
        status, reply = post(node, ASK["ar"], sender=sender, message_id="while-redis-is-away")
        assert time.monotonic() - began < 10
        assert (status, reply["custom"]["language"], reply["custom"]["retry"]) == (503, "ar", True)
    told = insist([node], ASK["ar"], sender=sender, message_id="while-redis-is-away")
    assert told["custom"]["answer"] == "medical.costs"
    assert turns_of(cluster, sender) == 2


def test_without_a_key_a_server_does_not_start(cluster: Cluster) -> None:
    keyless = replace(cluster, environment={**cluster.environment, "WEGWIJS_KEY": "short"})
    with pytest.raises(AssertionError, match="give all servers one secret"):
        keyless.start_node(free_port())
