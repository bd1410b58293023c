"""From YAML to what people say about what was said before, and to the rules that give a date."""

from __future__ import annotations

from knowledge.fields import read_conditions, read_string, read_strings, read_text
from knowledge.followups import ASPECTS, DATES, FILLER, REPLIES, SIGNS, SMALL
from knowledge.load_urgent import read_patterns
from knowledge.model import DeadlineRule, FollowUp
from knowledge.reading import Node


def read_follow_up(node: Node) -> FollowUp:
    """The patterns under the name `node`."""
    allowed = (*ASPECTS, *SIGNS, *REPLIES, FILLER, SMALL)
    if node.field not in allowed:
        node.problem(f"nobody looks for {node.field!r}; use one of {', '.join(allowed)}")
    return FollowUp(node.field, read_patterns(node))


def read_deadline(node: Node) -> DeadlineRule:
    """The rule under the name `node`: so many days or months after something happened."""
    fields = node.mapping({"answers", "after", "fact", "unit", "says", "sources"}, {"when"})
    return DeadlineRule(
        id=node.field,
        answers=read_strings(fields, "answers"),
        after=fields["after"].choice(DATES) if "after" in fields else DATES[0],
        fact=read_string(fields, "fact"),
        unit=fields["unit"].choice(("days", "months")) if "unit" in fields else "days",
        when=read_conditions(fields["when"]) if "when" in fields else (),
        says=read_text(fields, "says"),
        sources=read_strings(fields, "sources"),
    )
