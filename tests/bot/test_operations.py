"""What the person who looks after the box reads and runs."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.__main__ import main
from bot.operations import logs
from bot.operations.metrics import TOKEN, Metrics, may_read


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
