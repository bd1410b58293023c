"""The audit is honest: it lists what is open, and fails for what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from knowledge.audit import HEADINGS, as_json, audit, fails, report
from knowledge.load import load
from knowledge.model import Content
from knowledge.store import Store


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


def _about(content: Content, store: Store, now: datetime, kind: str) -> set[str]:
    return {finding.about for finding in audit(content, store, now) if finding.kind == kind}


def test_the_ten_points_stand_open_until_a_person_checked_them(content: Content, store: Store, now: datetime) -> None:
    assert len(_about(content, store, now, "unchecked_before_launch")) == 10
    checked = tuple(replace(point, checked_on=date(2026, 12, 1)) for point in content.launch_checks)
    done = replace(content, launch_checks=checked)
    assert _about(done, store, now, "unchecked_before_launch") == set()


def test_an_answer_past_its_review_date_fails_the_audit(content: Content, store: Store, now: datetime) -> None:
    assert not fails(audit(content, store, now))
    first = min(content.answers, key=lambda answer: answer.review_by)
    soon = datetime.combine(first.review_by, now.timetz()) - timedelta(days=3)
    assert first.id in _about(content, store, soon, "soon_stale")
    late = audit(content, store, soon + timedelta(days=5))
    assert fails(late)
    assert first.id in {finding.about for finding in late if finding.kind == "stale"}


def test_disputed_answers_and_helpdesks_to_verify_are_listed(content: Content, store: Store, now: datetime) -> None:
    assert "family.who" in _about(content, store, now, "disputed")
    assert "agii-aliens-law" in _about(content, store, now, "helpdesk_to_verify")


def test_a_superseded_source_in_use_is_listed(content: Content, store: Store, now: datetime) -> None:
    named = {source.id for source in content.sources if source.superseded_by}
    assert named
    assert _about(content, store, now, "superseded_source")


def test_an_answer_that_rests_on_old_sources_is_listed(content: Content, store: Store, now: datetime) -> None:
    assert "money.pension" in _about(content, store, now, "only_old_sources")
    assert "procedure.eu_pact" not in _about(content, store, now, "only_old_sources")


def test_the_report_and_the_json_hold_every_kind(content: Content, store: Store, now: datetime) -> None:
    findings = audit(content, store, now)
    assert set(as_json(findings)) == set(HEADINGS)
    assert sum(map(len, as_json(findings).values())) == len(findings)
    assert all(heading in report(findings) for heading in HEADINGS.values())
