"""Finding the word that a message asks to explain: "what is an orange card?". Pure, so that it can run elsewhere too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.languages import LANGUAGES
from knowledge.model import Concept, Term
from knowledge.normalise import plain_words, without_proclitics

ASKING = ("what", "what_does_it_mean", "explain")
"""The lexicon concepts that ask what something is."""

SMALL_WORDS = frozenset(
    [
        "een",
        "de",
        "het",
        "die",
        "dat",
        "zo",
        "n",
        "un",
        "une",
        "le",
        "la",
        "les",
        "l",
        "d",
        "du",
        "des",
        "ce",
        "cette",
        "mot",
        "a",
        "an",
        "the",
        "this",
        "that",
        "word",
        "mean",
        "means",
        "of",
        "to",
        "me",
        "is",
        "are",
        "it",
        "es",
        "est",
        "woord",
        "betekent",
        "nu",
        "eigenlijk",
        "dan",
        "precies",
        "exactly",
        "exactement",
        "please",
        "svp",
        "aub",
        "hada",
        "hadi",
        "هذا",
        "هذه",
        "كلمة",
        "هو",
        "هي",
        "يعني",
    ]
)


class Glossary:
    """The terms by every name that they have."""

    def __init__(self, terms: Iterable[Term], concepts: Iterable[Concept]) -> None:
        self._names: dict[tuple[str, ...], Term] = {}
        for term in terms:
            for name in (*(term.term.in_language(code) for code in LANGUAGES), *term.also):
                self._names.setdefault(bare_words(name), term)
        self._longest = max(map(len, self._names), default=0)
        phrases = [phrase for each in concepts if each.id in ASKING for _, said in each.phrases for phrase in said]
        self._asking = {bare_words(phrase) for phrase in phrases}
        self._allowed = SMALL_WORDS.union(word for phrase in self._asking for word in phrase)

    def asked(self, text: str) -> Term | None:
        """The term of which `text` asks the meaning, and nothing else; None when it asks something else."""
        words = bare_words(text)
        for size in range(min(self._longest, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                term = self._names.get(words[at : at + size])
                rest = (words[:at], words[at + size :])
                if term and self._asks(rest):
                    return term
        return None

    def inside(self, text: str) -> list[Term]:
        """The terms that stand in `text`, longest names first, each once."""
        words = list(bare_words(text))
        found: list[Term] = []
        for size in range(self._longest, 0, -1):
            for at in range(len(words) - size + 1):
                term = self._names.get(tuple(words[at : at + size]))
                if term:
                    words[at : at + size] = [""] * size
                    found.append(term)
        return list(dict.fromkeys(found))

    def _asks(self, rest: tuple[Sequence[str], Sequence[str]]) -> bool:
        before, after = rest
        if any(word not in self._allowed for word in (*before, *after)):
            return False
        return any(_has(side, phrase) for phrase in self._asking for side in rest)


def bare_words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, Arabic ones without their article and prepositions."""
    return tuple(without_proclitics(word) for word in plain_words(text))


def _has(words: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(words[at : at + size]) == tuple(phrase) for at in range(len(words) - size + 1))
