"""What each action says, once per language where a sentence is the subject."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import AnswerQuestion
from actions.clarify import Clarify, OutOfScope
from actions.context import Context, fixed_clock
from actions.glossary import ExplainTerm
from actions.handover import TalkToPerson
from actions.situation import InformSituation, SkipQuestion
from actions.smalltalk import ChangeLanguage, Restart, SmallTalk
from actions.topics import ShowTopic
from actions.urgent import ReportUrgent
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from tests.actions.conftest import Heard

IN_CENTRE = {"status": "applicant", "reception": "centre", "procedure": "first"}


def said(dispatcher: CollectingDispatcher) -> dict[str, Any]:
    [message] = dispatcher.messages
    assert message["text"] == message["custom"]["text"]
    return message["custom"]


def slots(events: list[Any]) -> dict[str, Any]:
    """The slots that are set, but for what was offered and what was near, which have tests of their own."""
    found = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return {name: value for name, value in found.items() if name not in ("offer", "near")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_known_situation_gets_its_answer(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    events = AnswerQuestion(context).run(dispatcher, heard("ask_medical_costs", code, **IN_CENTRE), {})
    reply = said(dispatcher)
    assert (reply["outcome"], reply["topic"], reply["answer"]) == ("answered", "medical", "medical.costs")
    assert reply["language"] == code
    assert "Fedasil" in reply["text"]
    assert reply["answers"][0]["because"] in reply["text"]
    assert reply["sources"]
    assert reply["checked_on"] == min(source["read_on"] for source in reply["sources"])
    assert not reply["stale"]
    for helpdesk in reply["helpdesks"]:
        assert helpdesk["name"] in reply["text"]
    assert slots(events) == {
        "language": code,
        "last_answer": "medical.costs",
        "pending": None,
        "skipped": [],
        "queue": [],
        "misses": 0,
        "journey": {"answers": {"medical.costs": "in_force"}, "urgent": [], "person": False},
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_unknown_situation_is_asked_for_once(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    events = AnswerQuestion(context).run(dispatcher, heard("ask_medical_costs", code), {})
    reply = said(dispatcher)
    assert reply["outcome"] == "asked"
    assert reply["buttons"][0]["payload"] == '/inform_situation{"status":"applicant"}'
    assert reply["buttons"][-1]["payload"] == "/skip_question"
    assert slots(events)["pending"] == {"answer": "medical.costs", "key": "status"}


def test_the_reply_to_our_question_leads_to_the_answer(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("inform_situation", "nl", pending={"answer": "medical.costs", "key": "reception"}, **IN_CENTRE)
    InformSituation(context).run(dispatcher, tracker, {})
    assert said(dispatcher)["outcome"] == "answered"


def test_a_reply_that_was_not_classified_still_counts(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("nlu_fallback", "nl", pending={"answer": "medical.costs", "key": "reception"}, **IN_CENTRE)
    Clarify(context).run(dispatcher, tracker, {})
    assert said(dispatcher)["answer"] == "medical.costs"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_skipped_question_shows_the_branches(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard, store: Store
) -> None:
    tracker = heard("skip_question", code, pending={"answer": "family.who", "key": "status"})
    events = SkipQuestion(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert reply["outcome"] == "answered"
    for variant in store.answer("family.who").variants:
        assert variant.label is not None
        assert variant.label.in_language(code) in reply["text"]
    assert slots(events)["skipped"] == ["status"]


def test_open_and_closed_follow_the_clock(store: Store, heard: Heard) -> None:
    states = {}
    for hour in (10, 20):
        clock = fixed_clock(datetime(2026, 11, 24, hour, tzinfo=BRUSSELS))
        spoken = CollectingDispatcher()
        AnswerQuestion(Context(store, clock)).run(
            spoken, heard("ask_doctor_without_place", "en", status="applicant", reception="no_place"), {}
        )
        states[hour] = {desk["id"]: desk for desk in said(spoken)["helpdesks"]}
    point = "fedasil-info-point-brussels"
    assert states[10][point]["open_now"] is True
    assert states[10][point]["next_opening"] is None
    assert states[20][point]["open_now"] is False
    assert states[20][point]["next_opening"] == "2026-11-25T09:00:00+01:00"


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_answer_past_its_review_says_so_and_leads_with_the_helpdesk(code: str, store: Store, heard: Heard) -> None:
    later = Context(store, fixed_clock(datetime(2030, 1, 7, 10, tzinfo=BRUSSELS)))
    spoken = CollectingDispatcher()
    AnswerQuestion(later).run(spoken, heard("ask_medical_costs", code, **IN_CENTRE), {})
    reply = said(spoken)
    assert reply["stale"]
    assert reply["text"].startswith(reply["helpdesks"][0]["name"])
    assert later.store.answer("medical.costs").title.in_language(code) not in reply["text"].split("\n")[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_disputed_rule_is_not_stated(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    AnswerQuestion(context).run(dispatcher, heard("ask_family_period", code, status="subsidiary"), {})
    reply = said(dispatcher)
    assert reply["answers"][0]["state"] == "disputed"
    assert not re.search(r"\b(6|12|24)\s+(maand|mois|month|شهر|أشهر|jaar|an|year|سنة)", reply["text"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_unsure_offers_titles(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard, store: Store
) -> None:
    ranking = [("ask_school_right", 0.3), ("ask_school_enrol", 0.29), ("greet", 0.1)]
    Clarify(context).run(dispatcher, heard("nlu_fallback", code, ranking=ranking), {})
    reply = said(dispatcher)
    assert reply["outcome"] == "clarified"
    assert [each["answer"] for each in reply["answers"]][:2] == ["school.right", "school.enrol"]
    assert store.answer("school.right").title.in_language(code) in reply["text"]


def test_a_possible_emergency_is_told_what_to_do_while_we_ask(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    ranking = [("ask_family_who", 0.3), ("report_violence", 0.2)]
    Clarify(context).run(dispatcher, heard("nlu_fallback", "nl", ranking=ranking), {})
    reply = said(dispatcher)
    assert (reply["outcome"], reply["urgent"]) == ("clarified", ["violence"])
    assert "101" in reply["text"].splitlines()[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_idea_is_said_and_leads_to_a_person(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    events = Clarify(context).run(dispatcher, heard("nlu_fallback", code, ranking=[("greet", 0.03)], misses=1.0), {})
    reply = said(dispatcher)
    assert (reply["outcome"], reply["topic"], reply["answer"]) == ("unknown", None, None)
    assert reply["helpdesks"]
    assert slots(events)["misses"] == 2.0


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("intent", ["greet", "goodbye", "thank", "affirm", "deny", "ask_bot_identity", "ask_help"])
def test_small_talk_is_social(
    code: str, intent: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    SmallTalk(context).run(dispatcher, heard(intent, code), {})
    reply = said(dispatcher)
    assert (reply["outcome"], reply["topic"], reply["language"]) == ("social", "smalltalk", code)


def test_yes_to_our_question_about_work_is_an_answer(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    pending = {"answer": "medical.costs", "key": "working"}
    events = SmallTalk(context).run(dispatcher, heard("affirm", "en", pending=pending, status="applicant"), {})
    assert slots(events)["working"] == "yes"
    assert said(dispatcher)["answer"] == "medical.costs"


def test_a_change_of_language_says_the_last_answer_again(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("change_language", "nl", entities=[("language", "fr")], last_answer="medical.costs", **IN_CENTRE)
    events = ChangeLanguage(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert (reply["language"], reply["answer"]) == ("fr", "medical.costs")
    assert slots(events)["language"] == "fr"


def test_a_language_that_is_not_named_is_asked_for(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    ChangeLanguage(context).run(dispatcher, heard("change_language", "nl"), {})
    assert [button["title"] for button in said(dispatcher)["buttons"]] == [each.name for each in LANGUAGES.values()]


def test_starting_over_forgets_all_but_the_language(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    events = Restart(context).run(dispatcher, heard("start_over", "ar", status="refugee"), {})
    assert events[0]["event"] == "reset_slots"
    assert slots(events) == {"language": "ar"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_out_of_scope_is_refused_kindly(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    OutOfScope(context).run(dispatcher, heard("out_of_scope", code), {})
    reply = said(dispatcher)
    assert (reply["outcome"], reply["topic"]) == ("out_of_scope", "out_of_scope")
    assert reply["buttons"]


def test_a_person_is_named_for_the_last_answer(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    TalkToPerson(context).run(
        dispatcher, heard("ask_human", "nl", last_answer="diploma.recognition", region="flanders"), {}
    )
    assert said(dispatcher)["helpdesks"][0]["id"] == "naric-flanders"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_topic_lists_its_questions(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard, store: Store
) -> None:
    ShowTopic(context).run(dispatcher, heard("show_topic", code, entities=[("topic", "school")]), {})
    reply = said(dispatcher)
    assert len(reply["buttons"]) == len(store.answers("school"))
    assert all(button["title"] in reply["text"] for button in reply["buttons"])


def test_a_topic_that_is_typed_lists_its_questions_too(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    ShowTopic(context).run(dispatcher, heard("show_topic", "fr", text="ecole"), {})
    assert said(dispatcher)["topic"] == "school"


@pytest.mark.parametrize("intent", ["report_emergency", "report_violence", "report_missing_child"])
def test_an_emergency_is_urgent_and_asks_nothing(
    intent: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    AnswerQuestion(context).run(dispatcher, heard(intent, "en"), {})
    reply = said(dispatcher)
    assert reply["outcome"] == "answered"
    assert reply["urgent"]


def test_a_question_behind_a_statement_is_answered(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    ranking = [("inform_situation", 0.5), ("ask_care_covered", 0.4)]
    InformSituation(context).run(dispatcher, heard("inform_situation", "fr", ranking=ranking, **IN_CENTRE), {})
    assert said(dispatcher)["answer"] == "medical.covered"


def test_a_doubtful_refusal_offers_what_it_may_have_been(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    ranking = [("out_of_scope", 0.6), ("ask_family_who", 0.3)]
    OutOfScope(context).run(dispatcher, heard("out_of_scope", "fr", ranking=ranking), {})
    reply = said(dispatcher)
    assert reply["outcome"] == "out_of_scope"
    assert reply["buttons"][0]["payload"] == "/ask_family_who"


def test_two_questions_are_answered_one_after_the_other(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("ask_school_compulsory", "en", status="applicant")
    tracker.latest_message["questions"] = [
        {"name": "ask_school_compulsory", "confidence": 0.9},
        {"name": "ask_school_cost", "confidence": 0.8},
    ]
    AnswerQuestion(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert [each["answer"] for each in reply["answers"]] == ["school.compulsory", "school.cost"]
    assert len(reply["cards"]) == 2


def test_what_may_have_been_asked_too_is_offered_first(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("ask_school_compulsory", "en", status="applicant")
    tracker.latest_message["perhaps"] = [
        {"name": "ask_school_compulsory", "confidence": 0.1},
        {"name": "ask_travel_visa", "confidence": 0.1},
    ]
    AnswerQuestion(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert [each["answer"] for each in reply["answers"]] == ["school.compulsory"]
    titles = [button["payload"] for button in reply["buttons"] if button["payload"][1:] in context.store.intents]
    assert titles[0] == "/ask_travel_visa"


def test_the_second_question_waits_for_the_reply_to_ours(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard
) -> None:
    tracker = heard("ask_medical_costs", "en")
    tracker.latest_message["questions"] = [
        {"name": "ask_medical_costs", "confidence": 0.9},
        {"name": "ask_school_cost", "confidence": 0.8},
    ]
    events = AnswerQuestion(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert reply["outcome"] == "asked"
    assert f"You also asked: {context.store.answer('school.cost').title.in_language('en')}" in reply["text"]
    slots = {
        event["name"]: event["value"] for event in events if event["event"] == "slot" and event["name"] != "language"
    }
    assert slots["queue"] == ["school.cost"]
    again = heard("inform_situation", "en", **{**slots, **IN_CENTRE})
    later = CollectingDispatcher()
    InformSituation(context).run(later, again, {})
    assert [card["answer"] for card in said(later)["cards"]] == ["medical.costs", "school.cost"]


@pytest.mark.parametrize(
    ("sure", "outcome", "answer"), [(0.3, "clarified", "procedure.interview"), (0.6, "answered", "procedure.interview")]
)
def test_a_doubtful_alarm_stands_on_top_and_decides_nothing(
    context: Context, dispatcher: CollectingDispatcher, heard: Heard, sure: float, outcome: str, answer: str
) -> None:
    tracker = heard("report_urgent", "en", ranking=[("ask_interview", sure), ("report_violence", 0.2)])
    tracker.latest_message.update(urgent=["violence"], doubtful=True)
    ReportUrgent(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert (reply["outcome"], reply["answers"][0]["answer"]) == (outcome, answer)
    assert reply["urgent"] == ["violence"]
    assert "101" in reply["first"][0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_cannot_wait_comes_first(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard, store: Store
) -> None:
    tracker = heard("report_urgent", code, ranking=[("ask_appeal", 0.6), ("report_suicidal_thoughts", 0.1)])
    tracker.latest_message["urgent"] = ["suicide", "appeal_running"]
    ReportUrgent(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert reply["urgent"] == ["suicide", "appeal_running"]
    assert reply["answer"] == "emergency.suicide"
    assert reply["text"].startswith(store.urgent["appeal_running"].first.in_language(code))


@pytest.mark.parametrize(
    ("ranking", "answer"),
    [
        ([("ask_medical_bill", 0.95), ("report_emergency", 0.02)], "medical.bill"),
        ([("ask_medical_bill", 0.6), ("report_emergency", 0.02)], "emergency.danger"),
        ([("ask_medical_bill", 0.6), ("ask_care_covered", 0.02)], "medical.bill"),
        ([("ask_medical_bill", 0.4), ("ask_care_covered", 0.02)], "emergency.danger"),
    ],
)
def test_a_clear_question_is_answered_below_what_cannot_wait(
    ranking: list[tuple[str, float]],
    answer: str,
    context: Context,
    dispatcher: CollectingDispatcher,
    heard: Heard,
    store: Store,
) -> None:
    tracker = heard("report_urgent", "en", ranking=ranking)
    tracker.latest_message["urgent"] = ["life_danger"]
    ReportUrgent(context).run(dispatcher, tracker, {})
    reply = said(dispatcher)
    assert reply["answer"] == answer
    assert reply["urgent"] == ["life_danger"]
    if answer == "medical.bill":
        assert reply["text"].startswith(store.urgent["life_danger"].first.en)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_word_is_explained_with_its_source(
    code: str, context: Context, dispatcher: CollectingDispatcher, heard: Heard, store: Store
) -> None:
    ExplainTerm(context).run(dispatcher, heard("ask_meaning", code, entities=[("term", "orange_card")]), {})
    reply = said(dispatcher)
    assert store.terms["orange_card"].meaning.in_language(code) in reply["text"]
    assert reply["sources"]
    assert reply["answer"] == store.terms["orange_card"].answer
