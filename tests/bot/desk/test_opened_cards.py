"""The desk over real requests: cards by code and from the queue, live changes, what a second clerk sees."""

from __future__ import annotations

import json
import re

import pytest

from bot.desk.house import House
from knowledge.wording import wording
from tests.bot.desk.browsing import CARD, Client
from tests.bot.desk_clock import MovingClock

pytestmark = pytest.mark.filterwarnings("ignore")


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
