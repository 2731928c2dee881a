"""The journal: every sale with all it went through, read as far as somebody scrolls."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.core.activation import State
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from app.ui.journal_cells import ROOM
from app.ui.journal_model import PAGE, Column, JournalModel
from app.ui.journal_page import JournalPage
from app.ui.lane import Lane
from app.ui.theme import Theme
from tests.fake_ledger import FakeLedger
from tests.fakes import Fate, order, shop
from tests.ui.shop_floor import ACTIVE, FRESH, RESOURCES, ShopFloor, controls_without_a_name

STATE = Column.STATE


@pytest.fixture
def floor(qapp) -> Iterator[ShopFloor]:
    lane = Lane("journal")
    yield ShopFloor(lane, Theme("light", RESOURCES))
    lane.close()


@pytest.fixture
def page(floor, qtbot) -> JournalPage:
    made = JournalPage(floor.counter, floor.lane, floor.theme)
    qtbot.addWidget(made)
    made.resize(1024, 680)
    made.show()
    return made


def opened(page, qtbot, rows: int) -> JournalPage:
    page.opened()
    qtbot.waitUntil(lambda: page.model.rowCount() == rows)
    qtbot.waitUntil(lambda: not page.details.facts.isHidden())
    return page


def cell(page, row: int, column: Column) -> str:
    return page.model.data(page.model.index(row, column))


def values(facts) -> list[str]:
    return [value.strip("\u2068\u2069") for _name, value in facts.facts]


def test_a_till_that_sold_nothing_says_so(page, qtbot) -> None:
    page.opened()
    qtbot.waitUntil(page.empty.isVisible)
    assert page.details.isHidden()


def test_the_newest_sale_stands_first_with_its_state_in_words(page, floor, qtbot) -> None:
    sold = floor.sell_one_of_each()
    opened(page, qtbot, 6)
    assert [cell(page, row, STATE) for row in range(6)] == [
        "Not as confirmed",
        "Already sold",
        "Not loaded",
        "Being checked",
        "Not active yet",
        "Active",
    ]
    assert cell(page, 5, Column.AMOUNT) == "500,00 kr"
    assert cell(page, 5, Column.CARD) == "…4711"
    assert cell(page, 5, Column.TIME) == "14:03"
    assert cell(page, 5, Column.REFERENCE) == sold[State.ACTIVE].short_id


def test_a_sale_of_another_day_shows_its_day(page, floor, qtbot) -> None:
    floor.sell(ACTIVE)
    floor.clock.move(86_400)
    opened(page, qtbot, 1)
    assert cell(page, 0, Column.TIME) == "23.11.2026"
    assert page.details.steps.facts[0][0] == "23.11.2026 14:03"


def test_a_chosen_sale_shows_every_step_and_its_paper(page, floor, qtbot) -> None:
    floor.sell_one_of_each()
    opened(page, qtbot, 6)
    page.table.selectRow(3)
    qtbot.waitUntil(lambda: page.details.amount.text() == "250,50 kr" and len(page.details.steps.facts) == 3)
    steps = values(page.details.steps)
    assert steps == [
        "Saved, not active yet",
        "Sending",
        "Checking the card. No answer came from the gift-card service.",
    ]
    assert "Ærlig Øystein Åsen" in values(page.details.facts)
    assert "Under avklaring" in page.details.sheet.accessibleDescription()


def test_print_again_prints_a_copy_and_says_what_became_of_it(page, floor, qtbot) -> None:
    floor.sell(ACTIVE)
    opened(page, qtbot, 1)
    assert page.details.print_again.text() == "Print again"
    page.details.print_again.click()
    page.details.print_again.click()
    qtbot.waitUntil(lambda: "Receipt 000001 is printed." in page.details.result.text())
    assert len(floor.printer.papers) == 2
    assert floor.printer.papers[1].lines[0].text == "KOPI"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (PrintOutcome.YES, "000001, printed"),
        (PrintOutcome.NO, "000001, not printed"),
        (PrintOutcome.UNKNOWN, "000001, not known whether it was printed"),
    ],
)
def test_whether_the_paper_came_out_is_told_beside_its_number(page, floor, qtbot, outcome, words) -> None:
    floor.printer.reports.append(PrintReport(outcome))
    floor.sell(ACTIVE)
    opened(page, qtbot, 1)
    assert words in values(page.details.facts)


def test_no_cell_of_a_sale_of_another_day_is_cut(page, floor, qtbot, qapp) -> None:
    floor.theme.apply()
    floor.sell_one_of_each()
    floor.clock.move(86_400)
    opened(page, qtbot, 6)
    for column in Column:
        room = 2 * floor.theme.pixels(ROOM)
        assert page.table.sizeHintForColumn(column) + room <= page.table.columnWidth(column)
    qapp.setStyleSheet("")


def test_a_printer_in_trouble_is_told_beside_the_sale(page, floor, qtbot) -> None:
    floor.sell(ACTIVE)
    opened(page, qtbot, 1)
    floor.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_COVER_OPEN)))
    page.details.print_again.click()
    qtbot.waitUntil(lambda: "cover is open" in page.details.result.text())


def test_a_sale_without_paper_can_have_a_slip(page, floor, qtbot) -> None:
    floor.sell(FRESH, Fate.BAD_REQUEST)
    opened(page, qtbot, 1)
    assert page.details.print_again.text() == "Print slip"
    page.details.print_again.click()
    qtbot.waitUntil(lambda: "Slip 000001 is printed." in page.details.result.text())
    qtbot.waitUntil(lambda: page.details.print_again.text() == "Print again")


def test_a_sale_that_moved_on_elsewhere_is_shown_as_it_stands_now(page, floor, qtbot) -> None:
    sold = floor.sell_one_of_each()[State.UNKNOWN]
    opened(page, qtbot, 6)
    floor.counter.settle(sold.id, lambda _step: None)
    assert cell(page, 3, STATE) == "Being checked"
    page.table.selectRow(3)
    qtbot.waitUntil(lambda: cell(page, 3, STATE) == "Active")
    assert page.details.state.words.text() == "The card is active"


def test_reading_again_keeps_the_chosen_sale(page, floor, qtbot) -> None:
    floor.sell_one_of_each()
    opened(page, qtbot, 6)
    page.table.selectRow(2)
    floor.sell(FRESH)
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    assert page.table.selectionModel().selectedRows()[0].row() == 3


def test_the_arrow_keys_walk_through_the_sales(page, floor, qtbot) -> None:
    floor.sell_one_of_each()
    opened(page, qtbot, 6)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.details.state.words.text() == "This card was already sold")


def test_more_is_read_only_when_somebody_scrolls_to_the_end(page, floor, qtbot) -> None:
    cards = [f"70014482002{place:05d}" for place in range(PAGE + 30)]
    floor.issuer.with_cards(*cards)
    for card in cards:
        floor.sell(card, Fate.NOT_SENT)
    opened(page, qtbot, PAGE)
    page.table.scrollToBottom()
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE + 30)
    assert not page.model.canFetchMore(QModelIndex())
    shown = {cell(page, row, Column.REFERENCE) for row in range(PAGE + 30)}
    assert len(shown) == PAGE + 30


def test_a_page_is_asked_for_once_while_it_is_on_its_way(qapp) -> None:
    asked: list[str | None] = []
    model = JournalModel(shop(), lambda _activation: "14:03", asked.append)
    ledger = FakeLedger()
    for place in range(PAGE):
        ledger.add([order(f"CARD-{place:04d}", f"{place:032x}")])
    page = ledger.latest(PAGE)
    model.restart(page)
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [page[-1].id]
    model.add_page([])
    assert not model.canFetchMore(QModelIndex())


def test_a_journal_that_fails_is_told_and_handed_on(page, floor, qtbot, monkeypatch) -> None:
    def fails(_ledger: FakeLedger, _most: int, _before: str | None = None) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    monkeypatch.setattr(FakeLedger, "latest", fails)
    with qtbot.waitSignal(page.faulted):
        page.opened()
    assert page.trouble.words.text().startswith("The till's journal is damaged")


@pytest.mark.parametrize("method", ["history", "issue_paper"])
def test_a_journal_that_fails_beside_one_sale_is_told(page, floor, qtbot, monkeypatch, method) -> None:
    floor.sell(FRESH, Fate.BAD_REQUEST)
    opened(page, qtbot, 1)

    def fails(_ledger: FakeLedger, *_of: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False)

    monkeypatch.setattr(FakeLedger, method, fails)
    with qtbot.waitSignal(page.faulted):
        if method == "history":
            page.refresh()
        else:
            page.details.print_again.click()
    assert page.trouble.words.text().startswith("The till could not save.")


def test_a_second_receipt_is_refused_in_words(page, floor, qtbot, monkeypatch) -> None:
    floor.sell(FRESH, Fate.BAD_REQUEST)
    opened(page, qtbot, 1)

    def refuses(_ledger: FakeLedger, *_of: object) -> None:
        raise StepRefused(Problem(Code.STEP_NOT_ALLOWED))

    monkeypatch.setattr(FakeLedger, "issue_paper", refuses)
    page.details.print_again.click()
    qtbot.waitUntil(lambda: page.details.result.text().startswith("This cannot be done"))


def test_every_control_has_a_name(page, floor, qtbot) -> None:
    floor.sell(ACTIVE)
    opened(page, qtbot, 1)
    assert controls_without_a_name(page) == []
    spoken = page.model.data(page.model.index(0, STATE), int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "State: Active"
