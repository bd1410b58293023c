"""What people say about what was said before: "and how much?", "and my wife?", "repeat", "if I am refused".

Pure. The words stand in content/followups.yml, as patterns (knowledge/patterns.py). An aspect must take in the
whole message but for filler around it, and there `..` passes small words only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from functools import lru_cache

from knowledge.model import FollowUp
from knowledge.normalise import fold, plain_words
from knowledge.patterns import Patterns
from knowledge.situation import SITUATION_VALUES

PARTS_ASKED = ("cost", "where", "papers", "deadline", "phone", "steps", "more", "opening", "person", "why")
"""Aspects of the last answer."""
ABOUT_THE_TALK = ("repeat", "shorter", "wrong", "explain", "known", "forget", "date", "helped", "not_helped")
"""What is said of the conversation itself."""
OTHERS = ("partner", "child", "parents", "relative", "friend")
"""For whom the last question is asked again."""
ASPECTS = (*PARTS_ASKED, *ABOUT_THE_TALK, *OTHERS)
DATES = ("recognised_on", "applied_on", "registered_on")
"""What happened on the day that a message names."""
IFS: dict[str, dict[str, str]] = {"if_rejected": {"status": "rejected"}, "if_recognised": {"status": "refugee"}}
"""What somebody supposes of themselves, and the situation that follows from it."""
SIGNS = (*IFS, "about_other", "correction", "may_work", *DATES)
REPLIES = {f"reply_{key}_{value}": (key, value) for key, values in SITUATION_VALUES.items() for value in values}
"""Bare words that mean a value only as a reply to our question: "recognised", "refugee", "the centre"."""
FILLER = "filler"
SMALL = "small"
"""The words that may stand for `..` in an aspect; a message with any other word asks something new."""
LONGEST = 12
"""Words of a message that only refers to what was said before."""
ALONE = ("known", "forget")
"""Understood also when nothing was answered yet."""


class FollowUps:
    """Finds what a message says about what was said before."""

    def __init__(self, entries: Iterable[FollowUp]) -> None:
        says = {entry.id: entry.says for entry in entries}
        self._small = {word for id_ in (SMALL, FILLER) for line in says.get(id_, ()) for word in plain_words(line)}
        self._filler = _patterns(says, (FILLER,), self._small)
        self._whole = _patterns(says, ASPECTS, self._small)
        self._replies = _patterns(says, REPLIES, self._small)
        self._part = _patterns(says, SIGNS)
        self._signs = lru_cache(maxsize=2)(lambda text: frozenset(self._part.found(plain_words(text))))

    def aspect(self, text: str) -> str | None:
        """What the whole message asks of the last answer or the conversation; None when it is something else."""
        found = self._found(self._whole, text)
        return next((id_ for id_ in ASPECTS if id_ in found), None)

    def reply(self, text: str, key: str) -> str | None:
        """The value of the situation key that the whole message gives, as a reply to our question."""
        found = self._found(self._replies, text)
        return next((value for id_, (asked, value) in REPLIES.items() if asked == key and id_ in found), None)

    def only_small(self, words: Iterable[str]) -> bool:
        """Whether these folded words bring no subject of their own."""
        return self._small.issuperset(words)

    def signs(self, text: str) -> frozenset[str]:
        """The signs that the message shows: that it supposes something, is about somebody else, tells of a day."""
        return self._signs(text)

    def _found(self, patterns: Patterns, text: str) -> set[str]:
        """The names of the patterns that take in the whole message, but for filler before and after."""
        words = plain_words(text)
        if not 0 < len(words) <= LONGEST:  # longer ones do not refer to something
            return set()
        ends = patterns.ends(words, self._filled(words, 0))
        return set().union(*(names for at, names in ends.items() if len(words) in self._filled(words, at)))

    def _filled(self, words: list[str], at: int) -> set[int]:
        """The places to which nothing but filler leads from `at`."""
        found, todo = {at}, [at]
        while todo:
            new = self._filler.ends(words, {todo.pop()}).keys() - found
            found |= new
            todo += new
        return found


def title_key(title: str) -> str:
    """A short hash of what stands on a button: enough to know it again when somebody types it, and no text to keep."""
    return hashlib.blake2s(fold(title).strip(" .!?)(").encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=2)
def follow_ups(entries: tuple[FollowUp, ...]) -> FollowUps:
    """The same finder for the same entries: two components look for them."""
    return FollowUps(entries)


def _patterns(says: dict[str, tuple[str, ...]], names: Iterable[str], passes: Container[str] | None = None) -> Patterns:
    patterns = Patterns(passes)
    for name in names:
        patterns.add(name, says.get(name, ()))
    return patterns
