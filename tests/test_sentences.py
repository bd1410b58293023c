"""The training sentences: enough of them for every intent and language, each one different."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

import pytest
import yaml

from bot.build import ROOT
from knowledge.languages import LANGUAGES
from knowledge.normalise import fold
from knowledge.store import Store

ENOUGH = 25
SOCIAL = {
    "greet", "goodbye", "thank", "affirm", "deny", "ask_bot_identity", "ask_help", "ask_human", "change_language",
    "start_over", "skip_question", "inform_situation", "out_of_scope",
}  # fmt: skip


@lru_cache(maxsize=len(LANGUAGES))
def _sentences(code: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "data/nlu" / code).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found[block["intent"]] += [
                line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")
            ]
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_intent_has_enough(code: str, store: Store) -> None:
    counts = {intent: len(_sentences(code)[intent]) for intent in sorted(store.intents | SOCIAL)}
    assert {intent: count for intent, count in counts.items() if count < ENOUGH} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_intent_without_an_answer(code: str, store: Store) -> None:
    assert set(_sentences(code)) - store.intents - SOCIAL == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_stands_twice(code: str) -> None:
    counts = Counter(fold(sentence).strip("?!. ") for sentences in _sentences(code).values() for sentence in sentences)
    assert [sentence for sentence, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_holds_entity_marks_or_commands(code: str) -> None:
    wrong = [
        s
        for sentences in _sentences(code).values()
        for s in sentences
        if s.startswith("/") or any(c in s for c in "[]{}")
    ]
    assert wrong == []
