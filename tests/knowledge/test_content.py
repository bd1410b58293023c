"""What must hold for the content that we publish."""

from __future__ import annotations

import re
from datetime import date

import pytest

from knowledge.check import PLACEHOLDER
from knowledge.languages import LANGUAGES
from knowledge.model import Text
from knowledge.store import Store

CORE = ("school", "medical", "travel", "diploma", "family")
ARABIC = re.compile(r"[\u0600-\u06ff]")


def _texts(store: Store) -> list[tuple[str, Text]]:
    found = []
    for answer in store.answers():
        found.append((answer.id, answer.title))
        for variant in answer.variants:
            found += [(f"{answer.id}/{variant.id}", text) for text in (variant.label, variant.because) if text]
            found += [(f"{answer.id}/{variant.id}", claim.text) for claim in variant.claims]
    return found


def test_the_core_topics_are_answered(store: Store) -> None:
    counts = {topic: len(store.answers(topic)) for topic in (*CORE, "emergency")}
    assert sum(counts[topic] for topic in CORE) >= 30
    assert min(counts.values()) >= 5


def test_every_topic_with_answers_is_a_known_topic(store: Store) -> None:
    assert {answer.topic for answer in store.answers()} <= set(store.topics)


def test_each_text_is_in_its_own_script(store: Store) -> None:
    wrong = [id_ for id_, text in _texts(store) if not ARABIC.search(text.ar)]
    wrong += [
        id_ for id_, text in _texts(store) if any(ARABIC.search(text.in_language(code)) for code in ("nl", "fr", "en"))
    ]
    assert wrong == []


def test_no_text_was_left_in_another_language(store: Store) -> None:
    same = [
        id_
        for id_, text in _texts(store)
        if len({text.nl, text.fr, text.en, text.ar}) < len(LANGUAGES) and len(text.en) > 25
    ]
    assert same == []


def test_disputed_claims_state_no_fact(store: Store) -> None:
    for answer in store.answers():
        for variant in answer.variants:
            for claim in variant.claims:
                if claim.state == "disputed":
                    assert not PLACEHOLDER.search(claim.text.en), answer.id


def test_what_is_suspended_or_unverified_is_disputed(store: Store) -> None:
    """facts_update.md: E6-E8, subsidiary protection since the suspension of 26 February 2026."""
    for id_ in ("family.who", "family.period"):
        [subsidiary] = [variant for variant in store.answer(id_).variants if "subsidiary" in variant.id]
        assert subsidiary.state == "disputed", id_
    [refugee] = [variant for variant in store.answer("family.period").variants if variant.id == "refugee"]
    assert refugee.state == "changed"


def test_no_helpdesk_that_must_be_verified_is_named(store: Store) -> None:
    for answer in store.answers():
        for variant in answer.variants:
            for id_ in variant.helpdesks:
                assert store.helpdesks[id_].may_be_shown, (answer.id, id_)


def test_sources_are_read_and_reviews_lie_ahead(store: Store) -> None:
    for source in store.sources.values():
        assert source.url.startswith("http"), source.id
        assert date(2023, 1, 1) <= source.read_on
    for answer in store.answers():
        oldest = min(
            store.sources[id_].read_on
            for variant in answer.variants
            for claim in variant.claims
            for id_ in claim.sources
        )
        assert answer.review_by > oldest, answer.id


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("emergency.danger", ["112"]),
        ("emergency.violence", ["101"]),
        ("emergency.suicide", ["1813", "0800 32 123"]),
        ("emergency.missing_child", ["116"]),
        ("emergency.trafficking", ["112", "PAG-ASA", "Payoke"]),
    ],
)
@pytest.mark.parametrize("code", LANGUAGES)
def test_emergencies_name_the_number_in_every_language(
    store: Store, answer: str, numbers: list[str], code: str
) -> None:
    said = " ".join(
        claim.text.in_language(code) for variant in store.answer(answer).variants for claim in variant.claims
    )
    for number in numbers:
        assert number in said


def test_every_fact_is_used(store: Store) -> None:
    used = {name for _, text in _texts(store) for name in PLACEHOLDER.findall(text.en)}
    assert sorted(set(store.facts) - used) == []


def test_every_source_is_used(store: Store) -> None:
    used = {
        id_
        for answer in store.answers()
        for variant in answer.variants
        for claim in variant.claims
        for id_ in claim.sources
    }
    used |= {id_ for fact in store.facts.values() for id_ in fact.sources}
    used |= {id_ for desk in store.helpdesks.values() for id_ in desk.sources}
    assert sorted(id_ for id_ in set(store.sources) - used if not id_.startswith("agii-2023")) == []
