"""The model file is the one that was trained here: its SHA-256 stands beside it and is checked before it is opened."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from bot.errors import UnusableModel


def sum_file(model: Path) -> Path:
    """Where the sum of this model stands."""
    return model.with_name(f"{model.name}.sha256")


def record(model: Path) -> None:
    """Write the model's sum beside it, in the form of `sha256sum`."""
    sum_file(model).write_text(f"{_sum(model)}  {model.name}\n")


def check(model: Path) -> None:
    """Compare the model with its sum; a model without one gets it now. Raises UnusableModel."""
    file = sum_file(model)
    if not file.exists():
        with suppress(OSError):
            record(model)
        return
    if file.read_text().split()[:1] != [_sum(model)]:
        raise UnusableModel(
            f"the model at {model} is not the one that was trained here ({file.name} differs); run `./wegwijs train --force`"
        )


def _sum(model: Path) -> str:
    return hashlib.sha256(model.read_bytes()).hexdigest()
