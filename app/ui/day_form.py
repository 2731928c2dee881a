"""A day as people of the locale type it."""

import re
from datetime import date, timedelta

from app.core.problem import Code, refuse
from app.core.shop import DateForm

_FIELDS = {"yyyy": r"(?P<year>[0-9]{4}|[0-9]{2})", "MM": r"(?P<month>[0-9]{1,2})", "dd": r"(?P<day>[0-9]{1,2})"}
_CENTURY = 2000


def parse_day(text: str, form: DateForm) -> date | None:
    """A day typed in the locale's order, such as `23.11.2029`; None for an empty text.

    Any of `. / -` or a space parts the figures, a year may have two figures, and ISO's `2029-11-23` is always read.
    Raises Refusal DATE_UNREADABLE.
    """
    clean = text.strip()
    if not clean:
        return None
    for pattern in (_pattern(form.day), _pattern("yyyy-MM-dd")):
        found = pattern.fullmatch(clean)
        if found is not None:
            return _day(found, clean)
    raise refuse(Code.DATE_UNREADABLE, typed=clean[:20])


def months_ahead(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _day(found: re.Match[str], typed: str) -> date:
    year = int(found["year"])
    try:
        return date(year if len(found["year"]) == 4 else year + _CENTURY, int(found["month"]), int(found["day"]))
    except ValueError:
        raise refuse(Code.DATE_UNREADABLE, typed=typed[:20]) from None


def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"(yyyy|MM|dd)", form)
    return re.compile("".join(_FIELDS.get(part) or _separator(part) for part in parts), re.ASCII)


def _separator(part: str) -> str:
    return r"[./\- ]\s*" if part.strip(" \u00a0") in {".", "/", "-"} or part.isspace() else re.escape(part)
