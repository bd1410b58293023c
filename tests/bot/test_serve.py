"""The real server on a real port."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot.build import ROOT
from knowledge.languages import LANGUAGES

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--now", "2026-11-24T10:00"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == f"Wegwijs is ready: http://127.0.0.1:{port}\n"
    yield port
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def request(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def send(port: int, message: str, **more: Any) -> dict[str, Any]:
    body = json.dumps({"message": message, **more}).encode()
    status, _, content = request(port, "POST", "/webhooks/rest/webhook", body)
    assert status == 200
    [reply] = json.loads(content)
    return reply


def test_health(server: int) -> None:
    status, _, body = request(server, "GET", "/health")
    assert status == 200
    assert json.loads(body)["ready"] is True


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_in_its_language_and_asks_nobody_else(server: int, code: str) -> None:
    status, headers, body = request(server, "GET", f"/{code}")
    page = body.decode()
    assert status == 200
    assert f'<html lang="{code}" dir="{LANGUAGES[code].direction}">' in page
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in headers["content-security-policy"]


def test_the_start_page_offers_every_language(server: int) -> None:
    _, _, body = request(server, "GET", "/", headers={"Accept-Language": "ar-SY,ar;q=0.9"})
    assert '<html lang="ar" dir="rtl">' in body.decode()
    for language in LANGUAGES.values():
        assert language.name in body.decode()


def test_files_are_cached_by_their_content(server: int) -> None:
    _, headers, body = request(server, "GET", "/static/chat.js")
    assert body
    status, _, again = request(server, "GET", "/static/chat.js", headers={"If-None-Match": headers["etag"]})
    assert (status, again) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/../rest.py", "/static/%2e%2e/rest.py", "/static/chat.html", "/conversations/x/tracker", "/model"]
)
def test_nothing_else_is_served(server: int, path: str) -> None:
    assert request(server, "GET", path)[0] == 404


def test_a_reply_has_text_buttons_and_the_contract(server: int) -> None:
    reply = send(server, "wie betaalt mijn dokter?")
    assert reply["text"] == reply["custom"]["text"]
    assert reply["buttons"] == reply["custom"]["buttons"]
    assert reply["custom"]["answer"] == "medical.costs"


def test_a_conversation_goes_on_under_the_sender_that_the_server_gave(server: int) -> None:
    first = send(server, "wie betaalt mijn dokter?")
    second = send(server, '/inform_situation{"status":"refugee"}', sender=first["recipient_id"])
    assert second["custom"]["outcome"] == "answered"
    other = send(server, "wie betaalt mijn dokter?")
    assert other["recipient_id"] != first["recipient_id"]
    assert other["custom"]["outcome"] == "asked"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{", "the body is not JSON"),
        (b"\xff\xfe", "the body is not JSON"),
        (b"[]", "message: is missing or no text"),
        (b'{"message": 5}', "message: is missing or no text"),
        (b'{"message": "x", "sender": 5}', "sender: is no text"),
        (json.dumps({"message": "x", "sender": "y" * 500}).encode(), "sender: is no text of at most"),
    ],
)
def test_a_broken_request_is_told(server: int, body: bytes, error: str) -> None:
    status, _, content = request(server, "POST", "/webhooks/rest/webhook", body)
    assert status == 400
    assert json.loads(content)["error"].startswith(error)


@pytest.mark.parametrize("message", ["", "🙂🙂", "\x00\x01", "a" * 10_000, "\u202eمدرسة school"])
def test_a_broken_message_gets_a_kind_answer(server: int, message: str) -> None:
    assert send(server, message, metadata={"language": "fr"})["text"]


def test_an_unknown_language_code_is_no_trouble(server: int) -> None:
    assert send(server, "mag mijn dochter naar school", metadata={"language": "xx"})["custom"]["language"] == "nl"


def test_too_large_a_body_is_refused(server: int) -> None:
    status, _, _ = request(server, "POST", "/webhooks/rest/webhook", json.dumps({"message": "a" * 100_000}).encode())
    assert status == 413


def test_a_port_in_use_is_told(server: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--port", str(server)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"port {server} is in use" in done.stderr
    assert "Traceback" not in done.stderr
