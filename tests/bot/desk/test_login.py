"""The desk over real requests: who gets in, and what a session cannot do."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request

import pytest

from bot.desk.house import House
from knowledge.wording import wording
from tests.bot.desk.browsing import CARD, PASSWORD, Client
from tests.bot.desk_clock import MovingClock

pytestmark = pytest.mark.filterwarnings("ignore")


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
