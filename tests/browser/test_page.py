"""The conversation in the system's Chromium, with the real server behind it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from knowledge.languages import LANGUAGES
from tests.browser.conftest import DANGER, PATIENCE, QUESTIONS, answer, ask, photograph, stored

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

CHANNEL = "**/webhooks/rest/webhook"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_question_is_answered_on_a_card(page: Page, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=LANGUAGES[code].name).click()
    expect(page.locator("html")).to_have_attribute("dir", LANGUAGES[code].direction)
    question, piece = QUESTIONS[code]
    ask(page, question)
    card = answer(page)
    expect(card.locator("h2")).to_be_visible()
    expect(card.locator(".short")).to_contain_text(piece)
    expect(card.locator(".warning")).to_be_visible()
    expect(card.locator(".part.deadline")).to_be_hidden()
    card.locator(".more > summary").click()
    expect(card.locator(".part.deadline")).to_be_visible()
    expect(card.locator(".source").first).to_be_hidden()
    card.locator(".sources > summary").click()
    expect(card.locator(".source").first).to_be_visible()
    photograph(page, f"answer-{code}")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_answer_is_two_taps_away(page: Page, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=LANGUAGES[code].name).click()
    photograph(page, f"start-{code}")
    page.locator("#common a").first.click()
    expect(answer(page).locator("h2, p").first).to_be_visible()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_tapped_topic_lists_questions_and_a_tapped_question_is_answered(page: Page, code: str) -> None:
    page.goto(f"/{code}")
    page.locator("#topics a").first.click()
    choices = answer(page).locator(".choices button")
    choices.first.click()
    call = page.locator("#talk a.call.alarm").first
    expect(call).to_be_visible(timeout=PATIENCE)
    expect(call).to_have_attribute("href", "tel:112")
    photograph(page, f"emergency-{code}")


def test_a_question_about_the_situation_is_answered_by_tapping(page: Page) -> None:
    page.goto("/nl")
    ask(page, "wie betaalt mijn dokter?")
    page.get_by_role("button", name="Ik ben erkend als vluchteling").click()
    expect(page.locator("#talk > li.bot").last).to_contain_text("ziekenfonds", timeout=PATIENCE)


def test_suggestions_come_while_typing_and_are_picked_by_key(handset: Page) -> None:
    handset.goto("/nl")
    handset.get_by_role("combobox").press_sequentially("KÍND scho")
    options = handset.get_by_role("option")
    expect(options.first).to_contain_text("kind")
    handset.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    title = options.first.inner_text()
    handset.keyboard.press("Enter")
    expect(answer(handset).locator("h2")).to_have_text(title)


def test_suggestions_come_when_the_questions_arrive_after_the_last_letter(handset: Page) -> None:
    held: list[Route] = []
    handset.route("**/titles.json", lambda route: held.append(route))
    handset.goto("/nl")
    handset.get_by_role("combobox").press_sequentially("kind school")
    expect(handset.get_by_role("option")).to_have_count(0)
    assert len(held) == 1, "the questions are asked for once, however many letters are typed meanwhile"
    held[0].continue_()
    expect(handset.get_by_role("option").first).to_contain_text("kind")


def test_no_emergency_is_suggested(handset: Page) -> None:
    handset.goto("/en")
    titles = handset.evaluate("fetch('/en/titles.json').then((answer) => answer.json())")
    assert titles
    assert [each for each in titles if each["topic"] == "emergency"] == []


def test_what_a_person_types_is_shown_as_text(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, "<img src=x onerror=alert(1)> who pays")
    expect(handset.locator("#talk > li.me").last).to_contain_text("<img src=x")
    assert handset.locator("#talk img").count() == 0


def test_a_reload_keeps_the_conversation(handset: Page) -> None:
    handset.goto("/nl")
    ask(handset, "wie betaalt mijn dokter?")
    answer(handset)
    handset.reload()
    expect(handset.locator("#talk > li.me")).to_contain_text("wie betaalt mijn dokter?")
    handset.get_by_role("button", name="Ik ben erkend als vluchteling").click()
    expect(handset.locator("#talk > li.bot").last).to_contain_text("ziekenfonds", timeout=PATIENCE)


def test_the_back_button_leads_to_the_topics_and_the_conversation_stays(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, QUESTIONS["en"][0])
    answer(handset)
    handset.go_back()
    expect(handset.locator("#topics")).to_be_visible()
    handset.locator("#go-on").click()
    expect(answer(handset).locator("h2")).to_be_visible()


def test_a_conversation_is_gone_after_a_day(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, QUESTIONS["en"][0])
    answer(handset)
    handset.evaluate(
        """() => {
            const kept = JSON.parse(localStorage["wegwijs.talk"]);
            const old = Date.now() - 25 * 3600 * 1000;
            kept.at = old;
            kept.turns.forEach((turn) => { turn.at = old; });
            localStorage["wegwijs.talk"] = JSON.stringify(kept);
        }"""
    )
    handset.reload()
    expect(handset.locator("#topics")).to_be_visible()
    assert QUESTIONS["en"][0] not in stored(handset)


def test_another_language_says_the_last_answer_again(handset: Page) -> None:
    handset.goto("/nl")
    ask(handset, QUESTIONS["nl"][0])
    answer(handset)
    handset.locator(".languages a[lang=fr]").click()
    expect(handset.locator("html")).to_have_attribute("lang", "fr")
    expect(handset.locator("#talk > li.bot").last).to_contain_text(QUESTIONS["fr"][1], timeout=PATIENCE)


def test_a_question_without_network_waits_and_is_sent_once(handset: Page) -> None:
    handset.goto("/fr")
    with handset.expect_response("**/urgent.json"):
        ask(handset, QUESTIONS["fr"][0])
    answer(handset)
    sent: list[dict[str, str]] = []
    handset.on("request", lambda each: sent.append(each.post_data_json) if "webhook" in each.url else None)
    handset.context.set_offline(True)
    ask(handset, "qui paie le médecin ?")
    expect(handset.locator("#talk li.waits")).to_contain_text("112")
    assert "qui paie le médecin" in stored(handset)
    failed = len(sent)
    handset.context.set_offline(False)
    expect(handset.locator("#talk li.waits")).to_have_count(0, timeout=PATIENCE)
    expect(answer(handset)).to_contain_text("situation")
    assert len(sent) == failed + 1
    assert {each["message_id"] for each in sent} == {sent[0]["message_id"]}
    assert json.loads(handset.evaluate("localStorage['wegwijs.queue']")) == []


def test_a_question_that_waits_outlives_a_reload(handset: Page) -> None:
    handset.goto("/nl")
    ask(handset, QUESTIONS["nl"][0])
    answer(handset)
    handset.route(CHANNEL, lambda route: route.abort())
    ask(handset, "wat kost school?")
    expect(handset.locator("#talk li.waits")).to_be_visible()
    expect(handset.locator("#talk > li.me").last).to_be_visible()
    handset.evaluate(
        """() => new Promise((done) => {
            const look = () => (localStorage["wegwijs.queue"] || "").includes("wat kost") ? done() : setTimeout(look, 50);
            look();
        })"""
    )
    handset.unroute(CHANNEL)
    handset.reload()
    expect(handset.locator("#talk > li.me").last).to_contain_text("wat kost school?")
    expect(answer(handset).locator("h2")).to_be_visible()


@pytest.mark.parametrize("code", DANGER)
def test_an_emergency_without_network_is_kept_nowhere(handset: Page, code: str) -> None:
    handset.goto(f"/{code}")
    ask(handset, QUESTIONS[code][0])
    answer(handset)
    handset.route(CHANNEL, lambda route: route.abort())
    ask(handset, DANGER[code])
    expect(handset.locator("#talk li.waits")).to_contain_text("112")
    handset.unroute(CHANNEL)
    assert DANGER[code] not in stored(handset)
    handset.reload()
    expect(handset.locator("#talk > li.me").last).to_contain_text(QUESTIONS[code][0])


@pytest.mark.parametrize("code", DANGER)
def test_an_emergency_is_not_kept_after_a_reload(handset: Page, code: str) -> None:
    handset.goto(f"/{code}")
    ask(handset, DANGER[code])
    expect(answer(handset).locator("h2")).to_be_visible()
    assert handset.locator(".tools").get_by_role("button", name="Save").count() == 0
    assert DANGER[code] not in stored(handset)
    assert "emergency" not in stored(handset)
    handset.reload()
    expect(handset.locator("#topics")).to_be_visible()


@pytest.mark.parametrize(("status", "says"), [(500, "Something went wrong"), (429, "Wait a minute"), (413, "shorter")])
def test_an_error_says_what_to_do(handset: Page, status: int, says: str) -> None:
    handset.goto("/en")
    handset.route(CHANNEL, lambda route: route.fulfill(status=status, body="{}"))
    ask(handset, "who pays?")
    expect(handset.locator("#talk li.waits")).to_contain_text(says)
    expect(handset.locator("#talk li.waits")).to_contain_text("112")


def test_trying_again_after_an_error_sends_the_question(handset: Page) -> None:
    handset.goto("/en")
    handset.route(CHANNEL, lambda route: route.fulfill(status=500, body="{}"))
    ask(handset, QUESTIONS["en"][0])
    expect(handset.locator("#talk li.waits")).to_be_visible()
    handset.unroute(CHANNEL)
    handset.get_by_role("button", name="Try again").click()
    expect(answer(handset)).to_contain_text("compulsory")
    expect(handset.locator("#talk > li.me")).to_have_count(1)


def test_a_saved_answer_is_in_my_answers_and_can_be_removed(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, QUESTIONS["en"][0])
    title = answer(handset).locator("h2").inner_text()
    handset.get_by_role("button", name="Save").click()
    expect(handset.get_by_role("button", name="Saved")).to_have_attribute("aria-pressed", "true")
    handset.get_by_role("button", name="Menu").click()
    handset.get_by_role("button", name="My answers").click()
    sheet = handset.get_by_role("dialog", name="My answers")
    expect(sheet.get_by_role("link", name=title)).to_have_attribute("href", "/en/school/compulsory")
    sheet.get_by_role("button", name="Remove").click()
    expect(handset.get_by_role("dialog")).to_contain_text("not saved")


def test_sharing_without_the_phones_own_way_shows_the_link(handset: Page, house: str) -> None:
    handset.goto("/en")
    ask(handset, QUESTIONS["en"][0])
    answer(handset)
    handset.get_by_role("button", name="Share").click()
    expect(handset.get_by_role("dialog").get_by_role("textbox")).to_have_value(f"{house}/en/school/compulsory")


def test_printing_an_answer_prints_all_of_it_and_nothing_else(handset: Page) -> None:
    handset.goto("/en")
    ask(handset, "hello")
    answer(handset)
    ask(handset, QUESTIONS["en"][0])
    card = answer(handset)
    handset.evaluate(
        """() => { window.print = () => {
            const all = [...document.querySelectorAll("#talk .printed details")];
            window.printed = [document.querySelectorAll("#talk .printed").length, all.every((each) => each.open)];
        }; }"""
    )
    card.get_by_role("button", name="Print").click()
    assert handset.evaluate("window.printed") == [1, True]
    assert handset.locator(".printed").count() == 0
    assert card.locator("details[open]").count() == 0


def test_the_answer_stands_next_to_the_clerks_language(handset: Page) -> None:
    handset.goto("/ar")
    ask(handset, QUESTIONS["ar"][0])
    beside = answer(handset).locator(".tools a")
    assert [each.get_attribute("href") for each in beside.all()] == [
        "/ar/school/compulsory/with/nl",
        "/ar/school/compulsory/with/fr",
    ]
    beside.first.click()
    expect(handset.locator("[lang=nl] h1, [lang=nl] h2").first).to_be_visible()


def reply(**more: object) -> str:
    custom = {
        "language": "en", "outcome": "answered", "topic": "school", "answer": "school.cost", "text": "It is free.",
        "urgent": [], "first": [], "question": [], "buttons": [], "helpdesks": [], "answers": [], "checked_on": "2026-11-22",
        "cards": [{
            "answer": "school.cost", "title": "What does school cost?", "state": "in_force", "stale": False, "doors": [],
            "sources": [], "sections": [
                {"name": "short", "heading": "", "lines": ["It is free."]},
                {"name": "because", "heading": "Why this answer", "lines": ["You are an applicant."]},
            ],
            "because_buttons": [{"title": "Not right?", "payload": "/not_right"}],
        }],
        **more,
    }  # fmt: skip
    return json.dumps([{"recipient_id": "x", "text": custom["text"], "buttons": [], "custom": custom}])


def test_what_is_known_the_reason_and_the_rating_can_be_tapped(handset: Page) -> None:
    said: list[str] = []

    def pretend(route: Route) -> None:
        said.append(route.request.post_data_json["message"])
        known = [{"key": "status", "value": "applicant", "title": "I wait for a decision", "payload": "/forget_status"}]
        route.fulfill(
            body=reply(known=known, rating=[{"title": "Yes", "payload": "/rate_yes"}]), content_type="text/json"
        )

    handset.goto("/en")
    handset.route(CHANNEL, pretend)
    ask(handset, "what does school cost")
    answer(handset).get_by_role("button", name="Not right?").click()
    answer(handset).get_by_role("button", name="Yes").click()
    answer(handset)
    handset.get_by_role("button", name="Menu").click()
    handset.get_by_role("button", name="My situation").click()
    handset.get_by_role("button", name="I wait for a decision").click()
    answer(handset)
    handset.get_by_role("button", name="Menu").click()
    handset.get_by_role("button", name="My situation").click()
    handset.get_by_role("button", name="Forget me").click()
    answer(handset)
    assert said == ["what does school cost", "/not_right", "/rate_yes", "/forget_status", "/start_over"]


def test_everything_works_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1024, "height": 768})
    page.goto("/")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.lang") == "en":
            break
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(QUESTIONS["en"][0])
    page.keyboard.press("Enter")
    card = answer(page)
    card.locator(".more > summary").focus()
    page.keyboard.press("Enter")
    expect(card.locator(".part.deadline")).to_be_visible()
    page.locator("#menu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Menu")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")


def test_it_works_before_script(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/nl")
    expect(page.locator("form")).to_be_hidden()
    page.locator("#common a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/nl/medical/" in page.url
