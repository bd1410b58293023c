"""Opening hours worked out ahead, so that a phone without a network only compares times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from knowledge.hours import BRUSSELS, parse_hours
from knowledge.model import Helpdesk

AHEAD = timedelta(days=60)
"""How far ahead hours are worked out. Closures that nobody has announced yet are not in them."""

Span: TypeAlias = tuple[int, int]
"""When a door opens and closes, in minutes since 1970. The last minute worked out as closing time means: later still."""


def minutes(moment: datetime) -> int:
    """A moment (with a zone) in minutes since 1970."""
    return int(moment.timestamp()) // 60


def spans(hours: str | None, start: datetime, end: datetime) -> list[Span] | None:
    """When a door with these hours is open between two moments; None when that is not known or by appointment."""
    schedule = parse_hours(hours) if hours is not None else None
    if schedule is None:
        return None
    found = schedule.intervals(start.astimezone(BRUSSELS), end.astimezone(BRUSSELS))
    return [(minutes(opens), minutes(closes)) for opens, closes, state, _ in found if str(state).lower() == "open"]


def helpdesk_spans(helpdesk: Helpdesk, start: datetime, end: datetime) -> list[list[Span]]:
    """The spans of the desk and of the phone, as far as they are known."""
    found = (spans(hours, start, end) for hours in (helpdesk.hours, helpdesk.phone_hours))
    return [each for each in found if each is not None]
