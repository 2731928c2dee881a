"""A till, its issuer, its journal and everything that can happen to them; and what must hold whatever happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto, unique

from app.core import rules
from app.core.activation import NEXT, Activation, Event, State, Step
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.core.rules import Facts
from app.till.ports import LedgerFault, PaperRecord, PrintOutcome, StepRefused
from app.till.settle import cancel, settle, settle_all
from tests.fake_ledger import FakeLedger
from tests.fakes import QUARANTINE, Fate, Second
from tests.till.whole_till import WholeTill, retried

CARDS = ("GIFT-4711", "GIFT-4712", "GIFT-4713", "GIFT-4714", "GIFT-4715", "GIFT-GONE")
"""The issuer does not know the last one."""

REFUSING = frozenset({Second.REFUSE_400, Second.REFUSE_409})
FATES = tuple(fate for fate in Fate if fate is not Fate.NOT_FOUND)
"""The fates of an activate. 404 is said of the card that is not there, and of no other."""
READS = tuple(fate for fate in FATES if fate not in {Fate.STILL_INACTIVE, Fate.METADATA_DROPPED, Fate.OTHER_AMOUNT})
"""The fates of a read. A read that tells a well-formed untruth about the card is beyond any till."""
WAITS = (1, 9, 11, 60, 119, 120, 300)
TURNS = (-86_400, -60, 60, 86_400)


@unique
class Cut(Enum):
    """How a write of the journal can end, but for well."""

    BEFORE = auto()
    AFTER = auto()
    FAULT_AND_LOST = auto()
    FAULT_AND_BACK = auto()
    """The commit failed, and its rows are there after the restart (T03)."""


class PowerCut(Exception):
    """The plug was pulled."""


@dataclass
class CutLedger(FakeLedger):
    """A ledger whose n-th step from now ends in a power cut or a fault. `sent` is every id that it held as SENDING."""

    cut_in: int = -1
    cut: Cut = Cut.BEFORE
    sent: set[str] = field(default_factory=set)

    def add(self, orders):
        return self._written(lambda: super(CutLedger, self).add(orders))

    def step(self, activation: Activation, step: Step, at):
        def write() -> Activation:
            after = super(CutLedger, self).step(activation, step, at)
            if after.state is State.SENDING:
                self.sent.add(after.id)
            return after

        return self._written(write)

    def _written(self, write: Callable):
        if self.is_faulty or self.cut_in != 0:
            self.cut_in -= 1
            return write()
        self.cut_in = -1
        if self.cut in {Cut.AFTER, Cut.FAULT_AND_BACK}:
            write()
        if self.cut in {Cut.BEFORE, Cut.AFTER}:
            raise PowerCut
        self.is_faulty = True
        raise LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False)


@dataclass(frozen=True)
class Backup:
    """What a journal held at one moment. Its values never change, so that a copy of their lists is a whole copy."""

    standing: dict[str, Activation]
    events: dict[str, list[Event]]
    papers: dict[int, PaperRecord]
    prints: dict[int, list[PrintOutcome]]
    open_prints: dict[int, tuple[datetime, Problem | None]]

    @classmethod
    def of(cls, ledger: FakeLedger) -> "Backup":
        events = {activation_id: list(history) for activation_id, history in ledger.events.items()}
        prints = {number: list(outcomes) for number, outcomes in ledger.prints.items()}
        return cls(dict(ledger.standing), events, dict(ledger.papers), prints, dict(ledger.open_prints))

    def put_back(self, ledger: FakeLedger) -> None:
        again = Backup.of(CutLedger([], self.standing, self.events, self.papers, self.prints))
        ledger.standing, ledger.events = again.standing, again.events
        ledger.papers, ledger.prints = again.papers, again.prints
        ledger.open_prints = dict(self.open_prints)


@dataclass(frozen=True)
class Plan:
    """How the calls and the writes of one step end. `cut_in` -1: every write goes well."""

    fates: Sequence[Fate] = ()
    reads: Sequence[Fate] = ()
    cut_in: int = -1
    cut: Cut = Cut.BEFORE


@dataclass
class SimulatedShop:
    """Each method but the last ones is something that can happen."""

    second: Second = Second.REFUSE_400
    knows: bool = False
    late_calls: int = 2
    tells_time: bool = True

    def __post_init__(self) -> None:
        facts = Facts(server_cas=self.knows and self.second in REFUSING, quarantine=QUARANTINE)
        self.ledger = CutLedger()
        self.till = WholeTill(self.second, facts, ledger=self.ledger)
        self.issuer = self.till.issuer.with_cards(*CARDS[:-1])
        self.issuer.late_calls = self.late_calls
        self.issuer.tells_time = self.tells_time
        self.issuer.before_call = self._is_journalled
        self.backup = Backup.of(self.ledger)

    def _is_journalled(self, order) -> None:
        standing = self.ledger.activation(order.activation_id)
        assert standing is not None, "I5: a call for what the journal does not know"
        assert standing.state is State.SENDING, "I5: a call that the journal does not know of"

    def _do(self, plan: Plan, deed: Callable[[], object]) -> None:
        self.till.fated(*plan.fates, reads=tuple(plan.reads))
        self.ledger.cut_in, self.ledger.cut = plan.cut_in, plan.cut
        try:
            deed()
        except StepRefused:
            pass  # a person asked for what the table does not allow
        except (PowerCut, LedgerFault):
            self.ledger.cut_in = -1
            self.restart()
        self.ledger.cut_in = -1
        self.till.fated()

    # ------------------------------------------------------------ what can happen

    def sell(self, cards: Sequence[str], minor: int, *, read: bool, plan: Plan) -> None:
        """A sale of cards that were, or were not, read as inactive a moment ago."""
        waiting = all(card in self.issuer.cards and self.issuer.truth(card).status == "inactive" for card in cards)
        self._do(plan, lambda: self.till.sells(*cards, read_before=read and waiting, minor=minor))

    def settle(self, pick: int, plan: Plan) -> None:
        self._with(pick, lambda picked: self._do(plan, lambda: settle(self.till.road, picked, self.till.tell)))

    def settle_all(self, plan: Plan) -> None:
        self._do(plan, lambda: settle_all(self.till.road, self.till.tell))

    def cancel(self, pick: int, plan: Plan) -> None:
        self._with(pick, lambda picked: self._do(plan, lambda: cancel(self.till.road, picked, self.till.tell)))

    def retry(self, pick: int, plan: Plan) -> None:
        self._with(pick, lambda picked: self._do(plan, lambda: retried(self.till.road, picked, self.till.tell)))

    def _with(self, pick: int, deed: Callable[[str], None]) -> None:
        ids = list(self.ledger.standing)
        if ids:
            deed(ids[-1 - pick % len(ids)])

    def wait(self, seconds: int) -> None:
        self.till.clock.move(seconds)

    def turn_the_wall_clock(self, seconds: int) -> None:
        self.till.clock.turn(seconds)

    def restart(self) -> None:
        """After a fault, what stood in the queue is not believed: as the journal on disk does when it is opened."""
        if self.ledger.is_faulty:
            self.ledger.is_faulty = False
            self._disbelieve({State.QUEUED}, rules.restored)
        self.till.restarts()

    def sell_elsewhere(self, card: str, minor: int) -> None:
        """Another till sells a card that waits. Where the issuer loads twice no till is safe from that (3.6)."""
        if self.second in {Second.ADD, Second.RESET} or card not in self.issuer.cards:
            return
        if self.issuer.truth(card).status == "inactive":
            self.issuer.sell_elsewhere(card, minor)

    def keep_a_backup(self) -> None:
        self.backup = Backup.of(self.ledger)

    def put_the_backup_back(self) -> None:
        """It takes longer than the quarantine, and the journal notices (T28)."""
        self.wait(300)
        self.backup.put_back(self.ledger)
        self._disbelieve({State.QUEUED, State.HELD, State.UNKNOWN, State.CANCEL_WAIT}, rules.put_back)
        self.till.restarts()

    def _disbelieve(self, states: set[State], rule: Callable[[Activation], Step]) -> None:
        for activation in [a for a in self.ledger.standing.values() if a.state in states]:
            step = rule(activation)
            if step.to in NEXT[activation.state]:
                self.ledger.step(activation, step, self.till.clock.now())

    # ------------------------------------------------------------ what must hold

    def check(self) -> None:
        """The invariants I1 to I8, and that nothing was told that the journal did not hold."""
        assert self.till.told == self.till.journalled, "told what was not on disk"
        for card in self.issuer.cards:
            assert self.issuer.truth(card).loads <= 1, "I1: loaded twice"
        for activation in self.ledger.standing.values():
            self._check_one(activation)
        bodies = {(call.activation_id, call.body) for call in self.issuer.seen}
        assert len(bodies) == len({activation_id for activation_id, _ in bodies}), "I8: two bodies for one activation"
        assert {activation_id for activation_id, _ in bodies} <= self.ledger.sent, "I5: seen and not journalled"
        self._check_papers()

    def _check_one(self, activation: Activation) -> None:
        card = self.issuer.cards.get(activation.order.card.text)
        is_loaded = card is not None and activation.id in card.loaded_by
        match activation.state:
            case State.ACTIVE:
                assert card is not None, "I2: active without a card"
                assert card.metadata.get("pos_activation_id") == activation.id, "I2: active by another's load"
                assert (card.status, card.amount) == ("unused", activation.order.money.minor), "I2: another sum"
                assert activation.evidence is not None, "I7: active without evidence"
            case State.MISMATCH:
                assert is_loaded, "a mismatch without a load"
            case State.CANCELLED | State.HELD | State.QUEUED | State.TAKEN:
                assert not is_loaded, f"I3: {activation.state} and loaded"
            case _:
                pass
        doubts = [event.ambiguous for event in self.ledger.history(activation.id)]
        assert doubts == sorted(doubts), "doubt was forgotten"
        assert all(event.sends >= 0 for event in self.ledger.history(activation.id))

    def _check_papers(self) -> None:
        receipts = [record for record in self.ledger.papers.values() if record.paper.kind is PaperKind.RECEIPT]
        spoken = [activation_id for record in receipts for activation_id in record.activation_ids]
        assert len(spoken) == len(set(spoken)), "I6: two receipts for one activation"
        for activation_id in spoken:
            assert self.ledger.standing[activation_id].state is State.ACTIVE, "a receipt for what is not active"

    def finish(self) -> None:
        """I4: once the world behaves, everything in the queue comes to an end, but for a card whose id was dropped."""
        self.wait(300)
        self.check()
        for _ in range(12):
            self.wait(120)
            self.settle_all(Plan())
            self.check()
        for activation in self.ledger.queue():
            card = self.issuer.cards.get(activation.order.card.text)
            assert card is not None, f"I4: {activation.state} for ever"
            assert (card.status, card.metadata) == ("unused", {}), f"I4: {activation.state} for ever"
