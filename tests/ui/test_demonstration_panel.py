"""The cards to practise with: bar codes that a real reader reads, and a button that stands for a scan."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.core.card import CardCode
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault
from app.ui.demonstration_panel import DemonstrationPanel
from app.ui.lane import Lane
from app.ui.theme import Theme
from tests.ui.shop_floor import ACTIVE, FRESH, RESOURCES, ShopFloor, controls_without_a_name


@pytest.fixture
def theme(qapp) -> Theme:
    return Theme("dark", RESOURCES)


@pytest.fixture
def lane(qapp) -> Iterator[Lane]:
    made = Lane("practice")
    yield made
    made.close()


def nothing_sold() -> frozenset[str]:
    return frozenset()


def test_a_press_is_a_scan(qtbot, theme, lane) -> None:
    scans: list[str] = []
    panel = DemonstrationPanel((FRESH, ACTIVE), theme, scans.append, lane, nothing_sold)
    qtbot.addWidget(panel)
    panel.show()
    panel.opened()
    first, second = panel.cards
    assert panel.focusWidget() is first.scan
    qtbot.keyClick(first.scan, Qt.Key.Key_Space)
    second.scan.click()
    assert scans == [FRESH, ACTIVE]


def test_a_sold_card_is_marked_and_goes_behind_those_that_wait(qtbot, theme, lane) -> None:
    floor = ShopFloor(lane, theme)
    floor.sell(ACTIVE)

    def sold() -> frozenset[str]:
        return frozenset(code for code in (ACTIVE, FRESH) if floor.ledger.open_for(CardCode(code)))

    scans: list[str] = []
    panel = DemonstrationPanel((ACTIVE, FRESH), theme, scans.append, lane, sold)
    qtbot.addWidget(panel)
    panel.show()
    panel.opened()
    qtbot.waitUntil(lambda: panel.cards[0].code == FRESH)
    waiting, gone = panel.cards
    assert (waiting.sold.isHidden(), gone.sold.isHidden()) == (True, False)
    assert gone.scan.accessibleName() == f"Scan {ACTIVE}, used already"
    assert panel.focusWidget() is waiting.scan
    qtbot.keyClick(waiting.scan, Qt.Key.Key_Tab)
    assert panel.focusWidget() is gone.scan
    gone.scan.click()
    assert scans == [ACTIVE], "what the till says to a card that was sold is worth practising, too"


def test_a_journal_that_cannot_be_read_leaves_the_cards_as_they_are(qtbot, theme, lane) -> None:
    asked: list[None] = []

    def fails() -> frozenset[str]:
        asked.append(None)
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    panel = DemonstrationPanel((FRESH, ACTIVE), theme, lambda _text: None, lane, fails)
    qtbot.addWidget(panel)
    panel.opened()
    done: list[object] = []
    lane.run(lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert asked
    assert [card.code for card in panel.cards] == [FRESH, ACTIVE]


def test_without_cards_there_is_still_a_page(qtbot, theme, lane) -> None:
    panel = DemonstrationPanel((), theme, lambda _text: None, lane, nothing_sold)
    qtbot.addWidget(panel)
    panel.opened()
    assert panel.cards == []


def test_every_control_has_a_name(qtbot, theme, lane) -> None:
    panel = DemonstrationPanel((FRESH, ACTIVE), theme, lambda _text: None, lane, nothing_sold)
    qtbot.addWidget(panel)
    assert controls_without_a_name(panel) == []
    assert [card.scan.accessibleName() for card in panel.cards] == [f"Scan {FRESH}", f"Scan {ACTIVE}"]
