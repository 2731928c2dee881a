"""The till's clock is not believed blindly: how far it is off by the issuer's own time, and whether it was turned."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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

DRIFT: Final = 1_000
"""One part in so many is how far two clocks of one computer may drift apart by themselves."""

_KEPT: Final = 9
_WHOLE_SECOND: Final = timedelta(seconds=1)
"""An HTTP `Date` is cut to whole seconds (RFC 9110, section 5.6.7)."""


def is_off(offset: timedelta | None) -> bool:
    """Whether a person should set the clock. One of which nothing is known is not called wrong."""
    return offset is not None and abs(offset) >= OFF_BY


def clock_off(offset: timedelta) -> Problem:
    """CLOCK_OFF with the fact `seconds`, and `minutes`, `hours` or `days` where it is two of these or more."""
    seconds = round(abs(offset).total_seconds())
    facts: dict[str, Fact] = {"seconds": seconds}
    for name, one in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * one:
            return Problem(Code.CLOCK_OFF, facts | {name: round(seconds / one)})
    return Problem(Code.CLOCK_OFF, facts)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What is known of the till's clock.

    `offset` is how far it is ahead of the issuer's (behind: below zero); None before the first answer. `is_ahead`: it
    shows a later time than the issuer's, or went on by more than a day at once since the issuer last named its own.
    """

    offset: timedelta | None = None
    is_ahead: bool = False


@dataclass(slots=True)
class ClockWatch:
    """Learns from each answer's `Date`. To be told of one answer after another; may be asked on any thread.

    The offset is the median of the last few answers, so that one slow call or one odd proxy moves nothing. Times are
    compared in UTC: between two of one zone the hour of summer time would count as a turn.
    """

    clock: Clock
    _offsets: deque[timedelta] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _seen: tuple[datetime, timedelta] | None = None
    """Both clocks as they stood at the last answer."""
    _went_on: timedelta = timedelta(0)
    """How far the clock jumped ahead since the issuer last named its time."""

    def heard(self, server_at: datetime | None, took: timedelta) -> Note | None:
        """An answer came after `took`, and named the issuer's time. Returns what to note where the clock was turned.

        The answer's time lies somewhere within the call: its middle is compared.
        """
        wall, running = self.clock.now(), self.clock.running()
        now = wall.astimezone(UTC)
        turned = self._turned(now, running)
        self._seen = now, running
        if turned < timedelta(0):
            self._shift(turned)
        elif turned:  # turned, or the computer slept: what was learnt before may not hold any more
            self._offsets.clear()
            self._went_on += turned
        if server_at is not None:
            self._offsets.append(now - took / 2 - (server_at + _WHOLE_SECOND / 2))
            self._went_on = timedelta(0)
        return _turn_noted(turned, wall, server_at) if turned else None

    def _turned(self, now: datetime, running: timedelta) -> timedelta:
        """How far the wall clock moved beside the one that nobody can set; nothing where that may be drift."""
        if self._seen is None:
            return timedelta(0)
        wall_before, running_before = self._seen
        passed = running - running_before
        turned = (now - wall_before) - passed
        return turned if abs(turned) >= TURNED + passed / DRIFT else timedelta(0)

    def _shift(self, turned: timedelta) -> None:
        """Only a hand turns a clock back: the issuer's did not move, and the offset is known as well as before."""
        shifted = [offset + turned for offset in self._offsets]
        self._offsets.clear()
        self._offsets.extend(shifted)

    @property
    def offset(self) -> timedelta | None:
        """How far the till's clock is ahead of the issuer's (behind: below zero); None before the first answer."""
        offsets = list(self._offsets)
        return median_low(offsets) if offsets else None

    @property
    def reading(self) -> ClockReading:
        """All that is known now."""
        offset = self.offset
        is_ahead = (offset is not None and offset >= OFF_BY) or self._went_on >= DATES_FAIL
        return ClockReading(offset, is_ahead)

    @property
    def problem(self) -> Problem | None:
        """As `clock_off` where a person should set the clock."""
        offset = self.offset
        return clock_off(offset) if offset is not None and is_off(offset) else None

    @property
    def dates_can_be_trusted(self) -> bool:
        """Whether a card with a first or last day may be sold by this clock."""
        offset = self.offset
        return offset is None or abs(offset) < DATES_FAIL


def _turn_noted(turned: timedelta, wall: datetime, server_at: datetime | None) -> Note:
    facts: dict[str, Fact] = {"turned_s": round(turned.total_seconds()), "wall": wall.isoformat()}
    if server_at is not None:
        facts["server"] = server_at.isoformat()
    return Note(NoteKind.CLOCK, wall, facts)
