"""What a phone keeps: a version that changes when a page would, hours that were worked out, one file with everything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.context import Context, fixed_clock
from bot.channel.download import Download
from bot.channel.offline import Offline
from bot.channel.page_maker import PageMaker
from knowledge.languages import LANGUAGES
from knowledge.openings import AHEAD
from knowledge.store import Store
from tests.bundles import kept_pages
from tests.conftest import TUESDAY_MORNING


@pytest.fixture(scope="module")
def maker(store: Store) -> PageMaker:
    return PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)))


@pytest.fixture(scope="module")
def offline(maker: PageMaker) -> Offline:
    return Offline(maker)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_bundle_holds_every_page_of_a_language(offline: Offline, code: str) -> None:
    assert kept_pages(offline, code) == {path: offline.maker.page(path) for path in offline.maker.paths(code)}
    bundle = json.loads(offline.bundle(code))
    assert "default-src 'none'" in bundle["headers"]["Content-Security-Policy"]


def test_the_version_stays_until_a_page_would_look_different(maker: PageMaker, offline: Offline, store: Store) -> None:
    tomorrow = Context(store, fixed_clock(TUESDAY_MORNING + timedelta(days=1)))
    assert Offline(replace(maker, context=tomorrow)).version == offline.version
    assert Offline(replace(maker, base="https://wegwijs.example")).version != offline.version
    assert Offline(replace(maker, spoken=frozenset({"nl"}))).version != offline.version


def test_the_worker_knows_its_version_and_keeps_what_exists(offline: Offline) -> None:
    known = json.loads(re.match(r"const KNOWN = (.*);\n", offline.worker())[1])  # type: ignore[index]
    assert known["version"] == offline.version
    assert "/static/page.css" in known["files"]
    assert not [path for group in known.values() for path in group if "webhooks" in path]


def test_hours_are_worked_out_for_every_door_that_may_be_shown(offline: Offline, store: Store) -> None:
    hours = offline.hours()
    assert set(hours["doors"]) == {desk.id for desk in store.helpdesks.values() if desk.may_be_shown}
    assert hours["sure"] - hours["from"] == AHEAD.days * 24 * 60
    assert hours["end"] > hours["sure"]
    for code in LANGUAGES:
        assert len(hours["says"][code]["days"]) >= AHEAD.days
        assert "{time}" in hours["says"][code]["sentences"]["until"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_file_to_save_asks_nobody_and_runs_only_its_own_script(offline: Offline, code: str) -> None:
    html, policy = Download(offline).file(code)
    assert not re.search(r"""(?:src|srcset|action)=["'](?!#)""", html)
    assert "<link" not in html
    [script] = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("code", [None, *LANGUAGES])
def test_the_manifest_starts_in_the_language_of_the_reader(offline: Offline, code: str | None) -> None:
    manifest = json.loads(offline.manifest(code))
    assert manifest["start_url"] == (f"/{code}" if code else "/")
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
