"""Says how many of so many cards are done: for whoever watches a terminal, and now and then for a log."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.command.batch_words import counted

ON_A_TERMINAL: Final = timedelta(seconds=1)
ELSEWHERE: Final = timedelta(seconds=30)
"""So often a line is added where none can be written over: a log tells that it goes on, and is not filled."""


class CountLine:
    """How many cards, how quickly, how long it will take: on a terminal one line that is written over.

    To a script (`is_quiet`) nothing is told.
    """

    def __init__(
        self, most: int, running: Callable[[], timedelta], *, begun_at: int = 0, shows: bool, is_quiet: bool = False
    ) -> None:
        self._most = most
        self._begun_at = self._done = begun_at
        self._running = running
        self._since = self._told_at = running()
        self._shows = shows and not is_quiet
        self._is_quiet = is_quiet

    def more(self, done: int) -> None:
        """So many more are done."""
        self._done += done
        self.show(self._done)

    def show(self, done: int) -> None:
        """It may be called as often as one likes."""
        now = self._running()
        if self._is_quiet or now - self._told_at < (ON_A_TERMINAL if self._shows else ELSEWHERE):
            return
        self._told_at = now
        line = self.line(done)
        sys.stderr.write(f"\r\x1b[K{line}" if self._shows else f"{line}\n")
        sys.stderr.flush()

    def line(self, done: int) -> str:
        """Its words."""
        passed = (self._running() - self._since).total_seconds()
        words = f"{done} of {counted(self._most)}"
        if done <= self._begun_at or passed <= 0:
            return words
        rate = (done - self._begun_at) / passed
        left = timedelta(seconds=round(max(0, self._most - done) / rate))
        return f"{words}, {rate:.0f} a second, {left} left"

    def end(self) -> None:
        """Leaves the terminal's line."""
        if self._shows:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
