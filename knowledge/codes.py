"""The code of a card: six signs that can be said on the phone in Dutch, French, English and Arabic.

Nothing that looks or sounds like another sign is in the alphabet:

* look-alikes: 0 O Q, 1 I L, 2 Z, 5 S, 8 B, G (6), V (U), W (and it is a "double" U in English and French);
* 9: negen and zeven, تسعة and سبعة (7), and English nine and five;
* A E H J: said as another vowel or letter one language further (English A is a Dutch E, English E a French I, French J
  an English G), and A, H, J sound like K in Dutch or English;
* B C D G P V: all rhyme with T in three languages, and Arabic has no P and no V;
* N sounds like M, and X like 6 in French (ixe, six) and English.

Eleven signs are left: 1,771,561 codes. Guessing needs an account of the desk and ends after five wrong codes
(bot/desk/attempts.py): at 200 open cards, 20 guesses an hour hit one in 0.2 % of the hours.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "3467FKMRTUY"
LENGTH = 6

SAID = {"F": "Foxtrot", "K": "Kilo", "M": "Mike", "R": "Romeo", "T": "Tango", "U": "Uniform", "Y": "Yankee"}
"""The international spelling words, the same in every language."""


def new_code() -> str:
    """A code that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code in two groups, as it is read and said: `K7M 4RU`."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def read_code(typed: str) -> str | None:
    """The code that somebody typed or scanned, in any case, with spaces, hyphens or Arabic digits; None if it is none."""
    plain = "".join(_plain(sign) for sign in typed.upper() if not sign.isspace() and sign not in "-.·")
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def spelled(code: str) -> str:
    """How to spell the letters of a code: `K = Kilo, M = Mike`."""
    return ", ".join(f"{sign} = {SAID[sign]}" for sign in dict.fromkeys(code) if sign in SAID)


def _plain(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
