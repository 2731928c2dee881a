"""New ids: UUIDs of version 7 (RFC 9562, section 5.7), which sort by the time they were made."""

import os
import threading
import time
from collections.abc import Callable
from typing import Final

_RANDOM_BITS: Final = 74
_LOW_BITS: Final = 62
_MILLISECONDS_MAX: Final = (1 << 48) - 1


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


class TimeOrderedIdentifiers:
    """Makes `Identifiers`, each larger than the one before it, also when the wall clock goes back (section 6.2).

    The 74 random bits are drawn afresh each millisecond; within one they are counted up by a random step.
    """

    def __init__(
        self,
        milliseconds: Callable[[], int] = _milliseconds,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._milliseconds = milliseconds
        self._random = random
        self._lock = threading.Lock()
        self._last_at = -1
        self._last_random = 0

    def new(self) -> str:
        """The next id as 32 lower-case hexadecimal figures. May be called from any thread."""
        with self._lock:
            self._draw()
            return _written(self._last_at, self._last_random)

    def _draw(self) -> None:
        at = min(self._milliseconds(), _MILLISECONDS_MAX)
        if at <= self._last_at:
            self._last_random += 1 + int.from_bytes(self._random(4))
            if self._last_random < 1 << _RANDOM_BITS:
                return
            at = self._last_at + 1
        self._last_at = at
        # The top bit starts at zero, so that counting up has room.
        self._last_random = int.from_bytes(self._random(10)) % (1 << (_RANDOM_BITS - 1))


def _written(at: int, random: int) -> str:
    high, low = divmod(random, 1 << _LOW_BITS)
    return f"{(at << 80) | (7 << 76) | (high << 64) | (2 << 62) | low:032x}"
