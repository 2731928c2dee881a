"""Moments as the wire writes them: RFC 3339 with an offset in, UTC with Z out (API fact sheet, section 5)."""

import re
from datetime import UTC, datetime

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_MICROSECOND_DIGITS = 6


def read_moment(value: object) -> datetime:
    """The moment in UTC. Raises ValueError for anything but an RFC 3339 text with an offset."""
    if not isinstance(value, str) or not _SHAPE.fullmatch(value):
        raise ValueError("must be a date-time with an offset, such as 2030-01-31T12:00:00Z")
    text = re.sub(r"\.(\d+)", lambda found: "." + found.group(1)[:_MICROSECOND_DIGITS].ljust(6, "0"), value.upper())
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must be a date-time within the years 1 to 9999") from error


def written(moment: datetime) -> str:
    """The moment in UTC with Z; milliseconds only where there are any."""
    precision = "milliseconds" if moment.microsecond >= 1000 else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
