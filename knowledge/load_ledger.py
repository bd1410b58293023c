"""The fact ledger (what the base documents hold and where it is answered) and the points to check before launch."""

from __future__ import annotations

from typing import cast, get_args

from knowledge.fields import read_optional, read_string, read_strings
from knowledge.model import LaunchCheck, LedgerDocument, LedgerRow, LedgerSection, NotTold
from knowledge.reading import Node


def read_document(node: Node) -> LedgerDocument:
    """A base document with its sections and their facts."""
    fields = node.mapping({"document", "title", "sections"})
    sections = tuple(_section(item) for item in fields["sections"].items()) if "sections" in fields else ()
    return LedgerDocument(read_string(fields, "document"), read_string(fields, "title"), sections)


def _section(node: Node) -> LedgerSection:
    fields = node.mapping({"section", "title", "rows"})
    rows = tuple(_row(item) for item in fields["rows"].items()) if "rows" in fields else ()
    return LedgerSection(read_string(fields, "section"), read_string(fields, "title"), rows)


def _row(node: Node) -> LedgerRow:
    fields = node.mapping({"fact"}, {"answers", "not_told", "note"})
    if ("answers" in fields) == ("not_told" in fields):
        node.problem("write either the answers that tell this fact, or not_told with the reason")
    reason = fields["not_told"].choice(get_args(NotTold)) if "not_told" in fields else None
    return LedgerRow(
        fact=read_string(fields, "fact"),
        answers=read_strings(fields, "answers"),
        not_told=cast(NotTold | None, reason),
        note=read_optional(fields, "note"),
    )


def read_launch_check(node: Node) -> LaunchCheck:
    """A point that a person must check before launch."""
    fields = node.mapping({"id", "says", "answers"}, {"helpdesks", "checked_on"})
    return LaunchCheck(
        id=read_string(fields, "id"),
        says=read_string(fields, "says"),
        answers=read_strings(fields, "answers"),
        helpdesks=read_strings(fields, "helpdesks"),
        checked_on=fields["checked_on"].day() if "checked_on" in fields else None,
    )
