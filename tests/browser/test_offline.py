"""Without a network: every page opens, hours are worked out on the phone, search finds, and the page says how old it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.build import KNOWLEDGE
from bot.channel.answer_view import answer_path
from bot.channel.labels import content_of
from knowledge.doors import Doorkeeper, clock_unsure
from knowledge.hours import BRUSSELS, helpdesk_opening
from knowledge.languages import LANGUAGES
from knowledge.normalise import plain_words
from knowledge.store import Store
from knowledge.wording import wording
from tests.browser.served import certificate, phone, served, watched

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

IS_KEPT = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise((done) => setTimeout(done, 90000, false)),
])"""
UNTIL_DROPPED = """async () => {
    while ((await caches.keys()).includes("wegwijs-old")) await new Promise((done) => setTimeout(done, 50));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(*certificate(tmp_path_factory.mktemp("tls")), scheme="https") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with phone() as found:
        yield found


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(KNOWLEDGE)


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone that visited one page, and then lost the network."""
    with watched(browser, address) as opened:
        opened.goto("/nl/topics")
        assert opened.evaluate(IS_KEPT)
        expect(opened.locator("#insecure")).to_be_hidden()
        opened.context.set_offline(True)
        yield opened


def test_every_answer_opens_in_every_language(page: Page, store: Store) -> None:
    paths = [answer_path(code, answer.id) for code in LANGUAGES for answer in store.answers()]
    page.goto("/nl/topics")
    found = page.evaluate(
        """async (paths) => Object.fromEntries(await Promise.all(paths.map(async (path) => {
            const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
            return [path, page.querySelector("h1").textContent.trim()];
        })))""",
        paths,
    )
    for code in LANGUAGES:
        for answer in store.answers():
            assert found[answer_path(code, answer.id)] == answer.title.in_language(code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_says_that_it_is_offline_and_how_old_it_is(page: Page, code: str) -> None:
    page.goto(f"/{code}/medical/costs")
    notice = page.locator("#offline")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(wording(code).day(datetime(2026, 11, 24)))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["", "/topics", "/helpdesks", "/medical"])
def test_the_other_pages_open_too(page: Page, code: str, path: str) -> None:
    page.goto(f"/{code}{path}")
    assert page.locator("html").get_attribute("lang") == code


def test_two_languages_beside_each_other_fall_back_to_the_list(page: Page) -> None:
    page.goto("/nl/medical/costs/with/fr")
    expect(page.locator("main h2 a").first).to_be_visible()


@pytest.mark.parametrize(
    ("code", "asked", "answer"),
    [
        ("nl", "dokter betalen", "medical.costs"),
        ("fr", "médecin hôpital", "medical.costs"),
        ("en", "who pays hospital", "medical.costs"),
        ("ar", "من يدفع للطبيب", "medical.costs"),
    ],
)
def test_search_finds_by_word(page: Page, code: str, asked: str, answer: str) -> None:
    page.goto(f"/{code}/topics")
    page.get_by_role("searchbox").fill(asked)
    hits = page.locator("#found a")
    expect(hits.first).to_be_visible()
    assert answer_path(code, answer) in [hit.get_attribute("href") for hit in hits.all()][:3]
    hits.first.click()
    expect(page.locator("h1")).to_be_visible()


def test_search_says_that_it_found_nothing(page: Page) -> None:
    page.goto("/en/topics")
    page.get_by_role("searchbox").fill("xyzzyx")
    expect(page.locator("#found")).to_contain_text("Nothing found")


def test_letters_are_folded_as_the_server_folds_them(page: Page, store: Store) -> None:
    texts = [
        claim.text.in_language(code)
        for answer in store.answers()
        for variant in answer.variants
        for claim in variant.claims
        for code in LANGUAGES
    ]
    page.goto("/nl/topics")
    folded = page.evaluate("(texts) => texts.map((text) => window.wegwijsSearch.words(text).join(' '))", texts)
    differing = [(text, here) for text, here in zip(texts, folded, strict=True) if here != " ".join(plain_words(text))]
    assert differing == []


