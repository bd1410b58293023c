"""The languages that Wegwijs speaks: one table for buttons, pages, catalogs, tokenizers and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """A language as a person picks it.

    `name` is the language's own name, `locale` how Babel writes its dates, hours and money.
    """

    code: str
    name: str
    direction: Direction
    locale: str


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("nl", "Nederlands", "ltr", "nl_BE"),
        Language("fr", "Français", "ltr", "fr_BE"),
        Language("en", "English", "ltr", "en_BE"),
        # ar_AE: Western digits and the month names most readers know (ar_MA writes غشت for August)
        Language("ar", "العربية", "rtl", "ar_AE"),
    )
}

DEFAULT_LANGUAGE = "en"

ARABIZI = "arabizi"
"""Arabic in Latin letters: a way to write, not a language to pick; it is answered in Arabic."""
