"""`wegwijs facts`: every fact of the base documents, and where it is answered or why it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from knowledge.model import LedgerDocument, LedgerRow

REASONS = {
    "superseded": "not told: a newer official rule replaced it",
    "unverified": "not told: unverified, so never stated as a rule",
    "not_for_public": "not told: for professionals, or about how it was found",
    "no_question": "not told: nobody asks it of us",
}


def rows(ledger: Sequence[LedgerDocument]) -> Iterator[LedgerRow]:
    """All rows of all documents."""
    return (row for document in ledger for section in document.sections for row in section.rows)


def report(ledger: Sequence[LedgerDocument]) -> str:
    """The ledger as Markdown: document, section, fact, where it is told."""
    lines = []
    for document in ledger:
        lines += [f"# {document.title}", ""]
        for section in document.sections:
            lines += [f"## {section.section} {section.title}", *(_line(row) for row in section.rows), ""]
    counts = Counter(row.not_told or "told" for row in rows(ledger))
    return "\n".join([*lines, ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))])


def as_json(ledger: Sequence[LedgerDocument]) -> list[dict[str, Any]]:
    """The ledger as plain data."""
    return [asdict(document) for document in ledger]


def _line(row: LedgerRow) -> str:
    where = ", ".join(row.answers) if row.answers else REASONS[row.not_told or "no_question"]
    note = f" ({row.note})" if row.note else ""
    return f"- {row.fact} -> {where}{note}"
