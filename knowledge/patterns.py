"""Patterns over the words of a message, and one search for thousands of them.

Pure. A pattern is a line of folded words in order: `sla* mij`. `*` is the open end of a word, `(a|b c)` a choice, `..` up to
four words in between, `^` and `$` the begin and the end of the message. All patterns are one automaton over words
(Thompson, "Regular expression search algorithm", CACM 11(6), 1968): a message is read once, whatever the number of patterns,
and nothing has to be compiled at the start, as Python's own regular expressions must be, for five seconds.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterable, Sequence
from typing import Union

from knowledge.normalise import fold, plain_words, words_of_folded

GAP = 4
_TOKEN = re.compile(r"\.\.|[()|^$]|\*?[^\s()|*^$]+\*?")
_ROOT = 0
Edge = tuple[int, ...]
"""The states that follow."""
Piece = Union[str, "list[list[Piece]]"]
"""A word, `..`, `^` or `$`; or a choice, as the list of its alternatives."""


class UnreadablePattern(ValueError):
    """The pattern is not one. The message says what is wrong."""


_NOTHING: dict[str, Edge] = {}


class State:
    """Where reading may have come to, and the states that follow: upon a word, one with open ends, any, or none at all."""

    __slots__ = ("any", "begin", "end", "open", "skip", "words")

    def __init__(self) -> None:
        self.words = self.open = _NOTHING
        self.any: Edge = ()
        self.skip: Edge = ()
        self.begin: Edge = ()
        self.end: Edge = ()


class Patterns:
    """Finds which names have a pattern that a message fits; `..` passes any word, or only those of `passes`."""

    def __init__(self, passes: Container[str] | None = None) -> None:
        self._passes = passes
        self._states = [State()]
        self._names: dict[int, str] = {}
        self._inside: set[str] = set()
        self._shared: dict[Edge, Edge] = {}
        self._closures: dict[int, frozenset[int]] = {}

    def add(self, name: str, lines: Iterable[str]) -> None:
        """Look for these patterns too, under this name. Raises UnreadablePattern."""
        self._closures.clear()
        end = self._new()
        self._names[end] = name
        for line in lines:
            self._choice(read(line), _ROOT, end)

    def found(self, words: Sequence[str]) -> set[str]:
        """The names of the patterns that stand anywhere in the folded words."""
        return set().union(*self.ends(words, range(len(words) + 1)).values())

    def ends(self, words: Sequence[str], begins: Container[int]) -> dict[int, set[str]]:
        """The names of the patterns that begin at one of these places, by the place after their last word."""
        last = len(words)
        now: set[int] = set()
        found = {}
        for at in range(last + 1):
            if at in begins:
                now |= self._follow_skips({_ROOT}, begin=True) if at == 0 else self._closure(_ROOT)
            if at == last:
                self._follow_skips(now, end=True)
            if names := {self._names[state] for state in now & self._names.keys()}:
                found[at] = names
            if at < last:
                now = self._after(now, words[at])
        return found

    def _after(self, states: set[int], word: str) -> set[int]:
        passes = self._passes is None or word in self._passes
        then: set[int] = set()
        parts: list[str] = []
        for state in map(self._states.__getitem__, states):
            if word in state.words:
                then.update(state.words[word])
            if passes and state.any:
                then.update(state.any)
            if state.open:
                parts = parts or _parts(word, inside=not self._inside.isdisjoint(word))
                for part in parts:
                    if part in state.open:
                        then.update(state.open[part])
        return then.union(*map(self._closure, then))

    def _closure(self, state: int) -> frozenset[int]:
        """A state and those to which it leads without a word, in the middle of a message."""
        if state not in self._closures:
            self._closures[state] = frozenset(self._follow_skips({state}))
        return self._closures[state]

    def _follow_skips(self, states: set[int], *, begin: bool = False, end: bool = False) -> set[int]:
        """The states, and all to which they lead without a word."""
        todo = list(states)
        while todo:
            state = self._states[todo.pop()]
            edges = state.skip + (state.begin if begin else ()) + (state.end if end else ())
            todo += [each for each in edges if each not in states]
            states.update(edges)
        return states

    def _new(self) -> int:
        self._states.append(State())
        return len(self._states) - 1

    def _choice(self, alternatives: list[list[Piece]], begin: int, end: int) -> None:
        for pieces in alternatives:
            if not pieces:
                self._add_edge(begin, "skip", end)
            state = begin
            for number, piece in enumerate(pieces, 1):
                then = end if number == len(pieces) else self._new()
                self._piece(piece, state, then)
                state = then

    def _piece(self, piece: Piece, begin: int, end: int) -> None:
        if not isinstance(piece, str):
            self._choice(piece, begin, end)
        elif piece == "..":
            self._gap(begin, end)
        elif piece == "^":
            self._add_edge(begin, "begin", end)
        elif piece == "$":
            self._add_edge(begin, "end", end)
        else:
            self._word(piece, begin, end)

    def _gap(self, begin: int, end: int) -> None:
        self._add_edge(begin, "skip", end)
        for _ in range(GAP):
            then = self._new()
            self._add_edge(begin, "any", then)
            self._add_edge(then, "skip", end)
            begin = then

    def _word(self, piece: str, begin: int, end: int) -> None:
        words = words_of_folded(piece)
        for number, word in enumerate(words, 1):
            then = end if number == len(words) else self._new()
            before = "*" if number == 1 and piece.startswith("*") else ""
            after = "*" if number == len(words) and piece.endswith("*") else ""
            if before and after:
                self._inside.update(word)
            written, kind = f"{before}{word}{after}", "open" if before or after else "words"
            edges = getattr(self._states[begin], kind) or {}
            edges[written] = self._with(edges.get(written, ()), then)
            setattr(self._states[begin], kind, edges)
            begin = then

    def _add_edge(self, begin: int, kind: str, end: int) -> None:
        setattr(self._states[begin], kind, self._with(getattr(self._states[begin], kind), end))

    def _with(self, edge: Edge, to: int) -> Edge:
        then = (*edge, to)
        return self._shared.setdefault(then, then)  # a choice of a hundred words leads to one state


def _parts(word: str, *, inside: bool) -> list[str]:
    """What a piece with open ends may be, for it to fit the word; with `inside`, also one that is open at both."""
    size = range(len(word) + 1)
    heads = [f"{word[:end]}*" for end in size[1:]]
    tails = [f"*{word[begin:]}" for begin in size[:-1]]
    middles = [f"*{word[begin:end]}*" for begin in size for end in size[begin + 1 :]] if inside else []
    return heads + tails + middles


def read(line: str) -> list[list[Piece]]:
    """The alternatives of a pattern. Raises UnreadablePattern."""
    tokens = deque(_TOKEN.findall(fold(line)))
    found = _read(tokens)
    if tokens:
        raise UnreadablePattern(f"{line!r} closes a bracket that was not opened")
    return found


def _read(tokens: deque[str]) -> list[list[Piece]]:
    alternatives: list[list[Piece]] = [[]]
    while tokens and tokens[0] != ")":
        piece = tokens.popleft()
        if piece == "|":
            alternatives.append([])
        elif piece == "(":
            alternatives[-1].append(_read(tokens))
            if not tokens:
                raise UnreadablePattern("a bracket is not closed")
            tokens.popleft()
        else:
            alternatives[-1].append(piece)
    return alternatives


def check_pattern(line: str) -> None:
    """Try out a pattern. Raises UnreadablePattern, which says what is wrong."""
    if not plain_words(line):
        raise UnreadablePattern(f"{line!r} has no word; write the words that people say")
    patterns = Patterns()
    try:
        patterns.add(line, [line])
    except UnreadablePattern as error:
        raise UnreadablePattern(f"{line!r} cannot be read ({error}); close each bracket") from error
    if patterns.found([]):
        raise UnreadablePattern(f"{line!r} fits every message; leave at least one word outside `(...|)`")
