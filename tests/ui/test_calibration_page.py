"""A scanner is set up by three codes that it reads from the screen, and nothing is changed before a person agrees."""

import pytest
from PySide6.QtCore import Qt

from app.core.calibration import CODES
from app.core.problem import Code, Problem
from app.ui.desk import WedgeSettings
from tests.ui.cashier import Cashier
from tests.ui.stage import CARDS


@pytest.fixture
def page(till, qtbot):
    till.window.turn_to("devices")
    till.window.stack.currentWidget().set_up.click()
    shown = till.window.stack.currentWidget()
    qtbot.waitUntil(shown.isVisible)
    return shown


def scan(till, qtbot, page, code, end=Qt.Key.Key_Tab):
    before = (len(page._found), page.said.isVisible())
    till.keys.scan(code, end="")
    till.keys.key(end, "", gap=5)
    qtbot.waitUntil(lambda: (len(page._found), page.said.isVisible()) != before)


def test_three_codes_are_scanned_and_what_was_found_is_saved_once_a_person_agrees(till, stage, qtbot, page):
    assert not page.use.isVisible()
    for code in CODES:
        scan(till, qtbot, page, code)
    assert page.use.isVisible()
    assert "Tab" in page.result.text()
    assert stage.devices.set_up == {}
    with qtbot.waitSignal(page.used):
        page.use.click()
    assert stage.devices.set_up["wedge_suffix"] == "Tab"
    assert stage.devices.set_up["wedge_layout"] == "typed"
    assert till.model.form.entries == []


def test_another_code_is_told_and_changes_nothing(till, qtbot, page):
    scan(till, qtbot, page, "7001448200004711")
    assert page.said.isVisible()
    assert page._found == []
    assert till.model.form.entries == []


def test_codes_that_came_in_different_ways_begin_anew(till, qtbot, page):
    scan(till, qtbot, page, CODES[0])
    scan(till, qtbot, page, CODES[1])
    till.keys.scan(CODES[2], end="")
    till.keys.key(Qt.Key.Key_Return, "", gap=5)
    qtbot.waitUntil(page.said.isVisible)
    assert page._found == []
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


def test_what_cannot_be_saved_is_said_in_words(till, qtbot, page):
    page._save = lambda _values: Problem(Code.SETTINGS_UNREADABLE, {"file": "settings.toml", "reason": "read-only"})
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
    sale = till.window.pages.sell(till.window.desk.counter).model
    till.keys.scan(CARDS[0], gap=100, end="\t")
    qtbot.waitUntil(lambda: all(entry.look for entry in sale.form.entries))
    assert len(sale.form.entries) == 1
    till.end()
