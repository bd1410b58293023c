"""Words as each language cuts them: spaCy's tokenizer with few rules, then one folded form and a stem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from spacy.lang.char_classes import ALPHA
from spacy.language import BaseDefaults
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, get_lang_class
from spacy.vocab import Vocab

from knowledge.normalise import fold, tidy, without_proclitics

ELISION = rf"(?<=[{ALPHA}]')(?=[{ALPHA}])(?<!aujourd')"
"""Where French words are cut: l'école. spaCy's own rules for French and Dutch take 4 s and 33 MB to load, for compounds and
abbreviations that people do not type."""
MOST_STRINGS = 30_000
"""What is typed stays in spaCy's vocabulary; from so many strings on, a tokenizer begins anew."""
STEMMERS = {"nl": "dutch", "fr": "french", "en": "english", "ar": "arabic"}


@dataclass(frozen=True)
class Word:
    """A word where it stands in the tidied text, its folded form and its stem."""

    start: int
    folded: str
    stem: str


@lru_cache(maxsize=len(STEMMERS))
def _tokenizer(language: str) -> Tokenizer:
    rules = get_lang_class(language).Defaults if language == "en" else BaseDefaults
    infixes = [*(rules.infixes or ()), *([ELISION] if language == "fr" else [])]
    return Tokenizer(
        Vocab(),
        rules=rules.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(rules.prefixes or ()).search,
        suffix_search=compile_suffix_regex(rules.suffixes or ()).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
    )


@lru_cache(maxsize=len(STEMMERS))
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


def words_of(text: str, language: str) -> list[Word]:
    """The words of `text`, read as `language`; punctuation is left out."""
    if len(_tokenizer(language).vocab.strings) > MOST_STRINGS:
        _tokenizer.cache_clear()
    read = ((token.idx, _read(token.text, language)) for token in _tokenizer(language)(tidy(text)))
    return [Word(start, *forms) for start, forms in read if forms]


@lru_cache(maxsize=2000)
def _read(word: str, language: str) -> tuple[str, str] | None:
    """The folded form and the stem of a word; None for what is no word."""
    folded = fold(word).strip("'\"-_.")
    return (folded, _stemmer(language).stemWord(folded)) if any(letter.isalnum() for letter in folded) else None


def stems_of(words: list[str], language: str) -> list[str]:
    """The stems of folded words; Arabic ones without their article and prepositions."""
    bare = [without_proclitics(word) for word in words] if language == "ar" else words
    return list(_stemmer(language).stemWords(bare))
