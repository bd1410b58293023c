"""What cannot wait is found by patterns, unless the classifier is sure enough that something else is asked."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.urgent import UrgentFirst
from knowledge.followups import follow_ups
from knowledge.store import Store

FIRE = "there is a fire in our house"
REFUSED = "I got a negative decision"


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
        (REFUSED, [("ask_landlord", 0.95)], []),
        (REFUSED, [("ask_appeal", 0.99)], ["appeal_running"]),
        ("is the course free", [("report_violence", 0.3), ("report_emergency", 0.2)], ["violence"]),
        ("is the course free", [("report_violence", 0.3)], []),
    ],
)
def test_a_sure_classifier_silences_a_pattern(
    urgent_first: UrgentFirst, text: str, ranking: list[tuple[str, float]], kinds: list[str]
) -> None:
    message = Message({TEXT: text, INTENT_RANKING_KEY: [{"name": name, "confidence": sure} for name, sure in ranking]})
    assert urgent_first.kinds(message) == kinds
