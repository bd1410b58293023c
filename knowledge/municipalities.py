"""The municipalities of Belgium, so that a place that somebody names tells the region that it lies in.

`content/municipalities.yml` lists them by region. They join the phrases of the lexicon's concept that sets that region; the
lexicon itself holds centres, spellings and Arabic names. Many names are everyday words too ("mol", "boom", "spa"): these are
only understood after "commune de", "gemeente" and the like.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from knowledge.model import Concept
from knowledge.normalise import plain_words
from knowledge.reading import Node
from knowledge.situation import SITUATION_VALUES

EVERYDAY = "everyday"
BEFORE_A_NAME = (
    "gemeente", "stad", "ocmw", "ocmw van", "commune", "commune de", "commune d", "ville de", "ville d", "cpas", "cpas de",
    "cpas d", "town of", "city of",
)  # fmt: skip
LANGUAGE = "nl"
"""Phrases that fill a slot are matched in every language, whichever they stand under."""


def with_municipalities(concepts: Iterable[Concept], node: Node) -> tuple[Concept, ...]:
    """The concepts, those of a region with the names of its municipalities; `node` is the file of names."""
    fields = node.mapping({*SITUATION_VALUES["region"], EVERYDAY})
    names = {name: child.strings() for name, child in fields.items()}
    concepts = tuple(concepts)
    known = {tuple(plain_words(phrase)) for concept in concepts for _, each in concept.phrases for phrase in each}
    everyday = set(names.pop(EVERYDAY, ()))
    return tuple(_extended(concept, names, everyday, known) for concept in concepts)


def _extended(
    concept: Concept, names: dict[str, tuple[str, ...]], everyday: set[str], known: set[tuple[str, ...]]
) -> Concept:
    region = dict(concept.sets).get("region") if len(concept.sets) == 1 else None
    said = [
        phrase
        for name in names.get(region or "", ())
        for phrase in ([f"{before} {name}" for before in BEFORE_A_NAME] if name in everyday else [name])
    ]
    new = tuple(dict.fromkeys(phrase for phrase in said if tuple(plain_words(phrase)) not in known))
    phrases = tuple((code, (*each, *new) if code == LANGUAGE else each) for code, each in concept.phrases)
    return replace(concept, phrases=phrases)
