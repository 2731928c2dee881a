"""A moment as people say it: the time alone for today, with its day for any other."""

from datetime import datetime

from app.core.receipt import moment_text
from app.core.shop import DateForm


def moment_words(moment: datetime, now: datetime, form: DateForm) -> str:
    """The time in the till's zone, which `now` is in: `13:51`, or `22.11.2026 13:51` for another day."""
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return moment_text(local, DateForm(day="", time=form.time)).strip()
    return moment_text(local, form)
