"""What people say about what was said before."""

from __future__ import annotations

import pytest

from knowledge.followups import FollowUps
from knowledge.store import Store


@pytest.fixture(scope="module")
def follow_ups(store: Store) -> FollowUps:
    return FollowUps(store.follow_ups.values())


@pytest.mark.parametrize(
    ("said", "aspect"),
    [
        ("en hoeveel kost dat?", "cost"),
        ("c'est combien", "cost"),
        ("how much is it", "cost"),
        ("بكام", "cost"),
        ("chhal", "cost"),
        ("waar moet ik naartoe", "where"),
        ("quels papiers ?", "papers"),
        ("until when", "deadline"),
        ("شو الرقم", "phone"),
        ("et ma femme ?", "partner"),
        ("and my kids?", "child"),
        ("w marti", "partner"),
        ("ومرتي؟", "partner"),
        ("herhaal aub", "repeat"),
        ("ما فهمت", "repeat"),
        ("plus court svp", "shorter"),
        ("what do you know about me", "known"),
        ("dat klopt niet", "wrong"),
        ("what does that word mean", "explain"),
        ("het helpt niet", "not_helped"),
    ],
)
def test_a_follow_up_is_understood(said: str, aspect: str, follow_ups: FollowUps) -> None:
    assert follow_ups.aspect(said) == aspect


@pytest.mark.parametrize(
    "said",
    [
        "wie betaalt de dokter",
        "hoeveel kost een tandarts",
        "where can my child go to school",
        "combien coûte l'équivalence du diplôme",
        "كم راتب OCMW",
        "can my wife work in belgium",
    ],
)
def test_a_new_subject_is_no_follow_up(said: str, follow_ups: FollowUps) -> None:
    assert follow_ups.aspect(said) is None


@pytest.mark.parametrize("said", ["als ik geweigerd word", "et si je suis refusé", "if they refuse me", "واذا رفضوني"])
def test_what_is_supposed_is_seen(said: str, follow_ups: FollowUps) -> None:
    assert "if_rejected" in follow_ups.signs(said)


@pytest.mark.parametrize("said", ["ik ben geweigerd", "j'ai eu un négatif", "my application was refused", "انا مرفوض"])
def test_what_has_happened_is_not_supposed(said: str, follow_ups: FollowUps) -> None:
    assert "if_rejected" not in follow_ups.signs(said)


def test_somebody_elses_status_is_seen(follow_ups: FollowUps) -> None:
    assert "about_other" in follow_ups.signs("mijn broer is erkend vluchteling")
    assert "about_other" not in follow_ups.signs("ik ben erkend vluchteling")
