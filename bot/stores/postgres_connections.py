"""Connections to one PostgreSQL: one for each thread, made anew when the database was away."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg2
from psycopg2.extras import DictCursor

from bot.stores.errors import Unavailable

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

SECONDS_TO_CONNECT = 2
LONGEST_STATEMENT = 3000
ONE_AT_A_TIME = "select pg_advisory_xact_lock(7365001);"
"""Before tables are made: of several servers that start together, one makes them."""


class Connections:
    """Transactions in the database at `url`, whose `tables` are made at the first connection, in their own `schema`."""

    def __init__(self, url: str, tables: str, schema: str = "public") -> None:
        self._url = url
        self._tables = (
            f"{ONE_AT_A_TIME} {'' if schema == 'public' else f'create schema if not exists {schema};'} {tables}"
        )
        self._options = f"-c statement_timeout={LONGEST_STATEMENT} -c search_path={schema}"
        self._mine = threading.local()
        self._is_down = False
        self._has_tables = False

    def in_transaction(self, work: Callable[[Any], Found]) -> Found:
        """Do the work in one transaction; once more if the connection had died since it was used. Raises Unavailable."""
        for is_last in (False, True):
            try:
                connection = self._connection()
                with connection, connection.cursor() as cursor:
                    found = work(cursor)
                self._say(None)
                return found
            except psycopg2.Error as error:
                self.drop()
                if is_last:
                    raise self._unavailable(error) from error
        raise AssertionError

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """A cursor in a transaction that ends with the block, on a connection that has just answered. Raises Unavailable."""
        connection = self.in_transaction(lambda cursor: (cursor.execute("select 1"), cursor.connection)[1])
        try:
            with connection, connection.cursor(cursor_factory=DictCursor) as cursor:
                yield cursor
        except psycopg2.Error as error:
            self.drop()
            raise self._unavailable(error) from error

    def alone(self, statement: str) -> None:
        """A statement that wants no transaction around it, such as `vacuum`. Raises Unavailable."""
        connection = self.in_transaction(lambda cursor: (cursor.execute("select 1"), cursor.connection)[1])
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
            connection.autocommit = False
        except psycopg2.Error as error:
            self.drop()
            raise self._unavailable(error) from error

    def drop(self) -> None:
        """Close this thread's connection, if it has one."""
        connection, self._mine.connection = getattr(self._mine, "connection", None), None
        if connection is not None:
            connection.close()

    def _connection(self) -> Any:
        mine = self._mine
        if getattr(mine, "connection", None) is None or mine.connection.closed or mine.process != os.getpid():
            mine.connection = psycopg2.connect(
                self._url,
                connect_timeout=SECONDS_TO_CONNECT,
                options=self._options,
                keepalives_idle=5,
                application_name="wegwijs",
            )
            mine.process = os.getpid()
            self._make_tables(mine.connection)
        return mine.connection

    def _make_tables(self, connection: Any) -> None:
        if not self._has_tables:
            with connection, connection.cursor() as cursor:
                cursor.execute(self._tables)
            self._has_tables = True

    def _unavailable(self, error: Exception) -> Unavailable:
        self._say(error)
        return Unavailable("the database does not answer")

    def _say(self, error: Exception | None) -> None:
        if error and not self._is_down:
            logger.error("the database does not answer (%s)", type(error).__name__)
        if self._is_down and not error:
            logger.error("the database answers again")
        self._is_down = error is not None
