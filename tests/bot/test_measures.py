"""What counts as right, and how sure a share is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.cases import BadCase, Case, cases
from bot.evaluation.measures import Result, Share, shares


def _reply(outcome: str, *answers: str, urgent: tuple[str, ...] = (), language: str = "nl") -> dict[str, Any]:
    return {
        "outcome": outcome,
        "answers": [{"answer": answer} for answer in answers],
        "topic": answers[0].split(".")[0] if answers else None,
        "urgent": list(urgent),
        "language": language,
        "detected_language": language,
    }


QUESTION = Case("nl", "wie betaalt de dokter", "nl", answers=("medical.costs",))


@pytest.mark.parametrize(
    ("reply", "counted"),
    [
        (_reply("answered", "medical.costs"), {"right topic", "right answer or offered", "right answer at once"}),
        (_reply("answered", "medical.bill"), {"right topic", "wrong answer"}),
        (
            _reply("clarified", "medical.bill", "medical.costs"),
            {"right topic", "right answer or offered", "asked which one"},
        ),
        (_reply("unknown"), {"good question refused"}),
    ],
    ids=["right", "wrong", "offered", "refused"],
)
def test_a_reply_counts_for_what_it_is(reply: dict[str, Any], counted: set[str]) -> None:
    found = shares([Result(QUESTION, reply)])
    assert {name for name, share in found.items() if share.hits} == counted | {"right language"}


def test_an_emergency_is_caught_by_any_of_its_kinds() -> None:
    case = Case("nl", "hij slaat mij met een mes", "nl", urgent=("violence", "life_danger"))
    assert shares([Result(case, _reply("answered", urgent=("life_danger",)))])["emergency caught"] == Share(1, 1)
    assert shares([Result(case, _reply("answered"))])["emergency caught"] == Share(0, 1)


def test_the_interval_narrows_with_the_number() -> None:
    few, many = Share(9, 10).interval, Share(900, 1000).interval
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert Share(0, 0).interval == (0.0, 1.0)


def test_a_case_without_label_is_named(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set/nl.yml").write_text("- {text: hallo}\n", encoding="utf-8")
    with pytest.raises(BadCase, match=r"set/nl.yml: message 1: has neither answers nor outcome nor urgent"):
        cases("set", tmp_path)
