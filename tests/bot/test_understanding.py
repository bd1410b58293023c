"""The current model understands the development messages at least as well as the report says; floors only go up."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.context import Context, fixed_clock
from bot.__main__ import EVALUATED_AT
from bot.build import KNOWLEDGE, MODEL
from bot.evaluation.command import ALL, markdown, plain, results, table
from bot.evaluation.measures import Result, shares
from bot.evaluation.plot import draw
from bot.options import moment
from knowledge.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

AT_LEAST = {
    "right topic": {"nl": 0.96, "fr": 0.95, "en": 0.96, "ar": 0.96, "arabizi": 0.95, "mixed": 0.98, ALL: 0.97},
    "right answer or offered": {
        "nl": 0.95,
        "fr": 0.93,
        "en": 0.94,
        "ar": 0.96,
        "arabizi": 0.94,
        "mixed": 0.95,
        ALL: 0.95,
    },
    "right answer at once": {ALL: 0.87},
    "out of scope refused": {ALL: 0.96},
    "emergency caught": {ALL: 1.0},
    "right language": {"nl": 0.985, "fr": 0.985, "en": 0.985, "ar": 0.99, ALL: 0.985},
}
AT_MOST = {
    "wrong answer": {ALL: 0.035},
    "good question refused": {ALL: 0.01},
    "false alarm": {ALL: 0.01},
}
ONCE_FRESH = {"right topic": 0.955, "right answer or offered": 0.945, "emergency caught": 0.97}
"""Floors on the messages of the sets that were fresh once, over all groups."""
CAUGHT_AMONG_ADVERSARIES = 0.86
ALARMS_AMONG_ADVERSARIES = 0.08


def _results(name: str) -> list[Result]:
    store = Store(KNOWLEDGE)
    found = results(name, MODEL, Context(store, fixed_clock(moment(EVALUATED_AT))))
    store.close()
    return found


@pytest.fixture(scope="module")
def development() -> list[Result]:
    return _results("development")


def test_the_model_keeps_above_its_floors(development: list[Result]) -> None:
    scores = table(development)
    low = {
        (name, group): scores[group][name].value
        for name, groups in AT_LEAST.items()
        for group, floor in groups.items()
        if scores[group][name].value < floor
    }
    high = {
        (name, group): scores[group][name].value
        for name, groups in AT_MOST.items()
        for group, ceiling in groups.items()
        if scores[group][name].value > ceiling
    }
    assert (low, high) == ({}, {})


def test_emergencies_are_caught_among_adversaries() -> None:
    found = shares(_results("urgent"))
    assert found["emergency caught"].value >= CAUGHT_AMONG_ADVERSARIES
    assert found["false alarm"].value <= ALARMS_AMONG_ADVERSARIES


def test_the_scores_are_told_as_text_data_and_picture(development: list[Result], tmp_path: Path) -> None:
    scores = table(development)
    said = markdown(scores)
    assert all(f"| {name} |" in said for name in scores[ALL])
    assert plain(scores)[ALL]["right topic"]["n"] == scores[ALL]["right topic"].n
    draw(scores, tmp_path / "scores.svg")
    assert (tmp_path / "scores.svg").read_text(encoding="utf-8").count("<path") > 10


def test_the_messages_that_were_fresh_once_are_understood_no_worse() -> None:
    scores = table(_results("past_fresh"))[ALL]
    low = {name: scores[name].value for name, floor in ONCE_FRESH.items() if scores[name].value < floor}
    assert low == {}
