"""The questions about a person's situation, and the words for each reply to them."""

from __future__ import annotations

from datetime import date

from knowledge.reply import Button
from knowledge.situation import SITUATION_VALUES
from knowledge.wording import Wording

INFORM = "inform_situation"
SKIP = "skip_question"


def question(words: Wording, key: str) -> str:
    """The question that asks for the situation key."""
    _ = words._
    return {
        "status": _("What is your situation now?"),
        "procedure": _("Which application for international protection is running?"),
        "reception": _("Where do you live now?"),
        "region": _("In which part of Belgium do you live?"),
        "community": _("In which language is the school or service?"),
        "minor": _("Is this about somebody younger than 18?"),
        "working": _("Do you have paid work?"),
        "recognised_on": _("On which day were you recognised? Look on your decision. Type it like this: 3/10/2026."),
        "applied_on": _("On which day did you ask for asylum? Type it like this: 3/10/2026."),
        "registered_on": _("On which day was your child registered at the municipality? Type it like this: 3/10/2026."),
    }[key]


def date_name(words: Wording, key: str, day: date) -> str:
    """The words for a day that the person told."""
    _ = words._
    return {
        "recognised_on": _("Recognised on {day}"),
        "applied_on": _("Asked for asylum on {day}"),
        "registered_on": _("Registered at the municipality on {day}"),
    }[key].format(day=words.day(day))


def value_name(words: Wording, key: str, value: str) -> str:
    """The words for one value of a situation key."""
    _ = words._
    return {
        "status": {
            "applicant": _("I wait for a decision (orange card, annex 26)"),
            "refugee": _("I am a recognised refugee"),
            "subsidiary": _("I have subsidiary protection"),
            "rejected": _("I got a negative decision"),
            "temporary_protection": _("I have temporary protection (Ukraine)"),
            "no_stay": _("I have no papers"),
            "other_stay": _("I have another residence permit"),
        },
        "procedure": {
            "first": _("My first application"),
            "subsequent": _("A new application after an earlier one"),
            "dublin": _("Another European country must decide (Dublin)"),
            "appeal": _("I have appealed"),
        },
        "reception": {
            "centre": _("In a reception centre"),
            "local_initiative": _("In a house of the OCMW/CPAS (LOI/ILA)"),
            "no_show": _("I left my reception place (code 207 no show)"),
            "no_place": _("I wait for a reception place"),
            "own_address": _("In my own home or with family or friends"),
        },
        "region": {
            "flanders": _("Flanders"),
            "brussels": _("Brussels"),
            "wallonia": _("Wallonia"),
            "german_speaking": _("German-speaking area"),
        },
        "community": {"nl": _("Dutch"), "fr": _("French"), "de": _("German")},
        "minor": {
            "no": _("No, an adult"),
            "with_family": _("Yes, with family in Belgium"),
            "unaccompanied": _("Yes, alone in Belgium"),
        },
        "working": {"yes": _("Yes, I work"), "no": _("No, I do not work")},
    }[key][value]


def buttons(words: Wording, key: str, values: tuple[str, ...] | None = None) -> list[Button]:
    """One button for each reply to the question, and one to skip it; a date is typed."""
    replies = [
        Button(value_name(words, key, value), f'/{INFORM}{{"{key}":"{value}"}}')
        for value in values or SITUATION_VALUES.get(key, ())
    ]
    return [*replies, Button(words._("I do not know, skip"), f"/{SKIP}")]
