"""Looks at the clock from time to time, and tells the operator once when it can no longer be believed."""

from __future__ import annotations

import asyncio
import logging

from actions.context import Context

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0


class ClockWatch:
    """What the operator was told of the clock last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._doubted = False

    def look(self) -> None:
        """One line when the clock begins to be wrong, and one when it is right again."""
        doubt = self._context.doubt()
        if doubt and not self._doubted:
            logger.error("opening hours are not told and days not counted: %s; set the clock of this machine", doubt)
        elif self._doubted and not doubt:
            logger.error("the clock is right again: opening hours are told")
        self._doubted = bool(doubt)

    async def watch(self, every: float = LOOK_EVERY) -> None:
        """Look again and again, for ever; whoever looks often sees it go back."""
        while True:
            self.look()
            await asyncio.sleep(every)
