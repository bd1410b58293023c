"""Telling what takes long, on standard error, so that standard output stays data."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show that `name` is going on, with a moving sign on a terminal, and how many seconds it took."""
    console = Console(stderr=True, highlight=False)
    start = time.monotonic()
    if not console.is_terminal:
        console.print(f"{name} ...")
    with console.status(f"{name} ..."):
        yield
    console.print(f"{name}: done in {time.monotonic() - start:.0f} s")
