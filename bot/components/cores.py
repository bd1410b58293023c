"""Work on all cores, for what training does to every sentence."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

CORES = os.cpu_count() or 1
LEAST = 1000
"""Fewer sentences are not worth another process."""

Item = TypeVar("Item")
Result = TypeVar("Result")

_shared: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []


def on_all_cores(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], least: int = LEAST) -> list[Result]:
    """What `work` makes of each core's share of the items, in their order; of fewer than `least` in one piece.

    The processes are forks, so that they have the work and the items already; only what they make is sent back.
    """
    if CORES == 1 or len(items) < least:
        return [work(items)]
    size = -(-len(items) // CORES)
    _shared.append((work, items))
    try:
        with ProcessPoolExecutor(CORES, multiprocessing.get_context("fork")) as processes:
            return list(processes.map(_on_share, range(0, len(items), size), [size] * CORES))
    finally:
        _shared.pop()


def _on_share(start: int, size: int) -> Any:
    work, items = _shared[-1]
    return work(items[start : start + size])
