"""A till with something in every state, for the tests of its pages."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.activation import Activation, State
from app.core.limits import Limits
from app.till.counter import Counter
from app.till.line import Line, LineState
from app.till.offline import OfflineDesk
from app.ui.lane import Lane
from app.ui.theme import Theme
from tests.fake_ledger import FakeLedger
from tests.fakes import FakeApprovers, FakeChance, FakeClock, FakeIssuer, FakePrinter, Fate, road, sale

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

ACTIVE, QUEUED, UNKNOWN, HELD, TAKEN, MISMATCH = (
    "7001448200004711",
    "7001448200002200",
    "7001448200003399",
    "7001448200005526",
    "7001448200006610",
    "7001448200007714",
)
FRESH = "7001448200009008"


@dataclass
class ShopFloor:
    """A counter over real use cases and the model issuer, and a lane for its pages."""

    lane: Lane
    theme: Theme
    clock: FakeClock = field(default_factory=FakeClock)
    printer: FakePrinter = field(default_factory=FakePrinter)
    ledger: FakeLedger = field(default_factory=FakeLedger)

    def __post_init__(self) -> None:
        self.issuer = FakeIssuer(self.clock).with_cards(ACTIVE, QUEUED, UNKNOWN, HELD, TAKEN, MISMATCH, FRESH)
        self.road = road(self.ledger, self.issuer, self.clock, self.printer)
        self.line = Line(LineState.ONLINE)
        self.approvers = FakeApprovers()
        self.limits = Limits()
        desk = OfflineDesk(self.ledger, self.clock, lambda: self.limits, self.approvers, self.road.shop.operator_id)
        self.counter = Counter(self.road, FakeChance(), desk=desk, line=lambda: self.line)

    def sell(self, card: str, fate: Fate = Fate.OK, *, minor: int = 50_000, read_before: bool = True) -> Activation:
        """One sale whose call is treated so; a minute later the next may come."""
        self.issuer.fates.append(fate)
        sold = self.counter.sell(
            sale(card, minor=minor, read_before=read_before, customer_name="Ærlig Øystein Åsen"), lambda _step: None
        )
        self.issuer.fates.clear()
        self.clock.move(60)
        return sold.activations[0]

    def sell_one_of_each(self) -> dict[State, Activation]:
        """One sale for each state that a sale can end in."""
        self.issuer.sell_elsewhere(TAKEN, 20_000)
        made = (
            self.sell(ACTIVE),
            self.sell(QUEUED, Fate.NOT_SENT, minor=100_000),
            self.sell(UNKNOWN, Fate.LOST_AFTER, minor=25_050),
            self.sell(HELD, Fate.BAD_REQUEST),
            self.sell(TAKEN, read_before=False),
            self.sell(MISMATCH, Fate.OTHER_AMOUNT),
        )
        return {activation.state: activation for activation in made}


def controls_without_a_name(page: QWidget) -> list[str]:
    """Every control that takes the focus and has nothing for a screen reader to say."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton

    return [
        type(part).__name__
        for part in page.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not part.accessibleName()
        and not (isinstance(part, QAbstractButton) and part.text())
    ]
