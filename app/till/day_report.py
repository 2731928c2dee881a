"""The report of one day: what was loaded, what still waits, and every case that is open until it is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.core.activation import QUEUE, Activation, State
from app.core.case import Case
from app.core.money import Money
from app.till.ports import Ledger

_PAGE: Final = 200
_CLOCK_TURNED: Final = timedelta(days=2)
"""How far behind its neighbours in the journal a sale may be dated: the wall clock can be turned."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and the sum in each currency, in the order in which they first came."""

    count: int
    sums: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day of one till. Loading a card is a pay-in and no sale: the report keeps it apart from any turnover.

    `loaded`, `waiting`, `cancelled` and `with_a_person` speak of what was confirmed on the day, as it stands now.
    `open_cases` are all that are open now, of whatever day: they stand here until a person closes them.
    """

    day: date
    loaded: Tally
    waiting: Tally
    cancelled: Tally
    with_a_person: Tally
    open_cases: tuple[Case, ...]


def day_report(ledger: Ledger, day: date, now: datetime) -> DayReport:
    """What the journal says of `day`, in the zone of `now`. Raises LedgerFault."""
    sold = tuple(_confirmed_on(ledger, day, now))
    found = (ledger.case(activation.id) for activation in ledger.cases())
    return DayReport(
        day,
        loaded=_tally(a for a in sold if a.state is State.ACTIVE),
        waiting=_tally(a for a in sold if a.state in QUEUE),
        cancelled=_tally(a for a in sold if a.state is State.CANCELLED),
        with_a_person=_tally(a for a in sold if a.state not in {State.ACTIVE, State.CANCELLED} | QUEUE),
        open_cases=tuple(case for case in found if case is not None),
    )


def _confirmed_on(ledger: Ledger, day: date, now: datetime) -> Iterator[Activation]:
    """The day's sales, newest first."""
    before: str | None = None
    while page := ledger.latest(_PAGE, before):
        for activation in page:
            confirmed = activation.order.confirmed_at.astimezone(now.tzinfo).date()
            if confirmed == day:
                yield activation
            elif confirmed < day - _CLOCK_TURNED:
                return
        before = page[-1].id


def _tally(activations: Iterable[Activation]) -> Tally:
    count = 0
    sums: dict[str, Money] = {}
    for activation in activations:
        count += 1
        money = activation.order.money
        sums[money.currency] = sums[money.currency] + money if money.currency in sums else money
    return Tally(count, tuple(sums.values()))
