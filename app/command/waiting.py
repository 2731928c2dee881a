"""Says what a batch waits for and how long: once for each wait, and on a terminal with the time that is left."""

import sys
from datetime import timedelta
from math import ceil
from threading import Event
from typing import Final

from app.office.pace import Waiting, WaitsFor

TOLD_EVERY: Final = timedelta(seconds=1)

_WORDS: Final = {
    WaitsFor.DOUBT: "An answer was lost, and a late call may still make its cards. Cards in doubt: {cards}."
    " They are looked at again in {left}.",
    WaitsFor.LINE: "The gift-card service cannot be reached. The next try is in {left}.",
    WaitsFor.PAUSE: "The gift-card service asks for a pause. The next try is in {left}.",
    WaitsFor.REKEY: "An earlier answer was lost, and a late call may still change the PIN. Cards in doubt: {cards}."
    " They are tried in {left}.",
}


def waiting_words(waiting: Waiting) -> str:
    """What is waited for, and how long still."""
    return _WORDS[waiting.what].format(cards=waiting.cards, left=_clock(waiting.left))


def _clock(left: timedelta) -> str:
    return str(timedelta(seconds=ceil(left.total_seconds())))


class WaitingLine:
    """For whoever watches: each wait with its reason, once; on a terminal a short line with the time left is under it.

    The short one alone is written over: one that a narrow terminal breaks could not be. To a script nothing is told.
    """

    def __init__(self, *, shows: bool, is_quiet: bool = False) -> None:
        self._shows = shows and not is_quiet
        self._is_quiet = is_quiet
        self._told: WaitsFor | None = None

    def wait(self, waiting: Waiting) -> None:
        """It is told what is waited for, and a second passes."""
        self.show(waiting)
        Event().wait(min(waiting.left, TOLD_EVERY).total_seconds())

    def show(self, waiting: Waiting) -> None:
        """The line as it is now."""
        if self._is_quiet:
            return
        if waiting.what is not self._told:
            self.end()
            sys.stderr.write(("\r\x1b[K" if self._shows else "") + waiting_words(waiting) + "\n")
            self._told = waiting.what
        if self._shows:
            sys.stderr.write(f"\r\x1b[K{_clock(waiting.left)} left")
        sys.stderr.flush()

    def end(self) -> None:
        """Leaves the line: what was waited for is over."""
        if self._shows and self._told is not None:
            sys.stderr.write("\r\x1b[K")
        self._told = None
