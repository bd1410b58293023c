"""Token buckets: so many at once, then so many a second, for each name; the names kept are bounded."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST_NAMES = 20_000


class Buckets:
    """Lets `burst` messages of a name through at once, and `rate` a second after that."""

    def __init__(
        self, *, rate: float, burst: float, most: int = MOST_NAMES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._most = most
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, name: Hashable) -> float:
        """Take a token; 0 when there was one, else the seconds until there is.

        Of too many names the one that was quiet for longest is forgotten: it starts again with a full bucket.
        """
        now = self._clock()
        left, at = self._left.pop(name, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - at) * self._rate)
        waiting = 0.0 if left >= 1 else (1 - left) / self._rate
        self._left[name] = (left - 1 if not waiting else left, now)
        while len(self._left) > self._most:
            self._left.popitem(last=False)
        return waiting

    def __len__(self) -> int:
        return len(self._left)
