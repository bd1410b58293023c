"""Who tried too often: wrong passwords and wrong codes are counted by account and by address, and lock for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.context import Clock
from bot.desk.database import Database

LOCKED_FOR = 15 * 60
"""Seconds in which wrong tries count, and for which the door then stays shut."""
MOST = {"account": 5, "address": 20}
"""Wrong tries of one account, and of one address, behind which several clerks may sit."""


class TooMany(RuntimeError):
    """There were too many wrong tries: wait."""


@dataclass(frozen=True)
class Attempts:
    """Counts wrong tries of one kind (`login`, `code`). Addresses and names are kept as HMAC, for a quarter of an hour."""

    database: Database
    clock: Clock
    kind: str

    def check(self, **subjects: str) -> None:
        """Pass while none of the subjects (`account=`, `address=`) has too many wrong tries. Raises TooMany."""
        since = self.clock().timestamp() - LOCKED_FOR
        for what, subject in self._hidden(subjects).items():
            found = self.database.row(
                "select count(*) as n from attempts where kind = ? and subject = ? and at > ?",
                self.kind,
                subject,
                since,
            )
            if found and found["n"] >= MOST[what]:
                raise TooMany(what)

    def wrong(self, **subjects: str) -> None:
        """Note a wrong try."""
        now = self.clock().timestamp()
        with self.database.writing() as writing:
            for subject in self._hidden(subjects).values():
                writing.execute("insert into attempts (kind, subject, at) values (?, ?, ?)", (self.kind, subject, now))

    def right(self, account: str) -> None:
        """Forget the wrong tries of an account that has now got in."""
        with self.database.writing() as writing:
            hidden = self._hidden({"account": account})["account"]
            writing.execute("delete from attempts where kind = ? and subject = ?", (self.kind, hidden))

    def forget(self) -> None:
        """Erase what no longer counts."""
        with self.database.writing() as writing:
            writing.execute("delete from attempts where at <= ?", (self.clock().timestamp() - LOCKED_FOR,))

    def _hidden(self, subjects: Mapping[str, str]) -> dict[str, str]:
        return {what: self.database.secret(f"attempt {what}", subject) for what, subject in subjects.items()}
