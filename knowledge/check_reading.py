"""Whether a text can be read by somebody at level A2-B1: short sentences, one idea each."""

from __future__ import annotations

import re

from knowledge.model import Text
from knowledge.reading import Node

LONGEST_SENTENCE = {"nl": 25, "fr": 27, "en": 25, "ar": 23}
"""Words. Plain-language guides ask for 15 on average and 25 at most; French cuts its articles off as words of their own."""

_BETWEEN_BRACKETS = re.compile(r"\([^)]*\)")
_END = re.compile(r"(?<=[.!?؟:;])\s+")


def sentences(text: str) -> list[list[str]]:
    """The sentences of `text` as words; what stands in brackets is a name on a door and does not count."""
    return [sentence.split() for sentence in _END.split(_BETWEEN_BRACKETS.sub("", text)) if sentence.split()]


def check_sentences(text: Text, node: Node) -> None:
    """Note a sentence that is too long to take in."""
    for code, limit in LONGEST_SENTENCE.items():
        longest = max((len(words) for words in sentences(text.in_language(code))), default=0)
        if longest > limit:
            node.problem(f"{code} has a sentence of {longest} words; make two of it (at most {limit})")
