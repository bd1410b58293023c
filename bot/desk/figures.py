"""Figures for the house: how many questions, on what, when; never who. Small counts are hidden."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.context import Clock
from bot.desk.database import Database
from knowledge.hours import BRUSSELS

FEWEST = 5
"""A smaller count could point to a person: it is not shown."""
DAYS = 30
KEPT_DAYS = 400

KINDS = ("topic", "language", "hour", "urgent", "outcome", "conversation", "card")
"""What is counted; one thing at a time, never crossed."""


@dataclass(frozen=True)
class Count:
    """How often `value` was counted; None when it was too seldom to show."""

    value: str
    count: int | None


@dataclass(frozen=True)
class Figures:
    """Adds up by day. What is written holds no id, no text and no time finer than an hour of the day."""

    database: Database
    clock: Clock

    def reply(self, reply: Mapping[str, Any]) -> None:
        """Count one reply of the assistant."""
        counted = [("language", reply["language"]), ("outcome", reply["outcome"])]
        counted.append(("hour", f"{self.clock().astimezone(BRUSSELS).hour:02}"))
        counted += [("urgent", kind) for kind in reply["urgent"]]
        counted += [("topic", topic) for topic in dict.fromkeys(_topics(reply))]
        counted += [("conversation", each) for each in reply.get("milestones") or ()]
        self.add(counted)

    def card(self, event: str) -> None:
        """Count what happened to a card: made, opened, closed, forwarded or withdrawn."""
        self.add([("card", event)])

    def add(self, counted: Iterable[tuple[str, str]]) -> None:
        """Add one to each of these."""
        day = self.clock().astimezone(BRUSSELS).date().isoformat()
        with self.database.writing() as writing:
            writing.executemany(
                "insert into counts values (?, ?, ?, 1) on conflict (day, what, value) do update set n = n + 1",
                [(day, what, value) for what, value in counted],
            )

    def counts(self) -> dict[str, tuple[Count, ...]]:
        """The counts of the last days by kind, the most frequent first, hours in their order."""
        since = (self.clock().astimezone(BRUSSELS).date() - timedelta(days=DAYS - 1)).isoformat()
        rows = self.database.rows(
            "select what, value, sum(n) as n from counts where day >= ? group by what, value", since
        )
        found: dict[str, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
        for row in rows:
            found.setdefault(row["what"], []).append((row["value"], row["n"]))
        without = self._without_a_call(dict(found["conversation"]))
        found["conversation"] += without
        return {kind: tuple(_count(*each) for each in _sorted(kind, values)) for kind, values in found.items()}

    def csv(self) -> str:
        """The same counts as CSV; a hidden count reads `<5`."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(("what", "value", "count"))
        for kind, counts in self.counts().items():
            writer.writerows((kind, each.value, shown(each)) for each in counts)
        return out.getvalue()

    def forget(self) -> None:
        """Erase counts that are older than a year and a bit."""
        before = (self.clock().astimezone(BRUSSELS).date() - timedelta(days=KEPT_DAYS)).isoformat()
        with self.database.writing() as writing:
            writing.execute("delete from counts where day < ?", (before,))

    @staticmethod
    def _without_a_call(conversations: Mapping[str, int]) -> list[tuple[str, int]]:
        """The conversations with an answer after which nobody asked for a person.

        Left out when a subtraction would show a hidden count.
        """
        answered, called = conversations.get("answered", 0), conversations.get("answered_then_person", 0)
        return [("answered_without_person", answered - called)] if answered and not 0 < called < FEWEST else []


def shown(count: Count) -> str:
    """A count as people and files read it."""
    return f"<{FEWEST}" if count.count is None else str(count.count)


def _count(value: str, n: int) -> Count:
    return Count(value, n if n >= FEWEST or n == 0 else None)


def _sorted(kind: str, values: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(values, key=lambda each: each[0] if kind == "hour" else (-each[1], each[0]))


def _topics(reply: Mapping[str, Any]) -> list[str]:
    """The topics of what was answered or refused; choices on the way to it count for nothing."""
    if reply["outcome"] not in ("answered", "out_of_scope"):
        return []
    answered = [each["topic"] for each in reply["answers"]]
    return answered or ([reply["topic"]] if reply["topic"] else [])
