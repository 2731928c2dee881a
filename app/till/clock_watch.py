"""The till's clock is not believed blindly: how far it is off by the issuer's own time, and whether it was turned."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_low
from typing import Final

from app.core.problem import Code, Fact, Problem
from app.till.ports import Clock, Note, NoteKind

OFF_BY: Final = timedelta(seconds=60)
"""From here on a person is warned before the first sale."""

DATES_FAIL: Final = timedelta(hours=24)
"""From here on no card with a first or last day is sold: the day itself is in doubt."""

TURNED: Final = timedelta(seconds=2)
"""A wall clock that is set by the network moves by less; what moves by more was turned."""

_KEPT: Final = 9
_WHOLE_SECOND: Final = timedelta(seconds=1)
"""An HTTP `Date` is cut to whole seconds (RFC 9110, section 5.6.7)."""


@dataclass(slots=True)
class ClockWatch:
    """Learns from each answer's `Date`. May be called from several threads.

    The offset is the median of the last few answers, so that one slow call or one odd proxy moves nothing.
    """

    clock: Clock
    _offsets: deque[timedelta] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _wall: datetime | None = None
    _running: timedelta = timedelta(0)

    def heard(self, server_at: datetime | None, took: timedelta) -> Note | None:
        """An answer came after `took`, and named the time `server_at`. Returns what to note where the clock was turned.

        The answer's time lies somewhere within the call: its middle is compared.
        """
        now, running = self.clock.now(), self.clock.running()
        jump = self._jump(now, running, server_at)
        self._wall, self._running = now, running
        if jump is not None:
            self._offsets.clear()  # what was learnt before the turn says nothing any more
        if server_at is not None:
            self._offsets.append(now - took / 2 - (server_at + _WHOLE_SECOND / 2))
        return jump

    def _jump(self, now: datetime, running: timedelta, server_at: datetime | None) -> Note | None:
        if self._wall is None:
            return None
        turned = (now - self._wall) - (running - self._running)
        if abs(turned) < TURNED:
            return None
        facts: dict[str, Fact] = {"turned_s": round(turned.total_seconds()), "wall": now.isoformat()}
        if server_at is not None:
            facts["server"] = server_at.isoformat()
        return Note(NoteKind.CLOCK, now, facts)

    @property
    def offset(self) -> timedelta | None:
        """How far the till's clock is ahead of the issuer's (behind: below zero); None before the first answer."""
        offsets = list(self._offsets)
        return median_low(offsets) if offsets else None

    @property
    def problem(self) -> Problem | None:
        """CLOCK_OFF with the fact `seconds` where a person should set the clock."""
        offset = self.offset
        if offset is None or abs(offset) < OFF_BY:
            return None
        return Problem(Code.CLOCK_OFF, {"seconds": round(abs(offset).total_seconds())})

    @property
    def dates_can_be_trusted(self) -> bool:
        """Whether a card with a first or last day may be sold by this clock."""
        offset = self.offset
        return offset is None or abs(offset) < DATES_FAIL
