"""A phone in Arabic and a desk in Dutch, side by side: a question, a card, its code, the desk, done."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.build import BUILD, ROOT
from bot.check import chromium
from knowledge.wording import wording

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

PASSWORD = "een lang wachtwoord"
SLOW = 30_000
AT_MOST = 60
"""Seconds for the whole way."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("data")
    for name, desk in (("An", "Sociale dienst"), ("Bo", "Medische dienst")):
        add = [sys.executable, "-m", "bot", "desk", "add-user", name, "--desk", desk, "--data", str(data)]
        subprocess.run(add, cwd=ROOT, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--now", "2026-11-24T10:00"]
    process = subprocess.Popen([*command, "--data", str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "is ready" in process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


def open_page(browser: Browser, address: str, width: int, height: int) -> Page:
    opened = browser.new_context(viewport={"width": width, "height": height}, base_url=address).new_page()
    opened.set_default_timeout(SLOW)
    opened.on("request", lambda sent: None if sent.url.startswith(address) else pytest.fail(f"asked {sent.url}"))
    opened.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return opened


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    page = open_page(browser, address, 360, 740)
    yield page
    page.context.close()


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    page = open_page(browser, address, 1280, 900)
    log_in(page, "An")
    yield page
    page.context.close()


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/desk?language=nl")
    page.get_by_label("Naam").fill(name)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()


def photograph(page: Page, name: str) -> None:
    folder = Path(os.environ.get("WEGWIJS_SCREENSHOTS", BUILD / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    if name.startswith("card"):
        page.locator("#talk > li.bot").last.screenshot(path=folder / f"{name}.png")
    else:
        page.screenshot(path=folder / f"{name}.png")


def said(sentence: str) -> str:
    return wording("ar")._(sentence)


def tap(page: Page, sentence: str) -> None:
    page.get_by_role("button", name=said(sentence)).last.click()


def ask_for_a_card(phone: Page) -> None:
    phone.goto("/ar")
    phone.locator("#text").fill("من يدفع للطبيب؟ أنا أسكن في مركز استقبال")
    phone.keyboard.press("Enter")
    expect(phone.locator("#talk h2").last).to_be_visible(timeout=SLOW)
    phone.locator("#text").fill("أريد التحدث مع شخص")
    phone.keyboard.press("Enter")
    tap(phone, "Make a card for the helpdesk")
    expect(phone.get_by_role("button", name=said("Yes, make a card with a code"))).to_be_visible(timeout=SLOW)


def make_card(phone: Page) -> str:
    tap(phone, "Yes, make a card with a code")
    code = phone.locator("#talk .code").last
    expect(code).to_be_visible(timeout=SLOW)
    return code.inner_text()


def test_the_whole_way_takes_less_than_a_minute(phone: Page, desk: Page) -> None:
    start = time.monotonic()
    ask_for_a_card(phone)
    photograph(phone, "card-preview-ar")
    code = make_card(phone)
    photograph(phone, "card-code-ar")
    assert phone.locator("svg.qr path").count() == 1
    desk.get_by_label("Code van de kaart").fill(code.lower())
    desk.get_by_role("button", name="Openen", exact=True).first.click()
    expect(desk.locator("h1")).to_have_text("Dokter en ziekte")
    expect(desk.locator("main")).to_contain_text("Arabisch")
    expect(desk.locator("main")).to_contain_text("In een opvangcentrum")
    expect(desk.locator(".answers a").first).to_have_attribute("href", re.compile("^/nl/medical/"))
    desk.get_by_role("button", name="Ik neem deze kaart op").click()
    expect(desk.locator(".state")).to_have_text("Opgenomen door An")
    photograph(desk, "desk-card-nl")
    desk.get_by_role("button", name="Klaar, afsluiten").click()
    expect(desk.locator(".state")).to_have_text("Afgesloten")
    assert time.monotonic() - start < AT_MOST
    tap(phone, "Who opened my card?")
    expect(phone.locator("#talk > li.bot").last).to_contain_text("An (Sociale dienst)", timeout=SLOW)


def test_what_is_withdrawn_leaves_the_open_desk_by_itself(phone: Page, desk: Page) -> None:
    ask_for_a_card(phone)
    tap(phone, "Add a sentence")
    expect(phone.get_by_role("button", name=said("No sentence, back to my card"))).to_be_visible(timeout=SLOW)
    phone.locator("#text").fill("ابني مريض منذ يومين")
    phone.keyboard.press("Enter")
    expect(phone.locator("#talk > li.bot").last).to_contain_text("ابني مريض منذ يومين", timeout=SLOW)
    code = make_card(phone)
    desk.get_by_label("Code van de kaart").fill(code)
    desk.get_by_role("button", name="Openen", exact=True).first.click()
    expect(desk.locator("main")).to_contain_text("ابني مريض منذ يومين")
    tap(phone, "Take my card back")
    expect(desk.locator("main")).not_to_contain_text("ابني مريض", timeout=SLOW)
    expect(desk.locator("h1")).to_have_text("Deze kaart is weg.")


def test_a_card_in_the_queue_appears_by_itself_and_two_clerks_see_each_other(
    phone: Page, desk: Page, browser: Browser, address: str
) -> None:
    other = open_page(browser, address, 1024, 800)
    log_in(other, "Bo")
    ask_for_a_card(phone)
    tap(phone, "Also put it in the queue of the desks")
    expect(phone.get_by_role("button", name=said("Take it out of the queue"))).to_be_visible(timeout=SLOW)
    make_card(phone)
    for clerk in (desk, other):
        waiting = clerk.locator("#queue li").last
        expect(waiting).to_contain_text("Dokter en ziekte", timeout=SLOW)
    photograph(desk, "desk-queue-nl")
    for clerk in (desk, other):
        clerk.locator("#queue").get_by_role("button", name="Openen").last.click()
    desk.get_by_role("button", name="Ik neem deze kaart op").click()
    expect(other.locator(".state")).to_have_text("Opgenomen door An", timeout=SLOW)
    desk.goto("/desk/figures")
    photograph(desk, "desk-figures-nl")
    other.context.close()


def test_a_wrong_code_is_told(desk: Page) -> None:
    desk.get_by_label("Code van de kaart").fill("KKK KKK")
    desk.get_by_role("button", name="Openen", exact=True).first.click()
    expect(desk.get_by_role("alert")).to_be_visible()


def test_guessing_a_password_locks(browser: Browser, address: str) -> None:
    page = open_page(browser, address, 800, 600)
    for _ in range(5):
        log_in(page, "Eve", "a wrong password")
    log_in(page, "Eve", "a wrong password")
    expect(page.get_by_role("alert")).to_have_text("Te veel foute pogingen. Wacht 15 minuten.")
    photograph(page, "desk-login-nl")
    page.context.close()


def test_the_desk_works_without_script(browser: Browser, address: str, phone: Page) -> None:
    ask_for_a_card(phone)
    code = make_card(phone)
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    log_in(page, "Bo")
    page.get_by_label("Code van de kaart").fill(code)
    page.get_by_role("button", name="Openen", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Dokter en ziekte")
    page.get_by_label("Notitie").fill("terugbellen")
    page.get_by_role("button", name="Notitie bewaren").click()
    expect(page.get_by_label("Notitie")).to_have_value("terugbellen")
    context.close()


def test_a_paper_card_is_drawn_as_a_qr_code(phone: Page) -> None:
    ask_for_a_card(phone)
    tap(phone, "Yes, make a card on paper")
    expect(phone.locator("svg.qr").last).to_be_visible(timeout=SLOW)
    assert json.loads(phone.evaluate("JSON.stringify(document.querySelector('svg.qr').viewBox.baseVal.width > 20)"))
    photograph(phone, "card-paper-ar")
