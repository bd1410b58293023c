"""Figures for the house: how many questions, on what, when, and whether it helped; never who. Small counts are hidden."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any, NamedTuple

from actions.context import Clock
from bot.desk.database import Database
from knowledge.hours import BRUSSELS

FEWEST = 5
"""A smaller count could point to a person: it is not shown."""
DAYS = 30
KEPT_DAYS = 400
MOST_WAITING = 10_000
"""Different counts that wait for a database that is away; labels are from closed lists, so this is many days."""

KINDS = ("topic", "language", "hour", "urgent", "outcome", "rating", "conversation", "card")
"""What is counted; one thing at a time. Only a rating is of an answer in a language: `work.right no`, without totals."""


class Counted(NamedTuple):
    """Something that happened: what, its value, and for a rating the answer and the language."""

    what: str
    value: str
    subject: str = ""
    language: str = ""


@dataclass(frozen=True)
class Count:
    """How often `value` was counted; None when it was too seldom to show."""

    value: str
    count: int | None


class Waiting:
    """Counts that are not written yet: to count costs a reply no more than an addition."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, Counted]] = Counter()
        self._lock = Lock()

    def add(self, counts: Mapping[tuple[str, Counted], int]) -> None:
        """Add these, as long as there is room."""
        with self._lock:
            if len(self._counts) < MOST_WAITING:
                self._counts.update(counts)

    def take(self) -> list[tuple[tuple[str, Counted], int]]:
        """All of them, in the one order in which every server writes them: two that write never wait in a circle."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return sorted(taken.items())


@dataclass(frozen=True)
class Figures:
    """Adds up by day. What is written holds no id, no text and no time finer than an hour of the day."""

    database: Database
    clock: Clock
    waiting: Waiting = field(default_factory=Waiting)

    def reply(self, reply: Mapping[str, Any]) -> None:
        """Count one reply of the assistant."""
        counted = [Counted("language", reply["language"]), Counted("outcome", reply["outcome"])]
        counted.append(Counted("hour", f"{self.clock().astimezone(BRUSSELS).hour:02}"))
        counted += [Counted("urgent", kind) for kind in reply["urgent"]]
        counted += [Counted("topic", topic) for topic in dict.fromkeys(_topics(reply))]
        counted += [Counted("conversation", each) for each in reply.get("milestones") or ()]
        rated = reply.get("rated")
        if rated:
            counted.append(Counted("rating", rated["helpful"], rated["answer"], reply["language"]))
        self.add(counted)

    def card(self, event: str) -> None:
        """Count what happened to a card: made, opened, closed, forwarded or withdrawn."""
        self.add([Counted("card", event)])

    def add(self, counted: Iterable[Counted]) -> None:
        """Add one to each of these; `write` keeps them."""
        day = self.clock().astimezone(BRUSSELS).date().isoformat()
        self.waiting.add(Counter((day, each) for each in counted))

    def write(self) -> None:
        """Write what waits; it waits on when the database is away. Raises HouseAway."""
        taken = self.waiting.take()
        if not taken:
            return
        try:
            with self.database.writing() as writing:
                for (day, counted), n in taken:
                    writing.execute(
                        "insert into figures (day, what, value, subject, language, n) values (?, ?, ?, ?, ?, ?)"
                        " on conflict (day, what, value, subject, language) do update set n = figures.n + excluded.n",
                        (day, *counted, n),
                    )
        except BaseException:
            self.waiting.add(dict(taken))
            raise

    def counts(self) -> dict[str, tuple[Count, ...]]:
        """The counts of the last days by kind, the most frequent first, hours in their order. Raises HouseAway."""
        self.write()
        rows = self.database.rows(
            "select what, value, subject, sum(n) as n from figures where day >= ? group by what, value, subject",
            self._since(DAYS - 1),
        )
        found: dict[str, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
        for row in rows:
            value = f"{row['subject']} {row['value']}" if row["subject"] else row["value"]
            found.setdefault(row["what"], []).append((value, row["n"]))
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
        with self.database.writing() as writing:
            writing.execute("delete from figures where day < ?", (self._since(KEPT_DAYS),))

    def _since(self, days: int) -> str:
        return (self.clock().astimezone(BRUSSELS).date() - timedelta(days=days)).isoformat()

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
