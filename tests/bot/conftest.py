"""The trained assistant, loaded once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from actions.context import Context, fixed_clock
from bot.desk.shared_database import SCHEMA
from knowledge.model import Text
from knowledge.situation import SITUATION_VALUES
from knowledge.store import Store
from knowledge.triage import Card, Deadline, OpenPoint
from tests.bot.desk_houses import Places
from tests.conftest import TUESDAY_MORNING
from tests.services import Service, running_postgres, url_of


@pytest.fixture(scope="session")
def postgres() -> Iterator[Service]:
    """A real PostgreSQL, started once."""
    with running_postgres() as service:
        yield service


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.cluster)])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Where the desk keeps what it has, empty: a file of its own, and a PostgreSQL that servers share."""
    if request.param == "file":
        yield Places(tmp_path / "data")
        return
    service: Service = request.getfixturevalue("postgres")
    with closing(psycopg2.connect(url_of(service))) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists {SCHEMA} cascade")
    yield Places(tmp_path / "data", service)


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
