"""What the server does by itself for the desk: erase what is over, send what waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from bot.desk.house import House
from knowledge.triage import HouseAway

EVERY = 5.0
"""Seconds between two rounds: a card outlives its time by so much at most."""

logger = logging.getLogger(__name__)


async def keep_house(house: House) -> None:
    """Write, tidy and send, again and again, away from the event loop."""
    loop, is_away = asyncio.get_running_loop(), False
    while True:
        is_away = await loop.run_in_executor(house.threads, _safely, house.tidy, is_away)
        if house.webhook_url and not is_away:
            await loop.run_in_executor(house.threads, _safely, lambda: house.webhook and house.webhook.send_waiting())
        await asyncio.sleep(EVERY)


def _safely(job: Callable[[], Any], was_away: bool = False) -> bool:
    """Do the job; whether its database is away, which is said once."""
    try:
        job()
    except HouseAway as error:
        if not was_away:
            logger.error("the jobs of the desk wait for its database: %s", error)
        return True
    except Exception as error:  # noqa: BLE001 - the next round must come, whatever happened in this one
        logger.error("a job of the desk failed: %s", type(error).__name__)
    return False
