"""The kiosk: large, without a way out, and it forgets each person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from knowledge.languages import LANGUAGES
from tests.browser.conftest import QUESTIONS, SIZES, answer, ask, history_of, photograph, stored

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

START = "/kiosk"
NOON = datetime(2026, 11, 24, 12, 0)


@pytest.fixture
def kiosk(open_page: Callable[..., Page]) -> Page:
    page = open_page(viewport=SIZES["kiosk"], has_touch=True)
    page.clock.install(time=NOON)
    return page


def converse(page: Page, code: str) -> None:
    page.goto(START)
    page.get_by_role("link", name=LANGUAGES[code].name).click()
    ask(page, QUESTIONS[code][0])
    expect(answer(page).locator("h2")).to_be_visible()


def stand_still(page: Page) -> None:
    """From here on time passes only when a test says so, and the last touch was now."""
    page.clock.pause_at(NOON + timedelta(hours=1))
    page.keyboard.press("Shift")


def is_wiped(page: Page, house: str) -> None:
    expect(page).to_have_url(f"{house}{START}")
    assert stored(page) == "{}{}"
    assert [each for each in history_of(page) if "/kiosk/" in each] == []
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("school")


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_asks_whether_somebody_is_there_and_then_forgets(kiosk: Page, house: str, code: str) -> None:
    converse(kiosk, code)
    photograph(kiosk, f"kiosk-{code}")
    assert stored(kiosk) == "{}{}"
    stand_still(kiosk)
    kiosk.clock.run_for(58_000)
    expect(kiosk.get_by_role("dialog")).to_have_count(0)
    kiosk.clock.run_for(3_000)
    expect(kiosk.get_by_role("dialog")).to_be_visible()
    photograph(kiosk, f"kiosk-countdown-{code}")
    kiosk.clock.run_for(15_000)
    is_wiped(kiosk, house)


def test_a_touch_stops_the_countdown(kiosk: Page) -> None:
    converse(kiosk, "en")
    stand_still(kiosk)
    kiosk.clock.run_for(62_000)
    kiosk.get_by_role("button", name="Yes, I am still here").click()
    expect(kiosk.get_by_role("dialog")).to_have_count(0)
    kiosk.clock.run_for(30_000)
    expect(kiosk.locator("#talk h2")).to_be_visible()


@pytest.mark.parametrize("how", ["button", "dialog", "Escape"])
def test_it_can_be_cleared_at_once(kiosk: Page, house: str, how: str) -> None:
    converse(kiosk, "en")
    if how == "button":
        kiosk.locator("[data-leave]").click()
    elif how == "dialog":
        stand_still(kiosk)
        kiosk.clock.run_for(62_000)
        kiosk.get_by_role("dialog").get_by_role("button", name="Stop and clear").click()
    else:
        kiosk.keyboard.press("Escape")
    is_wiped(kiosk, house)


def test_no_link_leads_out(kiosk: Page) -> None:
    converse(kiosk, "en")
    for folded in kiosk.locator("#talk summary").all():
        folded.click()
    expect(kiosk.locator("#talk .source").first).to_be_visible()
    links = kiosk.locator("a").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))")
    assert [each for each in links if not each.startswith(("/kiosk", "#", "/en/"))] == []
    assert kiosk.locator("#talk a").count() == 0


def test_the_answer_goes_to_the_persons_phone_by_a_code(kiosk: Page) -> None:
    converse(kiosk, "en")
    kiosk.get_by_role("button", name="To your phone").click()
    code = kiosk.get_by_role("dialog").get_by_role("img")
    expect(code).to_have_attribute("src", "/qr/en/school/compulsory.svg")
    code.evaluate("(image) => image.decode()")
    photograph(kiosk, "kiosk-code")


def test_the_first_screen_takes_turns_and_dims(kiosk: Page) -> None:
    kiosk.goto(START)
    lines = kiosk.locator(".turns-lines span:visible")
    first = lines.inner_text()
    kiosk.clock.run_for(3_000)
    assert lines.inner_text() != first
    expect(kiosk.locator("#sleep")).to_be_hidden()
    kiosk.clock.run_for(600_000)
    expect(kiosk.locator("#sleep")).to_be_visible()
    photograph(kiosk, "kiosk-asleep")
    kiosk.touchscreen.tap(640, 600)
    kiosk.clock.run_for(1_000)
    expect(kiosk.locator("#sleep")).to_be_hidden()
    expect(kiosk.locator(".choose a").first).to_be_visible()


@pytest.mark.parametrize("code", LANGUAGES)
def test_targets_are_large(kiosk: Page, code: str) -> None:
    kiosk.goto(f"{START}/{code}")
    boxes = kiosk.locator("a:visible:not(.skip, .home), button:visible").evaluate_all(
        "(all) => all.map((each) => [each.textContent.trim(), each.getBoundingClientRect().height])"
    )
    assert [each for each in boxes if each[1] < 56] == []
