"""A scanner is set up by three codes that it reads from the screen, and nothing is changed before a person agrees."""

import pytest
from PySide6.QtCore import Qt

from app.core.calibration import CODES
from app.core.paper import QrCode
from app.core.problem import Code, Problem
from app.core.trial_scan import ScanSource
from app.till.ports import PrintOutcome, PrintReport
from app.ui.calibration_page import caution_of, facts_of
from app.ui.desk import WedgeSettings
from tests.ui.cashier import Cashier
from tests.ui.scenes_calibration import keys
from tests.ui.stage import CARDS


@pytest.fixture
def page(till, qtbot):
    till.window.turn_to("devices")
    till.window.stack.currentWidget().set_up.click()
    shown = till.window.stack.currentWidget()
    qtbot.waitUntil(shown.isVisible)
    return shown


def scan(till, qtbot, page, code, end=Qt.Key.Key_Tab):
    before = (len(page.found), page.said.words.text() if page.said.isVisible() else "")
    till.keys.scan(code, end="")
    till.keys.key(end, "", gap=5)
    qtbot.waitUntil(lambda: (len(page.found), page.said.words.text() if page.said.isVisible() else "") != before)


def test_three_codes_are_scanned_and_what_was_found_is_saved_once_a_person_agrees(till, stage, qtbot, page):
    assert not page.use.isVisible()
    for code in CODES:
        scan(till, qtbot, page, code)
    assert page.use.isVisible()
    assert ("After a code", "The key Tab") in [(name, bare(value)) for name, value in page.facts.facts]
    assert stage.devices.set_up == {}
    with qtbot.waitSignal(page.used) as told:
        page.use.click()
    assert told.args[0].is_scanner
    assert stage.devices.set_up["wedge_suffix"] == "Tab"
    assert stage.devices.set_up["wedge_layout"] == "typed"
    assert till.model.form.entries == []


def bare(text):
    return text.strip("\u2068\u2069")


def test_the_codes_may_be_read_in_any_order_and_one_that_comes_again_is_told(till, qtbot, page):
    scan(till, qtbot, page, CODES[2])
    assert [pair.code for pair in page.codes if pair.isVisible()] == [CODES[0]]
    assert [sign.words.text() for sign in page.steps.signs] == ["Code 1", "Code 2", "Code 3 read"]
    scan(till, qtbot, page, CODES[2])
    assert "read already" in page.said.words.text()
    scan(till, qtbot, page, CODES[0])
    scan(till, qtbot, page, CODES[1])
    assert page.use.isVisible()


def test_a_scanner_that_does_not_type_is_told_that_it_needs_no_setting_up(till, page):
    till.window.scans.heard(CODES[0], ScanSource.SERIAL)
    assert page.isVisible()
    assert "does not type" in page.said.words.text()
    assert page.found == {}


def test_begin_again_forgets_what_was_read(till, qtbot, page):
    scan(till, qtbot, page, CODES[0])
    till.tap(page.again)
    assert page.found == {}
    assert page.codes[0].isVisible()
    assert not page.again.isVisible()
    assert till.focused() is page.back, "the keyboard stays on this page"


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (PrintReport(PrintOutcome.YES), "in any order"),
        (PrintReport(PrintOutcome.NO), "no printer"),
        (PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER, {"address": "usb"})), "paper"),
        (PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT, {"address": "usb"})), "printer"),
    ],
)
def test_the_codes_are_printed_and_how_it_went_is_said(till, stage, qtbot, page, report, said):
    stage.devices.report = report
    till.tap(page.print)
    assert not page.print.isEnabled(), "one at a time"
    qtbot.waitUntil(page.print.isEnabled)
    (paper,) = stage.devices.aside
    assert [line.data for line in paper.lines if isinstance(line, QrCode)] == list(CODES)
    assert said in page.said.words.text()
    scan(till, qtbot, page, CODES[0])
    assert len(page.found) == 1


VALUES = {
    "wedge_prefix": "",
    "wedge_suffix": "Return",
    "wedge_gap_ms_max": 80,
    "wedge_shortest": 6,
    "wedge_layout": "typed",
    "wedge_minds_caps_lock": False,
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"wedge_gap_ms_max": 160, "wedge_shortest": 12}, "quick typing can look like a scan"),
        ({"wedge_suffix": ""}, "nothing after a code"),
    ],
)
def test_a_setting_that_serves_badly_is_told_with_what_to_do(changes, said):
    told = caution_of(VALUES | changes)
    assert said in told
    assert bool(told) == bool(said)


