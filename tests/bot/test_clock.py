"""A clock that cannot be believed opens no door, counts no day, and is told to the operator once."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import AnswerQuestion
from actions.clock import MOST_BACK, GuardedClock, fixed_clock, guarded
from actions.context import Context
from bot.channel.download import Download
from bot.channel.offline import Offline
from bot.channel.page_maker import PageMaker
from bot.conversation import Conversations, Incoming
from bot.desk.summary import summary_of
from bot.operations.clock_watch import ClockWatch
from bot.operations.health import health
from knowledge.doors import clock_unsure
from knowledge.hours import BRUSSELS, helpdesk_opening
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from knowledge.triage import Card
from knowledge.wording import wording
from tests.bot.desk_clock import MovingClock
from tests.bundles import kept_pages
from tests.conftest import TUESDAY_MORNING

OPEN_OR_CLOSED = ("Open now, until {time}.", "Closed now.", "Closed now. Opens on {day} at {time}.")
DAY_AND_NIGHT = "Open day and night."


class Machine:
    """A machine whose clock can be set, beside the seconds that really pass."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.wall = MovingClock(TUESDAY_MORNING)
        self.clock = GuardedClock(self.wall, lambda: self.seconds)

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall.move(seconds=seconds)
        self.clock()


def midnight(store: Store) -> datetime:
    """When the day of the content begins."""
    return datetime.combine(store.content_date, datetime.min.time(), BRUSSELS)


@pytest.fixture
def machine() -> Machine:
    made = Machine()
    made.clock()
    return made


@pytest.fixture(params=["before the content", "set back while serving"])
def doubtful(request: pytest.FixtureRequest, store: Store, machine: Machine) -> Context:
    if request.param == "before the content":
        return Context(store, fixed_clock(midnight(store) - timedelta(minutes=1)))
    machine.wall.move(hours=-3)
    return Context(store, machine.clock)


def said_of_hours(code: str, text: str) -> list[str]:
    """What a text says of doors that are open or closed now."""
    patterns = [re.escape(wording(code)._(each)).replace(r"\{time\}", ".+") for each in OPEN_OR_CLOSED]
    patterns = [pattern.replace(r"\{day\}", ".+") for pattern in patterns]
    return [line for line in text.splitlines() if any(re.fullmatch(pattern, line.strip()) for pattern in patterns)]


def shown(html: str) -> str:
    """The text of a page, a piece a line."""
    return unescape(re.sub(r"<[^>]*>", "\n", re.sub(r"</?bdi>", "", html)))


def tracker(intent: str, code: str, text: str = "?", **slots: Any) -> Tracker:
    message = {
        "intent": {"name": intent, "confidence": 0.9},
        "language": {"code": code, "detected": code},
        "text": text,
    }
    return Tracker("sender", slots, message, [], False, None, {}, "action_listen")


