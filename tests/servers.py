"""Real servers on real ports, for the tests that end them in every way."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.build import KNOWLEDGE, MODEL, ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`wegwijs serve` as a process of its own, and what it writes to its log."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def kill(self) -> None:
        """As a power cut does: kill -9, its workers with it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._ended()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self) -> int:
        code = self.process.wait(timeout=60)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def said(self) -> str:
        return self.log.read_text()


def start(
    folder: Path,
    *options: str,
    port: int | None = None,
    environment: dict[str, str] | None = None,
    now: str | None = "2026-11-24T10:00",
) -> Server:
    """A server that takes requests; `folder` keeps its log, and its conversations unless the options say otherwise.

    Its clock stands still at `now`, or is the machine's own.
    """
    port = port or free_port()
    kept = () if {"--data", "--memory", "--endpoints"} & set(options) else ("--data", str(folder / "data"))
    given = ("--model", str(MODEL), "--knowledge", str(KNOWLEDGE), *(("--now", now) if now else ()), *kept)
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), *given, *options]
    log = folder / f"server-{port}.log"
    with log.open("a") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.stdout.close()
    assert line.startswith("Wegwijs is ready"), log.read_text()
    return Server(process, port, log)


def post(port: int, message: str, *, timeout: float = 30, **more: Any) -> tuple[int, dict[str, Any]]:
    """The status and the reply of one message. Raises OSError or http.client.HTTPException when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", "/webhooks/rest/webhook", json.dumps({"message": message, **more}).encode())
        answer = connection.getresponse()
        body = json.loads(answer.read())
    finally:
        connection.close()
    return answer.status, body[0] if isinstance(body, list) else body


def insist(ports: Sequence[int], message: str, *, tries: int = 40, **more: Any) -> dict[str, Any]:
    """The reply, however often it must be sent, to whichever server answers."""
    import time

    for at in range(tries):
        try:
            status, reply = post(ports[at % len(ports)], message, **more)
        except (OSError, http.client.HTTPException, ValueError):
            status, reply = 0, {}
        if status == 200:
            return reply
        time.sleep(0.25)
    raise AssertionError("nobody answered")


def health(port: int) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/health")
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found
