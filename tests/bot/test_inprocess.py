"""Actions in the server's own process: those that may wait for the cards' database hold nobody else up."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime
from typing import Any

import pytest

from actions.context import Context, fixed_clock
from bot.assistant import quieten
from knowledge.store import Store
from knowledge.triage import Card

pytestmark = pytest.mark.filterwarnings("ignore")

DRAFT = {"step": "sentence", "card": Card().to_json(), "told_before": {}}


class SlowHouse:
    """A house whose database lets people wait."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()

    def desks(self) -> tuple[str, ...]:
        self.asked.set()
        assert self.go_on.wait(10)
        return ()


def call(action: str, intent: str, **slots: Any) -> dict[str, Any]:
    """What Rasa sends to an action."""
    message = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], "text": f"/{intent}"}
    tracker = {"sender_id": "x", "slots": slots, "latest_message": message, "events": [], "latest_action_name": None}
    return {"next_action": action, "tracker": {**tracker, "paused": False, "active_loop": {}}, "domain": {}}


@pytest.mark.parametrize(
    ("action", "intent", "slots"),
    [("action_make_card", "make_card", {}), ("action_small_talk", "greet", {"card": DRAFT})],
    ids=["the card", "a sentence for the card"],
)
def test_who_waits_for_the_cards_holds_nobody_up(
    action: str, intent: str, slots: dict[str, Any], store: Store, now: datetime
) -> None:
    quieten()
    from bot.inprocess import InProcessActions

    house: Any = SlowHouse()
    actions = InProcessActions(Context(store, fixed_clock(now), house))
    waiting = call(action, intent, **slots)
    if slots:
        waiting["tracker"]["latest_message"]["text"] = "mijn dochter is ziek"

    async def talk() -> tuple[Any, Any]:
        first = asyncio.create_task(actions.request(json=waiting))
        await asyncio.to_thread(house.asked.wait, 10)
        other = await asyncio.wait_for(actions.request(json=call("action_small_talk", "greet")), 5)
        assert not first.done()
        house.go_on.set()
        return await first, other

    waited, other = asyncio.run(talk())
    assert waited["responses"][0]["custom"]["handover"]["step"] == "preview"
    assert other["responses"]
