"""The trained assistant, loaded once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from actions.context import Context, fixed_clock
from knowledge.model import Text
from knowledge.situation import SITUATION_VALUES
from knowledge.store import Store
from knowledge.triage import Card, Deadline, OpenPoint
from tests.conftest import TUESDAY_MORNING

Reply = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def assistant() -> Iterator[Reply]:
    """Ask the trained model: `assistant(text, sender, language)` gives the reply."""
    from bot.assistant import load_assistant
    from bot.build import KNOWLEDGE, MODEL
    from bot.conversation import Conversations, Incoming

    context = Context(Store(KNOWLEDGE), fixed_clock(TUESDAY_MORNING))
    loop = asyncio.new_event_loop()
    agent = loop.run_until_complete(load_assistant(MODEL, context))
    conversations = Conversations(agent.handle_message, context)

    def reply(text: str, sender: str, language: str | None = None) -> dict[str, Any]:
        return loop.run_until_complete(conversations.reply(Incoming(text, sender, language)))

    yield reply
    loop.close()


@pytest.fixture
def knowledge_card(store: Store) -> Callable[[], Card]:
    """A card with a value of every kind that the content knows."""

    def card() -> Card:
        answers = tuple(each.id for each in store.answers())
        return Card(
            language="fr",
            topic="school",
            situation=tuple((key, value) for key, values in SITUATION_VALUES.items() for value in values[-1:]),
            answers=answers,
            open=tuple(OpenPoint("waits", id_) for id_ in answers),
            urgent=tuple(store.urgent),
            deadlines=(Deadline(Text("a", "b", "c", "d"), TUESDAY_MORNING.date()),),
            sentence="ça va",
        )

    return card
