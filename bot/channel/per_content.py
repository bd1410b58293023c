"""What is made of the knowledge base once, and once more after it was replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from knowledge.store import Store

Made = TypeVar("Made")


class PerContent(Generic[Made]):
    """Makes something for each word it is asked with, and keeps it as long as the same content is served."""

    def __init__(self, store: Store, make: Callable[[str], Made]) -> None:
        self._store = store
        self._make = make
        self._kept: tuple[str, dict[str, Made]] = ("", {})

    def __call__(self, word: str = "") -> Made:
        """What was made for this word, or is made now."""
        now = self._store.meta["fingerprint"]
        if self._kept[0] != now:
            self._kept = (now, {})
        kept = self._kept[1]
        if word not in kept:
            kept[word] = self._make(word)
        return kept[word]
