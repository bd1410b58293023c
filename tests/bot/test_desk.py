"""The desk over real requests: logging in, codes, the summary, live changes, attacks. The chat is not needed for this."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.card_lines import card_lines
from actions.context import Context
from bot.desk.house import House
from bot.desk.summary import summary_of
from knowledge.model import Text
from knowledge.situation import SITUATION_VALUES
from knowledge.store import Store
from knowledge.triage import DESK_LANGUAGES, Card, Deadline, HouseAway, OpenPoint
from knowledge.wording import wording
from tests.bot.desk_clock import MovingClock
from tests.bot.desk_houses import Places

pytestmark = pytest.mark.filterwarnings("ignore")

PASSWORD = "een lang wachtwoord"
CARD = Card(
    language="ar",
    topic="medical",
    situation=(("status", "applicant"), ("reception", "centre")),
    answers=("medical.bill", "medical.costs"),
    open=(OpenPoint("asked", "medical.covered", "working"),),
    urgent=("homeless_tonight",),
    deadlines=(Deadline(Text("Beroep", "Recours", "Appeal", "طعن"), date(2026, 12, 1)),),
    sentence="ابني مريض <script>alert(1)</script>",
)


class Client:
    """A browser without script: follows redirects, keeps cookies, fills in forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.status, self.text, self.path = 0, "", ""
        self.headers: Any = {}
        self.language = "nl"

    def get(self, path: str) -> str:
        return self._send(path, None)

    def post(self, path: str, csrf: str | None = None, **fields: str) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.text)
        fields["csrf"] = (found[1] if found else "") if csrf is None else csrf
        return self._send(path, urllib.parse.urlencode(fields).encode())

    def log_in(self, name: str, password: str = PASSWORD, language: str = "nl") -> str:
        self.get(f"/desk?language={language}")
        return self.post("/desk/login", name=name, password=password, language=language)

    def _send(self, path: str, body: bytes | None) -> str:
        try:
            request = urllib.request.Request(self.address + path, body, {"Accept-Language": self.language})
            answer = self._opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        self.status, self.headers, self.text = answer.status, answer.headers, answer.read().decode()
        self.path = urllib.parse.urlsplit(answer.geturl()).path
        return unescape(self.text)


@pytest.fixture
def clock(now: datetime) -> MovingClock:
    return MovingClock(now)


