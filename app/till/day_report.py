"""The report of one day: what was loaded, what still waits, and every case that is open until it is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from app.core.activation import CASES, QUEUE, Activation, State
from app.core.case import Case, Way
from app.core.money import Money
from app.till.ports import Ledger, Note, NoteKind

_PAGE: Final = 200
_NOTES: Final = 10_000
"""Openings of the drawer that are looked through: more than any till has in the days that are kept at hand."""
_CLOCK_TURNED: Final = timedelta(days=2)
"""How far behind its neighbours in the journal a sale may be dated: the wall clock can be turned."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and the sum in each currency, in the order in which they first came."""

    count: int
    sums: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class DrawerOpened:
    """The cash drawer opened without a sale, or was meant to: `stayed_shut` says why it did not open."""

    at: datetime
    person: str
    reason: str
    supervisor: str
    stayed_shut: str = ""


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day of one till. Loading a card is a pay-in and no sale: the report keeps it apart from any turnover.

    What was sold here on the day stands in exactly one of `loaded`, `waiting`, `in_doubt`, `with_a_person`,
    `cancelled` and `closed` (by a person, money given back or moved), as it stands now; what was sold elsewhere and
    taken over here, in `taken_over` alone: the till that sold it counts it. `given_back` and `moved` are what persons
    did on the day, about sales of whatever day. `open_cases` are all that are open now: they stand here until a person
    closes them. `drawer` are the day's openings of the drawer without a sale, the first one first; with a receipt it
    opened `drawer_with_receipts` times.
    """

    day: date
    loaded: Tally
    waiting: Tally
    in_doubt: Tally
    with_a_person: Tally
    cancelled: Tally
    closed: Tally
    taken_over: Tally
    given_back: Tally
    moved: Tally
    open_cases: tuple[Case, ...]
    drawer: tuple[DrawerOpened, ...]
    drawer_with_receipts: int


def day_report(ledger: Ledger, day: date, now: datetime) -> DayReport:
    """What the journal says of `day`, in the zone of `now`. Raises LedgerFault."""
    sold, taken_over = _apart(ledger, _confirmed_on(ledger, day, now))
    closed = {activation.id for activation in sold if _is_closed(ledger, activation)}
    still = [activation for activation in sold if activation.id not in closed]
    given_back, moved = _done_on(ledger, day, now)
    found = (ledger.case(activation.id) for activation in ledger.cases())
    kicks = [note for note in reversed(ledger.notes(_NOTES, NoteKind.DRAWER)) if _is_on(note.at, day, now)]
    return DayReport(
        day,
        loaded=_tally(a for a in still if a.state is State.ACTIVE),
        waiting=_tally(a for a in still if a.state is State.QUEUED),
        in_doubt=_tally(a for a in still if a.state in QUEUE - {State.QUEUED}),
        with_a_person=_tally(a for a in still if a.state in CASES),
        cancelled=_tally(a for a in still if a.state is State.CANCELLED),
        closed=_tally(a for a in sold if a.id in closed),
        taken_over=_tally(taken_over),
        given_back=_tally(given_back),
        moved=_tally(moved),
        open_cases=tuple(case for case in found if case is not None),
        drawer=_openings(kicks),
        drawer_with_receipts=sum("paper" in note.facts for note in kicks),
    )


def _is_on(at: datetime, day: date, now: datetime) -> bool:
    return at.astimezone(now.tzinfo).date() == day


def _openings(kicks: Iterable[Note]) -> tuple[DrawerOpened, ...]:
    """Each once: that it stayed shut is a second note, behind the first."""
    openings: list[DrawerOpened] = []
    for note in kicks:
        if "paper" in note.facts:
            continue
        told = {name: str(note.facts.get(name, "")) for name in ("person", "reason", "supervisor", "stayed_shut")}
        opened = DrawerOpened(note.at, **told)
        if opened.stayed_shut and openings and replace(openings[-1], at=note.at) == replace(opened, stayed_shut=""):
            openings.pop()
        openings.append(opened)
    return tuple(openings)


def _apart(ledger: Ledger, confirmed: Iterable[Activation]) -> tuple[list[Activation], list[Activation]]:
    """What was sold at this till, and what it took over from another (T27)."""
    sold: list[Activation] = []
    taken_over: list[Activation] = []
    for activation in confirmed:
        is_taken_over = ledger.history(activation.id)[0].rule == "T27"
        (taken_over if is_taken_over else sold).append(activation)
    return sold, taken_over


def _is_closed(ledger: Ledger, activation: Activation) -> bool:
    """A person ended it with its case. What was cancelled as a case, and has its money here still, is not."""
    if activation.state is State.CLOSED:
        return True
    case = ledger.case(activation.id) if activation.state is State.CANCELLED else None
    return case is not None and any(action.closes for action in case.actions)


def _done_on(ledger: Ledger, day: date, now: datetime) -> tuple[list[Activation], list[Activation]]:
    """What was given back and what was moved on the day."""
    done: dict[Way, list[Activation]] = {Way.REFUND: [], Way.MOVE: []}
    for action in ledger.actions(datetime.combine(day, time.min, now.tzinfo) - _CLOCK_TURNED):
        activation = ledger.activation(action.activation_id)
        if activation and action.way in done and action.at.astimezone(now.tzinfo).date() == day:
            done[action.way].append(activation)
    return done[Way.REFUND], done[Way.MOVE]


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
