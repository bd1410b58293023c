"""Writing people's text in one form: pure, deterministic, the same in every language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARABIC_FORMS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڭ": "ك",
        "پ": "ب",
        "چ": "ج",
        "ڤ": "ف",
        "ھ": "ه",
        "ء": "",
        "ـ": "",
    }
)
_PUNCTUATION = str.maketrans(
    {**dict.fromkeys("’‘`´ʼ", "'"), **dict.fromkeys("“”„«»", '"'), "–": "-", "—": "-", "؟": "?", "،": ",", "؛": ";"}
)
_ELONGATION = re.compile(r"([^\W\d_])\1{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def tidy(text: str) -> str:
    """The text without control and direction marks, with plain quotes and single spaces; letters stay as typed."""
    if text.isascii() and text.isalnum():
        return text
    composed = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(_CONTROL.sub(" ", composed.translate(_PUNCTUATION)).split())


def fold(text: str) -> str:
    """The tidied text in one form: lower case, no accents, Arabic letters and digits unified, `helpppp` as `help`."""
    plain = tidy(text).casefold()
    if not plain.isascii():
        bare = [letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter)]
        digits = "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in bare)
        plain = unicodedata.normalize("NFC", digits).translate(_ARABIC_FORMS)
    return _ELONGATION.sub(r"\1", plain)


def is_arabic(text: str) -> bool:
    """Whether most letters of the text are Arabic script."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum("\u0600" <= letter <= "\u06ff" for letter in letters) * 2 > len(letters)


def plain_words(text: str) -> list[str]:
    """The folded words of `text` as no language in particular cuts them."""
    return list(_plain_words(text))


@lru_cache(maxsize=8)
def _plain_words(text: str) -> tuple[str, ...]:
    """The same for the same text: a dozen readers look at each message."""
    return tuple(words_of_folded(fold(text)))


def words_of_folded(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


_ARABIC_PROCLITICS = ("وال", "بال", "فال", "كال", "عال", "هال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_SHORTEST_STEM = 3


def without_proclitics(word: str) -> str:
    """A folded Arabic word without the article and the prepositions that are written onto it."""
    for prefix in _ARABIC_PROCLITICS:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_STEM:
            return word[len(prefix) :]
    return word
