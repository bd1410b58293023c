"""The four languages say the same, and say it so that a tired person can read it."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

import pytest

from knowledge.check import PLACEHOLDER
from knowledge.check_reading import sentences
from knowledge.languages import LANGUAGES
from knowledge.model import Answer
from knowledge.reply import Speaker
from knowledge.select import Choice
from knowledge.store import Store
from knowledge.wording import wording

FIRST_SCREEN = 450
"""Characters of title, cautions and short answer: what a phone shows before one scrolls."""

WORDS_PER_SENTENCE = 13.5
LIX = {"nl": 42, "fr": 48, "en": 42, "ar": 42}
"""Björnsson's readability index, words a sentence plus the share of words over six letters; below 45 is everyday text."""

NUMBERS_IN_NAMES = re.compile(r"\d[\d ./-]*\d|\d")


def _lix(text: str) -> tuple[float, float]:
    found = sentences(PLACEHOLDER.sub("", text))
    words = [word.strip('.,?!:;"') for sentence in found for word in sentence]
    per_sentence = len(words) / len(found)
    return per_sentence, per_sentence + 100 * sum(len(word) > 6 for word in words) / len(words)


def _texts(answer: Answer, code: str) -> list[str]:
    return [claim.text.in_language(code) for variant in answer.variants for claim in variant.claims]


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_are_short_and_words_are_common(store: Store, code: str) -> None:
    hard = {}
    for answer in store.answers():
        per_sentence, lix = _lix(" ".join(_texts(answer, code)))
        if per_sentence > WORDS_PER_SENTENCE or lix > LIX[code]:
            hard[answer.id] = (round(per_sentence, 1), round(lix))
    assert hard == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_screen_holds_the_answer(store: Store, now: datetime, code: str) -> None:
    speaker = Speaker(store, wording(code), now)
    long = {}
    for answer in store.answers():
        for variant in answer.variants:
            card = speaker.card(answer, Choice((variant,)))
            first = [
                line for section in card.sections if section.name in ("caution", "short") for line in section.lines
            ]
            size = len("\n".join([card.title, *first]))
            if size > FIRST_SCREEN:
                long[f"{answer.id}/{variant.id}"] = size
    assert long == {}


def test_numbers_that_are_names_are_the_same_in_the_four_languages(store: Store) -> None:
    """Facts are interpolated and cannot drift; this is for phone numbers, annexes and cards, written in the text."""
    differ = []
    for answer in store.answers():
        for variant in answer.variants:
            for claim in variant.claims:
                found = {
                    code: sorted(NUMBERS_IN_NAMES.findall(PLACEHOLDER.sub("", claim.text.in_language(code))))
                    for code in LANGUAGES
                }
                differ += [answer.id for one, two in pairwise(found.values()) if one != two]
    assert differ == []


def test_every_language_warns_where_another_one_warns(store: Store, now: datetime) -> None:
    cards = {code: Speaker(store, wording(code), now) for code in LANGUAGES}
    for answer in store.answers():
        for variant in answer.variants:
            said = [
                [(section.name, len(section.lines)) for section in speaker.card(answer, Choice((variant,))).sections]
                for speaker in cards.values()
            ]
            assert all(each == said[0] for each in said), answer.id


def test_every_language_names_the_same_doors(store: Store, now: datetime) -> None:
    """The order may differ: of two doors of one kind, the one that speaks the reader's language comes first."""
    for answer in store.answers():
        for variant in answer.variants:
            named = [
                {door.id for door in Speaker(store, wording(code), now).doors(variant.helpdesks, most=10)}
                for code in LANGUAGES
            ]
            assert all(each == named[0] for each in named), answer.id
