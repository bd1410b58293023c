"""Words as each language cuts them: spaCy's blank pipelines, then one folded form and a stem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import spacy
import Stemmer
from spacy.tokenizer import Tokenizer

from knowledge.normalise import fold, tidy, without_proclitics

STEMMERS = {"nl": "dutch", "fr": "french", "en": "english", "ar": "arabic"}


@dataclass(frozen=True)
class Word:
    """A word where it stands in the tidied text, its folded form and its stem."""

    start: int
    folded: str
    stem: str


@lru_cache(maxsize=len(STEMMERS))
def _tokenizer(language: str) -> Tokenizer:
    return spacy.blank(language).tokenizer


@lru_cache(maxsize=len(STEMMERS))
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


def words_of(text: str, language: str) -> list[Word]:
    """The words of `text`, read as `language`; punctuation is left out."""
    found = []
    for token in _tokenizer(language)(tidy(text)):
        folded = fold(token.text).strip("'\"-_.")
        if any(letter.isalnum() for letter in folded):
            found.append(Word(token.idx, folded, _stemmer(language).stemWord(folded)))
    return found


def stems_of(words: list[str], language: str) -> list[str]:
    """The stems of folded words; Arabic ones without their article and prepositions."""
    bare = [without_proclitics(word) for word in words] if language == "ar" else words
    return list(_stemmer(language).stemWords(bare))
