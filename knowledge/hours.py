"""Opening hours: OpenStreetMap syntax, Belgian public holidays, Brussels time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forget one

from knowledge.model import Helpdesk

BRUSSELS = ZoneInfo("Europe/Brussels")

BY_APPOINTMENT = "by appointment"
ANY_MOMENT = datetime(2026, 1, 1, tzinfo=BRUSSELS)


class UnreadableHours(ValueError):
    """The text is not OpenStreetMap opening hours."""


@dataclass(frozen=True)
class Opening:
    """Whether a door is open at a moment.

    `is_open` is None when the hours are not known or only by appointment. `until` is when it closes, None for a
    door that never closes; `next_opening` is when a closed door opens. `unsure`: the hours are known, the time is not.
    """

    is_open: bool | None
    until: datetime | None = None
    next_opening: datetime | None = None
    by_appointment: bool = False
    unsure: bool = False


@lru_cache(maxsize=256)
def parse_hours(hours: str) -> OpeningHours | None:
    """Opening hours as the library reads them, None for `by appointment`. Raises UnreadableHours."""
    if hours == BY_APPOINTMENT:
        return None
    try:
        return OpeningHours(hours, timezone=BRUSSELS, country="BE")
    except ParserError as error:
        raise UnreadableHours(f"{hours!r} is not opening hours") from error


def opening(hours: str | None, now: datetime | None) -> Opening:
    """The state at `now` (with a zone) of a door with these hours, None when they are not known.

    `now` is None when no clock can be believed: then only a door that never closes is known to be open.
    """
    if hours is None:
        return Opening(None)
    schedule = parse_hours(hours)
    if schedule is None:
        return Opening(None, by_appointment=True)
    if now is None:
        return Opening(True) if _never_closes(schedule) else Opening(None, unsure=True)
    moment = now.astimezone(BRUSSELS)
    change = schedule.next_change(moment)
    if schedule.is_open(moment):
        return Opening(True, until=change)
    return Opening(False, next_opening=change)


def _never_closes(schedule: OpeningHours) -> bool:
    return bool(schedule.is_open(ANY_MOMENT)) and schedule.next_change(ANY_MOMENT) is None


def helpdesk_opening(helpdesk: Helpdesk, now: datetime | None) -> Opening:
    """When a person can reach the helpdesk: at the desk or by phone, whichever is open or opens first."""
    openings = [opening(hours, now) for hours in (helpdesk.hours, helpdesk.phone_hours) if hours is not None]
    if not openings:
        return Opening(None)
    known = [one for one in openings if one.is_open is not None]
    if not known:
        return next((one for one in openings if one.unsure), openings[0])
    is_open = [one for one in known if one.is_open]
    if is_open:
        return max(is_open, key=lambda one: one.until.timestamp() if one.until else float("inf"))
    waiting = [one for one in known if one.next_opening]
    return min(waiting, key=lambda one: one.next_opening.timestamp()) if waiting else known[0]  # type: ignore[union-attr]
