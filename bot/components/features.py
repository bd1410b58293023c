"""From folded words to the features of a linear model: pure, so that it can run elsewhere too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from knowledge.arabizi import consonants

WORD_BLOCK, LETTER_BLOCK, CONCEPT_BLOCK = 0, 1, 2

Features = tuple[list[str], list[str], list[str]]


def words_and_pairs(words: Sequence[str]) -> list[str]:
    """Each word, and each word with the next."""
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


def alone_and_together(concepts: Sequence[str]) -> list[str]:
    """Each concept, and each pair of concepts in whatever order they are said."""
    found = sorted(set(concepts))
    return [*found, *(f"{one}+{two}" for one, two in combinations(found, 2))]


def letter_runs(words: Sequence[str], shortest: int, longest: int) -> list[str]:
    """The runs of letters in each word, its edges marked with a space."""
    return [run for word in words for run in _runs(word, shortest, longest)]


@lru_cache(maxsize=2000)
def _runs(word: str, shortest: int, longest: int) -> list[str]:
    padded = f" {word} "
    if len(padded) <= longest:
        longest = len(padded)
    return [padded[at : at + size] for size in range(shortest, longest + 1) for at in range(len(padded) - size + 1)]


def intent_features(words: Sequence[str], stems: Sequence[str], concepts: Sequence[str], language: str) -> Features:
    """The features by which an intent is recognised. Arabic in either script is also known by its consonants."""
    length = ["<short>"] if len(words) < 4 else []  # noqa: PLR2004 - three words are rarely a sentence
    bare = [f"§{found}" for word in words if (found := consonants(word))] if language == "ar" else []
    return (
        words_and_pairs(stems) + length + words_and_pairs(bare),
        letter_runs(words, 3, 4),
        alone_and_together(concepts),
    )


def language_features(words: Sequence[str]) -> Features:
    """The features by which a language is recognised."""
    return list(words), letter_runs(words, 3, 4), []
