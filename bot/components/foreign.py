"""What lingua and the letters say: which language, also a fifth one, a message is in."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

from knowledge.languages import LANGUAGES

SURE = 0.75
"""From this confidence on lingua is believed that a message is in a language that is none of ours."""
FIRST_OTHER_SCRIPT = 0x0531
LATIN_LANGUAGES = {"nl": Language.DUTCH, "fr": Language.FRENCH, "en": Language.ENGLISH}
FOREIGN = (
    Language.TURKISH,
    Language.SPANISH,
    Language.GERMAN,
    Language.ITALIAN,
    Language.PORTUGUESE,
    Language.ALBANIAN,
    Language.ROMANIAN,
    Language.POLISH,
    Language.SOMALI,
    Language.PERSIAN,
    Language.URDU,
    Language.UKRAINIAN,
    Language.RUSSIAN,
)
LETTERS = {"ckb": "ەێۆڵڕ", "ps": "ښږځڅډړټڼۍ"}
"""Letters of Kurdish (Sorani) and of Pashto that neither Arabic nor Persian has."""
SCRIPTS = {"ETHIOPIC": "ti", "ARMENIAN": "hy", "GEORGIAN": "ka", "CJK": "zh", "DEVANAGARI": "hi", "HEBREW": "he"}


@lru_cache(maxsize=1)
def _lingua() -> LanguageDetector:
    ours = [Language.from_iso_code_639_1(IsoCode639_1.from_str(code)) for code in LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*ours, *FOREIGN).with_low_accuracy_mode().build()


@lru_cache(maxsize=1)
def views(text: str) -> tuple[tuple[Language, float], ...]:
    """Lingua's languages with their confidences, the likeliest first; a strange message is looked at twice."""
    return tuple((each.language, each.value) for each in _lingua().compute_language_confidence_values(text))


def by_letters(text: str) -> str | None:
    """The language of a script that none of our languages uses."""
    for language, letters in LETTERS.items():
        if not set(letters).isdisjoint(text):
            return language
    for letter in text:
        if letter.isalpha() and ord(letter) >= FIRST_OTHER_SCRIPT:
            script = unicodedata.name(letter, "").split(" ")[0]
            if script in SCRIPTS:
                return SCRIPTS[script]
    return None


def by_words(text: str) -> str | None:
    """A language that is none of ours, when lingua is sure of it."""
    best, sure = views(text)[0]
    code = best.iso_code_639_1.name.lower()
    return code if code not in LANGUAGES and sure >= SURE else None
