"""What the server does by itself for the desk: erase what is over, send what waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from bot.desk.house import House

EVERY = 5.0
"""Seconds between two rounds: a card outlives its time by so much at most."""

logger = logging.getLogger(__name__)


async def keep_house(house: House) -> None:
    """Tidy and send, again and again, away from the event loop."""
    loop = asyncio.get_running_loop()
    while True:
        await loop.run_in_executor(None, _safely, house.tidy)
        if house.webhook:
            await loop.run_in_executor(None, _safely, house.webhook.send_waiting)
        await asyncio.sleep(EVERY)


def _safely(job: Callable[[], Any]) -> None:
    try:
        job()
    except Exception as error:  # noqa: BLE001 - the next round must come, whatever happened in this one
        logger.error("a job of the desk failed: %s", type(error).__name__)
