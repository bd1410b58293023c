"""The cards of the house: made with consent, opened by code, erased at the end."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

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
        id_, token, now = uuid.uuid4().hex, secrets.token_urlsafe(24), self.clock()
        made = MadeCard(self._free_code(), token, now + self.kept_for)
        urgency = min(
            (self.most_urgent.index(each) for each in card.urgent if each in self.most_urgent), default=NOT_URGENT
        )
        with self.database.writing() as writing:
            writing.execute(
                "insert into cards (id, code, token, made, expires, queue, once, urgency, state)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, 'open')",
                (
                    id_,
                    self.database.secret("code", made.code),
                    self.database.secret("token", token),
                    now.timestamp(),
                    made.until.timestamp(),
                    queue,
                    once,
                    urgency,
                ),
            )
            body = json.dumps(card.to_json(), ensure_ascii=False)
            writing.execute("insert into bodies (card, body) values (?, ?)", (id_, body))
        return id_, made

    def withdraw(self, token: str) -> str | None:
        """Erase the card of this token now; its id, or None if it was gone."""
        row = self.database.row(
            "select id from cards join bodies on card = id where token = ? and expires > ?",
            self.database.secret("token", token),
            self._now,
        )
        if row is None:
            return None
        self._erase([row["id"]])
        return str(row["id"])

    def openings(self, token: str) -> tuple[CardOpening, ...]:
        """Who opened the card of this token, also when it is gone."""
        row = self.database.row("select id from cards where token = ?", self.database.secret("token", token))
        return self._openings(row["id"]) if row else ()

    def erase_expired(self) -> int:
        """Erase the cards whose time is over, and the log of those that are long gone; how many cards went."""
        self._date_back()
        gone = self.database.rows("select id from cards join bodies on card = id where expires <= ?", self._now)
        if gone:
            self._erase([row["id"] for row in gone])
        before = self._now - LOG_KEPT_FOR.total_seconds()
        with self.database.writing() as writing:
            writing.execute("delete from openings where card in (select id from cards where made < ?)", (before,))
            writing.execute("delete from cards where made < ? and id not in (select card from bodies)", (before,))
        return len(gone)

    def _date_back(self) -> None:
        """What seems to come from the future was made before the clock was set back: its time begins now."""
        with self.database.writing() as writing:
            writing.execute(
                "update cards set made = ?1, expires = min(expires, ?1 + ?2) where made > ?1",
                (self._now, self.kept_for.total_seconds()),
            )

    def _free_code(self) -> str:
        while True:
            code = new_code()
            if not self.database.row("select 1 from cards where code = ?", self.database.secret("code", code)):
                return code

    def _erase(self, ids: Collection[str]) -> None:
        with self.database.writing() as writing:
            for id_ in ids:
                writing.execute("delete from bodies where card = ?", (id_,))
                writing.execute("update cards set code = null, expires = 0, version = version + 1 where id = ?", (id_,))
        self.database.wipe_log()