MOMENTS = [datetime(2026, 11, 24, 0, 7, tzinfo=BRUSSELS) + timedelta(hours=hour) for hour in range(0, 24 * 45, 5)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_hours_worked_out_on_the_phone_are_those_of_the_server(page: Page, store: Store, code: str) -> None:
    page.goto(f"/{code}/topics")
    book = page.evaluate("async () => (await fetch('/offline/hours.json')).json()")
    said = page.evaluate(
        """([book, says, moments]) => Object.fromEntries(Object.keys(book.doors).map((door) =>
            [door, moments.map((now) => window.wegwijsHours.say({ ...book, ...says }, door, now)?.text ?? null)]))""",
        [book, book["says"][code], [int(each.timestamp()) // 60 for each in MOMENTS]],
    )
    for id_, sentences in said.items():
        desk = store.helpdesks[id_]
        for moment, sentence in zip(MOMENTS, sentences, strict=True):
            opening = helpdesk_opening(desk, moment)
            if opening.is_open is None:
                assert sentence in (None, wording(code)._("Closed now.")), (id_, moment)
            else:
                keeper = Doorkeeper(wording(code), store.facts, moment)
                assert sentence == keeper.opening_line(opening), (id_, moment)


def test_hours_are_no_longer_sure_after_two_months(page: Page) -> None:
    page.clock.set_fixed_time(datetime(2027, 6, 1, tzinfo=BRUSSELS))
    page.goto("/en/medical/costs")
    door = page.locator('[data-door="fedasil-info-point-brussels"] .opening')
    expect(door).to_contain_text("no longer sure")
    expect(page.locator(".late")).to_be_visible()
    page.clock.set_fixed_time(datetime.now(BRUSSELS))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_phone_whose_clock_is_before_the_content_is_not_sure(page: Page, code: str) -> None:
    page.clock.set_fixed_time(datetime(2020, 1, 1, tzinfo=BRUSSELS))
    page.goto(f"/{code}/helpdesks")
    unsure = page.locator('[data-door="fedasil-info-point-brussels"] .opening')
    expect(unsure).to_contain_text(clock_unsure(wording(code)))
    expect(page.locator(".opening.closed")).to_have_count(0)
    always = page.locator('[data-door="emergency-112"] .opening')
    expect(always).to_contain_text(wording(code)._("Open day and night."))
    page.clock.set_fixed_time(datetime.now(BRUSSELS))


def test_when_the_clock_of_the_house_is_wrong_a_phone_works_nothing_out(page: Page) -> None:
    page.goto("/en/topics")
    said = page.evaluate(
        """async () => {
            const hours = await (await fetch('/offline/hours.json')).json();
            const book = { ...hours, ...hours.says.en, sure_now: false };
            const now = window.wegwijsHours.minute() + hours.shift;
            return Object.keys(book.doors).map((door) => window.wegwijsHours.say(book, door, now)).filter(Boolean);
        }"""
    )
    assert {(each["open"], each["text"]) for each in said} == {
        (True, "Open day and night."),
        (None, clock_unsure(wording("en"))),
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kept_page_says_of_which_day_it_is(page: Page, store: Store, code: str) -> None:
    for path in ("", "/topics", "/medical/costs", "/helpdesks"):
        page.goto(f"/{code}{path}")
        expect(page.locator(".content-date")).to_have_text(content_of(code, store.content_date))


def test_only_pages_files_and_data_are_kept(page: Page) -> None:
    page.goto("/nl/topics")
    kept = page.evaluate(
        """async () => {
            const names = await caches.keys();
            const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
            return { names, paths: requests.flat().map((each) => new URL(each.url).pathname) };
        }"""
    )
    assert len(kept["names"]) == 1
    assert not [path for path in kept["paths"] if path.startswith(("/webhooks", "/health", "/audio"))]
    assert json.dumps(kept["paths"]).count("/medical/costs") == len(LANGUAGES)


def test_an_old_version_is_thrown_away(browser: Browser, address: str) -> None:
    with watched(browser, address) as page:
        page.goto("/poster")
        page.evaluate("caches.open('wegwijs-old').then((cache) => cache.put('/x', new Response('old')))")
        page.goto("/nl/topics")
        assert page.evaluate(IS_KEPT)
        page.evaluate(UNTIL_DROPPED)
