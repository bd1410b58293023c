"""What can go wrong where conversations are kept."""

from __future__ import annotations

from bot.errors import CannotRun

SHORTEST_KEY = 16


class Unavailable(RuntimeError):
    """Conversations or their locks cannot be reached now; the same message may be sent again."""


class Crossed(Unavailable):
    """Somebody else saved this conversation while we answered: our turn is not kept, it must be sent again."""


class UnusableStore(CannotRun):
    """The place where conversations should be kept cannot be used. The message says what to do."""


def check_key(key: str) -> None:
    """Raises UnusableStore when the secret that all servers share is missing or short."""
    if len(key) < SHORTEST_KEY or key.startswith("${"):
        raise UnusableStore(f"tracker_store: key: give all servers one secret of at least {SHORTEST_KEY} characters")
