"""Follow-ups, corrections, dates and ratings: what is kept, what is not, and what is said."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import AnswerQuestion
from actions.clarify import Clarify
from actions.context import Context
from actions.followup import FollowUp
from actions.memory import AskDate, ChangeSituation, CorrectSituation, ShowSituation
from actions.rating import RateAnswer
from actions.situation import InformSituation
from knowledge.languages import LANGUAGES
from tests.actions.conftest import Heard
from tests.actions.test_actions import slots


def custom(dispatcher: CollectingDispatcher) -> dict[str, Any]:
    found: dict[str, Any] = dispatcher.messages[-1]["custom"]
    return found


def asked(heard: Heard, code: str, aspect: str, last: str, *, text: str = "?", **more: Any) -> Any:
    return heard("follow_up", code, text=text, entities=[("aspect", aspect)], last_answer=last, **more)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_deadline_of_the_last_answer_is_said_alone(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    FollowUp(context).run(dispatcher, asked(heard, code, "deadline", "school.enrol", region="flanders"), {})
    reply = custom(dispatcher)
    assert {section["name"] for section in reply["cards"][0]["sections"]} <= {"deadline", "caution"}
    assert reply["answer"] == "school.enrol"


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_no_source_tells_is_said_so_with_whom_to_ask(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    FollowUp(context).run(dispatcher, asked(heard, code, "papers", "school.compulsory"), {})
    reply = custom(dispatcher)
    names = [section["name"] for section in reply["cards"][0]["sections"]]
    assert names[0] == "note"
    assert {"papers", "steps", "more"}.isdisjoint(names)
    assert reply["helpdesks"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_if_i_am_refused_answers_for_that_and_keeps_nothing(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    text = {
        "nl": "en als ik geweigerd word?",
        "fr": "et si je suis refusé ?",
        "en": "and if I am refused?",
        "ar": "واذا رفضوني؟",
    }[code]
    tracker = asked(heard, code, "suppose", "work.right", text=text, status="refugee")
    events = FollowUp(context).run(dispatcher, tracker, {})
    assert "status" not in slots(events)
    refused = custom(dispatcher)["text"]
    FollowUp(context).run(dispatcher, asked(heard, code, "repeat", "work.right", status="refugee"), {})
    assert custom(dispatcher)["text"] != refused


def test_for_the_wife_her_own_situation_is_asked_and_not_kept(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    known = {"status": "refugee", "reception": "own_address"}
    events = FollowUp(context).run(dispatcher, asked(heard, "en", "partner", "work.right", **known), {})
    pending = slots(events)["pending"]
    assert (pending["key"], pending["other"]) == ("status", {})
    tracker = heard(
        "inform_situation", "en", entities=[("status", "applicant")], pending=pending, last_answer="work.right", **known
    )
    events = InformSituation(context).run(dispatcher, tracker, {})
    assert "status" not in slots(events)
    assert custom(dispatcher)["outcome"] == "answered"
    assert {"key": "status", "value": "refugee"}.items() <= custom(dispatcher)["known"][0].items()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_date_is_counted_with_its_rule_and_source(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    known = {"status": "refugee", "last_answer": "family.period"}
    asking = heard("ask_date", code, entities=[("key", "recognised_on")], **known)
    pending = slots(AskDate(context).run(dispatcher, asking, {}))["pending"]
    assert pending == {"answer": "family.period", "key": "recognised_on"}
    told = heard("inform_situation", code, text="24/9/2026", pending=pending, **known)
    events = InformSituation(context).run(dispatcher, told, {})
    assert slots(events)["recognised_on"] == "2026-09-24"
    [dates] = [section for section in custom(dispatcher)["cards"][0]["sections"] if section["name"] == "date"]
    assert "2027" in dates["lines"][1]
    assert "24" in dates["lines"][1]


def test_about_when_is_said_to_be_about_when(context: Context, dispatcher: CollectingDispatcher, heard: Heard) -> None:
    pending = {"answer": "family.period", "key": "recognised_on"}
    told = heard(
        "inform_situation", "en", text="three weeks ago", pending=pending, status="refugee", last_answer="family.period"
    )
    events = InformSituation(context).run(dispatcher, told, {})
    assert slots(events)["recognised_on"] == "~2026-11-03"
    assert "exact date" in custom(dispatcher)["text"]


def test_work_after_so_many_months_is_never_counted(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("ask_work_right", "en", text="I applied on 3/8/2026, can I work?", status="applicant")
    AnswerQuestion(context).run(dispatcher, tracker, {})
    reply = custom(dispatcher)
    assert all(section["name"] != "date" for card in reply["cards"] for section in card["sections"])
    assert not any(button["payload"].startswith("/ask_date") for button in reply["buttons"])


def test_an_interruption_is_answered_and_the_question_comes_back_once(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    waiting = {"answer": "family.who", "key": "status"}
    events = AnswerQuestion(context).run(dispatcher, heard("ask_school_compulsory", "nl", pending=waiting), {})
    again = slots(events)["pending"]
    assert custom(dispatcher)["answer"] == "school.compulsory"
    assert custom(dispatcher)["question"]
    assert again["answer"] == "family.who"
    events = AnswerQuestion(context).run(dispatcher, heard("ask_school_compulsory", "nl", pending=again), {})
    assert slots(events)["pending"] is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_known_is_shown_and_can_be_changed(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    ShowSituation(context).run(dispatcher, heard("show_situation", code, status="refugee", region="brussels"), {})
    payloads = [button["payload"] for button in custom(dispatcher)["buttons"]]
    assert payloads == ['/change_situation{"key":"status"}', '/change_situation{"key":"region"}', "/start_over"]
    changing = heard("change_situation", code, entities=[("key", "status")], status="refugee", last_answer="work.right")
    events = ChangeSituation(context).run(dispatcher, changing, {})
    assert slots(events)["status"] is None
    assert slots(events)["pending"] == {"answer": "work.right", "key": "status"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_not_right_offers_what_the_answer_rests_on(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("correct_situation", code, status="refugee", last_answer="work.right")
    CorrectSituation(context).run(dispatcher, tracker, {})
    assert '/change_situation{"key":"status"}' in [button["payload"] for button in custom(dispatcher)["buttons"]]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_rating_is_told_without_text(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("rate_answer", code, entities=[("helpful", "no")], last_answer="work.right", near=["work.find"])
    RateAnswer(context).run(dispatcher, tracker, {})
    assert custom(dispatcher)["rated"] == {"answer": "work.right", "helpful": "no"}
    payloads = [button["payload"] for button in custom(dispatcher)["buttons"]]
    assert len(payloads) == 3
    assert payloads[-1] == "/ask_human"


def test_after_two_misses_it_stops_guessing(context: Context, dispatcher: CollectingDispatcher, heard: Heard) -> None:
    tracker = heard("nlu_fallback", "en", ranking=[("ask_work_right", 0.3)], misses=2)
    Clarify(context).run(dispatcher, tracker, {})
    reply = custom(dispatcher)
    assert reply["outcome"] == "unknown"
    assert reply["helpdesks"]
