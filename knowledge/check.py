"""What must hold between content files: references, facts, branches, numbers, lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.check_deadlines import check_deadlines
from knowledge.check_glossary import check_glossary
from knowledge.check_reading import check_sentences
from knowledge.languages import LANGUAGES
from knowledge.model import Answer, Claim, Content, Text
from knowledge.normalise import plain_words
from knowledge.reading import Node, Problem, read
from knowledge.situation import SITUATION_VALUES

PLACEHOLDER = re.compile(r"\{(\w+)\}")
LIMITS = {"short": 320, "steps": 240}
OTHER_LIMIT = 360
TITLE_LIMIT = 75


def check(content: Content, places: dict[str, Node], root: Path, problems: list[Problem]) -> None:
    """Append to `problems` what is wrong between the entries of `content`; `places` says where each one stands."""
    known = {
        "topic": {topic.id for topic in content.topics},
        "source": {source.id for source in content.sources},
        "fact": {fact.id for fact in content.facts},
        "helpdesk": {helpdesk.id for helpdesk in content.helpdesks if helpdesk.may_be_shown},
        "answer": {answer.id for answer in content.answers},
    }
    names = _names(root, problems)
    intents: dict[str, str] = {}
    for fact in content.facts:
        _refer(places[f"Fact:{fact.id}"], "sources", "source", fact.sources, known)
    for helpdesk in content.helpdesks:
        place = places[f"Helpdesk:{helpdesk.id}"]
        _refer(place, "sources", "source", helpdesk.sources, known)
        _refer(place, "topics", "topic", helpdesk.topics, known)
    for source in content.sources:
        _refer(places[f"Source:{source.id}"], "superseded_by", "source", source.superseded_by, known)
    _check_phrases(content, places)
    check_glossary(content, places)
    for term in content.terms:
        _refer(places[f"Term:{term.id}"], "sources", "source", term.sources, known)
        _refer(places[f"Term:{term.id}"], "answer", "answer", (term.answer,) if term.answer else (), known)
    for kind in content.urgent:
        _refer(places[f"UrgentKind:{kind.id}"], "sources", "source", kind.sources, known)
        _refer(places[f"UrgentKind:{kind.id}"], "answers", "answer", (*kind.answers, *kind.goes_with), known)
    _check_lists(content, places, known)
    check_deadlines(content, places)
    for answer in content.answers:
        place = places[f"Answer:{answer.id}"]
        if answer.topic not in known["topic"]:
            place.problem(f"topic {answer.topic!r} is not in topics.yml; move the file or add the topic")
        if answer.intent in intents:
            place.children["intent"].problem(f"is the intent of {intents[answer.intent]} too; give each its own")
        intents[answer.intent] = answer.id
        _refer(place, "related", "answer", answer.related, known)
        _refer(place, "for_others", "answer", tuple(id_ for _, id_ in answer.for_others), known)
        _check_branches(answer, place)
        _check_length(answer.title, TITLE_LIMIT, place.children["title"])
        for variant in answer.variants:
            _refer(place, "helpdesks", "helpdesk", variant.helpdesks, known)
            if not variant.helpdesks:
                place.problem("names no helpdesk; a person must always have a door to go to")
        for claim, node, part in _claims(answer, place):
            _refer(node if "sources" in node.children else place, "sources", "source", claim.sources, known)
            _check_claim(claim, node, known["fact"], names)
            _check_length(claim.text, LIMITS.get(part, OTHER_LIMIT), node)
            check_sentences(claim.text, node)


def _names(root: Path, problems: list[Problem]) -> list[re.Pattern[str]]:
    path = root / "names.yml"
    node = read(path, root, problems) if path.exists() else None
    return [found for item in node.items() if (found := _name(item))] if node else []


def _name(item: Node) -> re.Pattern[str] | None:
    try:
        return re.compile(item.string(), re.IGNORECASE)
    except re.error as error:
        item.problem(f"is no regular expression ({error}); close each bracket")
        return None


def _refer(place: Node, field: str, kind: str, ids: tuple[str, ...], known: dict[str, set[str]]) -> None:
    for id_ in ids:
        if id_ not in known[kind]:
            place.children.get(field, place).problem(
                f"there is no {kind} {id_!r} that may be used; correct it or add it"
            )


def _check_lists(content: Content, places: dict[str, Node], known: dict[str, set[str]]) -> None:
    """The ledger and the points to check before launch name answers and helpdesks that exist."""
    for document in content.ledger:
        place = places[f"LedgerDocument:{document.id}"]
        sections = place.children["sections"].children.values()
        for section, node in zip(document.sections, sections, strict=True):
            for row, line in zip(section.rows, node.children["rows"].children.values(), strict=True):
                _refer(line, "answers", "answer", row.answers, known)
    directory = {"helpdesk": {helpdesk.id for helpdesk in content.helpdesks}, "answer": known["answer"]}
    for point in content.launch_checks:
        place = places[f"LaunchCheck:{point.id}"]
        _refer(place, "answers", "answer", point.answers, directory)
        _refer(place, "helpdesks", "helpdesk", point.helpdesks, directory)


def _check_phrases(content: Content, places: dict[str, Node]) -> None:
    """A phrase that means two concepts would mean neither."""
    owners: dict[tuple[str, ...], str] = {}
    for concept in content.concepts:
        for _, phrases in concept.phrases:
            for phrase in phrases:
                key = (*plain_words(phrase), phrase[:1], phrase[-1:]) if "*" in phrase else tuple(plain_words(phrase))
                owner = owners.setdefault(key, concept.id)
                if owner != concept.id:
                    places[f"Concept:{concept.id}"].problem(f"{phrase!r} stands under {owner} too; keep it in one")


def _claims(answer: Answer, place: Node) -> Iterator[tuple[Claim, Node, str]]:
    seen: set[int] = set()
    for at, variant in enumerate(answer.variants):
        fields = place.children["variants"].children if "variants" in place.children else {}
        own = fields[at].children if at in fields else place.children
        for part in variant.parts:
            node = own.get(part.name) or place.children[part.name]
            nodes = list(node.items())
            for claim, item in zip(part.claims, nodes, strict=True):
                if id(item) not in seen:
                    seen.add(id(item))
                    yield claim, item, part.name


def _check_branches(answer: Answer, place: Node) -> None:
    tested = {condition.key for variant in answer.variants for condition in variant.when}
    for key in answer.needs:
        if key not in tested:
            place.children["needs"].problem(f"no variant tests {key}; leave it out")
    ids = [variant.id for variant in answer.variants]
    if len(set(ids)) < len(ids):
        place.problem("two variants have the same id; rename one")
    last = answer.variants[-1]
    if last.when and not _covers(answer):
        place.problem("some situations find no variant; end with one without when")
    for variant in answer.variants[:-1]:
        if not variant.when:
            place.problem(f"variant {variant.id} has no when and hides those below it; put it last")


def _covers(answer: Answer) -> bool:
    keys = {condition.key for variant in answer.variants for condition in variant.when}
    if len(keys) != 1:
        return False
    values = {value for variant in answer.variants for condition in variant.when for value in condition.values}
    return values == set(SITUATION_VALUES[keys.pop()])


def _check_claim(claim: Claim, node: Node, facts: set[str], names: list[re.Pattern[str]]) -> None:
    if not claim.sources:
        node.problem("has no source; name one here or for the whole file")
    used = {code: sorted(PLACEHOLDER.findall(claim.text.in_language(code))) for code in LANGUAGES}
    for code, words in used.items():
        if set(words) != set(used["nl"]):
            node.problem(f"{code} does not use the same facts as nl; use {', '.join(used['nl']) or 'none'}")
        for word in words:
            if word not in facts:
                node.problem(f"{code}: there is no fact {word!r}; add it to facts/ or correct the name")
        text = PLACEHOLDER.sub("", claim.text.in_language(code))
        if re.search(r"[{}]", text):
            node.problem(f"{code} has a loose brace; write facts as {{name}}")
        for name in names:
            text = name.sub("", text)
        if digits := re.search(r"\d+", text):
            node.problem(f"{code} has the bare number {digits.group()}; put it in facts/ and write {{name}}")
    if claim.state == "disputed" and used["nl"]:
        node.problem("a disputed claim states no fact; say that the rule is in doubt and whom to ask")


def _check_length(text: Text, limit: int, node: Node) -> None:
    for code in LANGUAGES:
        length = len(text.in_language(code))
        if length > limit:
            node.problem(f"{code} has {length} characters; keep it under {limit}")
