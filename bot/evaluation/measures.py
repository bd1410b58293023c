"""What became of a labelled message, and the shares over many, each with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.cases import Case
from knowledge.languages import LANGUAGES
from knowledge.normalise import plain_words

TOLD = ("answered", "asked")
REFUSED = ("out_of_scope", "unknown")
ANY = "any"
"""The label of a question whose answer is not the subject: it must only raise no alarm."""
LONG_ENOUGH = 3
"""Words from which a message shows its language."""


@dataclass(frozen=True)
class Result:
    """A message and the reply to it, in the form of the contract."""

    case: Case
    reply: Mapping[str, Any]

    @property
    def offered(self) -> list[str]:
        """The answers that the reply gives or offers, best first."""
        return [each["answer"] for each in self.reply["answers"]]

    @property
    def is_question(self) -> bool:
        """Whether the message asks something that Wegwijs answers."""
        return bool(self.case.answers) and ANY not in self.case.answers

    @property
    def right_answer(self) -> bool:
        """Whether the right answer was given, or the one thing asked that it depends on."""
        return self.reply["outcome"] in TOLD and self._first_is_right

    @property
    def _first_is_right(self) -> bool:
        return bool(self.offered) and self.offered[0] in (*self.case.answers, *self.case.second)

    @property
    def right_offered(self) -> bool:
        """Whether the right answer was given, or stands among the two or three to choose from."""
        if self.reply["outcome"] == "clarified":
            return bool({*self.case.answers, *self.case.second}.intersection(self.offered))
        return self.right_answer

    @property
    def right_topic(self) -> bool:
        """Whether the reply is about the right topic."""
        return self.reply["topic"] in {id_.split(".")[0] for id_ in (*self.case.answers, *self.case.second)}

    @property
    def wrong_answer(self) -> bool:
        """Whether another answer was given as if it were the right one."""
        return self.reply["outcome"] in TOLD and not self._first_is_right

    @property
    def right_language(self) -> bool:
        """Whether the reply is in the right language; a fifth language must be recognised as such."""
        if self.case.language in LANGUAGES:
            return bool(self.reply["language"] == self.case.language)
        return self.reply["detected_language"] not in LANGUAGES


@dataclass(frozen=True)
class Share:
    """How many of `n` messages."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 of nothing."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (E. B. Wilson, 1927)."""
        if not self.n:
            return (0.0, 1.0)
        z, n, p = 1.96, self.n, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return (max(0.0, middle - half), min(1.0, middle + half))


Select = Callable[[Result], bool]


def _is_long(result: Result) -> bool:
    return len(plain_words(result.case.text)) >= LONG_ENOUGH


MEASURES: dict[str, tuple[Select, Select]] = {
    "right topic": (lambda r: r.is_question, lambda r: r.right_topic),
    "right answer or offered": (lambda r: r.is_question, lambda r: r.right_offered),
    "right answer at once": (lambda r: r.is_question, lambda r: r.right_answer),
    "wrong answer": (lambda r: r.is_question, lambda r: r.wrong_answer),
    "asked which one": (lambda r: r.is_question, lambda r: r.reply["outcome"] == "clarified"),
    "good question refused": (lambda r: r.is_question, lambda r: r.reply["outcome"] in REFUSED),
    "both questions answered": (
        lambda r: bool(r.case.second),
        lambda r: bool(set(r.case.answers) & set(r.offered)) and bool(set(r.case.second) & set(r.offered)),
    ),
    "out of scope refused": (
        lambda r: r.case.outcome == "out_of_scope",
        lambda r: r.reply["outcome"] in REFUSED,
    ),
    "emergency caught": (
        lambda r: bool(r.case.urgent),
        lambda r: bool(set(r.case.urgent) & set(r.reply["urgent"])),
    ),
    "false alarm": (lambda r: not r.case.urgent, lambda r: bool(r.reply["urgent"])),
    "right language": (_is_long, lambda r: r.right_language),
}
"""For each measure: of which messages, and which of them count."""


def shares(results: Iterable[Result]) -> dict[str, Share]:
    """Every measure over these results."""
    found: Sequence[Result] = list(results)
    table = {}
    for name, (of, counts) in MEASURES.items():
        asked = [result for result in found if of(result)]
        table[name] = Share(sum(counts(result) for result in asked), len(asked))
    return table
