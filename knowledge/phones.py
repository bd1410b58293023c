"""Phone numbers as Belgians write them, and as links to call."""

from __future__ import annotations

import phonenumbers

from knowledge.model import Phone


def display(phone: Phone) -> str:
    """The number to read and dial in Belgium: `02 488 80 00`, `1813`."""
    if phone.short_code is not None:
        return phone.short_code
    number = phonenumbers.parse(phone.number or "")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def tel_link(phone: Phone) -> str:
    """The `tel:` link that a phone can call; a menu key is dialled after a pause."""
    pause = f",{phone.menu_key}" if phone.menu_key else ""
    return f"tel:{phone.short_code or phone.number}{pause}"
