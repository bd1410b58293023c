"""A question about a word is recognised in four languages, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from knowledge.glossary import Glossary, bare_words
from knowledge.languages import LANGUAGES
from knowledge.store import Store


@pytest.fixture(scope="module")
def glossary(store: Store) -> Glossary:
    return Glossary(store.terms.values(), store.concepts.values())


def test_there_are_many_terms_with_a_meaning_in_every_language(store: Store) -> None:
    assert len(store.terms) >= 60
    for term in store.terms.values():
        for code in LANGUAGES:
            assert term.meaning.in_language(code).rstrip().endswith((".", "؟", "?")), (term.id, code)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("wat is een oranje kaart?", "orange_card"),
        ("c'est quoi la carte orange", "orange_card"),
        ("What does orange card mean?", "orange_card"),
        ("ما هي البطاقة البرتقالية؟", "orange_card"),
        ("شو يعني كود 207", "code_207"),
        ("leefloon wat is dat", "living_wage"),
    ],
)
def test_a_question_about_a_word_is_recognised(glossary: Glossary, text: str, term: str) -> None:
    found = glossary.asked(text)
    assert found is not None
    assert found.id == term


@pytest.mark.parametrize(
    "text",
    [
        "orange card",
        "may I work with an orange card?",
        "wat moet ik doen met mijn oranje kaart",
        "what is the time",
        "c'est quoi le prix de la carte orange",
        "",
    ],
)
def test_another_question_is_left_alone(glossary: Glossary, text: str) -> None:
    assert glossary.asked(text) is None


def test_the_terms_inside_an_answer_are_found(glossary: Glossary) -> None:
    assert "orange_card" in [term.id for term in glossary.inside("You get an orange card from the town hall.")]


PART_OF_A_NAME = {("integration_track", "helpdesk.legal_questions")}
"""Where the Dutch word stands in the name of an agency, which is not translated."""


def _as_words(text: str) -> str:
    return f" {' '.join(bare_words(text))} "


def test_a_term_that_the_dutch_text_uses_is_used_in_every_language(store: Store) -> None:
    names = {
        (term.id, code): [_as_words(name) for name in (term.term.in_language(code), *term.also)]
        for term in store.terms.values()
        for code in LANGUAGES
    }
    differ = []
    for answer in store.answers():
        texts = [answer.title] + [claim.text for variant in answer.variants for claim in variant.claims]
        texts += [text for variant in answer.variants for text in (variant.label, variant.because) if text]
        said = {code: _as_words(" . ".join(text.in_language(code) for text in texts)) for code in LANGUAGES}
        for id_, term in store.terms.items():
            if _as_words(term.term.nl) in said["nl"] and (id_, answer.id) not in PART_OF_A_NAME:
                differ += [
                    (id_, answer.id, code)
                    for code in LANGUAGES
                    if not any(name in said[code] for name in names[id_, code])
                ]
    assert differ == []
