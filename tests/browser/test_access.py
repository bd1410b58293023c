"""Access and weight: axe, sizes of targets, zoom, right to left, and how much the first load transfers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from knowledge.languages import LANGUAGES
from tests.browser.conftest import PATIENCE, QUESTIONS, SIZES, answer, ask, photograph

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

SCHEMES = ("light", "dark")
NEXT_ANSWER = """() => {
    const count = () => document.querySelectorAll("#talk .answer").length;
    const before = count();
    const start = performance.now();
    window.answered = new Promise((done, fail) => {
        setTimeout(() => fail(new Error("no answer")), 40000);
        new MutationObserver(() => {
            if (count() > before) requestAnimationFrame(() => done(performance.now() - start));
        }).observe(document.getElementById("talk"), { childList: true, subtree: true });
    });
}"""
"""Milliseconds from now until the next answer is painted."""
LIGHTEST = 60_000
"""Bytes of the first load, compressed, with every script."""


def faults(page: Page) -> list[str]:
    """What axe finds, every rule on."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_nothing_on_the_phone(open_page: Callable[..., Page], code: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme, locale=code, reduced_motion="reduce")
    page.goto("/")
    assert faults(page) == []
    page.goto(f"/{code}")
    assert faults(page) == []
    page.get_by_role("combobox").fill(QUESTIONS[code][0].split()[2])
    assert faults(page) == []
    ask(page, QUESTIONS[code][0])
    card = answer(page)
    assert faults(page) == []
    for folded in card.locator("summary").all():
        folded.click()
    assert faults(page) == []
    photograph(page, f"open-{scheme}-{code}")
    page.locator("#menu").click()
    assert faults(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_nothing_in_an_emergency_without_network(
    open_page: Callable[..., Page], code: str, scheme: str
) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"/{code}")
    page.locator("#topics a").first.click()
    answer(page).locator(".choices button").first.click()
    expect(page.locator("a.call.alarm").first).to_be_visible(timeout=PATIENCE)
    page.context.set_offline(True)
    ask(page, QUESTIONS[code][0])
    expect(page.locator("#talk .waits")).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_kiosk(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page(color_scheme=scheme, viewport=SIZES["kiosk"], reduced_motion="reduce")
    page.goto("/kiosk")
    assert faults(page) == []
    for code in LANGUAGES:
        page.goto(f"/kiosk/{code}")
        ask(page, QUESTIONS[code][0])
        answer(page)
        assert faults(page) == []
    page.goto("/blank")
    assert faults(page) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_targets_are_as_large_as_a_finger(handset: Page, code: str) -> None:
    handset.goto(f"/{code}")
    ask(handset, QUESTIONS[code][0])
    card = answer(handset)
    for folded in card.locator("summary").all():
        folded.click()
    small = "(all) => all.filter((each) => each.getBoundingClientRect().height < 43.9).map((each) => each.outerHTML)"
    inside_text = ".skip, .address, .source a"
    assert handset.locator(f"a:visible:not({inside_text}), button:visible, summary:visible").evaluate_all(small) == []


@pytest.mark.parametrize("width", [320, 360, 640, 1280, 2560])
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_sticks_out_sideways(open_page: Callable[..., Page], code: str, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    page.goto(f"/{code}")
    assert page.evaluate(fits)
    ask(page, QUESTIONS[code][0])
    for folded in answer(page).locator("summary").all():
        folded.click()
    assert page.evaluate(fits)


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_can_be_used_at_twice_the_size(open_page: Callable[..., Page], code: str) -> None:
    page = open_page(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page.goto(f"/{code}")
    ask(page, QUESTIONS[code][0])
    expect(answer(page).locator("h2")).to_be_visible()
    page.locator("#menu").click()
    expect(page.get_by_role("dialog").get_by_role("button").last).to_be_visible()


def test_new_messages_are_announced(handset: Page) -> None:
    handset.goto("/en")
    log = handset.get_by_role("log")
    ask(handset, QUESTIONS["en"][0])
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_contain_text("You asked:")
    expect(log.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)


def test_nothing_moves_for_who_asked_for_that(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto("/en")
    page.route("**/webhooks/**", lambda route: None)
    ask(page, QUESTIONS["en"][0])
    expect(page.locator(".dots")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


def test_arabic_runs_from_right_to_left(handset: Page) -> None:
    handset.goto("/ar")
    ask(handset, QUESTIONS["ar"][0])
    card = answer(handset)
    card.locator(".more > summary").click()
    assert card.evaluate("(each) => getComputedStyle(each).direction") == "rtl"
    field = handset.get_by_role("combobox").bounding_box()
    send = handset.locator("form button").bounding_box()
    assert field is not None
    assert send is not None
    assert send["x"] < field["x"]
    flipped = "(each) => new DOMMatrix(getComputedStyle(each).transform).a"
    assert handset.locator("form button .icon").evaluate(flipped) == -1
    loose = card.evaluate(
        """(card) => {
            const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
            const loose = [];
            while (walker.nextNode()) {
                const node = walker.currentNode;
                if (/[A-Za-z0-9]/.test(node.data) && !node.parentElement.closest("bdi, [dir=ltr]")) loose.push(node.data);
            }
            return loose;
        }"""
    )
    assert loose == []


@pytest.mark.parametrize("path", ["/", *(f"/{code}" for code in LANGUAGES), "/kiosk", "/kiosk/ar"])
def test_the_first_load_is_light(handset: Page, path: str) -> None:
    session = handset.context.new_cdp_session(handset)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    handset.goto(path, wait_until="networkidle")
    weight = sum(sizes)
    print(f"{path}: {weight:.0f} bytes in {len(sizes)} requests")
    assert 1_000 < weight <= LIGHTEST


def test_an_answer_comes_soon_on_a_slow_line_and_an_old_phone(handset: Page) -> None:
    handset.goto("/en", wait_until="networkidle")
    session = handset.context.new_cdp_session(handset)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    session.send("Network.emulateNetworkConditions", slow)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    took = []
    for question in (QUESTIONS["en"][0], "what does school cost?"):
        handset.get_by_role("combobox").fill(question)
        handset.evaluate(NEXT_ANSWER)
        handset.keyboard.press("Enter")
        took.append(handset.evaluate("window.answered"))
    print(f"first answer on slow 3G: {took} ms")
    assert min(took) <= 3_000
