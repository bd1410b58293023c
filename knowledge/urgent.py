"""Urgent first: rules that see danger, eviction, detention or a running term in a message, before anything is classified.

Pure, so that it can run elsewhere too. The message is searched for the patterns (knowledge/patterns.py) of all languages,
because people mix them; a pattern under `unless` takes a kind back: nobody dies who is "dying to know".
"""

from __future__ import annotations

from collections.abc import Collection

from knowledge.model import UrgentKind
from knowledge.normalise import plain_words
from knowledge.patterns import Patterns


class UrgentRules:
    """Finds the kinds of urgency in a message."""

    def __init__(self, kinds: Collection[UrgentKind]) -> None:
        self._kinds = [kind.id for kind in kinds]
        self._patterns = Patterns()
        for kind in kinds:
            self._patterns.add(kind.id, kind.says)
            self._patterns.add(_unless(kind.id), kind.unless)

    def takes_back(self, text: str, kind: str) -> bool:
        """Whether `text` says that it is not about this kind of urgency."""
        return _unless(kind) in self._patterns.found(plain_words(text))

    def find(self, text: str) -> list[str]:
        """The ids of the kinds that `text` tells of, the most urgent first."""
        found = self._patterns.found(plain_words(text))
        return [id_ for id_ in self._kinds if id_ in found and _unless(id_) not in found]


def _unless(kind: str) -> str:
    return f"unless {kind}"
