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
