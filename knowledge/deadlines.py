"""The day that follows from a rule and from what a person told: a help beside the rule, never a promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from knowledge.dates import SpokenDate
from knowledge.model import Answer, DeadlineRule, Fact
from knowledge.situation import Situation

MUST_BE_KNOWN = ("status",)
"""Nobody is given a day for a status that they did not tell; another key only must not be known to differ."""
ABOUT = "~"
"""Before a stored day that follows from "three weeks ago"."""


def rule_for(rules: Iterable[DeadlineRule], answer: Answer, situation: Situation) -> DeadlineRule | None:
    """The rule that gives a day beside `answer` to a person in this situation."""
    return next((rule for rule in rules if answer.id in rule.answers and _holds(rule, situation)), None)


def count(rule: DeadlineRule, facts: Mapping[str, Fact], start: SpokenDate) -> date:
    """The day to which the rule leads from `start`."""
    number = int(facts[rule.fact].value)  # type: ignore[arg-type]
    step = timedelta(days=number) if rule.unit == "days" else relativedelta(months=number)
    return start.day + step


def stored(spoken: SpokenDate) -> str:
    """The day as a slot holds it: an ISO date, with `~` before one that was not exact."""
    return f"{'' if spoken.exact else ABOUT}{spoken.day.isoformat()}"


def from_stored(value: str) -> SpokenDate:
    """The day that `stored` wrote."""
    return SpokenDate(date.fromisoformat(value.removeprefix(ABOUT)), not value.startswith(ABOUT))


def _holds(rule: DeadlineRule, situation: Situation) -> bool:
    return all(
        situation.get(each.key) in each.values or (each.key not in situation and each.key not in MUST_BE_KNOWN)
        for each in rule.when
    )
