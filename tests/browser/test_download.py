"""The one file to save: it opens from a phone's own memory and asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from actions.context import Context, fixed_clock
from bot.build import KNOWLEDGE
from bot.channel.download import Download
from bot.channel.offline import Offline
from bot.channel.page_maker import PageMaker
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from tests.browser.served import phone, watched

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=BRUSSELS)
MONDAY_NIGHT = datetime(2026, 11, 30, 23, 0, tzinfo=BRUSSELS)
QUESTIONS = {"nl": "dokter betalen", "fr": "médecin hôpital", "en": "who pays hospital", "ar": "من يدفع للطبيب"}


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(KNOWLEDGE)


@pytest.fixture(scope="module")
def folder(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The saved files."""
    found = tmp_path_factory.mktemp("saved")
    download = Download(Offline(PageMaker(Context(store, fixed_clock(NOW)))))
    for code in LANGUAGES:
        (found / f"{code}.html").write_text(download.file(code)[0], encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with phone() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser, "file://", offline=True) as opened:
        opened.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
        yield opened


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_answer_and_helpdesk_is_inside(page: Page, folder: Path, store: Store, code: str) -> None:
    page.goto((folder / f"{code}.html").as_uri())
    assert page.locator("details.answer").count() == len(store.answers())
    assert page.locator("[data-door]").count() > 30
    assert page.locator("html").get_attribute("dir") == LANGUAGES[code].direction


@pytest.mark.parametrize("code", LANGUAGES)
def test_search_finds_and_opens_an_answer(page: Page, folder: Path, code: str) -> None:
    page.goto((folder / f"{code}.html").as_uri())
    page.get_by_role("searchbox").fill(QUESTIONS[code])
    page.locator("#found a[href='#medical.costs']").click()
    answer = page.locator("[id='medical.costs']")
    expect(answer).to_have_attribute("open", "")
    answer.locator("details summary").first.click()
    expect(answer.locator("details .short").first).to_be_visible()


def test_hours_follow_the_clock_of_the_phone(page: Page, folder: Path) -> None:
    door = page.locator("[data-door='emergency-112'] .opening")
    desk = page.locator("[data-door='fedasil-info-point-brussels'] .opening")
    moved = datetime.now(BRUSSELS) - NOW  # the file moves a phone's clock by as much as its server's was
    page.clock.set_fixed_time(MONDAY_NIGHT + moved)
    page.goto((folder / "en.html").as_uri())
    expect(door).to_have_text("Open day and night.")
    expect(desk).to_contain_text("Closed now. Opens on Tuesday")
    page.clock.set_fixed_time(NOW + moved + timedelta(days=90))
    page.goto((folder / "en.html").as_uri())
    expect(desk).to_contain_text("no longer sure")


@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_nothing(page: Page, folder: Path, code: str) -> None:
    page.goto((folder / f"{code}.html").as_uri())
    page.evaluate("document.querySelector('details').open = true")
    violations = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]})
    assert [each["id"] for each in violations.response["violations"]] == []
