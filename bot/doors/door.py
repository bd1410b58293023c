"""The door of a server: whose message is let in, as whose, and how soon."""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sanic.request import Request

from bot.conversation import Incoming
from bot.doors.buckets import Buckets
from bot.doors.sessions import Sessions

if TYPE_CHECKING:
    from bot.stores.senders import Senders

ADDRESS_RATE, ADDRESS_BURST = 40.0, 400.0
"""A centre's phones share one address: sixty people may ask at once, and go on asking."""
SENDER_RATE, SENDER_BURST = 1.0, 15.0
"""One person types and taps; more than this is a machine."""
NEW_RATE, NEW_BURST = 10.0, 200.0
"""New conversations from one address."""


@dataclass(frozen=True)
class Rules:
    """How the door is kept.

    `behind_proxy`: a proxy of ours tells the client's address and whether it came over TLS. `own_senders`: programs on
    this machine may name their conversations themselves; anybody else only goes on with a name that we gave.
    """

    behind_proxy: bool = False
    own_senders: bool = True


class Door:
    """Lets messages in; `senders` holds the key that signs."""

    def __init__(self, senders: Senders, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self._sessions = Sessions(senders)
        self._addresses = Buckets(rate=ADDRESS_RATE, burst=ADDRESS_BURST)
        self._new = Buckets(rate=NEW_RATE, burst=NEW_BURST)
        self._senders = Buckets(rate=SENDER_RATE, burst=SENDER_BURST)

    def admitted(self, request: Request, incoming: Incoming) -> Incoming:
        """The message under the sender that it may have: a name that we did not give begins a new conversation."""
        if self._sessions.is_ours(incoming.sender) or (self.rules.own_senders and is_local(request)):
            return incoming
        return replace(incoming, sender=self._sessions.named(incoming.sender))

    def wait(self, request: Request, asked: str | None, sender: str) -> int:
        """Whole seconds to wait, 0 for none. `asked` is the sender that the message came with.

        Programs on this machine need not wait.
        """
        if is_local(request):
            return 0
        address = client_address(request, self.rules.behind_proxy)
        waits = [self._addresses.wait(address)]
        if not waits[0]:
            waits.append(self._senders.wait(sender) if asked == sender else self._new.wait(address))
        return math.ceil(max(waits))


def is_local(request: Request) -> bool:
    """Whether a program on this machine sent it, and no proxy passed it on."""
    if any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")):
        return False
    try:
        return ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False


def client_address(request: Request, behind_proxy: bool) -> str:
    """The address to count messages of. Of the addresses that a proxy passes on only the last is its own word.

    Of an IPv6 address the network counts: one phone has as many addresses in it as it likes.
    """
    named = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() if behind_proxy else ""
    try:
        address = ipaddress.ip_address(named or request.ip)
    except ValueError:
        return str(request.ip)
    if address.version == 4:  # noqa: PLR2004 - the protocol's name
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
