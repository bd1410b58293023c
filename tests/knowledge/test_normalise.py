"""One form for what people type."""

from __future__ import annotations

import pytest

from knowledge.normalise import fold, is_arabic, plain_words, tidy, without_proclitics


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("École", "ecole"),
        ("HELPPPPP", "help"),
        ("أب إب آب", "اب اب اب"),
        ("مدرسة", "مدرسه"),
        ("مَدْرَسَة", "مدرسه"),
        ("مـــدرسة", "مدرسه"),
        ("مستشفى", "مستشفي"),
        ("١٨ سنة", "18 سنه"),
        ("پاسپورت", "باسبورت"),
        ("l’école", "l'ecole"),
    ],
)
def test_letters_have_one_form(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_folding_twice_changes_nothing() -> None:
    for text in ("Élève à l’école !!!", "أين المَدرسة؟", "waaaaar is 't"):
        assert fold(fold(text)) == fold(text)


def test_control_and_direction_marks_go() -> None:
    assert tidy("\u202eabc\u0000 \u200f def\n\n") == "abc def"


def test_plain_words_drop_punctuation() -> None:
    assert plain_words("Hé, l'école?! (26quater)") == ["he", "l", "ecole", "26quater"]


def test_arabic_is_recognised_by_most_letters() -> None:
    assert is_arabic("وين NARIC في بروكسل")
    assert not is_arabic("where is مدرسة please")
    assert not is_arabic("123 !?")


@pytest.mark.parametrize(("word", "bare"), [("والمدرسه", "مدرسه"), ("للطبيب", "طبيب"), ("بيت", "بيت"), ("ولد", "ولد")])
def test_proclitics_go_but_short_words_stay(word: str, bare: str) -> None:
    assert without_proclitics(word) == bare
