"""Conversations in PostgreSQL, for several machines: `type: bot.stores.postgres.PostgresTrackerStore`."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain

from bot.stores.errors import Crossed, Unavailable, check_key
from bot.stores.postgres_connections import Connections
from bot.stores.records import MOST_REPLIES, Answered, Saved
from bot.stores.senders import Senders
from bot.stores.tracker import PackedTrackerStore

logger = logging.getLogger(__name__)

CONNECTIONS = 8
"""Of each worker. The work of a turn is elsewhere: they are idle most of the time."""

TABLES = """
create table if not exists wegwijs_conversations (
    id bytea primary key, data text not null, version integer not null, at double precision not null
);
create index if not exists wegwijs_conversations_at on wegwijs_conversations (at);
create table if not exists wegwijs_replies (
    conversation bytea not null, message bytea not null, data text not null, at double precision not null,
    primary key (conversation, message)
);
create index if not exists wegwijs_replies_at on wegwijs_replies (at);
"""


class PostgresRecords:
    """Records in PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._connections = Connections(url, TABLES)

    def prepare(self) -> None:
        """Make the tables. Raises Unavailable."""
        self._one("select 1")
        self._connections.drop()

    def read(self, conversation: bytes) -> Saved | None:
        """The conversation as it was saved last. Raises Unavailable."""
        row = self._one("select data, version from wegwijs_conversations where id = %s", conversation)
        return Saved(*row) if row else None

    def reply(self, conversation: bytes, message: bytes) -> str | None:
        """The reply to this message, if it was answered before. Raises Unavailable."""
        row = self._one(
            "select data from wegwijs_replies where conversation = %s and message = %s", conversation, message
        )
        return row[0] if row else None

    def write(self, conversation: bytes, data: str, version: int, now: float, answered: Answered | None) -> None:
        """Save over `version` (0: new), with the reply, in one transaction. Raises Crossed or Unavailable."""

        def save(cursor: Any) -> None:
            if version:
                cursor.execute(
                    "update wegwijs_conversations set data = %s, version = version + 1, at = %s"
                    " where id = %s and version = %s",
                    (data, now, conversation, version),
                )
            else:
                cursor.execute(
                    "insert into wegwijs_conversations values (%s, %s, 1, %s) on conflict do nothing",
                    (conversation, data, now),
                )
            if cursor.rowcount != 1:
                raise Crossed
            if answered:
                _keep_reply(cursor, conversation, answered, now)

        self._connections.in_transaction(save)

    def erase(self, conversation: bytes | None) -> int:
        """Erase this conversation, or all of them. Raises Unavailable."""

        def erase(cursor: Any) -> int:
            mine, all_ = conversation, conversation is None
            cursor.execute("delete from wegwijs_replies where %s or conversation = %s", (all_, mine))
            cursor.execute("delete from wegwijs_conversations where %s or id = %s", (all_, mine))
            return int(cursor.rowcount)

        return self._connections.in_transaction(erase)

    def erase_before(self, conversations: float, replies: float, now: float) -> int:
        """Erase what was saved before these moments; what seems to come from the future is dated now."""

        def erase(cursor: Any) -> int:
            cursor.execute("update wegwijs_conversations set at = %s where at > %s", (now, now + 60))
            cursor.execute("delete from wegwijs_replies where at < %s or at > %s", (replies, now + 60))
            cursor.execute("delete from wegwijs_conversations where at < %s", (conversations,))
            return int(cursor.rowcount)

        return self._connections.in_transaction(erase)

    def state(self) -> str:
        """Whether the database answers now."""
        try:
            self._one("select 1")
        except Unavailable:
            return "down"
        return "ok"

    def _one(self, statement: str, *values: Any) -> Any:
        def ask(cursor: Any) -> Any:
            cursor.execute(statement, values)
            return cursor.fetchone()

        return self._connections.in_transaction(ask)


def _keep_reply(cursor: Any, conversation: bytes, answered: Answered, now: float) -> None:
    cursor.execute(
        "delete from wegwijs_replies where conversation = %s and message not in"
        " (select message from wegwijs_replies where conversation = %s order by at desc limit %s)",
        (conversation, conversation, MOST_REPLIES - 1),
    )
    cursor.execute(
        "insert into wegwijs_replies values (%s, %s, %s, %s) on conflict do nothing",
        (conversation, answered.message, answered.reply, now),
    )


class PostgresTrackerStore(PackedTrackerStore):
    """The tracker store that an endpoints file names: `url` of the database, and the house's `key`."""

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, *, host: str, key: str, **_: Any
    ) -> None:
        check_key(key)
        records = PostgresRecords(host)
        try:
            records.prepare()
        except Unavailable:
            logger.error("the database does not answer yet")
        senders = Senders(key.encode())
        super().__init__(
            domain, event_broker, records=records, senders=senders, executor=ThreadPoolExecutor(CONNECTIONS)
        )