@pytest.fixture
def house(places: Places, clock: MovingClock, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("bot.desk.accounts._HASHER", quick)
    made = House(places.folder, clock, tuple(store.urgent), shared=places.shared())
    made.accounts.add("An", "Sociale dienst", PASSWORD)
    made.accounts.add("Bo", "Medische dienst", PASSWORD)
    yield made
    made.database.close()
    made.threads.shutdown()


def touched_up(run: Callable[[Any], None]) -> Callable[[Any], None]:
    """Sanic rewrites its own methods when an app starts, and can do so only once in a process."""

    def once(app: Any) -> None:
        with suppress(KeyError):
            run(app)

    return once


@pytest.fixture
def address(house: House, store: Store, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from sanic import Sanic
    from sanic.touchup import TouchUp

    from bot.desk.pages import desk_pages

    monkeypatch.setattr("sanic.app.TouchUp.run", touched_up(TouchUp.run))
    loop = asyncio.new_event_loop()
    app = Sanic(f"desk_{id(house)}", configure_logging=False)
    app.blueprint(desk_pages(house, Context(store, clock, house)))

    async def start() -> Any:
        server = await app.create_server("127.0.0.1", 0, return_asyncio_server=True, access_log=False)
        await server.startup()
        return server

    server = loop.run_until_complete(start())
    port = server.server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def client(address: str) -> Client:
    return Client(address)


@pytest.fixture
def opened(client: Client, house: House) -> Client:
    """An at her desk, with the card open."""
    client.log_in("An")
    client.post("/desk/open", code=house.make(CARD, queue=False, once=False).code)
    return client


def test_a_clerk_logs_in_and_out(client: Client) -> None:
    client.log_in("An")
    assert (client.status, client.path) == (200, "/desk")
    assert "An, Sociale dienst" in client.text
    client.post("/desk/logout")
    assert 'type="password"' in client.text
    assert 'type="password"' in client.get("/desk")


def test_cookies_are_out_of_reach_of_script_and_of_other_sites(client: Client, address: str) -> None:
    client.get("/desk")
    request = urllib.request.Request(f"{address}/desk")
    with urllib.request.urlopen(request) as answer:
        [cookie] = answer.headers.get_all("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/desk" in cookie


def test_no_page_is_kept_or_framed_or_runs_foreign_script(opened: Client) -> None:
    assert opened.headers["Cache-Control"] == "no-store"
    policy = opened.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script(?! src=)|style=|\son[a-z]+=", opened.text)


@pytest.mark.parametrize(("name", "password"), [("An", "wrong"), ("Nobody", PASSWORD), ("", ""), ("' or 1=1 --", "x")])
def test_a_wrong_login_is_refused_and_does_not_say_what_was_wrong(client: Client, name: str, password: str) -> None:
    text = client.log_in(name, password)
    assert client.status == 403
    assert wording("nl")._("This name and password do not go together.") in text


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, clock: MovingClock, address: str) -> None:
    for _ in range(5):
        client.log_in("An", "wrong")
    client.log_in("An")
    assert client.status == 429
    other = Client(address)
    other.log_in("Bo")
    assert other.status == 200
    clock.move(minutes=16)
    client.log_in("An")
    assert client.path == "/desk"
    assert client.status == 200


def test_one_address_cannot_try_all_accounts(client: Client, house: House) -> None:
    for at in range(20):
        house.attempts("login").wrong(account=f"clerk {at}", address="127.0.0.1")
    client.log_in("An")
    assert client.status == 429


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
@pytest.mark.parametrize("path", ["/desk/open", "/desk/logout", "/desk/language", "/desk/card/x/close", "/desk/login"])
def test_a_form_that_is_not_ours_is_refused(client: Client, path: str, csrf: str, house: House) -> None:
    code = house.make(CARD, queue=False, once=False).code
    client.log_in("An")
    client.post(path, csrf, code=code, name="An", password=PASSWORD)
    assert client.status == 403
    assert house.cards.opened_by(house.accounts.clerks()[1]) == []


def test_the_token_of_another_session_is_refused(client: Client, address: str) -> None:
    other = Client(address)
    other.log_in("Bo")
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', other.text)
    assert token
    client.log_in("An")
    client.post("/desk/open", token[1], code="KKKKKK")
    assert client.status == 403


@pytest.mark.parametrize(
    "path", ["/desk/card/x", "/desk/figures", "/desk/figures.csv", "/desk/version", "/desk/card/x/version"]
)
def test_nothing_is_shown_without_a_login(client: Client, path: str) -> None:
    client.get(path)
    assert client.path == "/desk" or client.status == 403
    assert "version" not in client.text.replace("data-version", "")


@pytest.mark.parametrize("code", DESK_LANGUAGES)
def test_the_summary_is_in_the_clerks_language(
    client: Client, house: House, store: Store, code: str, now: datetime
) -> None:
    client.log_in("An", language=code)
    text = client.post("/desk/open", code=house.make(CARD, queue=False, once=False).code)
    assert f'<html lang="{code}">' in text
    words = wording(code)
    for line in card_lines(CARD, words, store):
        assert line.heading in text or line.id.startswith("answer.")
        assert line.text in text
    for id_ in CARD.answers:
        assert store.answer(id_).title.in_language(code) in text
        assert f'href="/{code}/{id_.replace(".", "/")}"' in text
    assert words.day(date(2026, 12, 1)) in text
    summary = summary_of(CARD, words, Context(store, lambda: now))
    assert all(url in text for answer in summary.answers for _, url in answer.sources)
    assert summary.following is not None
    assert summary.following.title == store.answer("medical.covered").title.in_language(code)
    assert all(door.name in text for door in summary.doors)


def test_what_a_person_wrote_is_text_and_no_html(opened: Client) -> None:
    assert "<script>alert" not in opened.text
    assert "&lt;script&gt;alert(1)" in opened.text


def test_a_wrong_code_is_told_and_five_lock(client: Client, house: House) -> None:
    made = house.make(CARD, queue=False, once=False)
    client.log_in("An")
    for _ in range(5):
        client.post("/desk/open", code="KKKKKK" if made.code != "KKKKKK" else "MMMMMM")
        assert client.status == 404
    client.post("/desk/open", code=made.code)
    assert client.status == 429
    assert house.openings(made.token) == ()


def test_an_expired_card_is_gone_for_who_has_it_open(opened: Client, clock: MovingClock, house: House) -> None:
    page = opened.path
    opened.post(f"{page}/take")
    clock.move(minutes=20)
    opened.get("/desk")
    clock.move(hours=23, minutes=50)
    opened.log_in("An")
    opened.get(page)
    assert opened.status == 410
    assert "ابني" not in opened.text


def test_a_card_that_is_withdrawn_while_open_is_gone_at_the_next_look(client: Client, house: House) -> None:
    made = house.make(CARD, queue=False, once=False)
    client.log_in("An")
    client.post("/desk/open", code=made.code)
    page = client.path
    assert json.loads(client.get(f"{page}/version"))["version"]
    house.withdraw(made.token)
    assert json.loads(client.get(f"{page}/version"))["version"] is None
    assert "ابني" not in client.get(page)


def test_two_clerks_see_who_took_the_card(client: Client, address: str, house: House) -> None:
    made, other = house.make(CARD, queue=False, once=False), Client(address)
    for each, name in ((client, "An"), (other, "Bo")):
        each.log_in(name)
        each.post("/desk/open", code=made.code)
    client.post(f"{client.path}/take")
    other.post(f"{other.path}/take")
    text = other.get(other.path)
    assert wording("nl")._("Taken by {clerk}").format(clerk="An") in text
    assert "Bo (Medische dienst)" in text


def test_a_clerk_cannot_look_at_a_card_by_its_address(client: Client, house: House) -> None:
    id_, _ = house.cards.make(CARD, queue=False, once=False)
    client.log_in("An")
    client.get(f"/desk/card/{id_}")
    assert client.status == 410
    client.post(f"/desk/card/{id_}/open", re.search(r'csrf" value="(\w+)', client.get("/desk"))[1])  # type: ignore[index]
    assert client.status == 404


def test_a_card_is_noted_forwarded_and_closed(opened: Client, address: str, house: House) -> None:
    page = opened.path
    opened.post(f"{page}/note", note="belt morgen terug")
    assert "belt morgen terug" in opened.text
    opened.post(f"{page}/forward", desk="Medische dienst")
    other = Client(address)
    assert page in other.log_in("Bo")
    other.post(f"{page}/open")
    assert "belt morgen terug" in other.text
    other.post(f"{page}/close")
    assert wording("nl")._("Closed") in other.text
    assert page + "/open" not in other.get("/desk")


def test_a_card_is_not_forwarded_to_a_desk_that_is_none(opened: Client, house: House) -> None:
    opened.post(f"{opened.path}/forward", desk="Elsewhere")
    assert house.cards.opened_by(house.accounts.clerks()[1])[0].desk is None


def test_the_queue_shows_the_head_of_a_card_and_not_its_sentence(client: Client, house: House) -> None:
    house.make(CARD, queue=True, once=False)
    text = client.log_in("An")
    assert "ابني" not in text
    assert wording("nl")._("Urgent") in text


def test_the_board_has_a_version_that_changes(client: Client, house: House) -> None:
    client.log_in("An")
    before = client.get("/desk/version")
    house.make(CARD, queue=True, once=False)
    assert client.get("/desk/version") != before


def test_a_clerk_changes_the_language(client: Client) -> None:
    client.log_in("An", language="nl")
    text = client.post("/desk/language", language="fr", back="/desk")
    assert '<html lang="fr">' in text
    client.post("/desk/language", language="ar", back="https://example.org/")
    assert (client.path, '<html lang="fr">' in client.text) == ("/desk", True)


def test_a_page_that_breaks_says_so_in_the_clerks_language_and_logs_no_text(
    opened: Client, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("geheim")

    monkeypatch.setattr("bot.desk.opened.OpenedCards.see", fail)
    text = opened.get(opened.path)
    assert opened.status == 500
    assert wording("nl")._("Something went wrong. Go back and try again.") in text
    assert "geheim" not in text + caplog.text


@pytest.mark.parametrize("code", DESK_LANGUAGES)
@pytest.mark.parametrize("path", ["/desk", "/desk/figures", "/desk/version"])
def test_without_its_database_the_desk_says_so_and_comes_back(
    opened: Client,
    house: House,
    code: str,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(*_: object) -> None:
        raise HouseAway

    opened.language = code
    with monkeypatch.context() as patched:
        for verb in ("rows", "writing"):
            patched.setattr(type(house.database), verb, away)
        text = opened.get(path)
        assert opened.status == 503
        assert wording(code)._("The cards cannot be reached now.") in text
        assert "Traceback" not in text + caplog.text
    opened.get(path)
    assert opened.status == 200


def test_a_database_that_does_not_even_refuse_is_given_up(
    opened: Client, monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    held = threading.Event()
    monkeypatch.setattr("bot.desk.web.PATIENCE", 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(type(house.database), "rows", lambda *_: held.wait())
        opened.get("/desk")
        assert opened.status == 503
        held.set()


def test_figures_are_a_page_and_a_table(client: Client, house: House) -> None:
    for _ in range(6):
        house.count({"language": "ar", "outcome": "answered", "urgent": [], "topic": "school", "answers": []})
    house.count({"language": "fr", "outcome": "answered", "urgent": [], "topic": "family", "answers": []})
    house.count({"language": "fr", "outcome": "social", "urgent": [], "topic": "helpdesk", "answers": []})
    client.log_in("An", language="en")
    page = client.get("/desk/figures")
    assert "<svg" in page
    assert page.count("</rect>") == page.count("<rect")
    assert "Arabic: 6; French: <5" in page
    table = client.get("/desk/figures.csv")
    assert "language,ar,6" in table
    assert "topic,family,<5" in table
    assert "topic,helpdesk" not in table
    assert client.headers["Content-Type"].startswith("text/csv")


def test_a_house_without_accounts_says_how_to_make_one(tmp_path: Path, client: Client, house: House) -> None:
    for clerk in house.accounts.clerks():
        house.accounts.remove(clerk.name)
    assert "wegwijs desk add-user" in client.get("/desk")


SENTENCES = st.none() | st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60)


@st.composite
def cards(draw: Callable[..., Any], store: Store) -> Card:
    """Any card that the conversation could make, some lines taken out."""
    ids = [each.id for each in store.answers()]
    known = draw(st.dictionaries(st.sampled_from(list(SITUATION_VALUES)), st.integers(0, 1), max_size=4))
    card = Card(
        language=draw(st.sampled_from(["nl", "fr", "en", "ar"])),
        topic=draw(st.sampled_from(list(store.topics))),
        situation=tuple((key, SITUATION_VALUES[key][at]) for key, at in known.items()),
        answers=tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=5))),
        urgent=tuple(draw(st.lists(st.sampled_from(list(store.urgent)), unique=True, max_size=2))),
    ).with_sentence(draw(SENTENCES) or "")
    for line in draw(st.lists(st.sampled_from([*card.line_ids, "topic"]), max_size=3)):
        card = card.without(line)
    return card


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_page_of_the_desk_rests_on_nothing_but_the_lines_of_the_card(
    data: st.DataObject, house: House, store: Store, now: datetime
) -> None:
    """Two people whose cards have the same lines give the same page, whatever they said and left out."""
    from bot.desk.accounts import Clerk, Session
    from bot.desk.card_page import card_page
    from bot.desk.opened import OpenCard
    from bot.desk.web import Desk, Visit

    card = data.draw(cards(store))
    session = Session("token", Clerk("An", "Sociale dienst"), "nl", "csrf")
    request: Any = type("Request", (), {"path": "/desk/card/1"})()
    visit = Visit(request, Desk(house, Context(store, lambda: now)), session)

    def page(shown: Card) -> str:
        whole = OpenCard("1", shown, now, now, "open", None, None, "", False, 1, ())
        return unescape(card_page(visit, whole).body.decode())

    text = page(card)
    lines = card_lines(card, wording("nl"), store)
    assert all(line.text in text for line in lines)
    assert text == page(Card.from_json(json.loads(json.dumps(card.to_json()))))
    if card.sentence and card.sentence not in page(card.without("sentence")):
        assert card.sentence in text
