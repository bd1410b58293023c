"""What must hold in the glossary: a word has one meaning, and the meaning is short and plain."""

from __future__ import annotations

from knowledge.languages import LANGUAGES
from knowledge.model import Content
from knowledge.normalise import plain_words
from knowledge.reading import Node

MEANING_LIMIT = 220


def check_glossary(content: Content, places: dict[str, Node]) -> None:
    """Note in `places` the terms that share a name or whose meaning is too long."""
    owners: dict[tuple[str, ...], str] = {}
    for term in content.terms:
        place = places[f"Term:{term.id}"]
        for name in (*(term.term.in_language(code) for code in LANGUAGES), *term.also):
            owner = owners.setdefault(tuple(plain_words(name)), term.id)
            if owner != term.id:
                place.problem(f"{name!r} stands under {owner} too; a word has one meaning here")
        for code in LANGUAGES:
            length = len(term.meaning.in_language(code))
            if length > MEANING_LIMIT:
                place.problem(f"the meaning in {code} has {length} characters; keep it under {MEANING_LIMIT}")
