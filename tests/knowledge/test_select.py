"""Which variant is for this person."""

from __future__ import annotations

from datetime import date

from knowledge.model import Answer, Claim, Condition, Part, Text, Variant
from knowledge.select import choose


def _variant(id_: str, **when: tuple[str, ...]) -> Variant:
    text = Text(id_, id_, id_, id_)
    conditions = tuple(Condition(key, values) for key, values in when.items())
    return Variant(id_, conditions, text, text, (Part("short", (Claim(text, ("source",)),)),), ("desk",))


ANSWER = Answer(
    id="medical.costs",
    topic="medical",
    intent="ask_medical_costs",
    title=Text("t", "t", "t", "t"),
    needs=("status", "reception"),
    review_by=date(2027, 1, 1),
    related=(),
    variants=(
        _variant("dublin", status=("applicant",), procedure=("dublin",)),
        _variant("centre", status=("applicant",), reception=("centre",)),
        _variant("outside", status=("applicant",)),
        _variant("recognised", status=("refugee", "subsidiary")),
        _variant("general"),
    ),
)


def test_nothing_known_asks_the_first_need() -> None:
    assert choose(ANSWER, {}).ask == "status"


def test_only_what_still_matters_is_asked() -> None:
    assert choose(ANSWER, {"status": "applicant"}).ask == "reception"
    assert choose(ANSWER, {"status": "refugee"}).ask is None


def test_a_known_situation_gets_its_variant() -> None:
    [variant] = choose(ANSWER, {"status": "applicant", "reception": "centre"}).variants
    assert variant.id == "centre"
    [variant] = choose(ANSWER, {"status": "subsidiary"}).variants
    assert variant.id == "recognised"
    [variant] = choose(ANSWER, {"status": "no_stay"}).variants
    assert variant.id == "general"


def test_a_more_specific_variant_wins_when_it_is_known() -> None:
    [variant] = choose(ANSWER, {"status": "applicant", "reception": "centre", "procedure": "dublin"}).variants
    assert variant.id == "dublin"


def test_an_unasked_key_does_not_hide_what_is_sure() -> None:
    known = {"status": "applicant", "reception": "no_show"}
    assert [variant.id for variant in choose(ANSWER, known).variants] == ["outside"]


def test_a_skipped_question_shows_every_branch_that_may_fit() -> None:
    choice = choose(ANSWER, {}, skipped=["status", "reception"])
    assert choice.ask is None
    assert [variant.id for variant in choice.variants] == ["dublin", "centre", "outside", "recognised", "general"]


def test_the_second_need_is_asked_when_the_first_is_skipped() -> None:
    assert choose(ANSWER, {}, skipped=["status"]).ask == "reception"
