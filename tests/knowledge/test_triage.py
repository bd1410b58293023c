"""The card: its lines, taking them out, and its JSON form."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.model import Text
from knowledge.triage import LONGEST_SENTENCE, Card, Deadline, OpenPoint

CARD = Card(
    language="ar",
    topic="medical",
    situation=(("status", "applicant"), ("region", "flanders")),
    answers=("medical.bill", "medical.costs"),
    open=(OpenPoint("asked", "medical.costs", "reception"), OpenPoint("not_understood")),
    urgent=("homeless_tonight",),
    deadlines=(Deadline(Text("Beroep", "Recours", "Appeal", "طعن"), date(2026, 12, 1)),),
    sentence="الدواء غال",
)


def test_a_card_survives_its_json_form() -> None:
    assert Card.from_json(CARD.to_json()) == CARD
    assert Card.from_json(Card().to_json()) == Card()


def test_a_card_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        Card.from_json({**CARD.to_json(), "version": 99})


@pytest.mark.parametrize("line", CARD.line_ids)
def test_each_line_can_be_taken_out_and_no_other_goes_with_it(line: str) -> None:
    left = CARD.without(line)
    gone = set(CARD.line_ids) - set(left.line_ids)
    also = {"open.asked.medical.costs"} if line == "answer.medical.costs" else set()
    assert gone == {line} | also


def test_a_card_without_its_lines_is_empty() -> None:
    card = CARD
    for line in CARD.line_ids:
        card = card.without(line)
    assert card == Card()


@pytest.mark.parametrize("line", ["", "status", "answer.school.right", "sentence.x", "open.1", "language.ar"])
def test_an_unknown_line_changes_nothing(line: str) -> None:
    assert CARD.without(line) == CARD


def test_a_sentence_is_one_line_and_bounded() -> None:
    card = Card().with_sentence("  mijn   zoon\nis ziek " + "x" * 1000)
    assert card.sentence is not None
    assert card.sentence.startswith("mijn zoon is ziek x")
    assert len(card.sentence) == LONGEST_SENTENCE
    assert card.with_sentence("  \n ").sentence is None
