"""Conversations in a file: they outlive the server, whichever way it ends."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.stores.errors import Crossed
from bot.stores.memory import MemoryRecords
from bot.stores.records import MOST_REPLIES, Answered, Saved
from bot.stores.sqlite import Database

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

TABLES = """
create table if not exists conversations (
    id blob primary key, data text not null, version integer not null, at real not null
) without rowid;
create index if not exists conversations_at on conversations (at);
create table if not exists replies (
    conversation blob not null, message blob not null, data text not null, at real not null,
    primary key (conversation, message)
) without rowid;
create index if not exists replies_at on replies (at);
"""


class FileRecords:
    """Records in SQLite. When the disk fails, the person still gets the answer: the conversation goes on in memory."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, TABLES)
        self._meanwhile = MemoryRecords(2000)
        self._failed: str | None = None

    def prepare(self) -> None:
        """Make the file. Raises sqlite3.Error or OSError."""
        self._database.prepare()

    def read(self, conversation: bytes) -> Saved | None:
        """The conversation as it was saved last."""
        return self._meanwhile.read(conversation) or self._trying(lambda: self._read(conversation), None)

    def _read(self, conversation: bytes) -> Saved | None:
        row = self._database.connection.execute(
            "select data, version from conversations where id = ?", (conversation,)
        ).fetchone()
        return Saved(*row) if row else None

    def write(self, conversation: bytes, data: str, version: int, now: float, answered: Answered | None) -> None:
        """Save over `version`; while the disk fails, in memory under the version that is on the disk. Raises Crossed."""
        try:
            self._write(conversation, data, version, now, answered)
        except Crossed:
            self._meanwhile.erase(conversation)
            raise
        except (sqlite3.Error, OSError) as error:
            self._fails(error)
            self._meanwhile.put(conversation, Saved(data, version), now, answered)
        else:
            self._works()
            if len(self._meanwhile):
                self._meanwhile.erase(conversation)

    def _write(self, conversation: bytes, data: str, version: int, now: float, answered: Answered | None) -> None:
        with self._database.writing() as connection:
            if version:
                saved = connection.execute(
                    "update conversations set data = ?, version = version + 1, at = ? where id = ? and version = ?",
                    (data, now, conversation, version),
                )
            else:
                saved = connection.execute(
                    "insert into conversations values (?, ?, 1, ?) on conflict do nothing", (conversation, data, now)
                )
            if saved.rowcount != 1:
                raise Crossed
            if answered:
                _keep_reply(connection, conversation, answered, now)

    def reply(self, conversation: bytes, message: bytes) -> str | None:
        """The reply to this message, if it was answered before."""
        kept = self._meanwhile.reply(conversation, message)
        return kept or self._trying(lambda: self._reply(conversation, message), None)

    def _reply(self, conversation: bytes, message: bytes) -> str | None:
        row = self._database.connection.execute(
            "select data from replies where conversation = ? and message = ?", (conversation, message)
        ).fetchone()
        return row[0] if row else None

    def erase(self, conversation: bytes | None) -> int:
        """Erase this conversation, or all of them, from every file."""
        meanwhile = self._meanwhile.erase(conversation)
        with self._database.writing() as connection:
            connection.execute(
                "delete from replies where ?1 is null or conversation = ?1",
                (conversation,),
            )
            gone = connection.execute("delete from conversations where ?1 is null or id = ?1", (conversation,)).rowcount
        self.wipe_log()
        return max(gone, meanwhile)

    def erase_before(self, conversations: float, replies: float, now: float) -> int:
        """Erase what was saved before these moments; what seems to come from the future is dated now."""
        self._meanwhile.erase_before(conversations, replies, now)
        with self._database.writing() as connection:
            connection.execute("update conversations set at = ?1 where at > ?1", (now,))
            connection.execute("delete from replies where at < ? or at > ?", (replies, now))
            gone = connection.execute("delete from conversations where at < ?", (conversations,)).rowcount
            connection.execute(
                "delete from replies where not exists (select 1 from conversations where id = replies.conversation)"
            )
        self.wipe_log()
        return gone

    def wipe_log(self) -> None:
        """Bring the write-ahead log into the file and cut it to nothing: it holds what the file no longer does."""
        self._database.connection.execute("pragma wal_checkpoint(truncate)").fetchone()

    def state(self) -> str:
        """`degraded` while the last save or read of this process failed."""
        return "degraded" if self._failed else "ok"

    def _trying(self, read: Callable[[], Found], otherwise: Found) -> Found:
        try:
            return read()
        except (sqlite3.Error, OSError) as error:
            self._fails(error)
            return otherwise

    def _fails(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if reason != self._failed:
            logger.error("conversations cannot be kept in %s (%s); new ones are in memory", self._database.path, reason)
        self._failed = reason

    def _works(self) -> None:
        if self._failed:
            logger.error("conversations are kept in %s again", self._database.path)
        self._failed = None


def _keep_reply(connection: sqlite3.Connection, conversation: bytes, answered: Answered, now: float) -> None:
    connection.execute(
        "delete from replies where conversation = ?1 and message not in"
        " (select message from replies where conversation = ?1 order by at desc limit ?2)",
        (conversation, MOST_REPLIES - 1),
    )
    connection.execute(
        "insert or replace into replies values (?, ?, ?, ?)", (conversation, answered.message, answered.reply, now)
    )
