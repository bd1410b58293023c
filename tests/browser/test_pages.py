"""The pages that work before script, in the system's Chromium: readable, printable, within reach of everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from knowledge.languages import LANGUAGES
from tests.browser.served import phone, served, watched

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

PUBLIC = "http://192.0.2.20:5005"
VIEWS = ("/topics", "/medical", "/medical/costs", "/emergency/danger", "/helpdesks", "/nothing/here")
SECONDS = """(player) => new Promise((done, fail) => {
    player.onloadedmetadata = () => done(player.duration);
    player.onerror = () => fail(new Error("no sound"));
    player.preload = "auto";
    player.load();
})"""
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("--public-url", PUBLIC) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with phone() as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address) as opened:
        yield opened


def views(code: str) -> tuple[str, ...]:
    return (*VIEWS, f"/medical/costs/with/{'nl' if code != 'nl' else 'ar'}")


def found_by_axe(page: Page) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    results = Axe().run(page, options=AXE)
    return [
        f"{each['id']}: {node['html'][:120]}" for each in results.response["violations"] for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_nothing_in_any_view(page: Page, code: str) -> None:
    for view in views(code):
        page.goto(f"/{code}{view}")
        assert found_by_axe(page) == [], view


def test_axe_finds_nothing_in_the_dark(browser: Browser, address: str) -> None:
    with watched(browser, address, color_scheme="dark") as page:
        for view in VIEWS:
            page.goto(f"/ar{view}")
            assert found_by_axe(page) == [], view


def test_axe_finds_nothing_on_the_poster(page: Page) -> None:
    page.goto("/poster")
    assert found_by_axe(page) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_view_fits_its_screen_and_every_finger(page: Page, code: str) -> None:
    for view in views(code):
        page.goto(f"/{code}{view}")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        small = page.evaluate(
            """[...document.querySelectorAll("a:not(.skip, .sources a), summary, input")]
                .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
                .map((each) => each.outerHTML)"""
        )
        assert small == [], view
        for width in (320, 1280, 2560):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), view


@pytest.mark.parametrize("code", LANGUAGES)
def test_everything_is_reached_and_read_without_script(browser: Browser, address: str, code: str) -> None:
    with watched(browser, address, java_script_enabled=False) as page:
        page.goto(f"/{code}/topics")
        page.locator(f"a[href='/{code}/medical/costs']").click()
        branch = page.locator("details.branch").first
        branch.locator("summary").click()
        expect(branch.locator("p.short")).to_be_visible()
        expect(page.locator("a.call").first).to_be_visible()
        expect(page.locator(".sources a").first).to_be_visible()


def test_another_language_shows_the_same_answer(page: Page) -> None:
    page.goto("/nl/medical/costs")
    page.locator("header .languages a[hreflang=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_contain_text("المستشفى")


def test_two_languages_stand_side_by_side_and_open_together(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/ar/medical/costs/with/nl")
    mine, clerks = page.locator(".half").all()
    right, left = mine.bounding_box(), clerks.bounding_box()
    assert right is not None
    assert left is not None
    assert left["x"] + left["width"] <= right["x"]
    mine.locator("summary").first.click()
    expect(clerks.locator("details").first).to_have_attribute("open", "")
    page.set_viewport_size({"width": 360, "height": 800})
    above, below = mine.bounding_box(), clerks.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_over_plain_http_the_page_says_that_it_cannot_be_kept(page: Page) -> None:
    page.goto("/fr/topics")
    expect(page.locator("#insecure")).to_be_visible()
    expect(page.locator("#insecure a")).to_have_attribute("href", "/fr/download")


def test_a_printed_answer_holds_every_branch_and_no_menu(page: Page) -> None:
    page.goto("/en/medical/costs")
    page.emulate_media(media="print")
    expect(page.locator(".menu")).to_be_hidden()
    for branch in page.locator("details.branch").all():
        expect(branch.locator("p.short").first).to_be_visible()


def decoded(page: Page, selector: str, tmp_path) -> str:  # type: ignore[no-untyped-def]
    page.locator(selector).screenshot(path=tmp_path / "code.png")
    [code] = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"), formats=zxingcpp.BarcodeFormat.QRCode)
    return code.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_code_of_an_answer_leads_to_its_page(page: Page, tmp_path, code: str) -> None:  # type: ignore[no-untyped-def]
    page.goto(f"/qr/{code}/medical/costs.svg")
    text = decoded(page, "svg", tmp_path)
    assert text == f"{PUBLIC}/{code}/medical/costs"
    page.goto(text.removeprefix(PUBLIC))
    expect(page.locator("h1")).to_be_visible()


def test_the_poster_leads_to_the_start_in_four_languages(page: Page, tmp_path) -> None:  # type: ignore[no-untyped-def]
    page.goto("/poster")
    assert decoded(page, "img", tmp_path) == f"{PUBLIC}/"
    for code in LANGUAGES:
        expect(page.locator(f"section[lang={code}]")).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins
    assert page.evaluate("document.documentElement.scrollHeight <= 1000")


def test_an_answer_is_read_aloud_where_the_machine_can(page: Page) -> None:
    page.goto("/nl/topics")
    spoken = page.evaluate("async () => (await fetch('/audio')).json()")
    assert set(spoken) == set(LANGUAGES)
    for code, can in spoken.items():
        page.goto(f"/{code}/medical/costs")
        assert (page.locator("audio").count() > 0) == can
        if can:
            player = page.locator("audio").first
            assert player.evaluate(SECONDS) > 5
