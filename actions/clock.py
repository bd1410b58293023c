"""The clock of the house, and whether it can be believed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from knowledge.hours import BRUSSELS

Clock = Callable[[], datetime]

MOST_BACK = timedelta(minutes=5)
"""A clock may be set back by so much: it makes no opening hour wrong by more."""


def system_clock() -> datetime:
    """Now, in Brussels."""
    return datetime.now(BRUSSELS)


def fixed_clock(now: datetime) -> Clock:
    """A clock that stands still at `now`, for tests and `--now`."""
    return lambda: now


class GuardedClock:
    """A clock that notices when it is set back while somebody looks at it, beside one that cannot be set.

    `by_hand`: somebody set it on purpose (`--now`), so that also a day before the content is believed.
    It is doubted until it has caught up, or until the server starts again: nobody can tell which of its two times was right.
    """

    def __init__(
        self, clock: Clock = system_clock, steady: Callable[[], float] = time.monotonic, *, by_hand: bool = False
    ) -> None:
        self.by_hand = by_hand
        self._clock = clock
        self._steady = steady
        self._ahead = float("-inf")

    def __call__(self) -> datetime:
        """The time that the clock tells."""
        now = self._clock()
        self._ahead = max(self._ahead, self._lead(now))
        return now

    def went_back(self) -> timedelta:
        """By how much the clock was set back since it was looked at first; nothing when that is little."""
        back = timedelta(seconds=self._ahead - self._lead(self()))
        return back if back > MOST_BACK else timedelta()

    def _lead(self, now: datetime) -> float:
        return now.timestamp() - self._steady()


def guarded(now: datetime | None = None) -> GuardedClock:
    """The clock of this machine, or one that stands still at `now`."""
    return GuardedClock() if now is None else GuardedClock(fixed_clock(now), lambda: 0.0, by_hand=True)