def test_what_was_found_is_told_in_words():
    assert facts_of(VALUES)[0] == ("Keyboard", "Same as this computer's")
    told = dict(facts_of(VALUES | {"wedge_layout": "us", "wedge_prefix": "F9", "wedge_minds_caps_lock": True}))
    assert "US" in told["Keyboard"]
    assert (told["Before a code"], told["After a code"]) == ("The key F9", "The Enter key")
    assert "80 ms" in told["Pace"]
    assert told["Caps Lock"]


def test_another_code_is_told_and_changes_nothing(till, qtbot, page):
    scan(till, qtbot, page, "7001448200004711")
    assert page.said.isVisible()
    assert page.found == {}
    assert till.model.form.entries == []


def test_codes_that_came_in_different_ways_begin_anew(till, qtbot, page):
    scan(till, qtbot, page, CODES[0])
    scan(till, qtbot, page, CODES[1])
    till.keys.scan(CODES[2], end="")
    till.keys.key(Qt.Key.Key_Return, "", gap=5)
    qtbot.waitUntil(page.said.isVisible)
    assert page.found == {}
    assert not page.use.isVisible()


def test_keys_of_a_person_reach_the_page(till, qtbot, page):
    till.keys.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(till.window.bar.pages["sell"].isChecked)


def test_away_from_the_page_scans_are_scans_again(till, qtbot, page):
    page.back.click()
    assert not page.isVisible()
    till.window.turn_to("sell")
    till.keys.scan("7001448200004711")
    qtbot.waitUntil(lambda: len(till.model.form.entries) == 1)


def test_what_cannot_be_saved_is_said_in_words(till, stage, qtbot, page):
    stage.devices.trouble = Problem(Code.SETTINGS_UNREADABLE, {"file": "settings.toml", "reason": "read-only"})
    for code in CODES:
        scan(till, qtbot, page, code)
    page.use.click()
    qtbot.waitUntil(page.said.isVisible)
    assert "settings" in page.said.words.text().lower()


def test_the_settings_are_in_force_as_soon_as_they_are_saved(qtbot, stage):
    def reopen():
        return stage.desk(wedge=WedgeSettings(suffix=stage.devices.set_up["wedge_suffix"], gap_ms_max=200))

    till = Cashier(qtbot, stage, reopen=reopen)
    till.window.turn_to("calibration")
    page = till.window.stack.currentWidget()
    qtbot.waitUntil(page.isVisible)
    for code in CODES:
        scan(till, qtbot, page, code)
    before = till.window.desk
    page.use.click()
    qtbot.waitUntil(lambda: till.window.desk is not before and till.window.stack.isEnabled())
    devices = till.window.pages.devices
    qtbot.waitUntil(devices.told.isVisible)  # Qt shows a new room with the next round of events
    assert "Saved" in devices.told.words.text()
    assert devices.trial.is_on, "the scanner is tried before a customer stands there"
    till.window.turn_to("sell")
    sale = till.window.pages.sell(till.window.desk.counter).model
    till.keys.scan(CARDS[0], gap=100, end="\t")
    qtbot.waitUntil(lambda: all(entry.look for entry in sale.form.entries))
    assert len(sale.form.entries) == 1
    till.end()


def test_no_code_moves_while_something_is_said(qapp, page):
    def places():
        for _round in range(3):
            qapp.processEvents()
        shown = next(pair for pair in page.codes if pair.isVisible())
        return shown.mapTo(page, shown.rect().topLeft()), shown.size()

    before = places()
    for typed in ("7001448200004711", CODES[0], CODES[0], "@@" + CODES[1], CODES[1] + "##"):
        page.capture.captured.emit(keys(typed))
        assert places() == before, typed
    assert "More than one key came after" in page.said.words.text()


@pytest.mark.parametrize("prefix", ["@@", "#A"])
def test_a_prefix_of_two_keys_is_said_to_be_one_too_many_and_nothing_is_proposed(till, qtbot, page, prefix):
    for code in CODES:
        scan_of_prefix(till, qtbot, page, prefix + code)
        assert "More than one key came before this code" in page.said.words.text()
        page.said.hide()
    assert page.found == {}
    assert not page.use.isVisible()


def scan_of_prefix(till, qtbot, page, text):
    till.keys.scan(text, end="\t")
    qtbot.waitUntil(page.said.isVisible)


def test_more_keys_than_one_after_a_code_are_told(till, qtbot, page):
    scan_of_prefix(till, qtbot, page, CODES[0] + "##")
    assert "More than one key came after this code" in page.said.words.text()
    assert page.found == {}


def test_settings_that_do_not_bring_the_codes_back_are_not_promised(till, qtbot, page):
    """The scanner ends each code with a sign that stands in one of them."""
    for code in CODES:
        scan(till, qtbot, page, f"{code}A", end=Qt.Key.Key_F12)
    assert "No settings read this scanner right" in page.said.words.text()
    assert page.found == {}
    assert not page.use.isVisible()
