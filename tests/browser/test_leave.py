"""Leaving: one tap or Escape, and nothing is left, neither in what the browser keeps nor in the history of the window."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge.languages import LANGUAGES
from tests.browser.conftest import QUESTIONS, answer, ask, history_of, stored
from tests.browser.served import HOST, watched

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

BLANK = re.compile(r"/blank$")
NOTHING = "{}{}"
PAGES_ARE_KEPT = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise((_, fail) => setTimeout(() => fail(new Error("nothing is kept")), 120000)),
])"""


def converse(page: Page, code: str) -> None:
    """A conversation that leaves traces: a language picked, an answer saved, a page of an answer visited."""
    page.goto("/")
    page.get_by_role("link", name=LANGUAGES[code].name).click()
    ask(page, QUESTIONS[code][0])
    answer(page).locator(".tools button[aria-pressed=false]").last.click()
    assert "school.compulsory" in stored(page)


def leaves_nothing(page: Page) -> None:
    expect(page).to_have_url(BLANK)
    expect(page).to_have_title("Info")
    assert stored(page) == NOTHING
    seen = [each for each in history_of(page) if not each.startswith("about:blank")]
    assert seen
    assert [each for each in seen if not re.search(r"/blank ", each)] == []
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Wegwijs")


@pytest.mark.parametrize("code", LANGUAGES)
def test_one_tap_leaves_nothing(page: Page, code: str) -> None:
    converse(page, code)
    page.locator("[data-leave]").click()
    leaves_nothing(page)


def test_escape_leaves_nothing(handset: Page) -> None:
    converse(handset, "en")
    handset.keyboard.press("Escape")
    leaves_nothing(handset)


def test_escape_leaves_from_a_sheet_too(handset: Page) -> None:
    converse(handset, "en")
    handset.get_by_role("button", name="Menu").click()
    handset.keyboard.press("Escape")
    leaves_nothing(handset)


def test_escape_leaves_from_a_page_of_an_answer(handset: Page) -> None:
    converse(handset, "en")
    handset.goto("/en/school/compulsory")
    handset.keyboard.press("Escape")
    leaves_nothing(handset)


@pytest.mark.parametrize("path", ["/", "/nl", "/nl/topics", "/nl/medical/costs"])
def test_every_page_can_be_left(handset: Page, path: str) -> None:
    handset.goto(path)
    handset.locator("[data-leave]").first.click()
    expect(handset).to_have_url(BLANK)


def test_an_answer_that_comes_late_is_not_kept(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, QUESTIONS["en"][0])
    handset.locator("[data-leave]").click()
    leaves_nothing(handset)


def test_the_server_forgets_the_situation(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, "who pays my doctor? I am a recognised refugee")
    answer(handset)
    with handset.expect_request("**/webhooks/rest/webhook") as told:
        handset.locator("[data-leave]").click()
    assert told.value.post_data_json["message"] == "/start_over"
    assert told.value.post_data_json["metadata"] == {"leave": True}


def test_other_windows_of_the_phone_leave_too(handset: Page) -> None:
    converse(handset, "en")
    other = handset.context.new_page()
    other.goto("/en")
    expect(answer(other).locator("h2")).to_be_visible()
    handset.locator("[data-leave]").click()
    expect(other).to_have_url(BLANK)


def test_everything_on_this_phone_can_be_deleted(handset: Page, house: str) -> None:
    converse(handset, "en")
    handset.get_by_role("button", name="Menu").click()
    handset.get_by_role("button", name="Delete everything").click()
    handset.get_by_role("button", name="Yes, delete everything").click()
    expect(handset).to_have_url(f"{house}/")
    assert stored(handset) == NOTHING


@pytest.fixture
def keeper(browser: Browser, house: str) -> Iterator[Page]:
    """A phone that keeps the pages: browsers trust localhost as they trust HTTPS."""
    with watched(browser, house.replace(HOST, "localhost")) as opened:
        opened.goto("/en")
        opened.evaluate(PAGES_ARE_KEPT)
        yield opened


def test_no_cache_holds_what_was_said(keeper: Page) -> None:
    handset = keeper
    ask(handset, QUESTIONS["en"][0])
    answer(handset)
    kept = handset.evaluate(
        """async () => {
            const names = await caches.keys();
            const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((each) => each.url)));
            return all.flat();
        }"""
    )
    assert len(kept) > 100
    assert [each for each in kept if "webhook" in each] == []
    assert any(each.endswith("/blank") for each in kept)
    assert any(each.endswith("/urgent.json") for each in kept)
