"""What the person who looks after the box reads and runs."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import operations
from bot.__main__ import main
from bot.operations import logs
from bot.operations.metrics import TOKEN, Metrics, may_read
from bot.options import parser


def reply(**more: Any) -> dict[str, Any]:
    return {"language": "ar", "outcome": "answered", "topic": "medical", "urgent": [], "text": "secret words", **more}


def request(ip: str = "10.0.0.7", **headers: str) -> Any:
    return SimpleNamespace(ip=ip, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_metrics_count_replies_and_hold_no_text() -> None:
    metrics = Metrics()
    metrics.replied(reply(urgent=["no_bed"]), 0.01)
    metrics.replied(reply(topic=None, outcome="unknown"), 0.01)
    metrics.replied(reply(retry=True), 0.01)
    metrics.refused("broken")
    page = metrics.page().decode()
    assert 'wegwijs_replies_total{language="ar",outcome="answered",topic="medical"} 1.0' in page
    assert 'wegwijs_urgent_total{kind="no_bed"} 1.0' in page
    assert "wegwijs_failed_turns_total 1.0" in page
    assert 'wegwijs_refused_total{why="broken"} 1.0' in page
    assert "wegwijs_turn_seconds_count 3.0" in page
    assert "secret" not in page


def test_a_label_comes_from_a_closed_list() -> None:
    metrics = Metrics()
    metrics.replied(reply(language="0475123456", outcome="ahmed"), 0.01)
    assert 'language="other",outcome="other"' in metrics.page().decode()


def test_metrics_are_for_this_machine_or_who_has_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    assert may_read(request("127.0.0.1"))
    assert not may_read(request())
    assert not may_read(request(authorization="Bearer "))
    monkeypatch.setenv(TOKEN, "long-secret")
    assert may_read(request(authorization="Bearer long-secret"))
    assert not may_read(request(authorization="Bearer long"))
    assert not may_read(request("127.0.0.1", x_forwarded_for="10.0.0.7"))


@pytest.mark.filterwarnings("ignore")
def test_forget_erases_one_conversation_or_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.stores.opened import in_folder

    store = in_folder(tmp_path).tracker_store
    store.domain = Domain.empty()
    for sender in ("one", "two", "three"):
        asyncio.run(store.save(DialogueStateTracker.from_events(sender, [])))
    assert main(["forget", "one", "--data", str(tmp_path)]) == 0
    assert asyncio.run(store.retrieve("one")) is None
    assert asyncio.run(store.retrieve("two")) is not None
    assert main(["forget", "--all", "--data", str(tmp_path)]) == 0
    assert asyncio.run(store.retrieve("two")) is None
    assert capsys.readouterr().out == "Erased: 1.\nErased: 2.\n"


@pytest.mark.filterwarnings("ignore")
def test_what_is_over_is_erased_without_a_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

    from actions.context import fixed_clock, system_clock
    from bot.desk.house import House
    from bot.stores.opened import in_folder
    from knowledge.triage import Card

    yesterday = system_clock() - timedelta(hours=25)
    House(tmp_path, fixed_clock(yesterday)).make(Card(language="nl", sentence="slaapt buiten"), queue=False, once=False)
    House(tmp_path, system_clock).make(Card(language="nl", sentence="wacht"), queue=False, once=False)
    for sender, at in (("old", yesterday.timestamp()), ("new", system_clock().timestamp())):
        store = in_folder(tmp_path).tracker_store
        store.domain, store._clock = Domain.empty(), lambda at=at: at
        asyncio.run(store.save(DialogueStateTracker.from_events(sender, [])))
    assert main(["forget", "--expired", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "Erased: 1 conversations, 1 cards.\n"
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"slaapt buiten" not in held
    assert b"wacht" in held
    assert asyncio.run(in_folder(tmp_path).tracker_store.retrieve("new")) is not None


UNITS = sorted(Path(operations.__file__).parent.glob("wegwijs*.*"))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    for each in UNITS:
        there = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", each.read_text())
        (tmp_path / each.name).write_text(there.replace("/srv/wegwijs", str(tmp_path)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [each for each in UNITS if each.suffix == ".service"], ids=lambda unit: unit.name)
def test_the_units_run_commands_that_exist(unit: Path) -> None:
    [line] = re.findall(r"(?m)^ExecStart=/srv/wegwijs/.venv/bin/wegwijs (.*)$", unit.read_text())
    assert parser().parse_args(line.split()).data == Path("/var/lib/wegwijs")


def test_log_lines_are_json_and_quote_no_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(logs.SETTING, "json")
    root, out = logging.getLogger(), io.StringIO()
    before = list(root.handlers)
    assert logs.set_up(out)
    try:
        raise ValueError("what somebody typed")
    except ValueError:
        logging.getLogger("bot.test").exception("a turn failed")
    finally:
        root.handlers = before
    line = json.loads(out.getvalue())
    assert (line["level"], line["from"], line["said"]) == ("error", "bot.test", "a turn failed")
    assert line["exception"] == "ValueError"
    assert "typed" not in out.getvalue()


def test_log_lines_stay_as_they_are_without_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(logs.SETTING, raising=False)
    assert not logs.set_up(io.StringIO())


def test_forget_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget"]) == 1
    assert main(["forget", "x", "--all"]) == 1
    assert main(["forget", "x", "--data", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.count("wegwijs: ") == 3
