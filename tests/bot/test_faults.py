"""What happens when something goes wrong around a real server; the table is in bot/reports/faults.md."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from bot.build import KNOWLEDGE, ROOT
from tests.servers import Server, free_port, health, insist, post, start

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ASK = "wie betaalt mijn dokter?"
TOLD = '/inform_situation{"status":"refugee"}'
PATIENCE = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def knowledge(folder: Path) -> Path:
    return Path(shutil.copy(KNOWLEDGE, folder / "knowledge.sqlite"))


@pytest.fixture(scope="module")
def server(folder: Path, knowledge: Path) -> Iterator[Server]:
    started = start(folder, "--knowledge", str(knowledge))
    yield started
    assert started.stop() == 0


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether it comes true; looks again and again."""
    until = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    return is_so()


def outcome(server: Server, message: str, sender: str, **more: Any) -> tuple[str, str]:
    status, reply = post(server.port, message, sender=sender, **more)
    assert status == 200
    return reply["custom"]["outcome"], reply["custom"]["answer"]


def test_a_full_disk_is_told_and_people_go_on(server: Server, folder: Path) -> None:
    outcome(server, ASK, "before")
    log = folder / "data" / "conversations.sqlite-wal"
    pid, unlimited = server.process.pid, resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (log.stat().st_size, unlimited))
    try:
        assert outcome(server, ASK, "full") == ("asked", "medical.costs")
        assert outcome(server, TOLD, "full") == ("answered", "medical.costs")
        assert outcome(server, ASK, "full", message_id="sent-while-full") == ("answered", "medical.costs")
        assert outcome(server, ASK, "full", message_id="sent-while-full") == ("answered", "medical.costs")
        assert health(server.port)[1]["storage"] == "degraded"
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    assert outcome(server, ASK, "full") == ("answered", "medical.costs")
    assert health(server.port)[1]["storage"] == "ok"
    assert "conversations cannot be kept" in server.said()
    assert "dokter" not in server.said()


def test_a_knowledge_base_is_swapped_while_serving(server: Server, knowledge: Path) -> None:
    def put(change: str) -> None:
        draft = knowledge.with_suffix(".draft")
        shutil.copy(knowledge, draft)
        with closing(sqlite3.connect(draft)) as connection, connection:
            connection.executescript(change)
        os.replace(draft, knowledge)

    put("update meta set value = 'newer-than-all' where key = 'fingerprint'")
    assert eventually(lambda: health(server.port)[1]["knowledge"] == "newer-than-a")
    good = knowledge.read_bytes()
    put("delete from answers; update meta set value = 'broken' where key = 'fingerprint'")
    assert eventually(lambda: "is refused" in server.said())
    assert outcome(server, ASK, "swap") == ("asked", "medical.costs")
    assert health(server.port)[1]["knowledge"] == "newer-than-a"
    knowledge.with_suffix(".good").write_bytes(good)
    os.replace(knowledge.with_suffix(".good"), knowledge)


def test_slow_and_half_sent_requests_hold_nobody_up(server: Server) -> None:
    head = b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
    with ExitStack() as held:
        slow = [held.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(100)]
        for at, client in enumerate(slow):
            client.sendall(head + (b'\r\n{"message": "ha' if at % 2 else b""))
        assert [outcome(server, ASK, f"quick {at}") for at in range(10)] == [("asked", "medical.costs")] * 10
        for client in slow[:2]:
            client.settimeout(PATIENCE)
            assert client.recv(100)[9:12] in (b"408", b"503", b"")


def test_who_hangs_up_before_the_answer_breaks_nothing(server: Server) -> None:
    body = b'{"message": "wie betaalt mijn dokter?", "sender": "gone", "message_id": "hung-up-early"}'
    head = f"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(head + body)
    assert insist([server.port], ASK, sender="gone", message_id="hung-up-early")["custom"]["outcome"] == "asked"


def test_two_servers_on_one_folder_share_its_conversations(server: Server, folder: Path) -> None:
    second = start(folder)
    try:
        assert outcome(server, ASK, "shared") == ("asked", "medical.costs")
        assert outcome(second, TOLD, "shared") == ("answered", "medical.costs")
        assert outcome(server, ASK, "shared") == ("answered", "medical.costs")
    finally:
        second.kill()
    assert outcome(server, ASK, "shared") == ("answered", "medical.costs")


def test_a_disk_that_cannot_be_written_is_told(folder: Path) -> None:
    readonly = start(folder, "--data", "/proc/wegwijs", "--workers", "2")
    try:
        assert outcome(readonly, ASK, "readonly") == ("asked", "medical.costs")
        assert outcome(readonly, TOLD, "readonly") == ("answered", "medical.costs")
        assert health(readonly.port)[1]["storage"] == "degraded"
        assert "in memory only" in readonly.said()
    finally:
        assert readonly.stop() == 0


def test_a_worker_that_is_killed_is_replaced(folder: Path) -> None:
    both = start(folder, "--workers", "2", "--data", str(folder / "workers"))
    try:
        insist([both.port], ASK, sender="worker")
        children = Path(f"/proc/{both.process.pid}/task/{both.process.pid}/children")
        first, _ = children.read_text().split()
        os.kill(int(first), 9)
        assert (
            insist([both.port], TOLD, sender="worker", message_id="after-the-kill")["custom"]["outcome"] == "answered"
        )
        assert eventually(lambda: len(children.read_text().split()) == 2 and first not in children.read_text().split())
    finally:
        assert both.stop() == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--model", "nowhere.tar.gz"), "there is no model at nowhere.tar.gz"),
        (("--endpoints", "nowhere.yml"), "there is no endpoints file at nowhere.yml"),
    ],
)
def test_without_a_model_or_stores_the_server_says_what_to_do(options: tuple[str, ...], told: str) -> None:
    command = [sys.executable, "-m", "bot", "serve", "--port", str(free_port()), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
