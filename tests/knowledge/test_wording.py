"""The catalogs: complete, with the right placeholders, and dates, hours and money as each language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.model import Fact
from knowledge.wording import CATALOGS, DOMAIN, wording

BRACES = re.compile(r"\{(\w*)\}")


def _catalog(code: str) -> Catalog:
    with (CATALOGS / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=code)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_sentence_is_translated(code: str) -> None:
    assert [message.id for message in _catalog(code) if message.id and not message.string] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_catalog_has_the_same_sentences(code: str) -> None:
    assert {message.id for message in _catalog(code)} == {message.id for message in _catalog("en")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_are_the_same(code: str) -> None:
    for message in _catalog(code):
        if message.id and message.string:
            assert sorted(BRACES.findall(message.string)) == sorted(BRACES.findall(message.id)), message.id


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_is_fuzzy(code: str) -> None:
    assert [message.id for message in _catalog(code) if message.id and message.fuzzy] == []


def _fact(value: float | date, kind: str) -> Fact:
    return Fact("fact", value, kind, "", ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "day", "time", "weekday", "euro"),
    [
        ("nl", "18 augustus 2025", "09:05", "dinsdag 24 november", "€\xa01.265"),
        ("fr", "18 août 2025", "09:05", "mardi 24 novembre", "1\u202f265\xa0€"),
        ("en", "18 August 2025", "09:05", "Tuesday 24 November", "1.265\xa0€"),
        ("ar", "18 أغسطس 2025", "09:05", "الثلاثاء 24 نوفمبر", "\u200f1,265\xa0€"),
    ],
)
def test_dates_hours_and_money(code: str, day: str, time: str, weekday: str, euro: str) -> None:
    words = wording(code)
    morning = datetime(2026, 11, 24, 9, 5, tzinfo=BRUSSELS)
    assert words.fact(_fact(date(2025, 8, 18), "date")) == day
    assert words.time(morning) == time
    assert words.weekday(morning) == weekday
    assert words.fact(_fact(1265, "euro")) == euro


@pytest.mark.parametrize("code", LANGUAGES)
def test_digits_are_western(code: str) -> None:
    said = wording(code).fact(_fact(1234567890, "number")) + wording(code).day(date(2026, 10, 9))
    assert re.sub(r"\D", "", said).isascii()


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        wording("de")


def test_french_writes_the_first_of_a_month_as_people_do() -> None:
    words = wording("fr")
    assert words.day(date(2023, 9, 1)) == "1er septembre 2023"
    assert words.day(date(2023, 9, 21)) == "21 septembre 2023"
    assert words.weekday(datetime(2026, 12, 1, 9, tzinfo=BRUSSELS)) == "mardi 1er décembre"
