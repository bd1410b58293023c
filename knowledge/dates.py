"""Dates as people write them: `3 maart`, `03/03/2026`, `il y a trois semaines`, `قبل شهرين`, `15 نيسان`.

Own code, because the library for it (dateparser) reads no Levantine or Maghrebi months, no Arabic dual and no Arabizi; the
names of the months are Babel's, the arithmetic is dateutil's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names
from dateutil.relativedelta import relativedelta

from knowledge.normalise import fold, plain_words

MONTH_LOCALES = ("nl_BE", "fr_BE", "en_GB", "ar_EG", "ar_SY", "ar_MA")
"""Arabic has three sets of month names: Egypt and the Gulf, the Levant and Iraq, the Maghreb."""
FIRST_YEAR = 1990
"""Nobody who asks us applied before: a lower year is a year of birth or no date."""
MOST_DAYS = 31
TWO_DIGITS = 100

_NUMERIC = re.compile(r"\b(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\b")
_MONTHS = 12

_NUMBERS: dict[str, int] = {
    word: number
    for number, words in {
        1: "een ene 1tje un une a an one wa7ed wahed واحد وحده",
        2: "twee deux two couple paar اثنين اتنين tnin itnen jouj جوج زوج zouj",
        3: "drie trois three ثلاث ثلاثه تلات تلاته tlata tlat telet talata",
        4: "vier quatre four اربع اربعه rb3a arba3 arb3a",
        5: "vijf cinq five خمس خمسه khamsa khams 5amsa",
        6: "zes six ست سته setta sitta",
        7: "zeven sept seven سبع سبعه sab3a sebea",
        8: "acht huit eight ثمان ثمانيه تمن تمانيه tmanya tmnya",
        9: "negen neuf nine تسع تسعه tes3a tis3a",
        10: "tien dix ten عشر عشره 3achra 3ashra",
        11: "elf onze eleven احدعش حداش حدعش",
        12: "twaalf douze twelve اطنعش طناش اثنعش",
    }.items()
    for word in words.split()
}
_UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "days": "dag dagen jour jours day days يوم ايام yom iyam ayam ayyam nhar",
        "weeks": "week weken weekje semaine semaines weeks wk اسبوع اسابيع سيمانه سمانه جمعه simana simanat osbo3 asabi3 esbo3 jom3a",
        "months": "maand maanden mois month months mnd شهر شهور اشهر شهرا shahr shhour chher chhor chhour ashhor ashhur shuhur",
        "years": "jaar jaren an ans annee annees year years yr سنه سنين سنوات عام اعوام sana sneen sinin 3am",
    }.items()
    for word in words.split()
}
_DUALS = {"يومين": "days", "اسبوعين": "weeks", "شهرين": "months", "سنتين": "years", "عامين": "years"}
_DUALS |= {"shahrein": "months", "chehrayn": "months", "esbo3en": "weeks", "usbu3ein": "weeks", "yomen": "days"}
_AGO_BEFORE = {
    "منذ",
    "قبل",
    "من",
    "صارلي",
    "صرلي",
    "صار",
    "depuis",
    "since",
    "sinds",
    "a",
    "mn",
    "men",
    "hadi",
    "هادي",
    "هذي",
}
_AGO_BEFORE |= {"mondh", "sarli", "9bel", "gabel", "2abl"}
_AGO_AFTER = {"geleden", "ago", "terug", "back", "tkun"}
_NAMED_DAYS: dict[str, int] = {
    word: days
    for days, words in {
        0: "vandaag today اليوم lyoum aujourdhui",
        1: "gisteren hier yesterday امس امبارح البارح البارحه مبارح lbare7 mbare7 lbareh",
        2: "eergisteren avanthier",
    }.items()
    for word in words.split()
}
_LONGEST_NUMBER = 3


@dataclass(frozen=True)
class SpokenDate:
    """A day that somebody named; not `exact` when it follows from "three weeks ago"."""

    day: date
    exact: bool


def spoken_date(text: str, today: date) -> SpokenDate | None:
    """The day in the past, or today, that `text` names; None when it names none."""
    words = plain_words(text)
    found = _numeric(fold(text)) or _with_month(words, today)
    if found:
        return SpokenDate(found, True) if found <= today else None
    return _ago(words, today) or _named_day(text, words, today)


def _numeric(text: str) -> date | None:
    for first, month, last in _NUMERIC.findall(text):
        if len(first) == len("2026"):
            return _day(int(first), int(month), int(last))
        return _day(int(last), int(month), int(first))
    return None


def _with_month(words: list[str], today: date) -> date | None:
    months = _month_names()
    for at, word in enumerate(words):
        month = months.get(word)
        if month is None:
            continue
        near = [words[i] for i in (at - 1, at + 1) if 0 <= i < len(words)]
        days = [
            int(digits)
            for each in near
            if (digits := re.sub(r"\D+$", "", each)).isdigit() and len(digits) < _LONGEST_NUMBER
        ]
        if not days:
            continue
        year = next((int(each) for each in words[at + 1 : at + 3] if each.isdigit() and len(each) == len("2026")), None)
        found = _day(year or today.year, month, days[0])
        if found and year is None and found > today:
            found = _day(today.year - 1, month, days[0])
        return found
    return None


def _ago(words: list[str], today: date) -> SpokenDate | None:
    for at, word in enumerate(words):
        unit = _UNITS.get(word) or _DUALS.get(word)
        if unit is None:
            continue
        before, number = words[max(0, at - 3) : at], 1
        if word in _DUALS:
            number = 2
        elif before:
            number = _number(before[-1]) or 1
        after = words[at + 1] if at + 1 < len(words) else ""
        if _AGO_BEFORE.intersection(before) or after in _AGO_AFTER:
            return SpokenDate(today - _step(unit, number), unit == "days")
    return None


def _step(unit: str, number: int) -> relativedelta:
    return {
        "days": relativedelta(days=number),
        "weeks": relativedelta(weeks=number),
        "months": relativedelta(months=number),
        "years": relativedelta(years=number),
    }[unit]


def _named_day(text: str, words: list[str], today: date) -> SpokenDate | None:
    joined = set(words) | {word.replace("-", "").replace("'", "") for word in fold(text).split()}
    days = [_NAMED_DAYS[word] for word in joined if word in _NAMED_DAYS]
    return SpokenDate(today - timedelta(days=max(days)), True) if days else None


def _number(word: str) -> int | None:
    if word.isdigit() and len(word) < _LONGEST_NUMBER:
        return int(word)
    return _NUMBERS.get(word)


def _day(year: int, month: int, day: int) -> date | None:
    if year < TWO_DIGITS:
        year += 2000
    if year < FIRST_YEAR or day > MOST_DAYS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in MONTH_LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    names.setdefault("".join(plain_words(name)), int(number))
    for number, others in {1: "كانون2", 2: "شباط", 8: "اوت غشت aout", 9: "sept", 12: "كانون1"}.items():
        for other in others.split():
            names.setdefault(other, number)
    return {name: number for name, number in names.items() if 0 < number <= _MONTHS and not name.isdigit()}
