"""The benchmark: its share of sentences is fixed, its ratios are what they say, its clients count what they get."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.bench import plain, share
from bot.bench.command import bench, ratios, table
from bot.bench.load import ask_for
from bot.bench.processes import memory, running
from bot.bench.systems import Size
from knowledge.languages import LANGUAGES


def test_the_share_is_what_its_seed_draws() -> None:
    chosen = share.share()
    assert set(chosen) == set(LANGUAGES)
    for by_intent in chosen.values():
        assert len(by_intent) == share.INTENTS
        assert {len(texts) for texts in by_intent.values()} == {share.EACH}


def test_plain_rasa_keeps_its_published_configuration(tmp_path: Path) -> None:
    plain.make_project(tmp_path, share.share(3), 5)
    config = yaml.safe_load((tmp_path / "config.yml").read_text())
    assert config["pipeline"] is None
    assert config["policies"] is None
    endpoints = yaml.safe_load((tmp_path / "endpoints.yml").read_text())
    assert endpoints["tracker_store"]["dialect"] == "sqlite"
    rules = yaml.safe_load((tmp_path / "data/rules.yml").read_text())["rules"]
    assert len(rules) == 3


def system(scale: float, rate: float) -> dict[str, Any]:
    clients = {
        count: {"p50_ms": 10 * scale, "p95_ms": 20 * scale, "answers_per_second": rate} for count in ("1", "8", "32")
    }
    return {"training_s": 8 * scale, "start_s": 4 * scale, "memory_mb": 100 * scale, "clients": clients}


def test_ratios_say_how_many_times_better() -> None:
    found = ratios({"rasa": system(8, 20), "wegwijs": system(1, 100), "wegwijs_two_workers": system(1, 300)})
    assert found["ratios"] == {
        "p50": 8,
        "p50_32_clients": 8,
        "throughput": 15,
        "throughput_one_worker": 5,
        "memory": 8,
        "start": 8,
        "training": 8,
    }
    assert ratios({"wegwijs": system(1, 100)}) == {}


@pytest.mark.filterwarnings("ignore")  # matplotlib's own
def test_parts_that_were_measured_before_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.bench import command

    monkeypatch.setitem(command.PARTS, "rasa", lambda *_: system(8, 20))
    monkeypatch.setitem(command.PARTS, "wegwijs", lambda *_: system(1, 100))
    results = tmp_path / "bench.json"
    for part in ("rasa", "wegwijs"):
        monkeypatch.setitem(command.GROUPS, part, (part,))
        capsys.readouterr()
        picture = tmp_path / "bench.svg" if part == "wegwijs" else None
        bench(only=part, size=Size(), results=results, as_json=True, plot=picture)
    printed = json.loads(capsys.readouterr().out)
    assert printed["ratios"]["p50"] == 8
    assert json.loads(results.read_text()) == printed
    assert "<svg" in (tmp_path / "bench.svg").read_text()
    assert "| rasa | 64 s |" in table(printed)


def test_clients_count_answers_and_what_stays_empty() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = 0
        while await reader.readline():
            length = 0
            while (line := await reader.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length"):
                    length = int(line.split(b":")[1])
            await reader.readexactly(length)
            asked += 1
            body = b"[]" if asked == 2 else b'[{"text": "yes"}]'
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    async def measure() -> dict[str, float]:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        found = (await ask_for(port, ["?"], 3, 0.3)).figures()
        server.close()
        return found

    figures = asyncio.run(measure())
    assert figures["questions"] > 3
    assert figures["without_answer"] == 3
    assert figures["answers_per_second"] > 0


def test_memory_is_that_of_the_whole_tree(tmp_path: Path) -> None:
    hungry = "import subprocess, sys; x = bytearray(60_000_000); x[::4096] = x[::4096]"
    child = f"{hungry}; print('ready', flush=True); import time; time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    log = tmp_path / "log"
    with running([sys.executable, "-c", parent], tmp_path, log, {}) as process:
        until = time.monotonic() + 60
        while "ready" not in log.read_text() and time.monotonic() < until and os.path.exists(f"/proc/{process}"):
            subprocess.run(["true"], check=True)
        assert memory(process) > 57


def test_an_unknown_part_is_told() -> None:
    from bot.__main__ import main

    assert main(["bench", "--only", "nothing"]) == 1
