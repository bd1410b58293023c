"""From checked content to one read-only SQLite file: the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import sqlite_utils

from knowledge.languages import LANGUAGES
from knowledge.load import CONTENT, load
from knowledge.model import Answer, Content
from knowledge.normalise import fold
from knowledge.store import SCHEMA, to_json


def fingerprint(root: Path = CONTENT) -> str:
    """A hash of everything from which the knowledge base is made: the content files and this code's schema."""
    digest = hashlib.sha256(f"schema {SCHEMA}".encode())
    for path in sorted(root.rglob("*.yml")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compile_content(target: Path, root: Path = CONTENT) -> Content:
    """Check the content under `root` and write the knowledge base to `target`.

    Raises ContentError, and leaves a knowledge base that is already there as it is, when the content has mistakes.
    """
    content = load(root)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        _write(content, draft, fingerprint(root))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return content


def _write(content: Content, path: Path, print_: str) -> None:
    database = sqlite_utils.Database(path)
    database["meta"].insert_all(
        [{"key": "fingerprint", "value": print_}, {"key": "schema", "value": str(SCHEMA)}], pk="key"
    )
    _table(database, "topics", {topic.id: topic for topic in content.topics})
    _table(database, "sources", {source.id: source for source in content.sources})
    _table(database, "facts", {fact.id: fact for fact in content.facts})
    _table(database, "helpdesks", {helpdesk.id: helpdesk for helpdesk in content.helpdesks})
    _table(database, "concepts", {concept.id: concept for concept in content.concepts})
    _table(database, "urgent", {kind.id: kind for kind in content.urgent})
    _table(database, "follow_ups", {entry.id: entry for entry in content.follow_ups})
    _table(database, "deadlines", {rule.id: rule for rule in content.deadlines})
    _table(database, "terms", {term.id: term for term in content.terms})
    answers = database["answers"].create(
        {"id": str, "position": int, "topic": str, "intent": str, "data": str}, pk="id"
    )
    answers.insert_all(
        {"id": answer.id, "position": at, "topic": answer.topic, "intent": answer.intent, "data": to_json(answer)}
        for at, answer in enumerate(content.answers)
    )
    answers.create_index(["intent"], unique=True)
    answers.create_index(["topic"])
    search = database["search"].create({"answer": str, "language": str, "title": str, "body": str})
    search.insert_all(_search_row(answer, code) for answer in content.answers for code in LANGUAGES)
    search.enable_fts(["title", "body"], tokenize="unicode61")
    database.vacuum()
    database.close()


def _table(database: sqlite_utils.Database, name: str, entries: Mapping[str, object]) -> None:
    table = database[name].create({"id": str, "position": int, "data": str}, pk="id")
    table.insert_all(
        {"id": id_, "position": at, "data": to_json(entry)} for at, (id_, entry) in enumerate(entries.items())
    )


def _search_row(answer: Answer, code: str) -> dict[str, str]:
    texts = [claim.text.in_language(code) for variant in answer.variants for claim in variant.claims]
    return {
        "answer": answer.id,
        "language": code,
        "title": fold(answer.title.in_language(code)),
        "body": fold(" ".join(dict.fromkeys(texts))),
    }


def summary(content: Content) -> str:
    """What was compiled, as one JSON line."""
    return json.dumps(
        {
            "answers": len(content.answers),
            "facts": len(content.facts),
            "sources": len(content.sources),
            "helpdesks": len(content.helpdesks),
            "concepts": len(content.concepts),
            "terms": len(content.terms),
        }
    )
