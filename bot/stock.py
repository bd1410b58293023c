"""Rasa's own command line without TensorFlow: `.venv/bin/rasa`, and `python -m bot.stock`.

The script `rasa` of this project is installed after Rasa's own and takes its place, so that the stock commands work
where TensorFlow is not installed. Rasa's telemetry is off, and so is what its old libraries say of their own age.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

from bot.lean import leave_out_tensorflow

_SHOWN = warnings.showwarning


def main() -> None:
    """Run Rasa's command with the arguments of this process."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.showwarning = _show
    leave_out_tensorflow()
    from rasa.__main__ import main as rasa

    rasa()


def _show(message: Warning | str, category: type[Warning], *where: Any, **line: Any) -> None:
    if not issubclass(category, DeprecationWarning | PendingDeprecationWarning):
        _SHOWN(message, category, *where, **line)


if __name__ == "__main__":
    main()
