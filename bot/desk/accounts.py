"""The people who work at the desks: accounts with hashed passwords, and the sessions of those who are logged in."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from actions.context import Clock
from bot.desk.database import Database
from bot.errors import CannotRun

SHORTEST_PASSWORD = 10
LONGEST_NAME = 60
IDLE = 30 * 60
LONGEST_SESSION = 10 * 3600
"""Seconds without a request, and in all, after which a clerk logs in again."""

_HASHER = PasswordHasher()


class BadAccount(CannotRun):
    """The account cannot be made or found. The message says why."""


@dataclass(frozen=True)
class Clerk:
    """Somebody who works at a desk of the house."""

    name: str
    desk: str


@dataclass(frozen=True)
class Session:
    """A clerk who is logged in. `csrf` stands in every form of theirs."""

    token: str
    clerk: Clerk
    language: str
    csrf: str


@dataclass(frozen=True)
class Accounts:
    """Makes, checks and removes accounts, and keeps their sessions on the server."""

    database: Database
    clock: Clock

    def add(self, name: str, desk: str, password: str) -> Clerk:
        """Make an account, or give an existing one another desk and password. Raises BadAccount."""
        name, desk = " ".join(name.split()), " ".join(desk.split())
        if not name or not desk or len(name) > LONGEST_NAME or len(desk) > LONGEST_NAME:
            raise BadAccount(f"a name and a desk have 1 to {LONGEST_NAME} characters")
        if len(password) < SHORTEST_PASSWORD:
            raise BadAccount(f"the password is too short; use {SHORTEST_PASSWORD} characters or more")
        with self.database.writing() as writing:
            writing.execute(
                "insert into clerks (name, desk, password) values (?, ?, ?)"
                " on conflict (name) do update set desk = excluded.desk, password = excluded.password",
                (name, desk, _HASHER.hash(password)),
            )
            writing.execute("delete from sessions where clerk = ?", (name,))
        return Clerk(name, desk)

    def remove(self, name: str) -> None:
        """Remove an account and log it out. Raises BadAccount."""
        with self.database.writing() as writing:
            if not writing.execute("delete from clerks where name = ?", (name,)):
                raise BadAccount(f"there is no account {name!r}; `wegwijs desk users` lists them")
            writing.execute("delete from sessions where clerk = ?", (name,))

    def clerks(self) -> tuple[Clerk, ...]:
        """Everybody with an account, by desk."""
        rows = self.database.rows("select name, desk from clerks order by desk, name")
        return tuple(Clerk(row["name"], row["desk"]) for row in rows)

    def desks(self) -> tuple[str, ...]:
        """The desks at which somebody has an account."""
        return tuple(dict.fromkeys(clerk.desk for clerk in self.clerks()))

    def check(self, name: str, password: str) -> Clerk | None:
        """The clerk, if the password is theirs. It takes as long for an account that does not exist."""
        row = self.database.row("select * from clerks where name = ?", name)
        try:
            _HASHER.verify(row["password"] if row else _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return None
        return Clerk(row["name"], row["desk"]) if row else None

    def log_in(self, clerk: Clerk, language: str) -> Session:
        """Start a session."""
        token, now = secrets.token_urlsafe(32), self.clock().timestamp()
        with self.database.writing() as writing:
            row = (self.database.secret("session", token), clerk.name, language, now, now)
            writing.execute("insert into sessions (token, clerk, language, made, seen) values (?, ?, ?, ?, ?)", row)
        return Session(token, clerk, language, self.csrf(token))

    def session(self, token: str) -> Session | None:
        """The session of this token, unless it is over or its account is gone."""
        hidden, now = self.database.secret("session", token), self.clock().timestamp()
        row = self.database.row(
            "select * from sessions join clerks on name = clerk where token = ? and made > ? and seen > ?",
            hidden,
            now - LONGEST_SESSION,
            now - IDLE,
        )
        if row is None:
            return None
        return Session(token, Clerk(row["name"], row["desk"]), row["language"], self.csrf(token))

    def seen(self, session: Session) -> None:
        """The clerk did something: the session stays for a while."""
        with self.database.writing() as writing:
            hidden = self.database.secret("session", session.token)
            writing.execute("update sessions set seen = ? where token = ?", (self.clock().timestamp(), hidden))

    def change_language(self, session: Session, language: str) -> None:
        """Show the desk to this clerk in another language."""
        with self.database.writing() as writing:
            hidden = self.database.secret("session", session.token)
            writing.execute("update sessions set language = ? where token = ?", (language, hidden))

    def log_out(self, session: Session) -> None:
        """End a session."""
        with self.database.writing() as writing:
            writing.execute("delete from sessions where token = ?", (self.database.secret("session", session.token),))

    def forget_old_sessions(self) -> None:
        """Erase the sessions that are over."""
        now = self.clock().timestamp()
        with self.database.writing() as writing:
            writing.execute("delete from sessions where made <= ? or seen <= ?", (now - LONGEST_SESSION, now - IDLE))

    def csrf(self, token: str) -> str:
        """What a form must hold that comes from a page of the session with this token."""
        return self.database.secret("csrf", token)

    def came_from_us(self, token: str, csrf: str) -> bool:
        """Whether a form came from a page that we gave to the session with this token."""
        return hmac.compare_digest(self.csrf(token).encode(), csrf.encode())


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
