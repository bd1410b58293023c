"""The desk on two servers: a card of one is opened at the other, withdrawn and erased; figures of both are added up."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookiejar import CookieJar

import psycopg2
import pytest

from actions.context import system_clock
from bot.desk.house import House
from bot.desk.jobs import EVERY
from bot.desk.shared_database import SCHEMA, SharedDatabase
from knowledge.wording import wording
from tests.cluster.conftest import Cluster
from tests.servers import Server, health, insist, post
from tests.services import Service, away, dump_of, until

pytestmark = [pytest.mark.cluster, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PASSWORD = "een lang wachtwoord"
SENTENCE = "mijn dochter slaapt buiten"
START = datetime.fromisoformat("2026-11-24T10:00")


@dataclass
class Clerk:
    """Somebody at a desk, with a browser."""

    name: str
    port: int
    cookies: CookieJar = field(default_factory=CookieJar)
    status: int = 0
    path: str = ""
    text: str = ""

    def get(self, path: str) -> str:
        return self._send(path, None)

    def post(self, path: str, **fields: str) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.text)
        assert found, self.text
        return self._send(path, urllib.parse.urlencode({**fields, "csrf": found[1]}).encode())

    def log_in(self) -> Clerk:
        self.get("/desk?language=en")
        self.post("/desk/login", name=self.name, password=PASSWORD, language="en")
        assert f"{self.name}, Onthaal" in self.text
        return self

    def _send(self, path: str, body: bytes | None) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, {"Accept-Language": "fr"})
        try:
            answer = opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with closing(answer):
            self.status, self.text = answer.status, answer.read().decode()
            self.path = urllib.parse.urlsplit(answer.geturl()).path
        return self.text


@pytest.fixture(autouse=True)
def clerks(cluster: Cluster) -> None:
    """Two accounts, made as the command makes them, and two servers that run."""
    house = House(cluster.folder, system_clock, shared=database(cluster))
    for name in ("An", "Bo"):
        house.accounts.add(name, "Onthaal", PASSWORD)
    house.database.close()
    for at, node in enumerate(cluster.nodes):
        if node.process.poll() is not None:
            cluster.nodes[at] = cluster.start_node(node.port)
    until(lambda: all(health(node.port)[0] == 200 for node in cluster.nodes))


def database(cluster: Cluster) -> SharedDatabase:
    return SharedDatabase(cluster.environment["WEGWIJS_POSTGRES"], cluster.environment["WEGWIJS_KEY"])


def make_card(port: int, sender: str, *, once: bool = False) -> str:
    """A person asks, adds a sentence, and says yes; the code of their card."""
    for message in ("wie betaalt mijn dokter?", "/make_card", "/card_add_sentence", SENTENCE):
        insist([port], message, sender=sender)
    if once:
        insist([port], '/card_option{"option":"once"}', sender=sender)
    made = insist([port], "/card_confirm", sender=sender)["custom"]["handover"]
    assert made["step"] == "made"
    return str(made["code"])


def at_once(*work: object) -> None:
    threads = [threading.Thread(target=each) for each in work]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_card_of_one_server_opens_at_the_other_once_and_is_taken_back_at_either(cluster: Cluster) -> None:
    first, second = (node.port for node in cluster.nodes)
    code = make_card(first, "card-once", once=True)
    an, bo = Clerk("An", first).log_in(), Clerk("Bo", second).log_in()
    at_once(lambda: an.post("/desk/open", code=code), lambda: bo.post("/desk/open", code=code))
    assert sorted((an.status, bo.status)) == [200, 404]
    lucky, unlucky = (an, bo) if an.status == 200 else (bo, an)
    assert SENTENCE in lucky.text
    assert SENTENCE not in unlucky.text
    openings = insist([second], "/card_openings", sender="card-once")["text"]
    assert openings.count("(Onthaal)") == 1
    assert lucky.name in openings
    page = lucky.path
    insist([second], "/card_withdraw", sender="card-once")
    assert lucky.get(f"{page}/version") == '{"version":null}'
    assert SENTENCE not in lucky.get(page)
    assert lucky.status == 410


def test_the_board_of_one_server_lives_with_the_other(cluster: Cluster) -> None:
    first, second = (node.port for node in cluster.nodes)
    bo = Clerk("Bo", second).log_in()
    before = bo.get("/desk/version")
    for message in ("wie betaalt mijn dokter?", "/make_card", '/card_option{"option":"queue"}', "/card_confirm"):
        insist([first], message, sender="card-queue")
    assert bo.get("/desk/version") != before
    assert 'id="queue"' in bo.get("/desk")
    insist([first], "/card_withdraw", sender="card-queue")
    assert bo.get("/desk/version") == before


def later(cluster: Cluster, **by: float) -> Server:
    """A server of the same house that runs at a later moment."""
    moment = START + timedelta(**by)
    return cluster.start_node(cluster.nodes[1].port, "--now", moment.isoformat())


def test_an_expired_card_is_erased_by_the_job_of_one_server_for_both(cluster: Cluster, postgres: Service) -> None:
    first = cluster.nodes[0].port
    an = Clerk("An", first).log_in()
    an.post("/desk/open", code=make_card(first, "card-expires"))
    page = an.path
    an.post(f"{page}/note", note="gebeld over de opvang")
    assert SENTENCE.encode() in tables_of_the_desk(postgres)
    cluster.nodes[1].stop()
    cluster.nodes[1] = later(cluster, hours=25)
    until(lambda: SENTENCE.encode() not in tables_of_the_desk(postgres), seconds=4 * EVERY)
    dumped = tables_of_the_desk(postgres)
    for piece in ("gebeld over", "medical.costs", "bodies VALUES"):
        assert piece.encode() not in dumped
    assert Clerk("An", first, an.cookies).get(page).count(SENTENCE) == 0
    cluster.nodes[1].stop()
    cluster.nodes[1] = cluster.start_node(cluster.nodes[1].port)


def tables_of_the_desk(postgres: Service) -> bytes:
    return dump_of(postgres, schema=SCHEMA)


def counted(cluster: Cluster, what: str, value: str) -> int:
    with closing(psycopg2.connect(cluster.environment["WEGWIJS_POSTGRES"])) as connection:
        cursor = connection.cursor()
        cursor.execute(
            f"select coalesce(sum(n), 0) from {SCHEMA}.figures where what = %s and value = %s", (what, value)
        )
        return int(cursor.fetchone()[0])


def test_figures_of_both_servers_are_one(cluster: Cluster) -> None:
    before = counted(cluster, "rating", "yes")
    for at, node in enumerate(cluster.nodes):
        for number in range(3):
            sender = f"rates-{at}-{number}"
            insist([node.port], "mag ik reizen?", sender=sender)
            insist([node.port], '/rate_answer{"helpful":"yes"}', sender=sender)
    until(lambda: counted(cluster, "rating", "yes") == before + 6, seconds=4 * EVERY)
    rows = Clerk("Bo", cluster.nodes[1].port).log_in().get("/desk/figures.csv")
    assert re.search(r"rating,[a-z.-]+ yes,\d+", rows)


def test_without_the_database_the_desk_and_the_chat_say_so_and_come_back(cluster: Cluster, postgres: Service) -> None:
    node = cluster.nodes[0].port
    an = Clerk("An", node).log_in()
    with away(postgres):
        text = an.get("/desk")
        assert an.status == 503
        assert wording("fr")._("The cards cannot be reached now.") in text
        status, reply = post(node, "من يدفع تكلفة الطبيب؟", sender="away")
        assert (status, reply["custom"]["language"], reply["custom"]["retry"]) == (503, "ar", True)
    until(lambda: health(node)[0] == 200)
    an.get("/desk")
    assert an.status == 200
    assert "Traceback" not in cluster.nodes[0].said()


def test_a_desk_that_waits_for_its_tables_holds_nobody_up(cluster: Cluster) -> None:
    """The pages of the desk wait in threads of their own: people are answered meanwhile."""
    node, told = cluster.nodes[0].port, []
    an = Clerk("An", node).log_in()
    make_card(node, "waits")
    with closing(psycopg2.connect(cluster.environment["WEGWIJS_POSTGRES"])) as connection:
        connection.cursor().execute(f"lock table {SCHEMA}.sessions, {SCHEMA}.cards in access exclusive mode")
        waiting = [
            threading.Thread(target=an.get, args=("/desk",)),
            threading.Thread(target=lambda: told.append(post(node, "/card_withdraw", sender="waits"))),
        ]
        for thread in waiting:
            thread.start()
        assert post(node, "who pays for the doctor?", sender="meanwhile")[0] == 200
        assert all(thread.is_alive() for thread in waiting)
        for thread in waiting:
            thread.join()
        assert an.status == 503
        assert told[0][1]["custom"]["handover"]["step"] == "away"
    an.get("/desk")
    assert an.status == 200
    assert insist([node], "/card_withdraw", sender="waits")["custom"]["handover"]["step"] == "withdrawn"
    assert "/make_card" in [button["payload"] for button in insist([node], "/card_withdraw", sender="waits")["buttons"]]
