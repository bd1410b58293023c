"""What the person who looks after the box does while a real server runs, or between two of them."""

from __future__ import annotations

import http.client
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from bot.build import KNOWLEDGE, MODEL, ROOT
from bot.channel.labels import content_of
from knowledge.doors import clock_unsure
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from knowledge.wording import wording
from tests.servers import Server, health, post, start

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ASK = "wie betaalt mijn dokter?"
TOLD = '/inform_situation{"status":"refugee"}'
PATIENCE = 60


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The build folder of a machine."""
    build = tmp_path / "build"
    build.mkdir()
    for path in (KNOWLEDGE, MODEL, MODEL.with_name("model.fingerprint"), MODEL.with_name("model.tar.gz.sha256")):
        shutil.copy(path, build)
    return build


@pytest.fixture
def server(box: Path) -> Iterator[Server]:
    started = start(box, "--knowledge", str(box / "knowledge.sqlite"))
    yield started
    assert started.stop() == 0


def wegwijs(box: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    environment = {**os.environ, "WEGWIJS_BUILD": str(box)}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)


def page(server: Server, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers={"Accept-Language": "nl"})
    body = connection.getresponse().read().decode()
    connection.close()
    return unescape(body).replace("<bdi>", "").replace("</bdi>", "")


def eventually(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    return is_so()


TWO_DAYS = timedelta(days=2)


def days(box: Path) -> tuple[date, date]:
    """The day of the content of this machine, and of what the editors made two days later."""
    with closing(Store(box / "knowledge.sqlite")) as store:
        return store.content_date, store.content_date + TWO_DAYS


def newer(box: Path, later: timedelta = TWO_DAYS) -> Path:
    """A base that the editors made so much later."""
    made = box.parent / f"newer-{later.days}" / "knowledge.sqlite"
    made.parent.mkdir()
    shutil.copy(box / "knowledge.sqlite", made)
    with closing(sqlite3.connect(made)) as database, database:
        database.execute("update meta set value = 'made-two-days-later' where key = 'fingerprint'")
        change = "update sources set data = json_set(data, '$.read_on', ?) where position = 0"
        database.execute(change, (str(days(box)[0] + later),))
    return made


def test_a_bundle_from_a_stick_is_served_within_seconds_and_can_go_back(server: Server, box: Path) -> None:
    from bot.operations import bundle, keys

    now, later = days(box)
    key, stick = box.parent / "house.key", box.parent / "content.wegwijs"
    keys.make(key).replace(box / "data" / "bundle.pub")
    bundle.make(stick, newer(box), key)
    shown = [(code, path) for code in LANGUAGES for path in (f"/{code}", f"/kiosk/{code}", f"/{code}/topics")]
    shown += [("nl", "/"), ("nl", "/kiosk")]

    def all_say(day: date) -> bool:
        return all(content_of(code, day) in page(server, path) for code, path in shown)

    assert all_say(now)
    broken = box.parent / "broken.wegwijs"
    broken.write_bytes(stick.read_bytes()[:-1000])
    refused = wegwijs(box, "update", str(broken))
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    done = wegwijs(box, "update", str(stick))
    assert done.returncode == 0, done.stderr
    assert eventually(lambda: health(server.port)[1]["content_date"] == str(later))
    assert all_say(later)
    assert post(server.port, ASK, sender="stick")[1]["custom"]["answer"] == "medical.costs"
    assert wegwijs(box, "update", "--back").returncode == 0
    assert eventually(lambda: health(server.port)[1]["content_date"] == str(now))
    assert all_say(now)


def test_a_backup_is_made_beside_a_server_and_restored_only_without_one(server: Server, box: Path) -> None:
    file = box.parent / "kept.zip"
    post(server.port, ASK, sender="backup")
    assert wegwijs(box, "backup", str(file)).returncode == 0
    refused = wegwijs(box, "restore", str(file))
    assert refused.returncode == 1
    assert "stop it first" in refused.stderr
    server.kill()
    assert wegwijs(box, "restore", str(file)).returncode == 0
    again = start(box, "--knowledge", str(box / "knowledge.sqlite"))
    server.process, server.port = again.process, again.port
    assert post(server.port, TOLD, sender="backup")[1]["custom"]["outcome"] == "answered"


def test_a_clock_before_the_content_is_told_everywhere_and_logged_once(box: Path) -> None:
    wrong = start(box, "--knowledge", str(newer(box, timedelta(days=36500))), "--workers", "2", now=None)
    try:
        status, found = health(wrong.port)
        assert (status, found["status"], found["clock"]) == (200, "degraded", "doubtful")
        assert "before the day of the content" in found["reasons"][0]
        for code in LANGUAGES:
            reply = post(wrong.port, "/ask_human", sender=f"clock-{code}", metadata={"language": code})[1]["custom"]
            assert clock_unsure(wording(code)) in reply["text"]
            assert not any(desk["open_now"] is False for desk in reply["helpdesks"])
            assert clock_unsure(wording(code)) in page(wrong, f"/{code}/helpdesks")
    finally:
        assert wrong.stop() == 0
    assert wrong.said().count("opening hours are not told") == 1


def test_conversations_go_on_after_an_upgrade(box: Path) -> None:
    """Another process, other content, a model file that was written anew; the same data folder."""
    options = ("--data", str(box / "data"), "--workers", "2")
    old = start(box, "--knowledge", str(box / "knowledge.sqlite"), *options)
    try:
        assert post(old.port, ASK, sender="nadia", message_id="asked-before")[1]["custom"]["outcome"] == "asked"
    finally:
        assert old.stop() == 0
    model = Path(shutil.copy(box / "model.tar.gz", box.parent / "newer-model.tar.gz"))
    new = start(box, "--knowledge", str(newer(box)), "--model", str(model), *options)
    try:
        assert health(new.port)[1]["content_date"] == str(days(box)[1])
        again = post(new.port, ASK, sender="nadia", message_id="asked-before")[1]["custom"]
        assert again["outcome"] == "asked", "the reply of the old server, for a message that is sent again"
        reply = post(new.port, TOLD, sender="nadia")[1]["custom"]
        assert (reply["outcome"], reply["answer"]) == ("answered", "medical.costs")
    finally:
        assert new.stop() == 0
