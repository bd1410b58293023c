"""What can go wrong where conversations are kept."""

from __future__ import annotations

from bot.errors import CannotRun


class Unavailable(RuntimeError):
    """Conversations or their locks cannot be reached now; the same message may be sent again."""


class Crossed(Unavailable):
    """Somebody else saved this conversation while we answered: our turn is not kept, it must be sent again."""


class UnusableStore(CannotRun):
    """The place where conversations should be kept cannot be used. The message says what to do."""
