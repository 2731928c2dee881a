"""A till of real parts at the end of a line: real client, real journal on disk, real use cases; and its checker."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.config.clock import SystemClock
from app.config.identifiers import TimeOrderedIdentifiers
from app.core.activation import QUEUE, Activation, State
from app.core.card import CardCode, Standing
from app.core.paper import PaperKind
from app.core.rules import READS_APART, Facts
from app.dintero.issuer import DinteroIssuer
from app.ledger.journal import SqliteLedger
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from app.till.activate import Road, sell
from app.till.cases import try_again
from app.till.ports import StepRefused
from app.till.settle import cancel, recover, settle_all
from tests.dintero.till_side import connection
from tests.fakes import FakePrinter, road, sale
from tests.journey.network.fault_line import FaultLine
from tests.journey.network.weather import Act, Schedule

QUARANTINE: Final = timedelta(seconds=120)
PASSES_MAX: Final = 60
"""So often a till on a healthy line may try until nothing waits. A slow machine makes doubt of its own."""
PATIENCE: Final = {"connect_timeout_s": 0.4, "deadline_s": 0.5}
ENDS: Final = frozenset({State.ACTIVE, State.CANCELLED})


@dataclass
class HurriedClock:
    """The real clock, put forward by what a test need not wait for."""

    plain: SystemClock = field(default_factory=SystemClock)
    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.plain.now() + self.ahead

    def running(self) -> timedelta:
        return self.plain.running() + self.ahead

    def hurry(self, by: timedelta) -> None:
        self.ahead += by


@dataclass
class TillOnTheLine:
    """One till with a journal of its own. `cards` are inactive ones that nobody else sells."""

    folder: Path
    line: FaultLine
    cards: list[str]
    facts: Facts = field(default_factory=lambda: Facts(quarantine=QUARANTINE))
    patience: Mapping[str, float] = field(default_factory=lambda: dict(PATIENCE))
    clock: HurriedClock = field(default_factory=HurriedClock)
    printer: FakePrinter = field(default_factory=FakePrinter)
    sold: list[str] = field(default_factory=list)
    """The ids of all that a customer paid for."""
    said_active: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.road = self._opened()

    def _opened(self) -> Road:
        self.ledger = SqliteLedger.open(
            self.folder / "journal.db",
            journal_id=TimeOrderedIdentifiers().new(),
            till_id="1",
            at=self.clock.now(),
        )
        way = connection(self.line.url, client_id=CLIENT_ID, **self.patience)
        self.issuer = DinteroIssuer(way, lambda: CLIENT_SECRET, self.clock, "1.2.3")
        return road(
            self.ledger,
            self.issuer,
            self.clock,
            self.printer,
            TimeOrderedIdentifiers(),
            facts=self.facts,
        )

    def close(self) -> None:
        self.issuer.close()
        self.ledger.close()

    def told(self, activation: Activation) -> None:
        if activation.state is State.ACTIVE:
            self.said_active.add(activation.id)

    def act(self, act: Act) -> None:
        """One act of the plan, under whatever weather there is."""
        doing: dict[Act, Callable[[], None]] = {
            Act.SELL: lambda: self.sell(1),
            Act.SELL_TWO: lambda: self.sell(2),
            Act.SETTLE: self.settle,
            Act.CANCEL: self.cancel,
            Act.RESTART: self.restart,
        }
        doing[act]()

    def sell(self, count: int = 1) -> tuple[Activation, ...]:
        cards = [self.cards.pop() for _ in range(count)]
        found = [self.issuer.read(CardCode(card)) for card in cards]
        was_read = all(each.card is not None and each.card.standing is Standing.INACTIVE for each in found)
        done = sell(self.road, sale(*cards, read_before=was_read), self.told).activations
        self.sold += [activation.id for activation in done]
        return done

    def settle(self) -> None:
        settle_all(self.road, self.told)

    def cancel(self) -> None:
        """The customer of the oldest open sale changes their mind."""
        waiting = self.ledger.queue()
        if waiting:
            try:
                cancel(self.road, waiting[0].id, self.told)
            except StepRefused:
                return
            self.cancelled.add(waiting[0].id)

    def restart(self) -> None:
        """The program ends and is started again; the time that passed before is nobody's to count any more."""
        self.close()
        self.clock = HurriedClock()
        self.road = self._opened()
        recover(self.road)

    def settle_everything(self) -> None:
        """On a healthy line, once nothing is late any more: waits out what must be waited out, and tries."""
        for _ in range(PASSES_MAX):
            self.clock.hurry(QUARANTINE + READS_APART)
            self.settle()
            for held in self.ledger.cases():
                if held.state is State.HELD:
                    try_again(self.road, held.id, "Kari", "mended", self.told)
            if not self.ledger.queue() and not self.ledger.cases():
                return

    def follow(self, plan: Schedule) -> None:
        """The whole plan, then a healthy line."""
        for turn in plan.turns:
            self.line.weather(turn.faults, turn.doors)
            self.act(turn.act)
        self.line.heal()
        self.line.wait_until_quiet()
        self.settle_everything()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wrong with one till at the end, each as a sentence; nothing where all was well."""

    twice: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    lies: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        return not (self.twice or self.lost or self.lies or self.unsettled)


def verdict(till: TillOnTheLine, truth: Mapping[str, Mapping[str, Any]]) -> Verdict:
    """Holds the journal, and all that was said and printed, to what is really so."""
    rows = {each: till.ledger.activation(each) for each in till.sold}
    kept = [row for row in rows.values() if row is not None]
    twice = [row.order.card.text for row in kept if truth[row.order.card.text]["loads"] > 1]
    lost = [each for each, row in rows.items() if row is None]
    lost += [f"{row.id} cancelled by nobody" for row in kept if _is_cancelled(row) and row.id not in till.cancelled]
    unsettled = [f"{row.id} {row.state}" for row in kept if row.state not in ENDS or row.state in QUEUE]
    lies = [f"{each} said to be active" for each in till.said_active if not _is_loaded(rows[each], truth)]
    lies += [f"{row.id} active" for row in kept if row.state is State.ACTIVE and not _is_loaded(row, truth)]
    lies += [f"{row.id} cancelled, and loaded" for row in kept if _is_cancelled(row) and _is_loaded(row, truth)]
    receipts = Counter(p.number for p in till.printer.papers if p.kind is PaperKind.RECEIPT)
    lies += [f"receipt {number} printed {times} times" for number, times in receipts.items() if times > 1]
    states = tuple(row.state.value for row in kept)
    return Verdict(tuple(twice), tuple(lost), tuple(lies), tuple(unsettled), states)


def _is_cancelled(row: Activation) -> bool:
    return row.state is State.CANCELLED


def _is_loaded(row: Activation | None, truth: Mapping[str, Mapping[str, Any]]) -> bool:
    """The card holds the money of exactly this activation."""
    if row is None:
        return False
    card = truth[row.order.card.text]
    return (
        card["loads"] >= 1
        and card["metadata"].get("pos_activation_id") == row.id
        and (card["amount_balance"], card["currency"]) == (row.order.money.minor, row.order.money.currency.value)
    )
