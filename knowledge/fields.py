"""Reading single fields of a content entry; a field that is absent reads as empty."""

from __future__ import annotations

from knowledge.model import Condition, Text
from knowledge.reading import Node
from knowledge.situation import SITUATION_VALUES


def read_string(fields: dict[str, Node], name: str) -> str:
    """The text in the field `name`; empty when it is absent."""
    return fields[name].string() if name in fields else ""


def read_optional(fields: dict[str, Node], name: str) -> str | None:
    """The text in the field `name`; None when it is absent."""
    return fields[name].string() if name in fields else None


def read_strings(fields: dict[str, Node], name: str, allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """The words in the field `name`, each one of `allowed` where given; none when it is absent."""
    return fields[name].strings(allowed) if name in fields else ()


def read_text(fields: dict[str, Node], name: str) -> Text:
    """The text in four languages in the field `name`; empty ones when it is absent."""
    return fields[name].text() if name in fields else Text("", "", "", "")


def read_conditions(node: Node) -> tuple[Condition, ...]:
    """Situation keys, each with the values that fit: `{status: [refugee, subsidiary]}`."""
    fields = node.mapping(set(), set(SITUATION_VALUES))
    return tuple(
        Condition(key, child.strings(SITUATION_VALUES[key])) for key, child in fields.items() if key in SITUATION_VALUES
    )
