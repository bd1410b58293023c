"""The compiled knowledge base: one read-only SQLite file, asked for frozen answers."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import cattrs

from knowledge.model import Answer, Concept, DeadlineRule, Fact, FollowUp, Helpdesk, Source, Term, Topic, UrgentKind
from knowledge.normalise import fold

SCHEMA = 5
"""Raise it when the tables or the dataclasses change: an older file is then refused and made again."""

SHORTEST_WORD = 3
"""Shorter words say nothing about a question."""

Entry = TypeVar("Entry")


class UnknownAnswer(LookupError):
    """No answer carries this id or intent: the bot was trained on other content."""


class UnusableKnowledge(RuntimeError):
    """The knowledge base is missing, damaged or of another version. The message says how to make it."""


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_structure_hook(
        int | float | date, lambda value, _: date.fromisoformat(value) if isinstance(value, str) else value
    )
    return converter


_CONVERTER = _converter()


def to_json(entry: object) -> str:
    """A frozen entry as the JSON that the knowledge base holds."""
    return json.dumps(_CONVERTER.unstructure(entry), ensure_ascii=False, separators=(",", ":"))


class Store:
    """Answers, helpdesks, sources and facts, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Open the knowledge base at `path`. Raises UnusableKnowledge."""
        self.path = path
        remedy = "run `./wegwijs compile`"
        if not path.is_file():
            raise UnusableKnowledge(f"there is no knowledge base at {path}; {remedy}")
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            self.meta = dict(self._connection.execute("select key, value from meta"))
        except sqlite3.DatabaseError as error:
            self.close()
            raise UnusableKnowledge(f"the knowledge base at {path} cannot be read ({error}); {remedy}") from error
        if self.meta.get("schema") != str(SCHEMA):
            self.close()
            raise UnusableKnowledge(f"the knowledge base at {path} is of another version; {remedy}")
        self.answer = lru_cache(maxsize=512)(self._answer)
        self.answer_for = lru_cache(maxsize=512)(self._answer_for)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _answer(self, id_: str) -> Answer:
        """The answer with this id. Raises UnknownAnswer."""
        return self._one_answer("id", id_)

    def _answer_for(self, intent: str) -> Answer:
        """The answer that this intent asks for. Raises UnknownAnswer."""
        return self._one_answer("intent", intent)

    def _one_answer(self, column: str, value: str) -> Answer:
        row = self._connection.execute(f"select data from answers where {column} = ?", (value,)).fetchone()
        if row is None:
            raise UnknownAnswer(value)
        return _structure(row[0], Answer)

    def answers(self, topic: str | None = None) -> tuple[Answer, ...]:
        """All answers, or those of one topic, in the order of the content."""
        rows = self._connection.execute(
            "select id from answers where topic = coalesce(?, topic) order by position", (topic,)
        )
        return tuple(self.answer(id_) for (id_,) in rows.fetchall())

    @cached_property
    def intents(self) -> frozenset[str]:
        """The intents that have an answer."""
        return frozenset(intent for (intent,) in self._connection.execute("select intent from answers"))

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """The topics by id, in the order in which the phone shows them."""
        return self._table("topics", Topic)

    @cached_property
    def answered_topics(self) -> tuple[Topic, ...]:
        """The topics that have answers, in the order in which the phone shows them."""
        answered = {topic for (topic,) in self._connection.execute("select distinct topic from answers")}
        return tuple(topic for topic in self.topics.values() if topic.id in answered)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id."""
        return self._table("sources", Source)

    @cached_property
    def content_date(self) -> date:
        """The day of the content: the last one on which a source was read. No clock that is right is before it."""
        return max(source.read_on for source in self.sources.values())

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts by id."""
        return self._table("facts", Fact)

    @cached_property
    def helpdesks(self) -> dict[str, Helpdesk]:
        """The helpdesks by id, those that a person must still check included."""
        return self._table("helpdesks", Helpdesk)

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """The lexicon by concept."""
        return self._table("concepts", Concept)

    @cached_property
    def terms(self) -> dict[str, Term]:
        """The glossary by term."""
        return self._table("terms", Term)

    @cached_property
    def urgent(self) -> dict[str, UrgentKind]:
        """The kinds of urgency, the most urgent first."""
        return self._table("urgent", UrgentKind)

    @cached_property
    def follow_ups(self) -> dict[str, FollowUp]:
        """How people refer to what was said before."""
        return self._table("follow_ups", FollowUp)

    @cached_property
    def deadlines(self) -> dict[str, DeadlineRule]:
        """The rules from which a day can be counted."""
        return self._table("deadlines", DeadlineRule)

    def search(self, query: str, language: str, limit: int = 3) -> tuple[Answer, ...]:
        """The answers whose title or text shares most words with `query`, best first."""
        words = [word for word in re.findall(r"\w+", fold(query)) if len(word) >= SHORTEST_WORD]
        if not words:
            return ()
        match = " OR ".join(f'"{word}" OR "{word}"*' for word in words[:20])
        rows = self._connection.execute(
            "select search.answer from search_fts join search on search.rowid = search_fts.rowid"
            " where search_fts match ? and search.language = ? order by bm25(search_fts, 8.0, 1.0) limit ?",
            (match, language, limit),
        )
        return tuple(self.answer(id_) for (id_,) in rows.fetchall())

    def _table(self, name: str, shape: type[Entry]) -> dict[str, Entry]:
        rows = self._connection.execute(f"select id, data from {name} order by position")
        return {id_: _structure(data, shape) for id_, data in rows}


def _structure(data: str, shape: type[Entry]) -> Entry:
    value: Any = json.loads(data)
    return _CONVERTER.structure(value, shape)
