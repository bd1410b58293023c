"""The chat page in the system's Chromium, with the real server behind it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.build import BUILD, ROOT
from bot.check import chromium
from knowledge.languages import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

SIZES = {"phone": {"width": 360, "height": 740}, "kiosk": {"width": 1280, "height": 1024}}
QUESTIONS = {
    "nl": ("moet mijn kind naar school?", "verplicht"),
    "fr": ("mon enfant doit-il aller à l'école ?", "obligatoire"),
    "en": ("must my child go to school?", "compulsory"),
    "ar": ("هل يجب ان يذهب ابني الى المدرسة؟", "إلزامي"),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--now", "2026-11-24T10:00"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "is ready" in process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param], base_url=address)
    opened = context.new_page()
    opened.strangers = []  # type: ignore[attr-defined]
    opened.on("request", lambda sent: None if sent.url.startswith(address) else opened.strangers.append(sent.url))  # type: ignore[attr-defined]
    opened.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    yield opened
    assert opened.strangers == []  # type: ignore[attr-defined]
    context.close()


def photograph(page: Page, name: str) -> None:
    """Keep a picture for a person to look at."""
    folder = Path(os.environ.get("WEGWIJS_SCREENSHOTS", BUILD / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=folder / f"{name}-{width}.png")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_question_is_answered_on_a_card(page: Page, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=LANGUAGES[code].name).click()
    assert page.locator("html").get_attribute("dir") == LANGUAGES[code].direction
    question, piece = QUESTIONS[code]
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")
    card = page.locator("#talk > li.bot").last
    expect(card.locator("h2")).to_be_visible(timeout=15_000)
    expect(card).to_contain_text(piece)
    expect(card.locator(".source").first).to_be_visible()
    expect(card.locator(".door").first).to_be_visible()
    photograph(page, f"answer-{code}")


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_sticks_out_sideways(page: Page, code: str) -> None:
    page.goto(f"/{code}")
    page.get_by_role("textbox").fill(QUESTIONS[code][0])
    page.keyboard.press("Enter")
    expect(page.locator("#talk h2").last).to_be_visible(timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_tapped_topic_lists_questions_and_a_tapped_question_is_answered(page: Page, code: str) -> None:
    page.goto(f"/{code}")
    photograph(page, f"start-{code}")
    page.locator("#topics button").first.click()
    choices = page.locator("#talk > li.bot").last.locator(".choices button")
    expect(choices.first).to_be_visible(timeout=15_000)
    choices.first.click()
    call = page.locator("#talk a.call").first
    expect(call).to_be_visible(timeout=15_000)
    assert (call.get_attribute("href") or "").startswith("tel:")
    photograph(page, f"emergency-{code}")


def test_a_question_about_the_situation_is_answered_by_tapping(page: Page) -> None:
    page.goto("/nl")
    page.get_by_role("textbox").fill("wie betaalt mijn dokter?")
    page.get_by_role("button", name="Verstuur").click()
    page.get_by_role("button", name="Ik ben erkend als vluchteling").click()
    expect(page.locator("#talk > li.bot").last).to_contain_text("ziekenfonds", timeout=15_000)


def test_what_a_person_types_is_shown_as_text(page: Page) -> None:
    page.goto("/en")
    page.get_by_role("textbox").fill("<img src=x onerror=alert(1)> who pays")
    page.keyboard.press("Enter")
    expect(page.locator("#talk > li.me").last).to_contain_text("<img src=x")
    assert page.locator("#talk img").count() == 0


def test_a_lost_connection_is_told_and_the_question_is_kept(page: Page) -> None:
    page.goto("/fr")
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("qui paie le médecin ?")
    page.keyboard.press("Enter")
    expect(page.locator("#talk li.failed")).to_contain_text("112")
    expect(page.get_by_role("textbox")).to_have_value("qui paie le médecin ?")
    page.context.set_offline(False)


def test_every_field_and_button_has_a_name_and_is_large_enough(page: Page) -> None:
    page.goto("/ar")
    for element in page.locator("button, a, textarea").all():
        box = element.bounding_box()
        name = (
            element.inner_text()
            or element.get_attribute("aria-label")
            or page.locator(f"label[for={element.get_attribute('id')}]").inner_text()
        )
        assert name.strip()
        assert box is not None
        assert box["height"] >= 40, element.inner_text()
