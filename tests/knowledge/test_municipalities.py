"""Every municipality tells its region; a name that is an everyday word does so only where it is clearly meant."""

from __future__ import annotations

import pytest

from knowledge.normalise import plain_words
from knowledge.store import Store


@pytest.fixture(scope="module")
def regions(store: Store) -> dict[tuple[str, ...], str]:
    return {
        tuple(plain_words(phrase)): dict(concept.sets)["region"]
        for concept in store.concepts.values()
        if "region" in dict(concept.sets)
        for _, phrases in concept.phrases
        for phrase in phrases
    }


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Kinrooi", "flanders"),
        ("Beveren-Kruibeke-Zwijndrecht", "flanders"),
        ("Watermaal-Bosvoorde", "brussels"),
        ("Gembloux", "wallonia"),
        ("Bütgenbach", "german_speaking"),
        ("commune de Silly", "wallonia"),
        ("gemeente Boom", "flanders"),
    ],
)
def test_a_municipality_tells_its_region(regions: dict[tuple[str, ...], str], name: str, region: str) -> None:
    assert regions[tuple(plain_words(name))] == region


@pytest.mark.parametrize("word", ["boom", "silly", "forest", "mol", "spa"])
def test_an_everyday_word_tells_no_region(regions: dict[tuple[str, ...], str], word: str) -> None:
    assert (word,) not in regions
