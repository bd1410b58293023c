"""The desk over real requests: its other pages, and what it says when something breaks."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from bot.desk.house import House
from knowledge.triage import DESK_LANGUAGES, HouseAway
from knowledge.wording import wording
from tests.bot.desk.browsing import Client

pytestmark = pytest.mark.filterwarnings("ignore")


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


def test_a_clerk_changes_the_language(client: Client) -> None:
    client.log_in("An", language="nl")
    text = client.post("/desk/language", language="fr", back="/desk")
    assert '<html lang="fr">' in text
    client.post("/desk/language", language="ar", back="https://example.org/")
    assert (client.path, '<html lang="fr">' in client.text) == ("/desk", True)
