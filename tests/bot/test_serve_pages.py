"""The pages and files over HTTP and HTTPS, by the real server."""

from __future__ import annotations

import gzip
import http.client
import json
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from bot.build import ROOT
from knowledge.languages import LANGUAGES
from tests.bot.test_serve import free_port, request

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

HTML = {"Accept": "text/html"}


@contextmanager
def serving(*options: str) -> Iterator[tuple[int, str]]:
    """The port of a real server, and what it said when it was ready."""
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--now", "2026-11-24T10:00", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield port, process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with serving() as (port, _):
        yield port


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("tail", ["topics", "helpdesks", "medical", "medical/costs", "download"])
def test_pages_are_sent_with_safe_headers(server: int, code: str, tail: str) -> None:
    status, headers, body = request(server, "GET", f"/{code}/{tail}")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert f'lang="{code}"' in body.decode()


@pytest.mark.parametrize("path", ["/offline/nl.json", "/offline/hours.json", "/sw.js", "/nl/medical/costs"])
def test_what_is_large_is_compressed_and_known_again(server: int, path: str) -> None:
    _, headers, body = request(server, "GET", path, headers={"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body)
    again, _, nothing = request(server, "GET", path, headers={"If-None-Match": headers["etag"]})
    assert (again, nothing) == (304, b"")


def test_all_four_languages_weigh_little(server: int) -> None:
    weights = [
        len(request(server, "GET", path, headers={"Accept-Encoding": "gzip"})[2])
        for code in LANGUAGES
        for path in (f"/offline/{code}.json", f"/offline/{code}/search.json")
    ]
    assert sum(weights) < 1_000_000


@pytest.mark.parametrize(("path", "code"), [("/ar/nothing", "ar"), ("/fr/medical/nothing", "fr"), ("/nothing", "nl")])
def test_a_reader_is_told_in_her_language_that_there_is_nothing(server: int, path: str, code: str) -> None:
    status, _, body = request(server, "GET", path, headers={**HTML, "Accept-Language": "nl-BE"})
    assert status == 404
    assert f'<html lang="{code}"' in body.decode()


def test_a_program_is_told_in_json(server: int) -> None:
    status, _, body = request(server, "GET", "/nothing/at/all/x/y")
    assert status == 404
    assert "error" in json.loads(body)


@pytest.mark.parametrize(
    ("asked", "status", "size"), [("bytes=0-99", 206, 100), ("bytes=10-", 206, None), ("bytes=999999999-", 416, 0)]
)
def test_a_player_gets_the_piece_that_it_asks_for(server: int, asked: str, status: int, size: int | None) -> None:
    if not json.loads(request(server, "GET", "/audio")[2])["en"]:
        assert request(server, "GET", "/audio/en/medical/bill")[0] == 404
        return
    found, headers, body = request(server, "GET", "/audio/en/medical/bill", headers={"Range": asked})
    assert found == status
    assert headers["content-range"].startswith("bytes ")
    assert size is None or len(body) == size


def test_with_a_certificate_it_speaks_https(tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    files = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    with serving("--host", "localhost", *files) as (port, said):
        assert said == f"Wegwijs is ready: https://localhost:{port}\n"
        connection = http.client.HTTPSConnection("localhost", port, timeout=30, context=trusting)
        connection.request("GET", "/nl/topics")
        assert connection.getresponse().status == 200
        connection.close()


def test_a_wrong_setting_is_told_before_anything_starts() -> None:
    command = [sys.executable, "-m", "bot", "serve", "--public-url", "nonsense"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "--public-url" in done.stderr
    assert "Traceback" not in done.stderr
