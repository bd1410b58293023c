"""A dispatcher and a tracker, as rasa_sdk gives them to an action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, fixed_clock
from knowledge.store import Store

Heard = Callable[..., Tracker]


@pytest.fixture
def context(store: Store, now: datetime) -> Context:
    return Context(store, fixed_clock(now))


@pytest.fixture
def dispatcher() -> CollectingDispatcher:
    return CollectingDispatcher()


@pytest.fixture
def heard() -> Heard:
    """A tracker whose latest message has this intent and language; the rest are slots."""

    def tracker(
        intent: str, language: str, *, text: str = "?", ranking: Any = (), entities: Any = (), **slots: Any
    ) -> Tracker:
        message = {
            "intent": {"name": intent, "confidence": 0.9},
            "intent_ranking": [{"name": name, "confidence": sure} for name, sure in ranking],
            "entities": [{"entity": name, "value": value} for name, value in entities],
            "language": {"code": language, "detected": language},
            "text": text,
        }
        return Tracker("sender", slots, message, [], False, None, {}, "action_listen")

    return tracker
