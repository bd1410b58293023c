"""What says who somebody is: numbers, addresses and names, taken out before anything is understood, stored or counted."""

from __future__ import annotations

import re

from bot.names import hide_names

HIDDEN = "[…]"

_SEPARATOR = r"[ ./()_-]{0,3}"
_YEAR = r"(?:19|20|١٩|٢٠|۱۹|۲۰)\d{2}"
_EURO = r"(?:€|euros?\b|eur\b|يورو|[أا]ورو)"
_AMOUNT = r"(?:\d{1,3}(?:[.' ]\d{3})+|\d{1,6})(?:,\d{1,2})?"
_MAIL_HOSTS = r"(?:gmail|hotmail|outlook|yahoo|proton\w*|live|icloud|telenet|skynet)"
_LABELS = (
    r"sp|ov|cgvs|cgra|rvv|cce|dossier\w*|dossiernr|passe?port\w*|paspoort\w*|pasport|id[ -]?(?:card|kaart)|verblijfskaart|badge\w*"
    r"|titre de s[ée]jour|carte d'identit[ée]|identiteitskaart|rijksregister\w*|niss|insz|registre national"
    r"|(?:رقم )?(?:جواز(?: (?:ال)?سفر\w*)?|جوازي|الهوية|هويتي|الملف|ملفي)"
)

_SPANS = re.compile(
    "|".join(
        (
            r"(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
            rf"(?P<spelt_mail>[\w.+-]{{1,64}} ?(?:\(at\)|\[at\]) ?[\w.-]{{1,63}}|[\w.+-]{{1,64}} at {_MAIL_HOSTS}\b[\w.]*)",
            r"(?P<iban>\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z]{4})?(?:[ .-]?\d{4}){3,6}(?:[ .-]?\d{1,3})?\b"
            r"|\b[A-Z]{2}\d{2}[ .-]?[A-Z]{4}(?:[ .-]?\d{4}){2}(?:[ .-]?\d{1,2})?\b|\b[A-Z]{2}\d{2}[A-Z\d]{11,30}\b)",
            rf"(?P<label>(?<!\w)(?:{_LABELS})\b(?:[ :.#°-]|num(?:mer|ber|ero|éro)|n[ro]?|is|est|هو|رقم){{0,8}})"
            r"(?P<labelled>[A-Z]{0,3} ?\d(?:[ ./-]?\d){4,})",
            r"(?P<register>(?<!\d)\d{2}[ ./-]?\d{2}[ ./-]?\d{2}[ ./-]{0,3}\d{3}[ ./-]?\d{2}(?!\d))",
            r"(?P<paper>(?<!\w)[A-Z]{1,3}-?\d{6,9}(?!\w))",
            # What looks like one and stays: dates, years, times, amounts, helplines, laws.
            rf"(?P<date>(?<!\d)(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR}|\d{{2}})|\d{{1,2}} \d{{1,2}} {_YEAR}"
            rf"|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}})(?!\d|[./-]\d))",
            rf"(?P<years>(?<!\d){_YEAR} ?[-/] ?{_YEAR}(?!\d|[./ -]\d))",
            r"(?P<times>(?<!\d)\d{1,2}[.:h]\d{2} ?- ?\d{1,2}[.:h]\d{2}(?!\d|[./-]\d))",
            rf"(?P<amount>(?<!\d)(?:€ ?{_AMOUNT}(?!\d)|{_AMOUNT}(?: ?[-/] ?{_AMOUNT})? ?{_EURO}))",
            r"(?P<helpline>(?<![\d+])0800[ ./-]?\d{2}[ ./-]?\d{3}(?!\d))",
            rf"(?P<law>(?<!\d){_YEAR}/\d{{1,4}}(?!\d|[./ -]\d))",
            # Letters may touch a number, but not a single digit at its end: Arabizi writes sounds with digits.
            rf"(?P<number>(?:(?<![^\W\d_])|(?=\d{{6}}))\+?\(?\d(?:{_SEPARATOR}\d){{6,}}(?:(?<=\d\d)|(?![^\W\d_])))",
        )
    ),
    re.IGNORECASE,
)
_STAY = frozenset({"date", "years", "times", "amount", "helpline", "law"})


def hide_personal_data(text: str) -> str:
    """The text without names after an introduction, addresses, account, register, card, passport and phone numbers.

    Dates, amounts and short numbers stay: answers depend on them.
    """
    return hide_names(_SPANS.sub(_instead, text), HIDDEN)


def _instead(found: re.Match[str]) -> str:
    if found.lastgroup in _STAY:
        return found[0]
    return f"{found['label']}{HIDDEN}" if found["labelled"] else HIDDEN
