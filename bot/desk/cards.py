"""The cards of the house: made with consent, opened by code, erased at the end."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk.database import Row, Transaction
from bot.desk.opened import OpenedCards
from knowledge.codes import new_code
from knowledge.triage import Card, CardOpening, MadeCard

KEPT_FOR = timedelta(hours=24)
LOG_KEPT_FOR = timedelta(days=30)
"""How long the person can ask who opened a card that is gone."""
NOT_URGENT = 99


@dataclass(frozen=True)
class Cards(OpenedCards):
    """Keeps cards. Codes and tokens are stored as HMAC only; `most_urgent` orders the kinds of urgency."""

    most_urgent: tuple[str, ...] = ()
    kept_for: timedelta = KEPT_FOR

    def make(self, card: Card, *, queue: bool, once: bool) -> tuple[str, MadeCard]:
        """Keep a card; its id, and what its owner gets."""
        id_, token, until = uuid.uuid4().hex, secrets.token_urlsafe(24), self.clock() + self.kept_for
        urgencies = (self.most_urgent.index(each) for each in card.urgent if each in self.most_urgent)
        row = (
            id_,
            self.database.secret("token", token),
            self._now,
            until.timestamp(),
            int(queue),
            int(once),
            min(urgencies, default=NOT_URGENT),
        )
        with self.database.writing() as writing:
            code = self._under_free_code(writing, row)
            body = json.dumps(card.to_json(), ensure_ascii=False)
            writing.execute("insert into bodies (card, body) values (?, ?)", (id_, body))
        return id_, MadeCard(code, token, until)

    def withdraw(self, token: str) -> str | None:
        """Erase the card of this token now; its id, or None if it was gone."""
        with self.database.writing() as writing:
            gone = writing.locked(
                "select id from cards join bodies on card = id where token = ? and expires > ?",
                self.database.secret("token", token),
                self._now,
            )
            _erase(writing, gone)
        if gone:
            self.database.wipe()
        return str(gone[0]["id"]) if gone else None

    def openings(self, token: str) -> tuple[CardOpening, ...]:
        """Who opened the card of this token, also when it is gone."""
        row = self.database.row("select id from cards where token = ?", self.database.secret("token", token))
        return self._openings(row["id"]) if row else ()

    def erase_expired(self) -> int:
        """Erase the cards whose time is over, and the log of those that are long gone; how many cards went.

        Of several servers that do so together, each card is erased by one.
        """
        self._date_back()
        with self.database.writing() as writing:
            gone = writing.locked(
                "select id from cards join bodies on card = id where expires <= ? order by id", self._now
            )
            _erase(writing, gone)
        if gone:
            self.database.wipe()
        self._forget_log(self._now - LOG_KEPT_FOR.total_seconds())
        return len(gone)

    def _forget_log(self, before: float) -> None:
        with self.database.writing() as writing:
            writing.execute("delete from openings where card in (select id from cards where made < ?)", (before,))
            writing.execute("delete from cards where made < ? and id not in (select card from bodies)", (before,))

    def _date_back(self) -> None:
        """What seems to come from the future was made before the clock was set back: its time begins now."""
        now = self._now
        latest = now + self.kept_for.total_seconds()
        with self.database.writing() as writing:
            writing.execute(
                "update cards set made = ?, expires = case when expires < ? then expires else ? end where made > ?",
                (now, latest, latest, now),
            )

    def _under_free_code(self, writing: Transaction, row: tuple[object, ...]) -> str:
        """Insert a card under a code that no other card has."""
        while True:
            code = new_code()
            if writing.execute(
                "insert into cards (id, token, made, expires, queue, once, urgency, state, code)"
                " values (?, ?, ?, ?, ?, ?, ?, 'open', ?) on conflict (code) do nothing",
                (*row, self.database.secret("code", code)),
            ):
                return code


def _erase(writing: Transaction, cards: Sequence[Row]) -> None:
    for card in cards:
        writing.execute("delete from bodies where card = ?", (card["id"],))
        writing.execute("update cards set code = null, expires = 0, version = version + 1 where id = ?", (card["id"],))
