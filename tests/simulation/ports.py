"""What stands between a simulated till and its world: each call and each write may end it, fail, or be told to wait."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.core.activation import Activation, Order
from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.paper import Paper, PaperKind, QrCode
from app.core.scan import Token
from app.ledger.journal import SqliteLedger
from app.till.ports import PrintOutcome, PrintReport
from tests.fake_clock import MONDAY, FakeClock
from tests.fake_issuer import FakeIssuer, Fate
from tests.simulation.baton import Baton
from tests.simulation.checker import Tally, Zero, demand

GIVEN_UP_S = (3, 10, 20)
"""How long a call that brings nothing may keep its caller."""
WRITES = frozenset(
    {"add", "add_with_slip", "step", "step_with_receipt", "take_over", "act", "issue_paper", "note_print", "move_print"}
)
SILENT = frozenset({Fate.LOST_BEFORE, Fate.LOST_AFTER, Fate.LATE})


@dataclass
class TillClock:
    """One till's clock: the world's time since this process began, and a wall clock that anybody may turn."""

    world: FakeClock
    turned: timedelta = timedelta(0)
    started: timedelta = timedelta(0)

    def now(self) -> datetime:
        return MONDAY + self.world.passed + self.turned

    def running(self) -> timedelta:
        return self.world.passed - self.started


@dataclass
class IssuerPort:
    """The issuer as one till reaches it. `fates` and `read_fates` are the moods of its line; none: all goes well."""

    issuer: FakeIssuer
    baton: Baton
    chance: random.Random
    is_up: bool = True
    fates: Sequence[Fate] = ()
    read_fates: Sequence[Fate] = ()
    trouble: float = 0
    late_calls: int = 99
    pull_in: int = -1
    """After so many more boundaries of calls the plug is pulled; -1: never."""
    bodies: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """By activation and sale: what a slip says is another order, made anew from less."""
    calls: int = 0

    def activate(self, order: Order) -> Answer:
        self._boundary()
        fate = self._fate(self.fates)
        self.issuer.late_calls = self.late_calls
        self.issuer.fates.append(fate)
        if fate is not Fate.NOT_SENT:
            self._is_the_same_order(order)
        answer = self.issuer.activate(order)
        self._boundary(fate)
        return answer

    def read(self, card: CardCode) -> Answer:
        self._boundary()
        fate = self._fate(self.read_fates)
        self.issuer.read_fates.append(fate)
        answer = self.issuer.read(card)
        self._boundary(fate)
        return answer

    def ping(self) -> Answer:
        return self.issuer.ping() if self.is_up else Answer(Kind.NOT_SENT, Cause.LINE)

    def look_up(self, token: Token) -> Answer:
        raise NotImplementedError

    def _is_the_same_order(self, order: Order) -> None:
        """I8: each send has the same bytes. Who takes a sale over has the slip alone: its order says by whom it was
        taken over, and loads the same money.
        """
        order_of = (order.activation_id, taken_over_by(order.body))
        body = self.bodies.setdefault(order_of, order.body)
        demand(body == order.body, Zero.LIE, "I8: two bodies for one activation")
        for (activation_id, _), other in self.bodies.items():
            if activation_id == order.activation_id:
                demand(money(other) == money(order.body), Zero.LIE, "I8: one activation, and two sums")

    def _fate(self, mood: Sequence[Fate]) -> Fate:
        if not self.is_up:
            return Fate.NOT_SENT
        return self.chance.choice(mood) if mood and self.chance.random() < self.trouble else Fate.OK

    def _boundary(self, fate: Fate = Fate.OK) -> None:
        """The plug may be pulled here, time pass, and another worker have its turn."""
        self.calls += 1
        if self.pull_in == 0:
            self.pull_in = -1
            self.baton.pull()
        self.pull_in = max(-1, self.pull_in - 1)
        if fate in SILENT:
            self.issuer.clock.move(self.chance.choice(GIVEN_UP_S))
        self.baton.pause()


@dataclass
class LedgerPort:
    """The journal as the till sees it. `standing` is every activation as the last write that was acknowledged left it.

    After `cut_in` more writes the plug is pulled, before the write or after it; -1: never.
    """

    real: SqliteLedger
    baton: Baton
    standing: dict[str, Activation]
    tally: Tally
    cut_in: int = -1
    cuts_after: bool = False

    def __getattr__(self, name: str):
        method = getattr(self.real, name)
        return self._written(method) if name in WRITES else method

    def _written(self, method: Callable) -> Callable:
        def write(*values, **named):
            self.baton.pause()
            is_cut = self.cut_in == 0
            self.cut_in = max(-1, self.cut_in - 1)
            if is_cut and not self.cuts_after:
                self.baton.pull()
            self.tally.add("writes")
            written = method(*values, **named)
            if is_cut:
                self.baton.pull()
            self.standing.update({activation.id: activation for activation in activations_in(written)})
            return written

        return write


def activations_in(written: object) -> list[Activation]:
    """All that a write gave back, however deep."""
    if isinstance(written, tuple):
        return [activation for each in written for activation in activations_in(each)]
    return [written] if isinstance(written, Activation) else []


@dataclass
class PrinterPort:
    """A printer, and the customers it serves: `papers` are those that came out, `in_hand` the codes on them."""

    is_true: Callable[[int], None]
    chance: random.Random
    trouble: float = 0
    columns: int = 42
    papers: list[Paper] = field(default_factory=list)
    in_hand: list[str] = field(default_factory=list)

    def check(self) -> PrintReport:
        return PrintReport(PrintOutcome.YES)

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        outcome = PrintOutcome.YES
        if self.chance.random() < self.trouble:
            outcome = self.chance.choice([PrintOutcome.NO, PrintOutcome.UNKNOWN])
        came_out = outcome is PrintOutcome.YES or (outcome is PrintOutcome.UNKNOWN and self.chance.random() < 0.5)
        if came_out:
            self.papers.append(paper)
            self.in_hand += [line.data for line in paper.lines if isinstance(line, QrCode)]
            if paper.kind is PaperKind.RECEIPT:
                self.is_true(paper.number)
        return PrintReport(outcome)


def taken_over_by(body: bytes) -> str:
    """The till that took this order over from a slip; "" where it was sold here."""
    return json.loads(body)["metadata"].get("pos_taken_over_by", "")


def money(body: bytes) -> tuple[object, ...]:
    """What an order loads, and for how long."""
    order = json.loads(body)
    return tuple(order.get(key) for key in ("amount", "currency", "active_from", "expires_at"))


def journal_in(folder: Path) -> Path:
    return folder / "data" / "journal.db"
