"""Opening hours over a whole year, both clock changes and all public holidays included."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import holidays
import pytest

from knowledge.hours import BRUSSELS, Opening, UnreadableHours, helpdesk_opening, opening, parse_hours
from knowledge.model import Helpdesk, Text

OFFICE = "Mo-Fr 09:00-12:30; We 09:00-12:30,13:30-17:00; PH off"
PUBLIC_HOLIDAYS = holidays.country_holidays("BE", years=[2026, 2027])
YEAR = [date(2026, 1, 1) + timedelta(days=days) for days in range(365 + 365)]


def brussels(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BRUSSELS)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in PUBLIC_HOLIDAYS


@pytest.mark.parametrize("day", YEAR, ids=str)
def test_office_is_open_on_working_mornings_only(day: date) -> None:
    morning = opening(OFFICE, brussels(day, 10))
    assert morning.is_open == is_working_day(day)
    if morning.is_open:
        assert morning.until == brussels(day, 12, 30)
    assert opening(OFFICE, brussels(day, 15)).is_open == (is_working_day(day) and day.weekday() == 2)
    assert not opening(OFFICE, brussels(day, 8, 59)).is_open
    assert not opening(OFFICE, brussels(day, 20)).is_open


@pytest.mark.parametrize("day", YEAR, ids=str)
def test_next_opening_is_the_next_working_morning(day: date) -> None:
    following = next(later for ahead in range(1, 20) if is_working_day(later := day + timedelta(days=ahead)))
    assert opening(OFFICE, brussels(day, 20)).next_opening == brussels(following, 9)


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_clock_change_moves_no_opening(night: date) -> None:
    before = opening(OFFICE, brussels(night, 0, 30))
    assert before.next_opening is not None
    assert before.next_opening == brussels(night + timedelta(days=1), 9)
    assert before.next_opening.utcoffset() == brussels(night + timedelta(days=1), 9).utcoffset()


def test_the_zone_of_the_clock_does_not_matter() -> None:
    from datetime import timezone

    moment = datetime(2026, 7, 1, 7, 30, tzinfo=timezone.utc)
    assert opening(OFFICE, moment).is_open, "09:30 in Brussels in summer"


@pytest.mark.parametrize("hour", range(24))
def test_always_open_has_no_end(hour: int) -> None:
    found = opening("24/7", brussels(date(2026, 12, 25), hour))
    assert (found.is_open, found.until) == (True, None)


def test_unknown_hours_and_appointments_are_neither_open_nor_closed(now: datetime) -> None:
    assert opening(None, now).is_open is None
    assert opening("by appointment", now).is_open is None
    assert opening("by appointment", now).by_appointment


def test_nonsense_is_refused() -> None:
    with pytest.raises(UnreadableHours, match="not opening hours"):
        parse_hours("Maandag negen uur")


def test_seasons_are_kept() -> None:
    hours = "Sep-Jun Mo,Tu,Th,Fr 09:00-11:00; Jul-Aug Mo,We,Fr 09:00-11:00; PH off"
    assert opening(hours, brussels(date(2026, 7, 8), 10)).is_open, "a Wednesday in July"
    assert not opening(hours, brussels(date(2026, 9, 9), 10)).is_open, "a Wednesday in September"


@pytest.mark.parametrize(
    ("hour", "is_open", "until"), [(10, True, 13), (14, True, 16), (17, False, None)], ids=["desk", "phone", "evening"]
)
def test_a_person_reaches_the_desk_or_the_phone(hour: int, is_open: bool, until: int | None) -> None:
    found = helpdesk_opening(
        _desk(hours="Mo-Fr 09:00-13:00", phone_hours="Mo-Fr 13:00-16:00"), brussels(date(2026, 11, 24), hour)
    )
    assert found.is_open == is_open
    assert found.until == (brussels(date(2026, 11, 24), until) if until else None)


def _desk(hours: str, phone_hours: str) -> Helpdesk:
    return Helpdesk(
        id="desk",
        category="reception",
        name=Text("d", "d", "d", "d"),
        topics=(),
        audience=("individuals",),
        regions=("belgium",),
        languages=(),
        verify="ok",
        local=False,
        sources=(),
        hours=hours,
        phone_hours=phone_hours,
    )


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ("Mo-Fr 09:00-12:00; PH off", Opening(None, unsure=True)),
        ("24/7", Opening(True)),
        ("by appointment", Opening(None, by_appointment=True)),
        (None, Opening(None)),
    ],
)
def test_without_a_clock_only_a_door_that_never_closes_is_open(hours: str | None, found: Opening) -> None:
    assert opening(hours, None) == found
