"""From the YAML of one answer to a frozen answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

from knowledge.fields import read_conditions, read_string, read_strings, read_text
from knowledge.followups import OTHERS
from knowledge.model import PARTS, STATES, Answer, Claim, Part, State, Variant
from knowledge.reading import Node
from knowledge.situation import SITUATION_VALUES


def read_answer(node: Node) -> Answer:
    """The answer in the file `node`."""
    common = {"helpdesks", *PARTS}
    fields = node.mapping(
        {"id", "intent", "title", "review_by", "sources"}, {"needs", "related", "for_others", "variants", *common}
    )
    topic, name = Path(node.file).parts[-2:]
    if fields.get("id") and fields["id"].value != f"{topic}.{Path(name).stem}":
        fields["id"].problem(f"does not fit the path; write {topic}.{Path(name).stem}")
    sources = read_strings(fields, "sources")
    shared = _parts(fields, sources)
    helpdesks = read_strings(fields, "helpdesks")
    if "variants" in fields:
        variants = tuple(_variant(item, sources, shared, helpdesks) for item in fields["variants"].items())
    else:
        variants = (Variant("general", (), None, None, _in_order(shared), helpdesks),)
        if "short" not in fields:
            node.problem("has neither short nor variants; write the shortest true answer under short")
    return Answer(
        id=read_string(fields, "id"),
        topic=topic,
        intent=read_string(fields, "intent"),
        title=read_text(fields, "title"),
        needs=read_strings(fields, "needs", tuple(SITUATION_VALUES)),
        review_by=fields["review_by"].day() if "review_by" in fields else date.min,
        related=read_strings(fields, "related"),
        variants=variants,
        for_others=_for_others(fields["for_others"]) if "for_others" in fields else (),
    )


def _for_others(node: Node) -> tuple[tuple[str, str], ...]:
    fields = node.mapping(set(), set(OTHERS))
    return tuple((person, child.string()) for person, child in fields.items())


def _variant(node: Node, sources: tuple[str, ...], shared: dict[str, Part], helpdesks: tuple[str, ...]) -> Variant:
    fields = node.mapping({"id", "label"}, {"when", "because", "sources", "helpdesks", *PARTS})
    parts = shared | _parts(fields, read_strings(fields, "sources") or sources)
    when = read_conditions(fields["when"]) if "when" in fields else ()
    if "short" not in parts:
        node.problem("has no short; write the shortest true answer for this situation")
    if when and "because" not in fields:
        node.problem("has no because; write why this variant is for this person")
    return Variant(
        id=read_string(fields, "id"),
        when=when,
        label=read_text(fields, "label"),
        because=fields["because"].text() if "because" in fields else None,
        parts=_in_order(parts),
        helpdesks=read_strings(fields, "helpdesks") or helpdesks,
    )


def _parts(fields: dict[str, Node], sources: tuple[str, ...]) -> dict[str, Part]:
    return {
        name: Part(name, tuple(_claim(item, sources) for item in fields[name].items()))
        for name in PARTS
        if name in fields
    }


def _in_order(parts: dict[str, Part]) -> tuple[Part, ...]:
    return tuple(parts[name] for name in PARTS if name in parts)


def _claim(node: Node, sources: tuple[str, ...]) -> Claim:
    text = node.text(extra={"sources", "state", "changed_on"})
    fields = node.children
    state = cast(State, fields["state"].choice(STATES)) if "state" in fields else "in_force"
    if (state == "changed") != ("changed_on" in fields):
        node.problem("a changed claim has changed_on, and only a changed claim has it")
    return Claim(
        text=text,
        sources=read_strings(fields, "sources") or sources,
        state=state,
        changed_on=fields["changed_on"].day() if "changed_on" in fields else None,
    )
