"""What every action needs from outside: the knowledge base and the clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from actions.clock import Clock, GuardedClock, fixed_clock, guarded, system_clock
from knowledge.followups import FollowUps, follow_ups
from knowledge.hours import BRUSSELS
from knowledge.store import Store
from knowledge.triage import CardHouse

KNOWLEDGE = Path(os.environ.get("WEGWIJS_BUILD", ".build")) / "knowledge.sqlite"


__all__ = ["Clock", "Context", "fixed_clock", "system_clock"]


@dataclass(frozen=True)
class Context:
    """The store to ask, the clock to read, and the house that keeps cards; without one, cards are on paper."""

    store: Store
    clock: Clock = system_clock
    house: CardHouse | None = None

    def doubt(self) -> str | None:
        """Why the clock cannot be believed now, for the operator; None when it can."""
        now = self.clock().astimezone(BRUSSELS)
        guard = self.clock if isinstance(self.clock, GuardedClock) else None
        if now.date() < self.store.content_date and not (guard and guard.by_hand):
            return f"the clock says {now:%Y-%m-%d %H:%M}, which is before the day of the content ({self.store.content_date})"
        back = guard.went_back() if guard else None
        return f"the clock was set back by {int(back.total_seconds()) // 60} minutes while serving" if back else None

    @property
    def sure_now(self) -> datetime | None:
        """Now; None when the clock cannot be believed: then no opening hour is told and no day counted."""
        return None if self.doubt() else self.clock()

    @cached_property
    def follow_ups(self) -> FollowUps:
        """How people refer to what was said before."""
        return follow_ups(tuple(self.store.follow_ups.values()))

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Context:
        """The compiled knowledge base and the system's clock, or `WEGWIJS_NOW`. Raises UnusableKnowledge."""
        now = os.environ.get("WEGWIJS_NOW")
        moment = datetime.fromisoformat(now).replace(tzinfo=BRUSSELS) if now else None
        return cls(Store(KNOWLEDGE), guarded(moment))
