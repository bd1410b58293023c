"""The open door, against a stand-in for another system of the house."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import bot.desk
from bot.desk.house import House
from bot.desk.webhook import BadWebhook, secret_of
from knowledge.triage import Card
from tests.bot.desk_clock import MovingClock
from tests.bot.desk_houses import Places

CARD = Card(language="ar", topic="school", sentence="ابنتي")


class StandIn:
    """A helpdesk's own system: notes what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, Any]] = []
        self.status = 201
        got, this = self.got, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                got.append((self.rfile.read(int(self.headers["Content-Length"])), self.headers))
                self.send_response(this.status)
                if this.status == 302:
                    self.send_header("Location", this.url + "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/cards"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.got]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    started = StandIn()
    yield started
    started.stop()


@pytest.fixture
def clock(now: datetime) -> MovingClock:
    return MovingClock(now)


@pytest.fixture
def house(places: Places, clock: MovingClock, stand_in: StandIn) -> Iterator[House]:
    made = House(places.folder, clock, webhook_url=stand_in.url, shared=places.shared())
    yield made
    made.database.close()


def send(house: House) -> int:
    assert house.webhook
    return house.webhook.send_waiting()


def test_a_card_is_sent_once_in_its_documented_form_and_signed(house: House, stand_in: StandIn) -> None:
    house.make(CARD, queue=False, once=False)
    assert (send(house), send(house)) == (1, 0)
    [(body, headers)] = stand_in.got
    sent = json.loads(body)
    schema = json.loads((Path(bot.desk.__file__).parent / "card.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(sent["card"], schema)
    assert Card.from_json(sent["card"]) == CARD
    signature = hmac.new(secret_of(house.folder), body, hashlib.sha256).hexdigest()
    assert headers["X-Wegwijs-Signature"] == f"sha256={signature}"


def test_neither_code_nor_token_is_sent(house: House, stand_in: StandIn) -> None:
    made = house.make(CARD, queue=False, once=False)
    send(house)
    assert made.code.encode() not in stand_in.got[0][0]
    assert made.token.encode() not in stand_in.got[0][0]


def test_what_fails_is_tried_again_later(house: House, stand_in: StandIn, clock: MovingClock) -> None:
    stand_in.status = 503
    house.make(CARD, queue=False, once=False)
    assert (send(house), send(house)) == (0, 0)
    assert len(stand_in.got) == 1
    stand_in.status = 200
    clock.move(minutes=1)
    assert send(house) == 1


def test_a_card_goes_to_no_other_address(house: House, stand_in: StandIn) -> None:
    stand_in.status = 302
    house.make(CARD, queue=False, once=False)
    assert send(house) == 0
    assert len(stand_in.got) == 1


def test_a_card_that_is_withdrawn_before_it_was_sent_is_never_sent(house: House, stand_in: StandIn) -> None:
    house.withdraw(house.make(CARD, queue=False, once=False).token)
    assert send(house) == 0
    assert stand_in.got == []


def test_a_card_that_is_withdrawn_later_is_called_back(house: House, stand_in: StandIn) -> None:
    made = house.make(CARD, queue=False, once=False)
    send(house)
    house.withdraw(made.token)
    send(house)
    assert [each["event"] for each in stand_in.events()] == ["made", "withdrawn"]
    assert stand_in.events()[0]["id"] == stand_in.events()[1]["id"]


def test_two_servers_send_a_card_once_and_sign_alike(
    places: Places, house: House, stand_in: StandIn, clock: MovingClock
) -> None:
    other = places.other(house)
    house.make(CARD, queue=False, once=False)
    both = [threading.Thread(target=send, args=(each,)) for each in (house, other) * 2]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(stand_in.got) == 1
    assert house.webhook
    assert other.webhook
    assert house.webhook.secret == other.webhook.secret == secret_of(other.folder)
    other.database.close()


def test_a_card_that_may_have_arrived_is_called_back(house: House, stand_in: StandIn, clock: MovingClock) -> None:
    """The other system took it and its answer was lost: to us that is a try that failed."""
    stand_in.status = 503
    made = house.make(CARD, queue=False, once=False)
    send(house)
    house.withdraw(made.token)
    stand_in.status = 200
    assert send(house) == 0
    clock.move(minutes=1)
    assert send(house) == 1
    assert [each["event"] for each in stand_in.events()] == ["made", "withdrawn"]


def test_an_expired_card_is_not_sent(house: House, stand_in: StandIn, clock: MovingClock) -> None:
    house.make(CARD, queue=False, once=False)
    clock.move(hours=25)
    assert send(house) == 0
    assert stand_in.got == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org", "example.org", ""])
def test_an_address_that_is_none_is_told_when_the_server_starts(tmp_path: Path, clock: MovingClock, url: str) -> None:
    if not url:
        assert House(tmp_path, clock, webhook_url=url).sent_to is None
        return
    with pytest.raises(BadWebhook):
        House(tmp_path, clock, webhook_url=url)


def test_people_read_the_host_before_they_agree(house: House) -> None:
    assert house.sent_to == "127.0.0.1"
