"""The window around the sale: its pages, its foot line, its faults, and what it does before anything else."""

import re
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.core.activation import State
from app.core.problem import Code, Problem
from app.till.line import Line, LineState
from app.ui.desk import Desk, DeviceState, DeviceStatus
from app.ui.theme import Tone
from app.ui.window import TillWindow
from tests.fakes import Fate
from tests.ui.cashier import Cashier
from tests.ui.stage import CARDS, RESOURCES, Stage

ACTIVE_WORDS = re.compile(r"\b(is active|are active|is on (card|\d)|loaded\b|valid)", re.IGNORECASE)


def test_the_pages_open_by_key_and_the_foot_tells_how_things_are(till, qtbot, stage):
    for key, name in (("F3", "check"), ("F4", "queue"), ("F5", "journal"), ("F2", "sell")):
        QTest.keyClick(till.window, getattr(Qt.Key, f"Key_{key}"))
        qtbot.waitUntil(lambda name=name: till.window.bar.pages[name].isChecked())
    stage.devices.listener.line_changed(Line(LineState.OFFLINE, stage.clock.now()))
    stage.devices.listener.printer_changed(DeviceStatus(DeviceState.TROUBLE, problem=Problem(Code.PRINTER_NO_PAPER)))
    qtbot.waitUntil(lambda: till.window.foot.network.text() == "Offline since 14:03")
    qtbot.waitUntil(lambda: till.window.foot.printer.property("tone") == "bad")


def test_what_waits_is_counted_at_the_foot_with_its_sum(till, qtbot):
    till.sell(Fate.NOT_SENT)
    qtbot.waitUntil(lambda: till.window.foot.queue.text() == "1 waiting · 500,00 kr")
    assert till.window.bar.pages["queue"].text() == "Queue 1"


def test_a_scan_on_another_page_is_heard_there(till, qtbot):
    till.window.turn_to("check")
    till.keys.scan(CARDS[0])
    assert till.model.form.entries == []
    till.window.turn_to("devices")
    till.keys.scan(CARDS[0])
    qtbot.waitUntil(lambda: len(till.model.form.entries) == 1)
    assert till.window.bar.pages["sell"].isChecked()


def test_a_card_that_is_scanned_while_a_slip_is_shown_goes_onto_the_sale(till, qtbot):
    till.window.turn_to("slip")
    till.keys.scan(CARDS[0])
    qtbot.waitUntil(lambda: len(till.model.form.entries) == 1)
    assert till.window.bar.pages["sell"].isChecked()


def test_whose_money_it_is_stands_loudly_at_the_top(till):
    assert till.window.bar.badge.text() == "TEST ACCOUNT T00000000"


def test_a_journal_that_fails_about_the_paper_is_told_beside_the_active_card(till, stage):
    stage.printer.ledger = stage.ledger
    till.sell()
    assert till.model.activations[0].state is State.ACTIVE
    assert till.page.result.property("tone") == Tone.ACTIVE.value
    assert till.page.result.giant.text() == "500,00 kr"
    assert till.page.result.trouble.property("tone") == Tone.BAD.value
    assert "could not save what became of the paper" in till.words(till.page.result.trouble)
    assert "Scan the next card" not in till.words(till.page.result)


def test_help_tells_of_the_page_that_was_open_and_leads_back_to_it(till):
    till.window.turn_to("queue")
    till.window.turn_to("help")
    page = till.window.stack.currentWidget()
    assert "It never loads one blindly a second time" in till.words(page)
    assert till.focused() is page.reader
    till.press(Qt.Key.Key_Escape)
    assert till.window.bar.pages["queue"].isChecked()


def test_the_first_run_screen_has_its_help(qtbot, stage):
    made = TillWindow(Desk(None, None, None), RESOURCES)
    qtbot.addWidget(made)
    made.show()
    made.turn_to("help")
    assert "practice service" in " ".join(each.text() for each in made.stack.currentWidget().findChildren(QLabel))
    made.turn_to("queue")
    made.turn_to("setup")
    assert made.stack.currentWidget().account.edit.isVisible()
    made.close_down()


def test_a_fault_that_is_tried_again_closes_the_old_desk_before_a_new_one_is_made(qtbot, stage):
    steps = []

    def reopen():
        steps.append("opened")
        return Stage().desk()

    made = Cashier(qtbot, stage, close=lambda: steps.append("closed"), reopen=reopen)
    made.window.show_fault(Problem(Code.JOURNAL_FAULT))
    again = made.window.stack.currentWidget().again
    made.tap(again)
    assert not made.window.stack.isEnabled(), "nothing is sold at a desk that is being closed"
    qtbot.waitUntil(lambda: len(steps) == 2 and made.window.bar.pages["sell"].isChecked())
    assert steps == ["closed", "opened"]
    assert stage.devices.is_stopped
    assert made.window.stack.isEnabled()
    assert not made.window.wedge.signalsBlocked()
    made.end()


def test_a_bug_is_told_on_one_line_and_not_swallowed(till):
    till.window.show_crash("KeyError")
    assert till.window.crash.isVisible()
    assert "KeyError" in till.window.crash.words.text()


def test_what_has_to_be_known_is_told_on_one_line_while_the_till_sells_on(qtbot, stage):
    made = Cashier(qtbot, stage, notice=Problem(Code.JOURNAL_RESTORED, {"doubtful": 3}))
    qtbot.waitUntil(made.window.crash.isVisible)
    assert "put back from an older copy" in made.window.crash.words.text()
    made.sell()
    assert made.model.activations[0].state is State.ACTIVE
    made.end()


def test_a_till_that_stays_open_is_looked_after_again_and_damage_ends_selling(qtbot, stage):
    found: list[Problem | None] = [None, None, Problem(Code.JOURNAL_DAMAGED)]
    made = Cashier(qtbot, stage, upkeep=lambda: found.pop(0))
    qtbot.waitUntil(lambda: len(found) == 2)
    made.window.upkeep.timer.timeout.emit()
    qtbot.waitUntil(lambda: len(found) == 1)
    assert made.window.bar.pages["sell"].isChecked()
    made.window.upkeep.timer.timeout.emit()
    qtbot.waitUntil(lambda: not made.window.bar.pages["sell"].isChecked())
    assert "damaged" in made.words(made.window.stack.currentWidget())
    made.end()


def test_a_clock_that_turns_out_wrong_is_warned_of_with_the_next_count(till, qtbot, stage):
    stage.clock_is_ahead(timedelta(days=5))
    till.window.refresh_queue()
    qtbot.waitUntil(lambda: "5 days off" in till.words(till.page))


def test_a_start_settles_what_an_earlier_process_left_before_anything_else(qtbot, stage):
    first = stage.counter()
    seen = []
    stage.issuer.before_call = lambda order: seen.append(order) or (_ for _ in ()).throw(KeyboardInterrupt)
    from tests.fakes import sale

    with pytest.raises(KeyboardInterrupt):
        first.sell(sale(CARDS[0]), lambda _step: None)
    made = Cashier(qtbot, stage)
    qtbot.waitUntil(lambda: made.window.foot.queue.property("tone") == "wait")
    assert [known.state for known in stage.ledger.queue()] == [State.UNKNOWN]
    made.end()