def answered(context: Context, intent: str, code: str, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    events = AnswerQuestion(context).run(dispatcher, tracker(intent, code, **more), {})
    slots = {each["name"]: each["value"] for each in events if each["event"] == "slot"}
    return dispatcher.messages[-1]["custom"], slots


def test_the_day_of_the_content_is_the_last_on_which_a_source_was_read(store: Store) -> None:
    assert store.content_date == max(source.read_on for source in store.sources.values())


def test_the_moment_of_the_tests_is_not_before_the_content(store: Store) -> None:
    assert store.content_date <= TUESDAY_MORNING.date(), (
        "a source was read later: move TUESDAY_MORNING, every --now of the tests and EVALUATED_AT to a later Tuesday"
    )


def test_on_the_day_of_the_content_the_clock_is_believed(store: Store) -> None:
    assert Context(store, guarded(midnight(store))).doubt() is None
    before = midnight(store) - timedelta(minutes=1)
    assert "before the day of the content" in str(Context(store, fixed_clock(before)).doubt())
    assert Context(store, guarded(before)).doubt() is None, "set by hand: --now"


def test_a_clock_that_goes_on_or_is_set_right_is_believed(machine: Machine) -> None:
    for step in (1, 60, 86_400):
        machine.wait(step)
    machine.wall.move(days=400)  # set ahead, or the machine slept
    machine.clock()
    machine.wall.move(seconds=-MOST_BACK.total_seconds())
    assert not machine.clock.went_back()


def test_a_clock_that_is_set_back_is_doubted_until_it_has_caught_up(machine: Machine) -> None:
    machine.wait(3600)
    machine.wall.move(minutes=-6)
    assert machine.clock.went_back() == timedelta(minutes=6)
    machine.wait(86_400)
    assert machine.clock.went_back(), "a day later it is still six minutes slow"
    machine.wall.move(minutes=6)
    assert not machine.clock.went_back()


@pytest.mark.parametrize("code", LANGUAGES)
def test_answers_say_that_the_hours_are_not_sure(doubtful: Context, store: Store, code: str) -> None:
    unsure = 0
    for answer in store.answers():
        reply, _ = answered(doubtful, answer.intent, code, skipped=list(answer.needs))
        assert said_of_hours(code, reply["text"]) == [], answer.id
        for desk in reply["helpdesks"]:
            always = helpdesk_opening(store.helpdesks[desk["id"]], None).is_open
            assert (desk["open_now"], desk["next_opening"]) == (always, None)
        unsure += clock_unsure(wording(code)) in reply["text"]
    assert unsure > 50


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_the_directory_and_the_saved_file_say_so_too(doubtful: Context, store: Store, code: str) -> None:
    believed = PageMaker(Context(store, guarded(TUESDAY_MORNING)))
    assert len(said_of_hours(code, shown(believed.page(f"/{code}/helpdesks")))) > 5
    maker = PageMaker(doubtful)
    offline = Offline(maker)
    for html in (*kept_pages(offline, code).values(), Download(offline).file(code)[0]):
        assert said_of_hours(code, shown(html)) == []
    directory = shown(maker.page(f"/{code}/helpdesks"))
    assert clock_unsure(wording(code)) in directory
    assert wording(code)._(DAY_AND_NIGHT) in directory


def test_phones_are_told_not_to_work_hours_out(doubtful: Context, store: Store) -> None:
    hours = Offline(PageMaker(doubtful)).hours()
    assert hours["sure_now"] is False
    assert datetime.fromtimestamp(hours["content"] * 60, BRUSSELS).date() == store.content_date
    assert Offline(PageMaker(Context(store, guarded(TUESDAY_MORNING)))).hours()["sure_now"] is True


@pytest.mark.parametrize("code", ["nl", "fr", "en"])
def test_the_desk_says_so_too(doubtful: Context, code: str) -> None:
    card = Card(language="ar", topic="medical", answers=("medical.costs",))
    lines = [line for door in summary_of(card, wording(code), doubtful).doors for line in door.lines]
    assert clock_unsure(wording(code)) in lines
    assert said_of_hours(code, "\n".join(lines)) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_apology_says_so_too_and_112_is_always_open(doubtful: Context, code: str) -> None:
    async def fails(_: Any) -> None:
        raise RuntimeError

    conversations = Conversations(fails, doubtful)
    reply = asyncio.run(conversations.reply(Incoming("hallo daar", "x", code)))
    doors = {desk["id"]: desk["open_now"] for desk in reply["helpdesks"]}
    assert doors == {"emergency-112": True, "fedasil-info-point-brussels": None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_day_is_counted_and_the_answer_says_why(doubtful: Context, store: Store, code: str) -> None:
    told = {"recognised_on": "2026-09-24", "status": "refugee"}
    believed = Context(store, guarded(TUESDAY_MORNING))
    counted = wording(code).day(datetime(2027, 3, 24).date())
    cannot = wording(code)._(
        "I do not count a day now: the clock here may be wrong. Look at the date on your letter and ask a helpdesk."
    )
    reply, _ = answered(believed, "ask_family_period", code, **told)
    assert counted in reply["text"]
    assert cannot not in reply["text"]
    reply, _ = answered(doubtful, "ask_family_period", code, **told)
    assert counted not in reply["text"]
    assert cannot in reply["text"]


def test_a_day_that_is_told_now_is_not_kept_and_not_asked_for(doubtful: Context, store: Store) -> None:
    text = "I was recognised two months ago"
    for context, kept in ((Context(store, guarded(TUESDAY_MORNING)), True), (doubtful, False)):
        _, slots = answered(context, "ask_family_period", "en", text=text, status="refugee")
        assert bool(slots.get("recognised_on")) is kept
        reply, _ = answered(context, "ask_family_period", "en", status="refugee")
        assert any(each["payload"].startswith("/ask_date") for each in reply["buttons"]) is kept


def test_health_is_degraded_and_says_why(doubtful: Context, store: Store) -> None:
    found = health(doubtful, ready=True, storage="ok")
    assert (found["ready"], found["status"], found["clock"]) == (True, "degraded", "doubtful")
    assert found["reasons"] == [doubtful.doubt()]
    well = health(Context(store, guarded(TUESDAY_MORNING)), ready=True, storage="ok")
    assert (well["status"], well["reasons"], well["clock"]) == ("ok", [], "ok")
    assert well["content_date"] == store.content_date.isoformat()


@pytest.mark.parametrize(
    ("ready", "storage", "status"), [(True, "degraded", "degraded"), (True, "down", "down"), (False, "ok", "down")]
)
def test_health_knows_the_rest_as_before(store: Store, ready: bool, storage: str, status: str) -> None:
    found = health(Context(store, guarded(TUESDAY_MORNING)), ready=ready, storage=storage)
    assert (found["status"], found["ready"]) == (status, status != "down")


def test_the_operator_is_told_once_and_once_more_when_it_is_right(
    store: Store, machine: Machine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("bot"), "propagate", True)
    watch = ClockWatch(Context(store, machine.clock))
    look: Callable[[], None] = watch.look
    look()
    machine.wall.move(hours=-2)
    for _ in range(3):
        look()
    machine.wall.move(hours=2)
    for _ in range(3):
        look()
    first, second = (record.getMessage() for record in caplog.records)
    assert "set back by 120 minutes" in first
    assert "right again" in second
