"""The selling page under a cashier's hands: what it says is wrong, how long it waits, and what is true meanwhile."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.problem import Code, Problem
from app.till.ports import PrintOutcome, PrintReport
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import ending, waiting
from tests.fakes import Fate
from tests.ui.stage import CARDS, HeldWorker


@pytest.mark.parametrize(("digits", "ends"), [(CARDS[0], True), ("5000112637922", False)])
def test_a_typed_code_and_enter_scold_nobody_for_an_amount(till, qtbot, digits, ends):
    QTest.keyClicks(till.page.card.entry, digits)
    till.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(till.model.form.entries) is ends)
    qtbot.waitUntil(lambda: all(entry.look for entry in till.model.form.entries))
    assert not till.model.was_tried
    assert till.page.amount.problem.isHidden()


def test_one_thing_at_a_time_is_said_to_be_wrong(till):
    till.scan(CARDS[0])
    till.press(Qt.Key.Key_Return)
    assert till.page.amount.problem.text().startswith("There is no amount yet.")
    till.window.scanned("5000112637922")
    assert till.page.card.notice.isVisible()
    assert till.page.amount.problem.isHidden()
    till.press(Qt.Key.Key_Return)
    assert till.page.card.notice.isHidden()
    assert till.page.amount.problem.isVisible()


def test_the_other_countrys_decimal_sign_is_answered_with_ones_own(till):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "500.50")
    assert till.page.amount.problem.text() == "Use a comma: 500,50"


def test_no_amount_is_longer_than_the_screen_is_wide(till):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "9" * 19)
    edit, panel = till.page.amount.edit, till.page.amount
    assert edit.text() == "9" * 12
    assert edit.mapTo(panel, edit.rect().topRight()).x() < panel.currency.mapTo(panel, edit.rect().topLeft()).x()


def test_a_slow_printer_hides_no_active_card(till, stage, qtbot):
    held = Event()
    prints = stage.printer.print
    stage.printer.print = lambda paper, **how: (held.wait(5), prints(paper, **how))[1]
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    till.tap(till.page.load)
    qtbot.waitUntil(lambda: till.page.result.lead.text() == "The receipt is printing.")
    assert till.model.phase is Phase.SELLING
    assert till.page.result.heading.text() == "is on card …4711"
    assert till.page.next_card.title.text() == "Wait for the receipt"
    assert "not active" not in till.page.paper.sheet.accessibleDescription().lower()
    held.set()
    till.until(Phase.RESULT)
    assert "printed" in ending(till.model).lead


def test_a_long_wait_says_how_long_it_has_been(till):
    assert waiting(till.model, 2).detail == ""
    assert waiting(till.model, 12).spoken == "Wait for the answer. 12 seconds so far"


def test_the_currency_button_says_what_a_press_does(till):
    till.scan(CARDS[0])
    assert till.page.amount.currency.accessibleName() == "Currency NOK, press for SEK"


def test_the_preview_has_the_number_that_the_next_paper_gets(till, stage, qtbot):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    till.window.turn_to("queue")
    other = SellModel(stage.counter(), HeldWorker())
    other.scanned(CARDS[1])
    other.type_amount("100")
    other._worker.work()
    other.confirm()
    other._worker.work()
    till.window.turn_to("sell")
    qtbot.waitUntil(lambda: till.model.preview().number == stage.ledger.next_number() > 1)


def test_each_of_three_results_is_seen_whole_on_the_smallest_screen(till, stage, qtbot):
    stage.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    till.sell(Fate.OK, *CARDS[:3])
    shown = till.page.result.list
    assert (till.window.width(), till.window.height()) == (1024, 768)
    qtbot.waitUntil(lambda: 0 < shown.widget().sizeHint().height() <= shown.height())
