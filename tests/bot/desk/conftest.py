"""A house of two desks, served, and a clerk who may have opened a card."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from argon2 import PasswordHasher

from actions.context import Context
from bot.desk.house import House
from knowledge.store import Store
from tests.bot.desk.browsing import CARD, PASSWORD, Client
from tests.bot.desk_clock import MovingClock
from tests.bot.desk_houses import Places


@pytest.fixture
def clock(now: datetime) -> MovingClock:
    return MovingClock(now)


@pytest.fixture
def house(places: Places, clock: MovingClock, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("bot.desk.accounts._HASHER", quick)
    made = House(places.folder, clock, tuple(store.urgent), shared=places.shared())
    made.accounts.add("An", "Sociale dienst", PASSWORD)
    made.accounts.add("Bo", "Medische dienst", PASSWORD)
    yield made
    made.database.close()
    made.threads.shutdown()


def touched_up(run: Callable[[Any], None]) -> Callable[[Any], None]:
    """Sanic rewrites its own methods when an app starts, and can do so only once in a process."""

    def once(app: Any) -> None:
        with suppress(KeyError):
            run(app)

    return once


@pytest.fixture
def address(house: House, store: Store, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from sanic import Sanic
    from sanic.touchup import TouchUp

    from bot.desk.pages import desk_pages

    monkeypatch.setattr("sanic.app.TouchUp.run", touched_up(TouchUp.run))
    loop = asyncio.new_event_loop()
    app = Sanic(f"desk_{id(house)}", configure_logging=False)
    app.blueprint(desk_pages(house, Context(store, clock, house)))

    async def start() -> Any:
        server = await app.create_server("127.0.0.1", 0, return_asyncio_server=True, access_log=False)
        await server.startup()
        return server

    server = loop.run_until_complete(start())
    port = server.server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def client(address: str) -> Client:
    return Client(address)


@pytest.fixture
def opened(client: Client, house: House) -> Client:
    """An at her desk, with the card open."""
    client.log_in("An")
    client.post("/desk/open", code=house.make(CARD, queue=False, once=False).code)
    return client
