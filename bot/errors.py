"""What ends a command with a message for its user."""

from __future__ import annotations


class CannotRun(RuntimeError):
    """Wegwijs cannot do what was asked. The message says why and what to do."""


class UnusableModel(CannotRun):
    """There is no model, or it cannot be loaded."""


class TrainingFailed(CannotRun):
    """Rasa could not train a model. The message names its log."""


class UnreadableSentences(TrainingFailed):
    """A file of training sentences cannot be read. The message names it and says what to write."""


class PortInUse(CannotRun):
    """Nothing can listen on the address, mostly because something else does."""


class UnusableCredentials(CannotRun):
    """The credentials file of the phone channels lacks something. The message says what."""
