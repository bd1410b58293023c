"""The served house and the phones and kiosks that visit it, for the tests of the conversation."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.build import BUILD
from tests.browser.served import phone, served, watched

SIZES = {"phone": {"width": 360, "height": 740}, "kiosk": {"width": 1280, "height": 1024}}
QUESTIONS = {
    "nl": ("moet mijn kind naar school?", "verplicht"),
    "fr": ("mon enfant doit-il aller à l'école ?", "obligatoire"),
    "en": ("must my child go to school?", "compulsory"),
    "ar": ("هل يجب ان يذهب ابني الى المدرسة؟", "إلزامي"),
}
DANGER = {"nl": "mijn man slaat mij", "en": "my husband hits me"}
PATIENCE = 40_000
"""Milliseconds: the machine of the tests may be busy."""
expect.set_options(timeout=PATIENCE // 2)


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with phone() as found:
        yield found


@pytest.fixture
def open_page(browser: Browser, house: str) -> Iterator[Callable[..., Page]]:
    """Opens a phone of its own; afterwards no other host was asked and no script failed."""
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(watched(browser, house, **more))


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=SIZES[request.param])


@pytest.fixture
def handset(open_page: Callable[..., Page]) -> Page:
    return open_page()


def ask(page: Page, text: str) -> None:
    """Type a question and send it."""
    page.get_by_role("combobox").fill(text)
    page.keyboard.press("Enter")


def answer(page: Page) -> Locator:
    """The last reply, once it is there."""
    reply = page.locator("#talk > li.bot:not(.waiting)").last
    expect(reply).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#talk > li.waiting")).to_have_count(0, timeout=PATIENCE)
    return reply


def stored(page: Page) -> str:
    """Everything that the browser keeps for this house."""
    return str(
        page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage}) + document.cookie")
    )


def history_of(page: Page) -> list[str]:
    """The addresses and titles that this window can go back or forward to."""
    entries = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    return [f"{entry['url']} {entry['title']}" for entry in entries]


def photograph(page: Page, name: str) -> None:
    """Keep a picture for a person to look at."""
    folder = Path(os.environ.get("WEGWIJS_SCREENSHOTS", BUILD / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=folder / f"{name}-{width}.png")
