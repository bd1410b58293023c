"""The house of desks, put together: what the conversation, the pages and the jobs share."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from actions.context import Clock
from bot.desk.accounts import Accounts
from bot.desk.attempts import Attempts
from bot.desk.cards import KEPT_FOR, Cards
from bot.desk.database import Database
from bot.desk.figures import Figures
from bot.desk.file_database import FileDatabase
from bot.desk.webhook import Webhook, host_of, secret_of
from knowledge.triage import Card, CardOpening, MadeCard

logger = logging.getLogger(__name__)

THREADS = 4
"""Of each worker, for the desk: what waits for the database waits there, never in the loop that answers people."""


@dataclass(frozen=True)
class House:
    """A `knowledge.triage.CardHouse` over one data folder, or over the database that several servers share.

    `webhook_url` is another system that gets each card too, `shared` the database.
    """

    folder: Path
    clock: Clock
    most_urgent: tuple[str, ...] = ()
    kept_for: timedelta = KEPT_FOR
    webhook_url: str | None = None
    shared: Database | None = None

    def __post_init__(self) -> None:
        self.sent_to  # noqa: B018 - a wrong address is told when the server starts

    @cached_property
    def database(self) -> Database:
        """The desk's tables, opened when they are first used, in the process that uses them. Raises HouseAway."""
        return self.shared or FileDatabase(self.folder)

    @cached_property
    def threads(self) -> ThreadPoolExecutor:
        """Where the pages and the jobs of the desk work."""
        return ThreadPoolExecutor(THREADS, "desk")

    @cached_property
    def cards(self) -> Cards:
        """The cards."""
        return Cards(self.database, self.clock, self.most_urgent, self.kept_for)

    @cached_property
    def accounts(self) -> Accounts:
        """The clerks and their sessions."""
        return Accounts(self.database, self.clock)

    @cached_property
    def figures(self) -> Figures:
        """The counts."""
        return Figures(self.database, self.clock)

    @cached_property
    def webhook(self) -> Webhook | None:
        """The other system, if there is one."""
        if not self.webhook_url:
            return None
        shared = self.database.secret("webhook", "") if self.database.is_shared else None
        return Webhook(self.webhook_url, secret_of(self.folder, shared), self.database, self.clock)

    def attempts(self, kind: str) -> Attempts:
        """The wrong tries of one kind."""
        return Attempts(self.database, self.clock, kind)

    def count(self, reply: Mapping[str, Any]) -> None:
        """Count one reply of the assistant, in memory until the next round of the jobs. It never costs the person their answer."""
        try:
            self.figures.reply(reply)
        except Exception as error:  # noqa: BLE001 - a person is waiting; see STYLE, "Python"
            logger.error("a reply was not counted: %s", type(error).__name__)

    def desks(self) -> tuple[str, ...]:
        """The desks that can open a card."""
        return self.accounts.desks()

    @property
    def sent_to(self) -> str | None:
        """The host of the other system that gets each card too."""
        return host_of(self.webhook_url) if self.webhook_url else None

    def make(self, card: Card, *, queue: bool, once: bool) -> MadeCard:
        """Keep a card and announce it."""
        id_, made = self.cards.make(card, queue=queue, once=once)
        self.figures.card("made")
        if self.webhook:
            self.webhook.announce("made", id_)
        return made

    def withdraw(self, token: str) -> bool:
        """Erase the card of this token now. False if it was gone already."""
        id_ = self.cards.withdraw(token)
        if id_ is None:
            return False
        self.figures.card("withdrawn")
        if self.webhook:
            self.webhook.announce("withdrawn", id_)
        return True

    def openings(self, token: str) -> tuple[CardOpening, ...]:
        """Who opened the card of this token."""
        return self.cards.openings(token)

    def tidy(self) -> None:
        """Write the counts, and erase what is over: cards, sessions, wrong tries, old counts. Raises HouseAway."""
        self.figures.write()
        self.cards.erase_expired()
        self.accounts.forget_old_sessions()
        for kind in ("login", "code"):
            self.attempts(kind).forget()
        self.figures.forget()
