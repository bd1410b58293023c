"""What every action needs from outside: the knowledge base and the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from knowledge.followups import FollowUps, follow_ups
from knowledge.hours import BRUSSELS
from knowledge.store import Store
from knowledge.triage import CardHouse

Clock = Callable[[], datetime]

KNOWLEDGE = Path(os.environ.get("WEGWIJS_BUILD", ".build")) / "knowledge.sqlite"


def system_clock() -> datetime:
    """Now, in Brussels."""
    return datetime.now(BRUSSELS)


def fixed_clock(now: datetime) -> Clock:
    """A clock that stands still at `now`, for tests and `--now`."""
    return lambda: now


@dataclass(frozen=True)
class Context:
    """The store to ask, the clock to read, and the house that keeps cards; without one, cards are on paper."""

    store: Store
    clock: Clock = system_clock
    house: CardHouse | None = None

    @cached_property
    def follow_ups(self) -> FollowUps:
        """How people refer to what was said before."""
        return follow_ups(tuple(self.store.follow_ups.values()))

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Context:
        """The compiled knowledge base and the system's clock, or `WEGWIJS_NOW`. Raises UnusableKnowledge."""
        now = os.environ.get("WEGWIJS_NOW")
        clock = fixed_clock(datetime.fromisoformat(now).replace(tzinfo=BRUSSELS)) if now else system_clock
        return cls(Store(KNOWLEDGE), clock)
