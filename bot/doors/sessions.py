"""Signed sessions: the server gives a sender its name, and knows it again without keeping a list."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.stores.senders import Senders

NAME_BYTES = 16
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SIGNATURE_LETTERS = 32


class Sessions:
    """Names of senders, each with a signature under the house's key."""

    def __init__(self, senders: Senders) -> None:
        self._senders = senders

    def new(self) -> str:
        """A new sender."""
        name = secrets.token_hex(NAME_BYTES)
        return f"{name}.{self._signature(name)}"

    def named(self, sender: str) -> str:
        """The sender for a client that names itself: always the same for a UUID, which nobody guesses; else a new one.

        A first message that is sent again must find the conversation that it began.
        """
        if not UUID.fullmatch(sender):
            return self.new()
        name = self._senders.session(f"client {sender}").hex()[: 2 * NAME_BYTES]
        return f"{name}.{self._signature(name)}"

    def is_ours(self, sender: str) -> bool:
        """Whether we gave this sender its name."""
        name, _, signature = sender.partition(".")
        return hmac.compare_digest(signature.encode(errors="replace"), self._signature(name).encode())

    def _signature(self, name: str) -> str:
        return self._senders.session(name).hex()[:SIGNATURE_LETTERS]
