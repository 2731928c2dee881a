"""What the selling screen says while the line is down: the banner above the form, and a sale that passes a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.limits import Gauge
from app.core.problem import Problem
from app.core.shop import Shop
from app.till.line import Line, LineState
from app.ui.gauge_words import tightest_words
from app.ui.moment_words import moment_words
from app.ui.translation import translate
from app.ui.words import line_words, sentence


@dataclass(frozen=True, slots=True)
class Banner:
    """`what` happened to the line, that selling `goes_on`, and how much may still wait. Empty while the line is up."""

    what: str = ""
    goes_on: str = ""
    limit: str = ""

    def text(self, *, is_short: bool = False) -> str:
        """All of it; `is_short` where another line needs the room on the smallest screen."""
        parts = (self.what,) if is_short else (self.what, self.goes_on, self.limit)
        return " ".join(part for part in parts if part)


def banner(line: Line, gauges: Sequence[Gauge], shop: Shop, now: datetime) -> Banner:
    """What stands above the form while the line is down."""
    if not line.is_down:
        return Banner()
    since = moment_words(line.since, now, shop.date_form) if line.since else ""
    if line.state in {LineState.OFFLINE, LineState.SILENT}:
        told = translate("Sell", "The line is down since {time}.") if since else translate("Sell", "The line is down.")
        what = told.replace("{time}", since)
    else:
        known = line_words(line)
        what = f"{known.what}. {known.todo}"
    goes_on = translate("Sell", "You can go on selling: the card becomes valid when the shop is online again.")
    return Banner(what, goes_on, tightest_words(gauges, shop.number_form))


def over_words(problems: Sequence[Problem], shop: Shop) -> str:
    """Which limits a sale passes and what to do, each in its own line."""
    told = [sentence(problem, shop.number_form) for problem in problems]
    return "\n\n".join(f"{words.what} {words.todo}" for words in told)
