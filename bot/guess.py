"""The language of an apology, when the assistant itself cannot be asked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES
from knowledge.normalise import is_arabic

if TYPE_CHECKING:
    from lingua import LanguageDetector


def guess_language(text: str, picked: str | None) -> str:
    """One of our languages: Arabic letters decide, then the language that was picked on the page, then the words."""
    if is_arabic(text):
        return "ar"
    if picked in LANGUAGES:
        return str(picked)
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else DEFAULT_LANGUAGE


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    latin = (Language.DUTCH, Language.FRENCH, Language.ENGLISH)
    return LanguageDetectorBuilder.from_languages(*latin).with_low_accuracy_mode().build()
