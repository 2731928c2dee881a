"""What the selling screen says while the line is down: the banner above the form, and a sale that passes a limit."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.core.limits import Gauge
from app.core.problem import Problem
from app.core.shop import Shop
from app.till.line import Line, LineState
from app.ui.gauge_words import tightest_words
from app.ui.moment_words import moment_words
from app.ui.saying import Words
from app.ui.words import line_words, sentence

translate = QCoreApplication.translate


def banner_words(line: Line, gauges: Sequence[Gauge], shop: Shop, now: datetime) -> Words:
    """What happened to the line and that selling goes on, and how much may still wait. Empty while the line is up."""
    if not line.is_down:
        return Words("", "")
    since = moment_words(line.since, now, shop.date_form) if line.since else ""
    if line.state in {LineState.OFFLINE, LineState.SILENT}:
        told = translate("Sell", "The line is down since {time}.") if since else translate("Sell", "The line is down.")
        what = told.replace("{time}", since)
    else:
        known = line_words(line)
        what = f"{known.what}. {known.todo}"
    goes_on = translate("Sell", "You can go on selling: the card becomes valid when the shop is online again.")
    return Words(f"{what} {goes_on}", tightest_words(gauges, shop.number_form))


def over_words(problems: Sequence[Problem], shop: Shop) -> str:
    """Which limits a sale passes and what to do, each in its own line."""
    told = [sentence(problem, shop.number_form) for problem in problems]
    return "\n\n".join(f"{words.what} {words.todo}" for words in told)
