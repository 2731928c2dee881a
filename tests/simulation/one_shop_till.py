"""One whole till of the simulator: the real use cases over a real journal on disk, cut off at any moment."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.activation import QUEUE, Activation, Order, State
from app.core.case import Way, ways
from app.core.rules import Facts
from app.core.slip_code import SlipRequest, encode, request_of
from app.ledger.backup import copy_whole
from app.ledger.journal import SqliteLedger
from app.till.activate import Road, SendTimes
from app.till.catch_up import CatchUp
from app.till.line import Line, WatchedIssuer
from app.till.papers import Papers
from app.till.settle import Settled, recover, settle
from app.till.slips import read_slip
from tests.fake_clock import MONDAY
from tests.fake_issuer import FakeIssuer
from tests.fakes import CountingIdentifiers, letterhead
from tests.simulation.baton import Baton, PulledPlug
from tests.simulation.checker import Tally, Zero, demand
from tests.simulation.ports import IssuerPort, LedgerPort, PrinterPort, TillClock, journal_in
from tests.till.test_slips import FakeSeal

MARKS = "marks"
SEAL = FakeSeal()
ROUNDS = 20


def read_code(code: str) -> SlipRequest:
    """What a slip asks for."""
    return read_slip(code, SEAL)


def open_journal(folder: Path, at) -> SqliteLedger:
    return SqliteLedger.open(
        journal_in(folder), journal_id="the journal", till_id="1", at=at, mark_folder=folder / MARKS
    )


def new_journal(folder: Path) -> None:
    """An empty journal, closed, for tills to begin with a copy of."""
    (folder / MARKS).mkdir(parents=True)
    open_journal(folder, MONDAY).close()


@dataclass
class SimulatedTill:
    """A till in a folder of its own. `told` are the last words about each activation."""

    name: str
    folder: Path
    issuer: FakeIssuer
    chance: random.Random
    facts: Facts
    identifiers: CountingIdentifiers
    tally: Tally
    standing: dict[str, Activation] = field(default_factory=dict)
    told: dict[str, State] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    """What was told to be cancelled, or to be another's: money may have left for it."""
    backup: Path | None = None
    lives: int = 0

    def __post_init__(self) -> None:
        self.baton = Baton(self.chance)
        self.clock = TillClock(self.issuer.clock)
        self.line = IssuerPort(self.issuer, self.baton, self.chance)
        self.printer = PrinterPort(self._receipt_is_true, self.chance)
        self._start()

    def _start(self) -> None:
        """A new process on what lies in the folder: nothing that it does before the first sale may fail."""
        self.clock.started = self.issuer.clock.passed
        self.watched = WatchedIssuer(self.line, self.clock, self._line_changed)
        self.ledger = LedgerPort(open_journal(self.folder, self.clock.now()), self.baton, self.standing, self.tally)
        head = letterhead(till_id=self.name)
        head = replace(head, slip_text=self._slip_code)
        self.road = Road(
            shop=head.shop,
            ledger=self.ledger,
            issuer=self.watched,
            papers=Papers(head, self.ledger, self.printer, self.clock),
            clock=self.clock,
            identifiers=self.identifiers,
            send_times=SendTimes(self.clock),
            facts=self.facts,
        )
        found = {activation.id: activation for activation in self.ledger.real.latest(1000)}
        for activation_id, acknowledged in self.standing.items():
            kept = found.get(activation_id)
            demand(kept and kept.seq >= acknowledged.seq, Zero.LOST, f"{acknowledged.state} was on disk, and is not")
        self.standing.update(found)
        self.baton.is_dead = False
        recover(self.road)
        self.plan = CatchUp(self.road, self)
        self.plan.take(self.ledger.queue())

    def fraction(self) -> float:
        """The till's own chance."""
        return self.chance.random()

    def _slip_code(self, order: Order) -> str:
        """As `SlipWriter`, but that nobody looks at the code: drawing it would take longer than the sale."""
        return encode(request_of(order, self.road.shop.store_id), SEAL.sign)

    # ------------------------------------------------------------ what it does

    def does(self, *jobs: Callable[[], object]) -> None:
        """Runs these side by side, and starts anew where the plug was pulled meanwhile."""
        try:
            self.baton.run(jobs)
        except PulledPlug:
            self.crash()
        finally:
            self.ledger.cut_in = self.line.pull_in = -1

    def tell(self, activation: Activation) -> None:
        """What the screen says from now on is on disk, and true."""
        demand(self.standing.get(activation.id) == activation, Zero.LIE, "told what is not on disk")
        self.told[activation.id] = activation.state
        self.plan.note(activation)
        if activation.state is State.ACTIVE:
            demand(self.is_loaded(activation), Zero.LIE, "told active, and it is not")
        if activation.state in {State.CANCELLED, State.TAKEN}:
            self.denied.add(activation.id)

    def catches_up(self, *beside: Callable[[], object]) -> None:
        """All that the plan has to do at this moment; `beside` is what else is done meanwhile."""
        settled: dict[str, Settled | None] = {}

        def settling(activation_id: str) -> Callable[[], object]:
            def settles() -> None:
                settled[activation_id] = settle(self.road, activation_id, self.tell)

            return settles

        plan = self.plan
        for _ in range(ROUNDS):
            begun = plan.begin()
            if begun:
                self.tally.add("caught up", len(begun))
                self.does(*map(settling, begun), *beside)
            if self.plan is not plan:  # a new process has a new plan
                return
            for activation_id in begun:
                plan.ended(activation_id, settled.get(activation_id))
            if plan.begin_ping():
                plan.pinged(self.watched.ping())
            elif not begun:
                return
            beside = ()

    def next_in_s(self) -> float | None:
        next_in = self.plan.next_in()
        return None if next_in is None else max(0.001, next_in.total_seconds())

    def waits_for_itself(self) -> list[Activation]:
        """What stands in the queue, and no person is asked to deal with."""
        return [a for a in self.standing.values() if a.state in QUEUE and Way.ACCEPT not in ways(a)]

    def _line_changed(self, line: Line) -> None:
        self.plan.line_changed(line)

    def is_loaded(self, activation: Activation) -> bool:
        """The card carries the money of this activation, and no other sum."""
        card = self.issuer.truth(activation.order.card.text)
        is_ours = card.metadata.get("pos_activation_id") == activation.id
        return is_ours and (card.status, card.amount) == ("unused", activation.order.money.minor)

    def _receipt_is_true(self, number: int) -> None:
        record = self.ledger.real.paper(number)
        for activation_id in record.activation_ids if record else ():
            is_active = self.is_loaded(self.standing[activation_id])
            demand(is_active, Zero.LIE, "a receipt for a card that is not active")
        self.tally.add("receipts")

    # ------------------------------------------------------------ power and disks

    def crash(self) -> None:
        """The process is gone at this moment: what lies on the disk now is all that is left."""
        self.tally.add("crashes")
        self.lives += 1
        left = self.folder.with_name(f"{self.folder.name.partition('.')[0]}.{self.lives}")
        shutil.copytree(self.folder, left)
        self._go(left)

    def _go(self, left: Path) -> None:
        self.ledger.real.close()
        shutil.rmtree(self.folder)
        self.folder = left
        self._start()

    def keep_a_backup(self) -> None:
        self.backup = self.folder.parent / f"backup-{self.name}.db"
        copy_whole(journal_in(self.folder), self.backup)
        self.tally.add("backups")

    def put_the_backup_back(self) -> None:
        """The disk died; the newest backup goes where the journal was. What it lacks is known by slips only."""
        self.tally.add("restores")
        self.ledger.real.close()
        path = journal_in(self.folder)
        for old in path.parent.glob("journal.db*"):
            old.unlink()
        shutil.copyfile(self.backup or path, path)
        self.standing.clear()
        self._start()

    def close(self) -> None:
        self.ledger.real.close()

    # ------------------------------------------------------------ what must hold

    def check_denied(self) -> None:
        """What was denied once is never loaded later, whatever became of the journal."""
        for card in self.issuer.cards.values():
            denied = self.denied.intersection(card.loaded_by)
            demand(not denied, Zero.LIE, f"I3: {[self.told[one].value for one in denied]} and loaded")

    def check(self, *, is_shared: Callable[[str], bool]) -> None:
        for activation in self.standing.values():
            self._check_one(activation, is_shared=is_shared(activation.id))

    def _check_one(self, activation: Activation, *, is_shared: bool) -> None:
        card = self.issuer.cards.get(activation.order.card.text)
        if card is None:
            return
        if activation.state is State.ACTIVE:
            demand(self.is_loaded(activation), Zero.LIE, "I2: active, and not loaded by us")
            demand(activation.evidence, Zero.LIE, "I7: active without evidence")
        is_loaded = activation.id in card.loaded_by
        if activation.state is State.MISMATCH:
            demand(is_loaded, Zero.LIE, "a mismatch without a load")
        denies = {State.CANCELLED, State.TAKEN}
        if not is_shared:
            denies |= {State.HELD, State.QUEUED}
        if activation.state in denies:
            demand(not is_loaded, Zero.LIE, f"I3: {activation.state} and loaded")
