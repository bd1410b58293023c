"""The knowledge base: the same content gives the same bytes, and what comes out is what went in."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.compile import compile_content, fingerprint
from knowledge.languages import LANGUAGES
from knowledge.load import load
from knowledge.store import Store, UnknownAnswer, UnusableKnowledge

GOOD = Path(__file__).parent / "good_content"


def test_same_content_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    compile_content(first, GOOD)
    compile_content(second, GOOD)
    assert first.read_bytes() == second.read_bytes()


def test_what_comes_out_is_what_went_in(store: Store) -> None:
    content = load()
    assert store.answers() == content.answers
    assert tuple(store.helpdesks.values()) == content.helpdesks
    assert tuple(store.facts.values()) == content.facts
    assert tuple(store.sources.values()) == content.sources
    assert tuple(store.topics.values()) == content.topics
    assert tuple(store.concepts.values()) == content.concepts


def test_answers_are_frozen(store: Store) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        store.answers()[0].id = "other"  # type: ignore[misc]


def test_every_intent_leads_to_its_answer(store: Store) -> None:
    for answer in store.answers():
        assert store.answer_for(answer.intent).id == answer.id
    with pytest.raises(UnknownAnswer):
        store.answer_for("ask_the_moon")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_title_finds_its_answer(store: Store, code: str) -> None:
    missed = [
        answer.id
        for answer in store.answers()
        if answer not in store.search(answer.title.in_language(code), code, limit=5)
    ]
    assert missed == []


@pytest.mark.parametrize("query", ["", "!!!", '"', "OR AND NOT", "a*", "(((", "xyzzy qwrtz"])
def test_search_takes_any_text(store: Store, query: str) -> None:
    assert len(store.search(query, "en")) <= 3


def test_the_knowledge_base_cannot_be_written(knowledge_base: Path) -> None:
    opened = Store(knowledge_base)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        opened._connection.execute("delete from answers")
    opened.close()


def test_missing_damaged_and_old_files_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnusableKnowledge, match=r"no knowledge base .* run `./wegwijs compile`"):
        Store(tmp_path / "none.sqlite")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"this is no database" * 100)
    with pytest.raises(UnusableKnowledge, match=r"cannot be read .* run `./wegwijs compile`"):
        Store(damaged)
    old = tmp_path / "old.sqlite"
    compile_content(old, GOOD)
    with closing(sqlite3.connect(old)) as database, database:
        database.execute("update meta set value = '0' where key = 'schema'")
    with pytest.raises(UnusableKnowledge, match=r"another version; run `./wegwijs compile`"):
        Store(old)


def test_fingerprint_follows_the_content(tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "content"
    shutil.copytree(GOOD, root)
    assert fingerprint(root) == fingerprint(GOOD)
    topics = root / "topics.yml"
    topics.write_text(topics.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert fingerprint(root) != fingerprint(GOOD)
