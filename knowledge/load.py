"""From the YAML in `knowledge/content` to checked, frozen content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar, cast, get_args

import phonenumbers

from knowledge.check import check
from knowledge.hours import UnreadableHours, parse_hours
from knowledge.languages import LANGUAGES
from knowledge.model import (
    PARTS,
    STATES,
    Answer,
    Claim,
    Concept,
    Condition,
    Content,
    Fact,
    FactKind,
    Helpdesk,
    HelpdeskCheck,
    Part,
    Phone,
    Source,
    State,
    Text,
    Topic,
    Variant,
)
from knowledge.reading import ContentError, Node, Problem, read
from knowledge.situation import SITUATION_VALUES

CONTENT = Path(__file__).parent / "content"

AUDIENCES = ("individuals", "professionals")
ARABIZI = "arabizi"
REGIONS = ("belgium", "flanders", "brussels", "wallonia", "german_speaking", "antwerp", "ghent")

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
        helpdesks=entries("helpdesks/*.yml", _helpdesk, "file"),
        answers=entries("answers/*/*.yml", _answer, "file"),
        concepts=entries("lexicon/*.yml", _concept, "name"),
    )
    check(content, places, root, problems)
    return content, places, problems


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
    return Topic(_string(fields, "id"), _text(fields, "name"))


def _source(node: Node) -> Source:
    fields = node.mapping({"title", "publisher", "url", "published", "read_on", "language", "official"})
    published = fields.get("published")
    return Source(
        id=node.field,
        title=_string(fields, "title"),
        publisher=_string(fields, "publisher"),
        url=_string(fields, "url"),
        published=None if published is None or published.value is None else str(published.value),
        read_on=fields["read_on"].day() if "read_on" in fields else date.min,
        language=_string(fields, "language"),
        official="official" in fields and fields["official"].flag(),
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
        says=_string(fields, "says"),
        sources=_strings(fields, "sources"),
    )


def _helpdesk(node: Node) -> Helpdesk:
    fields = node.mapping(
        {"id", "category", "name", "topics", "audience", "regions", "verify", "sources"},
        {"languages", "local", "phone", "email", "website", "address", "hours", "phone_hours", "note", "how_to_find"}
        | {"editor_note"},
    )
    if fields.get("id") and fields["id"].value != Path(node.file).stem:
        fields["id"].problem(f"is not the file's name; write {Path(node.file).stem}")
    local = "local" in fields and fields["local"].flag()
    if local and "how_to_find" not in fields:
        node.problem("a local door needs how_to_find: say which one is theirs")
    verify = fields["verify"].choice(get_args(HelpdeskCheck)) if "verify" in fields else "must"
    return Helpdesk(
        id=_string(fields, "id"),
        category=_string(fields, "category"),
        name=_text(fields, "name"),
        topics=_strings(fields, "topics"),
        audience=_strings(fields, "audience", AUDIENCES),
        regions=_strings(fields, "regions", REGIONS),
        languages=_strings(fields, "languages"),
        verify=cast(HelpdeskCheck, verify),
        local=local,
        sources=_strings(fields, "sources"),
        phone=_phone(fields["phone"]) if "phone" in fields else None,
        email=_optional(fields, "email"),
        website=_optional(fields, "website"),
        address=_optional(fields, "address"),
        hours=_hours(fields.get("hours")),
        phone_hours=_hours(fields.get("phone_hours")),
        note=fields["note"].text() if "note" in fields else None,
        how_to_find=fields["how_to_find"].text() if "how_to_find" in fields else None,
    )


def _phone(node: Node) -> Phone:
    fields = node.mapping(set(), {"number", "short_code", "menu_key", "free"})
    number = _optional(fields, "number")
    if number is not None and not _is_phone_number(number):
        fields["number"].problem("is not a phone number; write it as +3222050055")
    if number is None and "short_code" not in fields:
        node.problem("write a number or a short_code")
    return Phone(
        number=number,
        short_code=_optional(fields, "short_code"),
        menu_key=_optional(fields, "menu_key"),
        free="free" in fields and fields["free"].flag(),
    )


def _is_phone_number(number: str) -> bool:
    try:
        return number.startswith("+") and phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _hours(node: Node | None) -> str | None:
    if node is None or node.value == "unknown":
        return None
    hours = node.string()
    try:
        parse_hours(hours)
    except UnreadableHours as error:
        node.problem(
            f"{error}; write OpenStreetMap hours such as Mo-Fr 09:00-12:30; PH off, by appointment, or unknown"
        )
    return hours


def _answer(node: Node) -> Answer:
    common = {"helpdesks", *PARTS}
    fields = node.mapping({"id", "intent", "title", "review_by", "sources"}, {"needs", "related", "variants", *common})
    topic, name = Path(node.file).parts[-2:]
    if fields.get("id") and fields["id"].value != f"{topic}.{Path(name).stem}":
        fields["id"].problem(f"does not fit the path; write {topic}.{Path(name).stem}")
    sources = _strings(fields, "sources")
    shared = _parts(fields, sources)
    helpdesks = _strings(fields, "helpdesks")
    if "variants" in fields:
        variants = tuple(_variant(item, sources, shared, helpdesks) for item in fields["variants"].items())
    else:
        variants = (Variant("general", (), None, None, _in_order(shared), helpdesks),)
        if "short" not in fields:
            node.problem("has neither short nor variants; write the shortest true answer under short")
    return Answer(
        id=_string(fields, "id"),
        topic=topic,
        intent=_string(fields, "intent"),
        title=_text(fields, "title"),
        needs=_strings(fields, "needs", tuple(SITUATION_VALUES)),
        review_by=fields["review_by"].day() if "review_by" in fields else date.min,
        related=_strings(fields, "related"),
        variants=variants,
    )


def _variant(node: Node, sources: tuple[str, ...], shared: dict[str, Part], helpdesks: tuple[str, ...]) -> Variant:
    fields = node.mapping({"id", "label"}, {"when", "because", "sources", "helpdesks", *PARTS})
    parts = shared | _parts(fields, _strings(fields, "sources") or sources)
    when = _when(fields["when"]) if "when" in fields else ()
    if "short" not in parts:
        node.problem("has no short; write the shortest true answer for this situation")
    if when and "because" not in fields:
        node.problem("has no because; write why this variant is for this person")
    return Variant(
        id=_string(fields, "id"),
        when=when,
        label=_text(fields, "label"),
        because=fields["because"].text() if "because" in fields else None,
        parts=_in_order(parts),
        helpdesks=_strings(fields, "helpdesks") or helpdesks,
    )


def _when(node: Node) -> tuple[Condition, ...]:
    fields = node.mapping(set(), set(SITUATION_VALUES))
    return tuple(
        Condition(key, child.strings(SITUATION_VALUES[key])) for key, child in fields.items() if key in SITUATION_VALUES
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
        sources=_strings(fields, "sources") or sources,
        state=state,
        changed_on=fields["changed_on"].day() if "changed_on" in fields else None,
    )


def _concept(node: Node) -> Concept:
    languages = (*LANGUAGES, ARABIZI)
    fields = node.mapping(set(), {"sets", *languages})
    settable = {**SITUATION_VALUES, "language": tuple(LANGUAGES)}
    sets = fields["sets"].mapping(set(), set(settable)) if "sets" in fields else {}
    return Concept(
        id=node.field,
        sets=tuple((key, child.choice(settable[key])) for key, child in sets.items() if key in settable),
        phrases=tuple((code, _strings(fields, code)) for code in languages if code in fields),
    )


def _string(fields: dict[str, Node], name: str) -> str:
    return fields[name].string() if name in fields else ""


def _optional(fields: dict[str, Node], name: str) -> str | None:
    return fields[name].string() if name in fields else None


def _strings(fields: dict[str, Node], name: str, allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
    return fields[name].strings(allowed) if name in fields else ()


def _text(fields: dict[str, Node], name: str) -> Text:
    return fields[name].text() if name in fields else Text("", "", "", "")
