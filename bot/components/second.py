"""Does a message ask a second thing? Weighed by what its halves ask, at each place where it may be cut."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Ranking = Sequence[tuple[str, float]]
"""Intents with their probabilities, likeliest first."""

NEAR = 2
"""Intents of the other half that are tried, likeliest first."""
FLOOR = 1e-4
"""Probabilities below this are all as good as none."""
MOST_ASKING = 3

_AND = re.compile(r"(?:and|also|en|ook|et|aussi|plus|w|wa|ou)\b|و", re.IGNORECASE)
_ASKED = re.compile(r"[?؟]\s*$")
_ENDED = re.compile(r"[.!;,،]\s*$")


@dataclass(frozen=True)
class Limits:
    """How much each piece of evidence weighs, and how sure we must be to give a second answer, or to offer it.

    Set on labelled messages by `python -m bot.evaluation.second`. All but the weights are probabilities from 0 to 1; from
    `plain` on, two halves that each ask their own thing are two questions, whatever the whole message looks like.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    bias: float = 0.0
    given: float = 1.0
    offered: float = 1.0
    plain: float = 1.0

    def sure(self, evidence: Mapping[str, float]) -> float:
        """The probability that both questions are asked."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in evidence.items())
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True)
class Pair:
    """The likeliest question of a message and a second one beside it, in the order in which they are asked."""

    names: tuple[str, str]
    evidence: Mapping[str, float]


def plain_pair(
    halves: Sequence[tuple[Ranking, Ranking]], asking: Sequence[bool], topics: Mapping[str, str]
) -> tuple[tuple[str, str], float] | None:
    """The two questions, on different topics, of the cut whose halves are surest of what they ask, and how sure both are."""
    found = []
    for at, (before, after) in enumerate(halves, 1):
        (one, sure_one), (two, sure_two) = before[0], after[0]
        both_ask = any(asking[:at]) and any(asking[at:])
        if both_ask and one in topics and two in topics and topics[one] != topics[two]:
            found.append(((one, two), min(sure_one, sure_two)))
    return max(found, key=lambda pair: pair[1], default=None)


def likeliest_pair(
    whole: Ranking,
    halves: Sequence[tuple[Ranking, Ranking]],
    parts: Sequence[str],
    asking: Sequence[bool],
    topics: Mapping[str, str],
) -> Pair | None:
    """The likeliest second question beside the likeliest one; none when the message cannot be cut or asks nothing.

    `whole` is the ranking of the message and `halves` those before and after each cut; `parts` are the texts between the
    cuts and `asking` whether each is a question; `topics` are the topics of the intents that are questions.
    """
    all_ = _logs(whole)
    first = next((name for name, _ in whole if name in topics), None)
    if first is None:
        return None
    best: tuple[float, int, str, str, dict[str, float], dict[str, float]] | None = None
    for at, ranked in enumerate(halves, 1):
        before, after = map(_logs, ranked)
        for one, two in _tried(first, before, after, all_, topics):
            score = before[one] + after[two] + all_[one] + all_[two]
            if best is None or score > best[0]:
                best = (score, at, one, two, before, after)
    if best is None:
        return None
    _, at, one, two, before, after = best
    evidence = {
        "before": before[one],
        "after": after[two],
        "one": all_[one],
        "two": all_[two],
        "two_before": before[two],
        "one_after": after[one],
        "asking": float(min(sum(asking), MOST_ASKING)),
        "and": float(bool(_AND.match(parts[at]))),
        "asked": float(bool(_ASKED.search(parts[at - 1]))),
        "ended": float(bool(_ENDED.search(parts[at - 1]))),
        "one_topic": float(topics[one] == topics[two]),
        "length": math.log(sum(len(part.split()) for part in parts)),
    }
    return Pair((one, two), evidence)


def _tried(
    first: str,
    before: Mapping[str, float],
    after: Mapping[str, float],
    whole: Mapping[str, float],
    topics: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """The pairs worth weighing: the likeliest question in one half, another in the other."""
    others = [name for name in topics if name != first and name in whole]
    for half, turned in ((after, False), (before, True)):
        likely = sorted(others, key=lambda name: half[name] + whole[name], reverse=True)
        for name in likely[:NEAR]:
            yield (name, first) if turned else (first, name)


def _logs(ranking: Ranking) -> dict[str, float]:
    return {name: math.log(max(sure, FLOOR)) for name, sure in ranking}
