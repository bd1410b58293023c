"""Hours worked out ahead agree with the hours of the moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from knowledge.hours import BRUSSELS, opening
from knowledge.openings import helpdesk_spans, minutes, spans
from knowledge.store import Store

START = datetime(2026, 12, 20, tzinfo=BRUSSELS)
END = START + timedelta(days=20)


@pytest.mark.parametrize("hours", ["24/7", "Mo-Fr 09:00-12:30,13:30-16:00; PH off", "Tu,Fr 09:00-12:30; PH off"])
def test_spans_agree_with_the_moment(hours: str) -> None:
    worked_out = spans(hours, START, END)
    assert worked_out is not None
    for at in range(0, 19 * 24):
        moment = START + timedelta(hours=at, minutes=7)
        is_open = any(opens <= minutes(moment) < closes for opens, closes in worked_out)
        assert is_open == opening(hours, moment).is_open, moment


def test_a_public_holiday_is_closed() -> None:
    christmas = datetime(2026, 12, 25, tzinfo=BRUSSELS)
    assert spans("Mo-Fr 09:00-12:30; PH off", christmas, christmas + timedelta(days=1)) == []


@pytest.mark.parametrize("hours", [None, "by appointment"])
def test_unknown_hours_stay_unknown(hours: str | None) -> None:
    assert spans(hours, START, END) is None


def test_a_helpdesk_has_the_spans_of_its_desk_and_of_its_phone(store: Store) -> None:
    desk = store.helpdesks["fedasil-info-point-brussels"]
    assert helpdesk_spans(desk, START, END) == [spans(desk.hours, START, END), spans(desk.phone_hours, START, END)]
