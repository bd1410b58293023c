"""From the YAML in `knowledge/content` to checked, frozen content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar, cast, get_args

from knowledge.check import check
from knowledge.fields import read_optional, read_string, read_strings, read_text
from knowledge.languages import ARABIZI, LANGUAGES
from knowledge.load_answer import read_answer
from knowledge.load_helpdesk import read_helpdesk
from knowledge.load_ledger import read_document, read_launch_check
from knowledge.load_talk import read_deadline, read_follow_up
from knowledge.load_urgent import read_urgent
from knowledge.model import Concept, Content, Fact, FactKind, Source, Term, Topic
from knowledge.municipalities import with_municipalities
from knowledge.reading import ContentError, Node, Problem, read
from knowledge.situation import SITUATION_VALUES

CONTENT = Path(__file__).parent / "content"

Entry = TypeVar("Entry")


def load(root: Path = CONTENT) -> Content:
    """Read and check all content under `root`.

    Raises ContentError with every problem found, each naming file, line, field and remedy.
    """
    content, _, problems = load_with_places(root)
    if problems:
        raise ContentError(problems)
    return content


def load_with_places(root: Path = CONTENT) -> tuple[Content, dict[str, Node], list[Problem]]:
    """The content that could be read under `root`, where each id stands, and what is wrong with it."""
    problems: list[Problem] = []
    places: dict[str, Node] = {}

    def entries(pattern: str, parse: Callable[[Node], Entry], each: str) -> tuple[Entry, ...]:
        found = []
        for path in sorted(root.glob(pattern)):
            node = read(path, root, problems)
            for entry in _entries(node, each) if node else ():
                before = len(problems)
                parsed = parse(entry)
                if len(problems) == before:
                    found.append(parsed)
                    _place(entry, parsed, places, problems)
        return tuple(found)

    content = Content(
        topics=entries("topics.yml", _topic, "item"),
        sources=entries("sources/*.yml", _source, "name"),
        facts=entries("facts/*.yml", _fact, "name"),
        helpdesks=entries("helpdesks/*.yml", read_helpdesk, "file"),
        answers=entries("answers/*/*.yml", read_answer, "file"),
        concepts=_concepts(root, entries("lexicon/*.yml", _concept, "name"), problems),
        urgent=entries("urgent.yml", read_urgent, "name"),
        follow_ups=entries("followups.yml", read_follow_up, "name"),
        deadlines=entries("deadlines.yml", read_deadline, "name"),
        terms=entries("glossary.yml", _term, "name"),
        ledger=entries("ledger/*.yml", read_document, "item"),
        launch_checks=entries("launch_checks.yml", read_launch_check, "item"),
    )
    check(content, places, root, problems)
    return content, places, problems


def _concepts(root: Path, lexicon: tuple[Concept, ...], problems: list[Problem]) -> tuple[Concept, ...]:
    path = root / "municipalities.yml"
    node = read(path, root, problems) if path.exists() else None
    return with_municipalities(lexicon, node) if node else lexicon


def _entries(node: Node, each: str) -> Iterator[Node]:
    if each == "file":
        yield node
    elif each == "item":
        yield from node.items()
    elif isinstance(node.value, dict):
        yield from node.children.values()
    else:
        node.problem("write entries here, each under its own name")


def _place(node: Node, parsed: object, places: dict[str, Node], problems: list[Problem]) -> None:
    key = f"{type(parsed).__name__}:{parsed.id}"  # type: ignore[attr-defined]
    if key in places:
        problems.append(Problem(node.file, node.line, "id", f"stands in {places[key].file} too; choose another"))
    places[key] = node


def _topic(node: Node) -> Topic:
    fields = node.mapping({"id", "name"})
    return Topic(read_string(fields, "id"), read_text(fields, "name"))


def _source(node: Node) -> Source:
    fields = node.mapping(
        {"title", "publisher", "url", "published", "read_on", "language", "official"}, {"superseded_by"}
    )
    published = fields.get("published")
    return Source(
        id=node.field,
        title=read_string(fields, "title"),
        publisher=read_string(fields, "publisher"),
        url=read_string(fields, "url"),
        published=None if published is None or published.value is None else str(published.value),
        read_on=fields["read_on"].day() if "read_on" in fields else date.min,
        language=read_string(fields, "language"),
        official="official" in fields and fields["official"].flag(),
        superseded_by=read_strings(fields, "superseded_by"),
    )


def _fact(node: Node) -> Fact:
    fields = node.mapping({"value", "kind", "says", "sources"})
    kind = cast(FactKind, fields["kind"].choice(get_args(FactKind))) if "kind" in fields else "number"
    if "value" in fields:
        if kind == "date":
            fields["value"].day()
        elif isinstance(fields["value"].value, bool) or not isinstance(fields["value"].value, int | float):
            fields["value"].problem("write a number without quotes")
    return Fact(
        id=node.field,
        value=fields["value"].value if "value" in fields else 0,
        kind=kind,
        says=read_string(fields, "says"),
        sources=read_strings(fields, "sources"),
    )


def _concept(node: Node) -> Concept:
    languages = (*LANGUAGES, ARABIZI)
    fields = node.mapping(set(), {"sets", *languages})
    settable = {**SITUATION_VALUES, "language": tuple(LANGUAGES)}
    sets = fields["sets"].mapping(set(), set(settable)) if "sets" in fields else {}
    return Concept(
        id=node.field,
        sets=tuple((key, child.choice(settable[key])) for key, child in sets.items() if key in settable),
        phrases=tuple((code, read_strings(fields, code)) for code in languages if code in fields),
    )


def _term(node: Node) -> Term:
    fields = node.mapping({"term", "meaning", "sources"}, {"also", "answer"})
    return Term(
        id=node.field,
        term=read_text(fields, "term"),
        also=read_strings(fields, "also"),
        meaning=read_text(fields, "meaning"),
        answer=read_optional(fields, "answer"),
        sources=read_strings(fields, "sources"),
    )
