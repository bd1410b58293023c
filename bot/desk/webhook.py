"""An open door: each card also goes to another system of the house, if the house switched that on.

`POST` with `{"event": "made", "id", "expires", "card"}` (the card as in `card.schema.json`) or `{"event": "withdrawn",
"id"}`, signed in `X-Wegwijs-Signature: sha256=<HMAC of the body>` with the secret in `webhook.key` of the data folder.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from actions.context import Clock
from bot.desk.database import Database, Row
from bot.errors import CannotRun

SIGNED_WITH = "webhook.key"
PATIENCE = 5
"""Seconds for the other system to answer."""
FIRST_WAIT = 10
LONGEST_WAIT = 600
"""Seconds between tries; the wait doubles each time, until the card is gone."""


class BadWebhook(CannotRun):
    """The address is none that a card can be sent to."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A card goes to the address that the house gave and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def secret_of(folder: Path, shared: str | None = None) -> bytes:
    """The secret with which what is sent is signed, made once; servers that share a key have a `shared` one, written there too."""
    path = folder / SIGNED_WITH
    if not path.exists() or (shared and path.read_text().strip() != shared):
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(shared or secrets.token_hex(32))
    return path.read_bytes().strip()


def host_of(url: str) -> str:
    """The host of the address, as people read it before they agree. Raises BadWebhook."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadWebhook(f"{url!r} is no address for cards; write https://desk.example/cards")
    return parts.hostname


@dataclass(frozen=True)
class Webhook:
    """Sends what waits in the outbox, in the order in which it happened."""

    url: str
    secret: bytes
    database: Database
    clock: Clock

    def announce(self, event: str, id_: str) -> None:
        """Put an event of a card in the outbox. A card that is withdrawn before it was sent is never sent."""
        due = self._now
        with self.database.writing() as writing:
            if event == "withdrawn":
                made = writing.locked("select * from announcements where card = ? and event = 'made'", id_)
                writing.execute("delete from announcements where card = ? and event = 'made'", (id_,))
                if made and not made[0]["tries"]:
                    return
                due = max([due, *(row["next"] for row in made)])  # what was tried may be on its way: call it back after
            row = (f"{time.time_ns()}-{secrets.token_hex(4)}", id_, event, due)
            writing.execute("insert into announcements (id, card, event, next) values (?, ?, ?, ?)", row)

    def send_waiting(self) -> int:
        """Send what is due; how many were taken. What fails is tried again later; an erased card is dropped."""
        sent = 0
        for row in self.database.rows("select * from announcements where next <= ? order by next, id", self._now):
            if not self._is_mine(row):
                continue
            body = self._body(row["card"], row["event"])
            taken = body is None or self._post(body)
            sent += taken and body is not None
            if taken:
                with self.database.writing() as writing:
                    writing.execute("delete from announcements where id = ?", (row["id"],))
        return sent

    def _is_mine(self, row: Row) -> bool:
        """Plan the next try before this one: of several servers, the one that does so sends."""
        later = self._now + min(FIRST_WAIT * 2 ** row["tries"], LONGEST_WAIT)
        with self.database.writing() as writing:
            planned = writing.execute(
                "update announcements set tries = tries + 1, next = ? where id = ? and tries = ?",
                (later, row["id"], row["tries"]),
            )
            return bool(planned)

    @property
    def _now(self) -> float:
        return self.clock().timestamp()

    def _body(self, id_: str, event: str) -> bytes | None:
        if event == "withdrawn":
            return json.dumps({"event": event, "id": id_}).encode()
        row = self.database.row(
            "select body, expires from cards join bodies on card = id where id = ? and expires > ?", id_, self._now
        )
        if row is None:
            return None
        form = {"event": event, "id": id_, "expires": int(row["expires"]), "card": json.loads(row["body"])}
        return json.dumps(form, ensure_ascii=False).encode()

    def _post(self, body: bytes) -> bool:
        signature = hmac.new(self.secret, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Wegwijs-Signature": f"sha256={signature}"}
        request = urllib.request.Request(self.url, body, headers, method="POST")
        try:
            with _OPENER.open(request, timeout=PATIENCE) as answer:
                return bool(answer.status < 300)  # noqa: PLR2004 - 2xx means taken
        except (urllib.error.URLError, OSError):
            return False
