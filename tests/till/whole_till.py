"""A whole till over its model world, that can be switched off and on again."""

from collections import deque
from dataclasses import dataclass, field

from app.core.activation import Activation, State
from app.core.card import CardCode
from app.core.rules import Facts
from app.till.activate import Road, Sold, sell
from app.till.cases import try_again
from app.till.ports import LedgerFault, Tell
from app.till.settle import Settled, cancel, recover, settle
from tests.fake_ledger import FakeLedger
from tests.fakes import QUARANTINE, CountingIdentifiers, FakeClock, FakeIssuer, FakePrinter, Fate, Second, road, sale

CARD = "GIFT-4711"


def retried(road: Road, activation_id: str, tell: Tell) -> Settled | None:
    """One more try: of a HELD activation in somebody's name, of any other as the queue makes it."""
    activation = road.ledger.activation(activation_id)
    if activation is not None and activation.state is State.HELD:
        return try_again(road, activation_id, "Kari", "mended", tell)
    return settle(road, activation_id, tell)


@dataclass
class FailingLedger(FakeLedger):
    """A ledger that takes `good_writes` writes and then fails once with `fault`."""

    good_writes: int = 0
    fault: LedgerFault | None = None

    def _about_to_write(self) -> None:
        if self.good_writes == 0 and self.fault is not None:
            self.faults.append(self.fault)
        self.good_writes -= 1
        super()._about_to_write()


@dataclass
class WholeTill:
    """One till, its issuer and its journal. `told` is all that was told; `journalled` what the journal said then."""

    second: Second = Second.REFUSE_400
    facts: Facts = field(default_factory=lambda: Facts(quarantine=QUARANTINE))
    clock: FakeClock = field(default_factory=FakeClock)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    printer: FakePrinter = field(default_factory=FakePrinter)
    identifiers: CountingIdentifiers = field(default_factory=CountingIdentifiers)
    told: list[Activation] = field(default_factory=list)
    journalled: list[Activation | None] = field(default_factory=list)
    issuer: FakeIssuer = field(init=False)
    road: Road = field(init=False)

    def __post_init__(self) -> None:
        self.issuer = FakeIssuer(self.clock, self.second).with_cards(CARD, "GIFT-4712", "GIFT-4713")
        self.road = self._road()

    def _road(self) -> Road:
        return road(self.ledger, self.issuer, self.clock, self.printer, self.identifiers, self.facts)

    def tell(self, activation: Activation) -> None:
        self.told.append(activation)
        self.journalled.append(self.ledger.activation(activation.id))

    def fated(self, *fates: Fate, reads: tuple[Fate, ...] = ()) -> "WholeTill":
        """The same till, whose next calls end so."""
        self.issuer.fates = deque(fates)
        self.issuer.read_fates = deque(reads)
        return self

    def sells(self, *cards: str, read_before: bool = True, minor: int = 50_000) -> Sold:
        return sell(self.road, sale(*(cards or (CARD,)), read_before=read_before, minor=minor), self.tell)

    def settles(self, activation: Activation) -> Settled:
        settled = settle(self.road, activation.id, self.tell)
        assert settled is not None
        return settled

    def cancels(self, activation: Activation) -> Activation:
        settled = cancel(self.road, activation.id, self.tell)
        assert settled is not None
        return settled.activation

    def retries(self, activation: Activation) -> Activation:
        settled = retried(self.road, activation.id, self.tell)
        assert settled is not None
        return settled.activation

    def restarts(self) -> tuple[Activation, ...]:
        """Switched off at once and on again: what the process held in memory is gone."""
        self.clock.restart()
        self.road = self._road()
        return recover(self.road)

    def open(self, card: str = CARD) -> Activation:
        activation = self.ledger.open_for(CardCode(card))
        assert activation is not None
        return activation

    def standing(self, activation: Activation) -> Activation:
        """The same activation as the journal has it now."""
        found = self.ledger.activation(activation.id)
        assert found is not None
        return found

    def states(self) -> list[State]:
        return [activation.state for activation in self.told]
