"""Personal numbers go, dates and short numbers stay."""

from __future__ import annotations

import pytest

from bot.privacy import HIDDEN, hide_personal_numbers


@pytest.mark.parametrize(
    "number",
    [
        "85.07.30-033.28",
        "85073003328",
        "8.123.456",
        "8123456",
        "+32 475 12 34 56",
        "0475/12.34.56",
        "BE68 5390 0754 7034",
        "592-1234567-89",
    ],
)
def test_personal_numbers_are_hidden(number: str) -> None:
    assert hide_personal_numbers(f"mijn nummer is {number} dank u") == f"mijn nummer is {HIDDEN} dank u"


def test_mail_addresses_are_hidden() -> None:
    assert hide_personal_numbers("schrijf naar jan.peeters@example.be") == f"schrijf naar {HIDDEN}"


@pytest.mark.parametrize(
    "text",
    [
        "erkend op 18-08-2025",
        "le 3/9/2026",
        "2026-11-22",
        "annexe 26",
        "code 207",
        "1000 Brussel",
        "3ndi 17 ans",
        "7arrag",
    ],
)
def test_dates_and_short_numbers_stay(text: str) -> None:
    assert hide_personal_numbers(text) == text
