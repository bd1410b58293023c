"""Two questions in one message: where it may be cut, and whether both halves ask something."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.features import Features

PARTS = "parts"
MOST_PARTS = 10
SHORTEST_PART = 2
"""Words of a part that can ask something."""

Ranking = Sequence[tuple[str, float]]

ASKING = frozenset(
    [
        "who",
        "where",
        "when",
        "how",
        "how_long",
        "how_much",
        "which",
        "what",
        "why",
        "can",
        "allowed",
        "must",
        "is_it_true",
        "what_happens",
        "what_to_do",
        "what_does_it_mean",
    ]
)
"""Concepts of the lexicon by which a part asks something."""

_CUT = re.compile(
    r"(?<=[.!?;,\n؟،])(?![.!?;,؟،])\s*|\s+(?=(?:and|also|en|ook|et|aussi|plus|is|est|maar|mais|but|w|wa|ou)\s)|\s+(?=و\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?؟]"
    r"|^(?:en |maar |of |and |but |or |so |ook |also )*(?:is|zijn|kan|kunnen|mag|mogen|moet|moeten|krijg|krijgt|krijgen|heb|heeft"
    r"|hebben|kost|telt|bestaat|wordt|gaat|are|can|could|do|does|did|will|would|should|must|may|have|has|am)\b"
    r"|\b(?:est[- ]ce|y a[- ]t[- ]il)\b|\w-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles)\b",
    re.IGNORECASE,
)
"""A mark, a verb that comes first, or a French verb before its subject."""
_AND = re.compile(r"\b(?:and|en|et|ook|aussi|also|plus|w|wa|ou)\b|(?:^|\s)و|\?.*\w.*\?", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """How sure both halves must be: of questions on different topics, on one topic, and of two that are only likely.

    Set on the calibration, development and past fresh messages: of 175 with two questions 48 are told apart, of 2,503
    with one 161 get a second answer, which is mostly about what was said too.
    """

    other_topic: float = 0.7
    same_topic: float = 0.6
    likely: float = 0.15
    clear: float = 0.85
    ranked: int = 6


def cut(text: str) -> list[str]:
    """The parts of a message, each long enough to ask something; one that is too short goes with the part after it."""
    found: list[str] = []
    short = ""
    for piece in filter(None, map(str.strip, _CUT.split(text))):
        part = f"{short} {piece}".strip()
        short = part if len(part.split()) < SHORTEST_PART else ""
        if not short:
            found.append(part)
    if short:
        found.append(short)
    return [*found[: MOST_PARTS - 1], " ".join(found[MOST_PARTS - 1 :])] if len(found) > MOST_PARTS else found


def parts_of(message: Message) -> list[Message]:
    """The parts as messages of their own, in the message's language; none when it cannot be cut."""
    found = cut(message.get(TEXT) or "")
    language = message.get("language")
    return [Message({TEXT: part, "language": language}) for part in found] if len(found) > 1 else []


def asks(part: Message) -> bool:
    """Whether the part, in which concepts were found, is a question by its mark, its first word or what it says."""
    text = part.get(TEXT) or ""
    return bool(_ASKS.search(text)) or not ASKING.isdisjoint(part.get("concepts") or [])


def two_questions(
    text: str,
    whole: Ranking,
    asking: Sequence[bool],
    halves: Sequence[tuple[Features, Features]],
    classify: Callable[[Features], Ranking],
    topics: dict[str, str],
    limits: Limits,
) -> list[tuple[str, float]]:
    """The two questions that a message asks, in the order in which it asks them; none when it asks one.

    `whole` is the ranking of the message, `asking` whether each part is a question, `halves` the features before and
    after each cut; `topics` are the topics of the intents that are questions.
    """
    likely = {name for name, _ in whole[: limits.ranked] if name in topics}
    best: tuple[float, list[tuple[str, float]]] = (0.0, [])
    cuts = [at for at in range(1, len(asking)) if any(asking[:at]) and any(asking[at:])]
    for before, after in (halves[at - 1] for at in cuts):
        (one, sure_one), (two, sure_two) = classify(before)[0], classify(after)[0]
        if one == two or not {one, two} <= likely:
            continue
        enough = limits.same_topic if topics[one] == topics[two] else limits.other_topic
        sure = min(sure_one, sure_two)
        if sure >= max(enough, best[0]):
            best = (sure, [(one, sure_one), (two, sure_two)])
    if best[1] or not cuts or len(whole) < 2 or not _AND.search(text):  # noqa: PLR2004 - two questions
        return best[1]
    (one, sure_one), (two, sure_two) = whole[:2]
    both = one in topics and two in topics and limits.likely <= sure_two and sure_one < limits.clear
    return [(one, sure_one), (two, sure_two)] if both else []
