"""Nothing that the base documents know was skipped."""

from __future__ import annotations

import pytest

from knowledge.ledger import REASONS, report, rows
from knowledge.load import load
from knowledge.model import Content

SECTIONS = [str(number) for number in range(1, 13)]
"""The brochure's sections."""


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


def test_every_row_is_answered_or_says_why_not(content: Content) -> None:
    assert [row.fact for row in rows(content.ledger) if not row.answers and not row.not_told] == []


def test_what_a_newer_rule_replaced_says_by_what(content: Content) -> None:
    assert [row.fact for row in rows(content.ledger) if row.not_told == "superseded" and not row.note] == []


def test_every_section_of_the_brochure_has_rows(content: Content) -> None:
    found = {
        section.section.split(".")[0]
        for document in content.ledger
        if document.id.startswith("agii-2023")
        for section in document.sections
        if section.rows
    }
    assert set(SECTIONS) <= found


def test_every_base_document_is_in_the_ledger(content: Content) -> None:
    titles = " ".join(document.id for document in content.ledger)
    for word in ("agii", "facts", "unhcr", "fedasil", "vluchtelingenwerk", "resettlement"):
        assert word in titles, word


def test_every_answer_tells_a_fact_of_the_base_documents(content: Content) -> None:
    told = {id_ for row in rows(content.ledger) for id_ in row.answers}
    assert sorted({answer.id for answer in content.answers} - told) == []


def test_the_report_shows_every_row(content: Content) -> None:
    said = report(content.ledger)
    for row in rows(content.ledger):
        assert row.fact in said
    assert all(reason in said for name, reason in REASONS.items() if f"{name}: " in said)
