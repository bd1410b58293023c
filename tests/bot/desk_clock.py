"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import datetime, timedelta


class MovingClock:
    """Reads as `actions.context.Clock`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let this much time pass: `minutes=5`."""
        self.now += timedelta(**by)
