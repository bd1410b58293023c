"""Accounts from the command line, and what the server does by itself."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.build import ROOT
from bot.desk import jobs
from bot.desk.file_database import FILE
from bot.desk.house import House
from bot.desk.shared_database import STORE, shared_by
from bot.stores.errors import UnusableStore
from knowledge.triage import Card, HouseAway
from tests.bot.desk_clock import MovingClock
from tests.servers import free_port, post, start
from tests.services import Service, url_of

PASSWORD = "een lang wachtwoord"


def desk(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str, typed: str = f"{PASSWORD}\n") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["desk", *arguments, "--data", str(folder)])


def test_accounts_are_made_listed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    assert desk(monkeypatch, tmp_path, "add-user", "An", "--desk", "Sociale dienst") == 0
    assert House(tmp_path, MovingClock(now)).accounts.check("An", PASSWORD)
    assert desk(monkeypatch, tmp_path, "users") == 0
    assert "An\tSociale dienst" in capsys.readouterr().out
    assert desk(monkeypatch, tmp_path, "remove-user", "An") == 0
    assert House(tmp_path, MovingClock(now)).accounts.clerks() == ()


@pytest.mark.parametrize(
    ("arguments", "typed", "error"),
    [
        (("add-user", "An"), "short\n", "the password is too short"),
        (("add-user", "  "), f"{PASSWORD}\n", "a name and a desk have 1 to"),
        (("remove-user", "Bo"), "", "there is no account 'Bo'"),
    ],
)
def test_what_cannot_be_done_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    typed: str,
    error: str,
) -> None:
    assert desk(monkeypatch, tmp_path, *arguments, typed=typed) == 1
    assert error in capsys.readouterr().err


def test_two_passwords_that_differ_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter([PASSWORD, "another password"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert main(["desk", "add-user", "An", "--data", str(tmp_path)]) == 1
    assert "the two passwords differ" in capsys.readouterr().err


def test_the_server_erases_what_is_over_by_itself(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = MovingClock(now)
    house = House(tmp_path, clock)
    house.make(Card(sentence="geheim"), queue=True, once=False)
    clock.move(hours=25)

    async def stop(_: float) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr("bot.desk.jobs.asyncio.sleep", stop)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(jobs.keep_house(house))
    assert house.database.rows("select * from bodies") == []


def test_a_job_that_fails_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Any:
        raise ValueError("geheim")

    jobs._safely(fail)
    assert "ValueError" in caplog.text
    assert "geheim" not in caplog.text


def test_a_count_that_cannot_be_made_costs_no_answer(
    tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    House(tmp_path, MovingClock(now)).count({"language": "nl"})
    assert "a reply was not counted" in caplog.text


def test_a_database_that_is_away_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    def away() -> Any:
        raise HouseAway("the database does not answer")

    is_away = jobs._safely(away)
    assert jobs._safely(away, is_away)
    assert len(caplog.records) == 1
    assert not jobs._safely(lambda: None, is_away)


def test_accounts_that_cannot_be_reached_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEGWIJS_POSTGRES", f"postgresql://wegwijs@127.0.0.1:{free_port()}/postgres")
    monkeypatch.setenv("WEGWIJS_KEY", "the same on both servers")
    assert desk(monkeypatch, tmp_path, "users", "--endpoints", str(ROOT / "bot" / "endpoints.cluster.yml")) == 1
    assert "the accounts cannot be reached (the database does not answer)" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_server_that_stops_writes_what_it_counted(tmp_path: Path) -> None:
    server = start(tmp_path)
    post(server.port, "mag ik reizen?", sender="counts")
    server.stop()
    with closing(sqlite3.connect(tmp_path / "data" / FILE)) as connection:
        assert connection.execute("select value, n from figures where what = 'language'").fetchall() == [("nl", 1)]


@pytest.mark.cluster
def test_the_accounts_of_the_servers_are_in_the_database_that_their_endpoints_file_names(
    tmp_path: Path, postgres: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEGWIJS_POSTGRES", url_of(postgres))
    monkeypatch.setenv("WEGWIJS_KEY", "the same on both servers")
    shared = ("--endpoints", str(ROOT / "bot" / "endpoints.cluster.yml"))
    assert desk(monkeypatch, tmp_path / "one machine", "add-user", "Dirk", "--desk", "Onthaal", *shared) == 0
    assert desk(monkeypatch, tmp_path / "another", "users", *shared) == 0
    assert "Dirk\tOnthaal" in capsys.readouterr().out
    assert desk(monkeypatch, tmp_path / "another", "users") == 0
    assert "Dirk" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "error"),
    [
        (None, "there is no endpoints file"),
        ("{", "cannot be read"),
        (f"tracker_store: {{type: {STORE}, key: x}}", "secret"),
    ],
)
def test_an_endpoints_file_that_cannot_be_used_is_told(tmp_path: Path, written: str | None, error: str) -> None:
    path = tmp_path / "endpoints.yml"
    if written:
        path.write_text(written, encoding="utf-8")
    with pytest.raises(UnusableStore, match=error):
        shared_by(path)


@pytest.mark.parametrize("written", ["", "tracker_store: {type: SQL}", "lock_store: {type: redis}"])
def test_without_our_store_in_postgresql_the_desk_keeps_its_own_file(tmp_path: Path, written: str) -> None:
    path = tmp_path / "endpoints.yml"
    path.write_text(written, encoding="utf-8")
    assert shared_by(path) is None
    assert shared_by(None) is None
