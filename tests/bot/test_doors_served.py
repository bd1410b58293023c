"""The doors of a real server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from bot.doors.door import SENDER_BURST
from knowledge.languages import LANGUAGES
from tests.servers import Server, start

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

FROM_OUTSIDE = {"X-Forwarded-For": "10.9.8.7"}
SEND = "/webhooks/rest/webhook"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("doors"), "--proxy")
    yield running
    running.stop()


def ask(
    server: Server, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, json.dumps(body).encode() if body else None, headers or {})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def test_somebody_elses_conversation_cannot_be_taken_over(server: Server) -> None:
    _, _, body = ask(server, "POST", SEND, {"message": "wie betaalt mijn dokter?", "sender": "victim"})
    assert json.loads(body)[0]["recipient_id"] == "victim"
    _, _, body = ask(server, "POST", SEND, {"message": "refugee", "sender": "victim"}, FROM_OUTSIDE)
    given = json.loads(body)[0]["recipient_id"]
    assert given != "victim"
    _, _, body = ask(server, "POST", SEND, {"message": "dank u", "sender": given}, FROM_OUTSIDE)
    assert json.loads(body)[0]["recipient_id"] == given


def test_too_many_messages_get_a_kind_answer_in_the_persons_language(server: Server) -> None:
    here = {"X-Forwarded-For": "10.9.8.66"}
    _, _, body = ask(server, "POST", SEND, {"message": "bonjour"}, here)
    sender = json.loads(body)[0]["recipient_id"]
    for _ in range(int(SENDER_BURST) * 6):
        status, headers, body = ask(server, "POST", SEND, {"message": "🙂", "sender": sender}, here)
        if status == 429:
            break
    assert status == 429
    assert int(headers["retry-after"]) >= 1
    status, _, body = ask(server, "POST", SEND, {"message": "je cherche un médecin maintenant", "sender": sender}, here)
    [reply] = json.loads(body)
    assert status in (200, 429)
    assert reply["custom"]["language"] == "fr"
    if status == 429:
        assert "112" in reply["text"]


@pytest.mark.parametrize("path", ["/", "/nl", "/health", "/nothing", "/static/chat.js"])
def test_every_answer_tells_the_browser_what_it_may_do(server: Server, path: str) -> None:
    _, headers, _ = ask(server, "GET", path)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_tls_is_asked_for_ever_once_it_is_there(server: Server) -> None:
    _, headers, _ = ask(server, "GET", "/nl", headers={"X-Forwarded-Proto": "https"})
    assert "max-age" in headers["strict-transport-security"]


def test_another_sites_page_cannot_send(server: Server) -> None:
    status, _, _ = ask(server, "POST", SEND, {"message": "x"}, {"Sec-Fetch-Site": "cross-site"})
    assert status == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/version"),
        ("GET", "/status"),
        ("GET", "/domain"),
        ("GET", "/conversations/x/tracker"),
        ("POST", "/conversations/x/trigger_intent"),
        ("POST", "/conversations/x/tracker/events"),
        ("POST", "/model/parse"),
        ("POST", "/model/train"),
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/webhook"),
        ("GET", "/actions"),
    ],
)
def test_neither_rasas_http_api_nor_an_action_server_is_there(server: Server, method: str, path: str) -> None:
    assert ask(server, method, path, {"x": 1})[0] in (404, 405)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_privacy_notice_is_one_page_in_its_language(server: Server, code: str) -> None:
    status, _, body = ask(server, "GET", f"/{code}/privacy")
    page = body.decode()
    assert status == 200
    assert f'<html lang="{code}" dir="{LANGUAGES[code].direction}">' in page
    assert page.count("<li>") == 9
    assert f'href="/{code}/privacy"' in ask(server, "GET", f"/{code}")[2].decode()
