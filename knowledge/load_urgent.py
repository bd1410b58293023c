"""From the YAML of one kind of urgency to a frozen one."""

from __future__ import annotations

from knowledge.fields import read_strings, read_text
from knowledge.languages import ARABIZI, LANGUAGES
from knowledge.model import UrgentKind
from knowledge.patterns import UnreadablePattern, check_pattern
from knowledge.reading import Node


def read_urgent(node: Node) -> UrgentKind:
    """The kind of urgency under the name `node`."""
    fields = node.mapping({"answers", "first", "sources", "says"}, {"unless", "by_intent", "goes_with"})
    return UrgentKind(
        id=node.field,
        answers=read_strings(fields, "answers"),
        first=read_text(fields, "first"),
        sources=read_strings(fields, "sources"),
        by_intent="by_intent" in fields and fields["by_intent"].flag(),
        goes_with=read_strings(fields, "goes_with"),
        says=read_patterns(fields["says"]) if "says" in fields else (),
        unless=read_patterns(fields["unless"]) if "unless" in fields else (),
    )


def read_patterns(node: Node) -> tuple[str, ...]:
    """The patterns under the names of languages, and Arabizi."""
    fields = node.mapping(set(), {*LANGUAGES, ARABIZI})
    lines = []
    for code in fields:
        for item in fields[code].items():
            try:
                check_pattern(item.string())
            except UnreadablePattern as error:
                item.problem(str(error))
            lines.append(item.string())
    return tuple(dict.fromkeys(lines))
