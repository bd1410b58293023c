"""What a person said about their situation, and the values that the content may test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Situation: TypeAlias = Mapping[str, str]
"""What is known, such as {"status": "refugee"}; a key that is absent is not known."""

SITUATION_VALUES: dict[str, tuple[str, ...]] = {
    "status": (
        "applicant",
        "refugee",
        "subsidiary",
        "rejected",
        "temporary_protection",
        "no_stay",
        "other_stay",
    ),
    "procedure": ("first", "subsequent", "dublin", "appeal"),
    "reception": ("centre", "local_initiative", "no_show", "no_place", "own_address"),
    "region": ("flanders", "brussels", "wallonia", "german_speaking"),
    "community": ("nl", "fr", "de"),
    "minor": ("no", "with_family", "unaccompanied"),
    "working": ("yes", "no"),
}

ASSUMED_STATUS: dict[str, tuple[str, ...]] = {
    "reception": ("centre", "local_initiative", "no_show", "no_place"),
    "procedure": ("first", "subsequent", "dublin"),
}
"""Who says one of these is nearly always an applicant; a reply that rests on it says so."""


def with_assumption(situation: Situation) -> tuple[Situation, bool]:
    """The situation, as an applicant's where that is likely and not known; and whether that was assumed."""
    likely = any(situation.get(key) in values for key, values in ASSUMED_STATUS.items())
    if "status" in situation or not likely:
        return situation, False
    return {**situation, "status": "applicant"}, True
