"""The training sentences: enough of them for every intent and language, each one different."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from bot.errors import UnreadableSentences
from bot.sentences import Sentence, near_copies, read, sentences, templates
from knowledge.languages import LANGUAGES
from knowledge.normalise import fold
from knowledge.store import Store

ENOUGH = 25
MOST_ASKED_ENOUGH = 60
MOST_ASKED = 40
OUT_OF_SCOPE_ENOUGH = 400
SOCIAL = {
    "greet", "goodbye", "thank", "affirm", "deny", "ask_bot_identity", "ask_help", "ask_human", "change_language",
    "start_over", "skip_question", "inform_situation", "out_of_scope",
}  # fmt: skip


@lru_cache(maxsize=len(LANGUAGES))
def _sentences(code: str) -> tuple[Sentence, ...]:
    return tuple(sentences(code))


def _counts(code: str) -> Counter[str]:
    return Counter(sentence.intent for sentence in _sentences(code) if sentence.group == code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_intent_has_enough(code: str, store: Store) -> None:
    counts = _counts(code)
    assert {intent: counts[intent] for intent in store.intents | SOCIAL if counts[intent] < ENOUGH} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_asked_most_has_more(code: str, store: Store) -> None:
    counts = _counts(code)
    assert sum(counts[intent] >= MOST_ASKED_ENOUGH for intent in store.intents) >= MOST_ASKED


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_not_ours_is_known_from_many_examples(code: str) -> None:
    assert _counts(code)["out_of_scope"] >= OUT_OF_SCOPE_ENOUGH


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_intent_without_an_answer(code: str, store: Store) -> None:
    assert set(_counts(code)) - store.intents - SOCIAL == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_stands_twice(code: str) -> None:
    counts = Counter(fold(sentence.text).strip("?!. ") for sentence in _sentences(code))
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_is_a_near_copy(code: str) -> None:
    assert near_copies(_sentences(code)) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentences_fill_in_a_template(code: str) -> None:
    assert templates(_sentences(code)) == []


def test_near_copies_and_templates_are_found() -> None:
    def said(text: str, intent: str = "ask") -> Sentence:
        return Sentence(text, intent, "en", "en")

    copy = [said("who pays the doctor for my small son"), said("so who pays the doctor for my small son")]
    assert near_copies(copy) == [(copy[0].text, copy[1].text)]
    assert near_copies([copy[0], said("who pays the school trip of my daughter")]) == []
    filled = [said(f"how do I get {thing}") for thing in ("money", "housing", "work")]
    assert templates(filled) == [[each.text for each in filled]]
    assert templates([said(each.text, intent) for each, intent in zip(filled, "abc", strict=True)]) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_holds_entity_marks_or_commands(code: str) -> None:
    wrong = [each.text for each in _sentences(code) if each.text.startswith("/") or any(c in each.text for c in "[]{}")]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nlu:\n- intent: greet\n  examples: |\n   hello\n", "begin with `- `|does not begin"),
        ("nlu:\n- synonym: hi\n  examples: |\n    - hello\n", "block 1 has synonym, examples"),
        ("hello\n", "begin with `nlu:`"),
        ("nlu: [\n", "begin with `nlu:`"),
        ("nlu:\n", "begin with `nlu:`"),
    ],
)
def test_a_broken_file_of_sentences_is_named_with_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "school.yml"
    path.write_text(text)
    with pytest.raises(UnreadableSentences, match=rf"(?s)school\.yml: .*({says})"):
        list(read(path))
