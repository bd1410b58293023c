"""Urgent first: rules that see danger, eviction, detention or a running term in a message, before anything is classified.

Pure, so that it can run elsewhere too. A pattern is a line of folded words in order: `sla* mij`. `*` is the open end of a
word, `(a|b c)` a choice, `..` up to four words in between, `^` and `$` the begin and the end of the message. The message is
searched for the patterns of all languages, because people mix them; a pattern under `unless` takes a kind back: nobody
dies who is "dying to know".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.model import UrgentKind
from knowledge.normalise import fold, plain_words

GAP = 4
ANY_WORDS = rf"(?:\w+ ){{0,{GAP}}}"
_ENDS = {"^": "(?:^|(?<=^ ))", "$": "$"}
_TOKEN = re.compile(r"\.\.|[()|^$]|\*?[^\s()|*^$]+\*?")


class UnreadablePattern(ValueError):
    """The pattern is not one. The message says what is wrong."""


def check_pattern(line: str) -> None:
    """Try out a pattern. Raises UnreadablePattern, which says what is wrong."""
    if not plain_words(line):
        raise UnreadablePattern(f"{line!r} has no word; write the words that people say")
    try:
        re.compile(translated(line))
    except re.error as error:
        raise UnreadablePattern(f"{line!r} cannot be read ({error}); close each bracket") from error


def translated(line: str, gap: str = ANY_WORDS) -> str:
    """The regular expression of a pattern over folded words, each followed by one space.

    `gap` is the regular expression of what may stand for `..`.
    """
    parts = []
    for piece in _TOKEN.findall(fold(line)):
        if piece == "..":
            parts.append(gap)
        elif piece in _ENDS:
            parts.append(_ENDS[piece])
        elif piece in "()|":
            parts.append("(?:" if piece == "(" else piece)
        else:
            parts.append(_words(piece))
    return "".join(parts)


def _words(piece: str) -> str:
    words = plain_words(piece)
    head = r"\w*" if piece.startswith("*") else ""
    tail = r"\w*" if piece.endswith("*") else ""
    return head + " ".join(map(re.escape, words)) + tail + " "


class UrgentRules:
    """Finds the kinds of urgency in a message."""

    def __init__(self, kinds: Iterable[UrgentKind]) -> None:
        self._kinds = [(kind.id, _any(kind.says), _any(kind.unless)) for kind in kinds]
        self._unless = {id_: unless for id_, _, unless in self._kinds}

    def takes_back(self, text: str, kind: str) -> bool:
        """Whether `text` says that it is not about this kind of urgency."""
        unless = self._unless[kind]
        return bool(unless and unless.search(_said(text)))

    def find(self, text: str) -> list[str]:
        """The ids of the kinds that `text` tells of, the most urgent first."""
        said = _said(text)
        return [
            id_
            for id_, says, unless in self._kinds
            if says and says.search(said) and not (unless and unless.search(said))
        ]


def _said(text: str) -> str:
    return " " + " ".join(plain_words(text)) + " "


def _any(lines: Iterable[str]) -> re.Pattern[str] | None:
    patterns = [translated(line) for line in lines]
    return re.compile(rf"(?<= )(?:{'|'.join(patterns)})") if patterns else None
