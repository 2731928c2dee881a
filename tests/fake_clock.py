"""A clock moved by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

OSLO = timezone(timedelta(hours=1))
MONDAY = datetime(2026, 11, 23, 14, 3, tzinfo=OSLO)


@dataclass
class FakeClock:
    """Time moved by hand. `move` lets time pass; `turn` turns the wall clock only; `restart` begins a new process."""

    wall: datetime = MONDAY
    passed: timedelta = timedelta(0)
    started: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.wall

    def running(self) -> timedelta:
        return self.passed - self.started

    def move(self, seconds: float) -> None:
        self.passed += timedelta(seconds=seconds)
        self.wall += timedelta(seconds=seconds)

    def turn(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)

    def restart(self) -> None:
        self.started = self.passed
