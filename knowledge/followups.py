"""What people say about what was said before: "and how much?", "and my wife?", "repeat", "if I am refused".

Pure. The words stand in content/followups.yml, as patterns like those of the urgent rules (knowledge/urgent.py). A pattern of
X
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.model import FollowUp
from knowledge.normalise import fold, plain_words
from knowledge.situation import SITUATION_VALUES
from knowledge.urgent import GAP, translated

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
MARK = "~"
LONGEST = 12
"""Words of a message that only refers to what was said before."""
ALONE = ("known", "forget")
"""Understood also when nothing was answered yet."""


class FollowUps:
    """Finds what a message says about what was said before."""

    def __init__(self, entries: Iterable[FollowUp]) -> None:
        says = {entry.id: entry.says for entry in entries}
        self._small = {word for id_ in (SMALL, FILLER) for line in says.get(id_, ()) for word in plain_words(line)}
        filler = f"(?:{'|'.join(_marked(says[FILLER]))})*" if says.get(FILLER) else ""
        self._whole = {
            id_: re.compile(f"^{filler}(?:{'|'.join(_marked(says[id_]))}){filler}$") for id_ in ASPECTS if id_ in says
        }
        self._replies = {
            id_: re.compile(f"^{filler}(?:{'|'.join(_marked(says[id_]))}){filler}$") for id_ in REPLIES if id_ in says
        }
        self._part = {
            id_: re.compile(f"(?<![^ ])(?:{'|'.join(map(translated, says[id_]))})") for id_ in SIGNS if id_ in says
        }

    def aspect(self, text: str) -> str | None:
        """What the whole message asks of the last answer or the conversation; None when it is something else."""
        said = self._words(text)
        return next((id_ for id_, found in self._whole.items() if found.search(said)), None)

    def reply(self, text: str, key: str) -> str | None:
        """The value of the situation key that the whole message gives, as a reply to our question."""
        said = self._words(text)
        return next(
            (REPLIES[id_][1] for id_, found in self._replies.items() if REPLIES[id_][0] == key and found.search(said)),
            None,
        )

    def only_small(self, words: Iterable[str]) -> bool:
        """Whether these folded words bring no subject of their own."""
        return self._small.issuperset(words)

    def _words(self, text: str) -> str:
        """The folded words, the small ones marked; empty for a message that is too long to refer to something."""
        words = plain_words(text)
        return "".join(
            f"{word}{MARK if word in self._small else ''} " for word in words[: LONGEST + 1] if len(words) <= LONGEST
        )

    def signs(self, text: str) -> frozenset[str]:
        """The signs that the message shows: that it supposes something, is about somebody else, tells of a day."""
        said = "".join(f"{word} " for word in plain_words(text))
        return frozenset(id_ for id_, found in self._part.items() if found.search(said))


def title_key(title: str) -> str:
    """A short hash of what stands on a button: enough to know it again when somebody types it, and no text to keep."""
    return hashlib.blake2s(fold(title).strip(" .!?)(").encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=2)
def follow_ups(entries: tuple[FollowUp, ...]) -> FollowUps:
    """The same finder for the same entries: compiling the patterns takes a second."""
    return FollowUps(entries)


def _marked(lines: Iterable[str]) -> list[str]:
    """The patterns over words of which the small ones are marked; only those may stand for `..`."""
    gap = f"(?:\\w+{MARK} ){{0,{GAP}}}"
    return [translated(line, "\0").replace(" ", f"{MARK}? ").replace("\0", gap) for line in lines]
