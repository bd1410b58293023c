"""Dates as people write them, and the days that follow from them."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.dates import SpokenDate, spoken_date
from knowledge.deadlines import count, from_stored, rule_for, stored
from knowledge.store import Store

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "day", "exact"),
    [
        ("ik ben erkend op 3 maart 2026", date(2026, 3, 3), True),
        ("drie weken geleden", date(2026, 11, 3), False),
        ("eergisteren", date(2026, 11, 22), True),
        ("erkend op 12/05/2026", date(2026, 5, 12), True),
        ("il y a deux mois", date(2026, 9, 24), False),
        ("le 1er septembre", date(2026, 9, 1), True),
        ("depuis 2 semaines", date(2026, 11, 10), False),
        ("a month ago", date(2026, 10, 24), False),
        ("March 3rd", date(2026, 3, 3), True),
        ("dec 3", date(2025, 12, 3), True),
        ("قبل شهرين", date(2026, 9, 24), False),
        ("منذ ثلاثة أسابيع", date(2026, 11, 3), False),
        ("15 نيسان", date(2026, 4, 15), True),
        ("12 غشت", date(2026, 8, 12), True),
        ("٣ آذار ٢٠٢٦", date(2026, 3, 3), True),
        ("hadi chehrayn", date(2026, 9, 24), False),
        ("2026-10-01", date(2026, 10, 1), True),
    ],
)
def test_a_day_is_read_as_people_write_it(said: str, day: date, exact: bool) -> None:
    assert spoken_date(said, TODAY) == SpokenDate(day, exact)


@pytest.mark.parametrize(
    "said",
    [
        "mijn kind is 5 jaar",
        "moet ik 2 maanden wachten",
        "code 207",
        "1/13/2026",
        "31/02/2026",
        "may i travel",
        "24/12/2026",
    ],
)
def test_what_names_no_day_of_the_past_is_none(said: str) -> None:
    assert spoken_date(said, TODAY) is None


def test_a_stored_day_remembers_whether_it_was_exact() -> None:
    for spoken in (SpokenDate(TODAY, True), SpokenDate(TODAY, False)):
        assert from_stored(stored(spoken)) == spoken


def test_months_are_counted_by_the_calendar(store: Store) -> None:
    rule = store.deadlines["family_without_conditions"]
    found = count(rule, store.facts, SpokenDate(date(2026, 8, 31), True))
    assert found == date(2027, 2, 28)


def test_days_are_counted_one_by_one(store: Store) -> None:
    rule = store.deadlines["school_duty"]
    assert count(rule, store.facts, SpokenDate(date(2026, 11, 1), True)) == date(2026, 12, 31)


def test_a_suspended_or_unverified_rule_gives_no_day(store: Store) -> None:
    rules = store.deadlines.values()
    assert rule_for(rules, store.answer("family.period"), {"status": "refugee"})
    for status in ("subsidiary", "applicant", "rejected"):
        assert rule_for(rules, store.answer("family.period"), {"status": status}) is None
    assert rule_for(rules, store.answer("family.period"), {}) is None
    assert rule_for(rules, store.answer("work.right"), {"status": "applicant"}) is None
    assert rule_for(rules, store.answer("procedure.appeal"), {"status": "rejected"}) is None
