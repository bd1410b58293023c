"""The cards of the house as a clerk opens, sees and changes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from actions.context import Clock
from bot.desk.accounts import Clerk
from bot.desk.database import Database, Row, Transaction
from knowledge.hours import BRUSSELS
from knowledge.triage import Card, CardOpening

SAME_OPENING = timedelta(minutes=10)
"""Looking again within this time is no new opening."""
LONGEST_NOTE = 1000

State = Literal["open", "taken", "closed"]


class NoCard(LookupError):
    """No card can be opened with this: never made, expired, withdrawn or used up. Nobody is told which."""


@dataclass(frozen=True)
class OpenCard:
    """A card as a clerk sees it."""

    id: str
    card: Card
    made: datetime
    expires: datetime
    state: State
    desk: str | None
    taken_by: str | None
    note: str
    queue: bool
    version: int
    openings: tuple[CardOpening, ...]


@dataclass(frozen=True)
class OpenedCards:
    """What clerks do with cards. Nobody sees or changes a card that they have not opened."""

    database: Database
    clock: Clock

    def open_by_code(self, code: str, clerk: Clerk) -> str:
        """The id of the card with this code, opened for the clerk. Raises NoCard."""
        with self.database.writing() as writing:
            found = writing.locked(
                "select * from cards where code = ? and expires > ?", self.database.secret("code", code), self._now
            )
            if not found or (found[0]["once"] and self._opened_by_another(writing, found[0]["id"], clerk)):
                raise NoCard(code)
            self._note_opening(writing, found[0]["id"], clerk)
            return str(found[0]["id"])

    def open_from_queue(self, id_: str, clerk: Clerk) -> None:
        """Open a card that its owner put in the queue, or that was forwarded to the clerk's desk. Raises NoCard."""
        with self.database.writing() as writing:
            found = writing.locked("select * from cards where id = ? and expires > ?", id_, self._now)
            if not found or not _in_queue_of(found[0], clerk):
                raise NoCard(id_)
            if found[0]["once"] and found[0]["desk"] is None and self._opened_by_another(writing, id_, clerk):
                raise NoCard(id_)
            self._note_opening(writing, id_, clerk)

    def see(self, id_: str, clerk: Clerk) -> OpenCard:
        """The card that the clerk opened before; looking much later is noted as another opening. Raises NoCard."""
        row = self.database.row(
            "select * from cards join bodies on card = id where id = ? and expires > ?"
            " and exists (select 1 from openings where card = id and clerk = ?)",
            id_,
            self._now,
            clerk.name,
        )
        if row is None:
            raise NoCard(id_)
        last = self.database.row("select max(at) as at from openings where card = ? and clerk = ?", id_, clerk.name)
        if last and self._now - last["at"] > SAME_OPENING.total_seconds():
            with self.database.writing() as writing:
                self._note_opening(writing, id_, clerk)
        return self._open_card(row)

    def queue(self, clerk: Clerk) -> list[OpenCard]:
        """The open cards that the clerk may see without a code: the most urgent first, then the oldest."""
        rows = self.database.rows(
            "select * from cards join bodies on card = id where expires > ? and state != 'closed'"
            " and (desk = ? or (queue = 1 and desk is null)) order by urgency, made",
            self._now,
            clerk.desk,
        )
        return [self._open_card(row) for row in rows]

    def opened_by(self, clerk: Clerk) -> list[OpenCard]:
        """The cards that the clerk opened and that still exist, the latest first."""
        rows = self.database.rows(
            "select * from cards join bodies on card = id where expires > ?"
            " and exists (select 1 from openings where card = id and clerk = ?) order by made desc",
            self._now,
            clerk.name,
        )
        return [self._open_card(row) for row in rows]

    def take(self, id_: str, clerk: Clerk) -> bool:
        """Mark the card as the clerk's. False if another clerk was first."""
        return self._change(
            id_,
            clerk,
            "state = 'taken', taken_by = ?",
            clerk.name,
            only="state = 'open' or taken_by = ?",
            given=clerk.name,
        )

    def close(self, id_: str, clerk: Clerk) -> bool:
        """Mark the card as done."""
        return self._change(id_, clerk, "state = 'closed'")

    def forward(self, id_: str, clerk: Clerk, desk: str) -> bool:
        """Hand the card to another desk of the house, whose clerks then see it in their queue."""
        return self._change(id_, clerk, "desk = ?, state = 'open', taken_by = null", desk)

    def write_note(self, id_: str, clerk: Clerk, note: str) -> bool:
        """Keep what a clerk wrote on the card; it is erased with the card."""
        if not self._change(id_, clerk, ""):
            return False
        with self.database.writing() as writing:
            writing.execute("update bodies set note = ? where card = ?", (note[:LONGEST_NOTE], id_))
        return True

    def version(self, id_: str) -> int | None:
        """A number that grows with each change of a card; None when it is gone."""
        row = self.database.row("select version from cards where id = ? and expires > ?", id_, self._now)
        return int(row["version"]) if row else None

    @property
    def _now(self) -> float:
        return self.clock().timestamp()

    def _change(
        self, id_: str, clerk: Clerk, what: str, *values: object, only: str = "1 = 1", given: object = None
    ) -> bool:
        with self.database.writing() as writing:
            changed = writing.execute(
                f"update cards set version = version + 1{', ' + what if what else ''} where id = ? and expires > ?"
                f" and exists (select 1 from openings where card = id and clerk = ?) and ({only})",
                (*values, id_, self._now, clerk.name, *([given] if given is not None else [])),
            )
            return bool(changed)

    def _opened_by_another(self, writing: Transaction, id_: str, clerk: Clerk) -> bool:
        return writing.row("select 1 from openings where card = ? and clerk != ?", id_, clerk.name) is not None

    def _note_opening(self, writing: Transaction, id_: str, clerk: Clerk) -> None:
        writing.execute(
            "insert into openings (card, clerk, desk, at) values (?, ?, ?, ?)", (id_, clerk.name, clerk.desk, self._now)
        )
        writing.execute("update cards set version = version + 1 where id = ?", (id_,))

    def _openings(self, id_: str) -> tuple[CardOpening, ...]:
        rows = self.database.rows("select desk, clerk, at from openings where card = ? order by at", id_)
        return tuple(CardOpening(row["desk"], row["clerk"], _moment(row["at"])) for row in rows)

    def _open_card(self, row: Row) -> OpenCard:
        return OpenCard(
            id=row["id"],
            card=Card.from_json(json.loads(row["body"])),
            made=_moment(row["made"]),
            expires=_moment(row["expires"]),
            state=row["state"],
            desk=row["desk"],
            taken_by=row["taken_by"],
            note=row["note"],
            queue=bool(row["queue"]),
            version=row["version"],
            openings=self._openings(row["id"]),
        )


def _in_queue_of(row: Row, clerk: Clerk) -> bool:
    return bool(row["desk"] == clerk.desk or (row["queue"] and row["desk"] is None))


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, BRUSSELS)
