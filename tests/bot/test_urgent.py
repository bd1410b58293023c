"""What cannot wait is found by patterns, unless the classifier is sure enough that something else is asked."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.urgent import UrgentFirst
from knowledge.followups import follow_ups
from knowledge.store import Store
from knowledge.urgent import UrgentRules

FIRE = "there is a fire in our house"
REFUSED = "I got a negative decision"
TAKEN_BACK = "heart beats"


@pytest.fixture(scope="module")
def urgent_first(store: Store) -> UrgentFirst:
    """The component with the rules of the content."""
    intents = {answer.id: answer.intent for answer in store.answers()}
    said = follow_ups(tuple(store.follow_ups.values()))
    return UrgentFirst(UrgentFirst.get_default_config(), store.urgent, intents, said)


@pytest.mark.parametrize(
    ("text", "ranking", "kinds"),
    [
        (FIRE, [("ask_landlord", 0.96), ("report_emergency", 0.01)], ["life_danger"]),
        (FIRE, [("ask_landlord", 0.98), ("report_emergency", 0.01)], []),
        (FIRE, [("ask_landlord", 0.96), ("ask_energy", 0.01)], []),
        (FIRE, [("ask_landlord", 0.8), ("ask_energy", 0.01)], ["life_danger"]),
        (REFUSED, [("ask_landlord", 0.8)], ["appeal_running"]),
        (REFUSED, [("report_violence", 0.3)], ["appeal_running"]),
        (REFUSED, [("report_violence", 0.6)], ["violence", "appeal_running"]),
        (REFUSED, [("ask_landlord", 0.95)], []),
        (REFUSED, [("ask_appeal", 0.99)], ["appeal_running"]),
        ("is the course free", [("report_violence", 0.12), ("report_emergency", 0.1)], ["violence"]),
        ("is the course free", [("report_violence", 0.15)], []),
        ("is the course free", [("out_of_scope", 0.5), ("report_violence", 0.3)], []),
        (TAKEN_BACK, [("report_violence", 0.8)], []),
        (TAKEN_BACK, [("report_violence", 0.95)], ["violence"]),
        ("what is a closed centre", [("ask_detention", 0.95)], []),
    ],
)
def test_a_sure_classifier_silences_a_pattern(
    urgent_first: UrgentFirst, text: str, ranking: list[tuple[str, float]], kinds: list[str]
) -> None:
    message = Message({TEXT: text, INTENT_RANKING_KEY: [{"name": name, "confidence": sure} for name, sure in ranking]})
    assert urgent_first.kinds(message) == kinds


@pytest.mark.parametrize(
    ("text", "sure", "doubtful"),
    [("is the course free", 0.3, True), ("is the course free", 0.6, False), (FIRE, 0.3, False)],
)
def test_an_alarm_by_an_unsure_classifier_alone_is_doubtful(
    urgent_first: UrgentFirst, text: str, sure: float, *, doubtful: bool
) -> None:
    message = Message({TEXT: text, INTENT_RANKING_KEY: [{"name": "report_emergency", "confidence": sure}]})
    urgent_first.process([message])
    assert (bool(message.get("urgent")), message.get("doubtful")) == (True, doubtful)


def test_less_is_enough_in_arabizi(urgent_first: UrgentFirst) -> None:
    ranking = [{"name": "report_violence", "confidence": 0.15}]
    for text, kinds in (("wach kayn cours fabor", ["violence"]), ("هل الدورة مجانية", [])):
        message = Message({TEXT: text, INTENT_RANKING_KEY: ranking, "language": {"code": "ar"}})
        assert urgent_first.kinds(message) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "mijn zoontje van 6 jaar is kwijt in het station",
        "ons dochtertje, 4 jaar oud, is verdwenen op weg naar school",
        "mon neveu de 9 ans a disparu dans la gare",
        "ma fille a disparu ce matin elle a 12 ans",
        "my daughter of 7 years is missing since this morning",
        "our boy is lost on the beach, he is 5 years old",
        "ابني عمره 6 سنين ضاع بالسوق",
        "ضاعت بنتي وعمرها تسع سنوات",
        "ibni 3omro 6 snin da3 mni",
    ],
)
def test_the_age_of_a_missing_child_is_no_time_ago(store: Store, text: str) -> None:
    assert "missing_child" in UrgentRules(store.urgent.values()).find(text)


@pytest.mark.parametrize(
    "text",
    [
        "ik heb al 3 jaar geen contact met mijn zoon",
        "mijn dochter is vermist sinds 2019",
        "mon fils a disparu en mer",
        "mon fils a disparu il y a trois ans",
        "my son is missing since 4 years",
        "my daughter is lost since the war",
        "ابني مفقود منذ سنتين",
    ],
)
def test_a_child_that_was_lost_years_ago_is_for_tracing(store: Store, text: str) -> None:
    assert "missing_child" not in UrgentRules(store.urgent.values()).find(text)
