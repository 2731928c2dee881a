"""The real clock: the wall's time in the till's zone, and the time since the program began."""

import os
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME: Final = Path("/etc/localtime")


class SystemClock:
    """A `Clock` by the machine's own clocks. The zone knows its summer time, so that days ahead are right too."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone if zone is not None else local_zone()
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The wall clock, aware, in the till's zone."""
        if self._zone is None:
            return datetime.now(UTC).astimezone()
        return datetime.now(self._zone)

    def running(self) -> timedelta:
        """Time since this clock was made, by a clock nobody can set."""
        return timedelta(seconds=time.monotonic() - self._began)


def local_zone(localtime: Path = LOCALTIME) -> tzinfo | None:
    """The zone this machine stands in: TZ, else /etc/localtime; None where neither tells (Windows keeps its own)."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        try:
            return ZoneInfo(named)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None  # a form such as CET-1CEST, which the C library reads itself
    try:
        path = str(localtime.resolve(strict=True))
        if "zoneinfo/" in path:
            return ZoneInfo(path.partition("zoneinfo/")[2])
        with localtime.open("rb") as stream:
            return ZoneInfo.from_file(stream)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
