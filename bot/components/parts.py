"""The parts of a message: where a second question may begin, and whether a part asks something."""

from __future__ import annotations

import re

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

PARTS = "parts"
MOST_PARTS = 10
SHORTEST_PART = 2
"""Words of a part that can ask something."""

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
