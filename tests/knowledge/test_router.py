"""Whom to ask: nobody is sent to a door that may not take them."""

from __future__ import annotations

from datetime import datetime

import pytest

from knowledge.audit import gaps
from knowledge.hours import BRUSSELS, helpdesk_opening
from knowledge.router import MOST_HELPDESKS, Router
from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES, Situation
from knowledge.store import Store

SUNDAY_EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=BRUSSELS)


def _router(store: Store, now: datetime, language: str = "nl", **situation: str) -> Router:
    return Router(store, situation, language, now)


def test_every_answer_status_and_region_leads_to_a_door(store: Store, now: datetime) -> None:
    assert list(gaps(store, now)) == []


@pytest.mark.parametrize("region", SITUATION_VALUES["region"])
@pytest.mark.parametrize("status", SITUATION_VALUES["status"])
def test_no_door_is_named_that_may_not_take_this_person(store: Store, now: datetime, status: str, region: str) -> None:
    situation: Situation = {"status": status, "region": region}
    router = Router(store, situation, "fr", now)
    for answer in store.answers():
        named = [id_ for variant in choose(answer, situation).variants for id_ in variant.helpdesks]
        doors = router.route(named, (answer.topic,)).doors
        assert 1 <= len(doors) <= MOST_HELPDESKS, answer.id
        for door in doors:
            assert door.may_be_shown, (answer.id, door.id)
            assert "individuals" in door.audience, (answer.id, door.id)
            assert {"belgium", region} & set(door.regions), (answer.id, door.id)
            for condition in door.serves:
                assert situation.get(condition.key, condition.values[0]) in condition.values, (answer.id, door.id)


def test_a_line_for_professionals_is_never_named_to_a_private_person(store: Store, now: datetime) -> None:
    only_professionals = [desk.id for desk in store.helpdesks.values() if desk.audience == ("professionals",)]
    assert only_professionals
    assert not set(only_professionals) & {door.id for door in _router(store, now).route(only_professionals).doors}


def test_who_has_no_place_is_not_sent_to_a_social_worker_of_the_centre(store: Store, now: datetime) -> None:
    named = ("local-reception-worker", "fedasil-info-point-brussels")
    assert _router(store, now, reception="centre").route(named).doors[0].id == "local-reception-worker"
    assert [door.id for door in _router(store, now, reception="no_place").route(named).doors] == [named[1]]


@pytest.mark.parametrize(("language", "line"), [("nl", "suicide-1813-nl"), ("fr", "suicide-fr"), ("en", "suicide-en")])
def test_the_line_in_ones_own_language_comes_first(store: Store, now: datetime, language: str, line: str) -> None:
    lines = ("suicide-1813-nl", "suicide-fr", "suicide-en")
    assert _router(store, now, language).route(lines).doors[0].id == line


def test_while_the_first_choice_is_closed_another_door_is_named(store: Store) -> None:
    named = ("immigration-office-infodesk", "local-lawyer")
    route = _router(store, SUNDAY_EVENING).route(named)
    assert helpdesk_opening(route.doors[0], SUNDAY_EVENING).is_open is False
    assert route.meanwhile is not None
    assert route.meanwhile.id == "local-lawyer"


def test_an_open_door_needs_no_meanwhile(store: Store, now: datetime) -> None:
    assert _router(store, now).route(("emergency-112", "local-lawyer")).meanwhile is None


def test_when_no_named_door_fits_the_directory_is_searched(store: Store, now: datetime) -> None:
    """A door in another region only: the topic's own doors are offered instead."""
    doors = _router(store, now, region="german_speaking").route(("bjb-brussels-nl",), ("diploma",)).doors
    assert doors
    assert all({"belgium", "german_speaking"} & set(door.regions) for door in doors)


def test_a_gap_is_a_route_without_doors(store: Store, now: datetime) -> None:
    assert _router(store, now).route((), ()).doors == ()
