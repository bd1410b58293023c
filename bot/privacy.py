"""Personal numbers and addresses, taken out before anything is stored or understood."""

from __future__ import annotations

import re

HIDDEN = "[…]"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:(?: ?\d{4}){3}|[A-Z\d]{11,30})\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})\b(?![./-]\d)")
_NUMBER = re.compile(r"\+?\d(?:[ ./-]?\d){6,}")
"""Seven digits or more: national register, public security, phone and card numbers, also as people space them."""


def hide_personal_numbers(text: str) -> str:
    """The text with e-mail addresses, account numbers and long numbers replaced; dates stay, they are asked for."""
    hidden = _IBAN.sub(HIDDEN, _EMAIL.sub(HIDDEN, text))
    dates = _DATE.findall(hidden)
    for at, found in enumerate(dates):
        hidden = hidden.replace(found, f"\0{chr(0xE000 + at)}\0", 1)
    hidden = _NUMBER.sub(HIDDEN, hidden)
    for at, found in enumerate(dates):
        hidden = hidden.replace(f"\0{chr(0xE000 + at)}\0", found, 1)
    return hidden
