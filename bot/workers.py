"""Several workers on one port, forked from one process that has loaded everything: they share its memory."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

Work = Callable[[Callable[[], None]], None]
"""Serves until SIGTERM; calls what it is given when it takes requests."""

SHORTEST_LIFE = 5.0
"""A worker that ends sooner is started again only after this many seconds."""
LOOK_EVERY = 0.2
PR_SET_PDEATHSIG = 1


class Workers:
    """Keeps so many workers running: one that dies is replaced, and all end with this process."""

    def __init__(self, work: Work, count: int, ready: Callable[[], None]) -> None:
        self._work = work
        self._count = count
        self._ready = ready
        self._born: dict[int, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Run the workers until SIGTERM or Ctrl-C."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        told, tell = os.pipe()
        for _ in range(self._count):
            self._start(tell)
        if self._all_told(told):
            self._ready()
        else:
            self._stop()
        while self._born:
            self._replace(os.wait()[0], tell)

    def _all_told(self, told: int) -> bool:
        """Wait until every worker takes requests; False when one ended before."""
        waiting = self._count
        while waiting and not self._stopping:
            if select.select([told], [], [], LOOK_EVERY)[0]:
                waiting -= len(os.read(told, waiting))
            elif os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return False
        return not self._stopping

    def _replace(self, process: int, tell: int) -> None:
        lived = time.monotonic() - self._born.pop(process, time.monotonic())
        if self._stopping:
            return
        print("wegwijs: a worker ended; another one takes its place", file=sys.stderr, flush=True)
        if lived < SHORTEST_LIFE:
            time.sleep(SHORTEST_LIFE)
        if not self._stopping:
            self._start(tell)

    def _start(self, tell: int) -> None:
        parent = os.getpid()
        process = os.fork()
        if process:
            self._born[process] = time.monotonic()
            if self._stopping:
                os.kill(process, signal.SIGTERM)
            return
        try:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, signal.SIG_DFL)
            _end_with(parent)
            self._work(lambda: _tell(tell))
        except BaseException as error:  # noqa: BLE001 - a fork must never return into its parent's code
            print(f"wegwijs: a worker failed ({type(error).__name__}: {error})", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)

    def _stop(self, *_: int | FrameType | None) -> None:
        self._stopping = True
        for process in self._born:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)


def _tell(pipe: int) -> None:
    os.write(pipe, b".")


def _end_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent does, even by kill -9 (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
