"""Sentences from the catalogs, and dates, hours and numbers as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import Translations

from knowledge.check import PLACEHOLDER
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.model import Fact, Text

CATALOGS = Path(__file__).parent / "catalogs"
DOMAIN = "wegwijs"


class Wording:
    """How one language says things."""

    def __init__(self, code: str) -> None:
        self.language = LANGUAGES[code]
        self._locale = Locale.parse(self.language.locale)
        self._catalog = _catalog(code)

    def _(self, message: str) -> str:
        """The sentence `message` (English) in this language, its placeholders still open."""
        return str(self._catalog.gettext(message))

    def plural(self, one: str, many: str, count: int) -> str:
        """The right plural form for `count`, its placeholders still open."""
        return str(self._catalog.ngettext(one, many, count))

    def text(self, text: Text, facts: Mapping[str, Fact]) -> str:
        """A text of the content in this language, with its facts filled in."""
        return PLACEHOLDER.sub(lambda found: self.fact(facts[found[1]]), text.in_language(self.language.code))

    def fact(self, fact: Fact) -> str:
        """A fact as this language writes it."""
        if isinstance(fact.value, date):
            return self.day(fact.value)
        if fact.kind == "euro":
            digits = 0 if float(fact.value).is_integer() else 2
            pattern = self._locale.currency_formats["standard"].pattern.replace(".00", "" if digits == 0 else ".00")
            return str(format_currency(fact.value, "EUR", pattern, locale=self._locale, currency_digits=False))
        if fact.kind == "percent":
            return str(format_percent(fact.value / 100, locale=self._locale))
        return str(format_decimal(fact.value, locale=self._locale))

    def day(self, day: date) -> str:
        """A day with its year: `22 November 2026`."""
        return self._first(day, str(format_date(day, "long", locale=self._locale)))

    def weekday(self, moment: datetime) -> str:
        """A day of this week or the next: `Tuesday 24 November`."""
        local = moment.astimezone(BRUSSELS)
        return self._first(local, str(format_date(local, "EEEE d MMMM", locale=self._locale)))

    def _first(self, day: date, written: str) -> str:
        """French writes the first of a month as `1er`, which the locale data do not know."""
        return written.replace("1 ", "1er ", 1) if self.language.code == "fr" and day.day == 1 else written

    def time(self, moment: datetime) -> str:
        """A time of day in Brussels on the 24-hour clock: `09:00`."""
        return str(format_time(moment.astimezone(BRUSSELS), "HH:mm", tzinfo=BRUSSELS, locale=self._locale))


@lru_cache(maxsize=len(LANGUAGES))
def wording(code: str) -> Wording:
    """The wording of the language `code`. Raises KeyError for a language that Wegwijs does not speak."""
    return Wording(code)


def _catalog(code: str) -> Translations:
    path = CATALOGS / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)
