"""The devices' page: what is there, tried and put to use; a scan that sells nothing; lights while somebody looks."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.core.key_reading import Layout, Reading
from app.core.problem import Code, Problem
from app.core.trial_scan import ScanKind, ScanSource, TrialScan
from app.till.ports import PrintOutcome, PrintReport
from app.ui.desk import Saved
from app.ui.devices_page import DevicesPage
from app.ui.printer_eye import OFTEN_S
from app.ui.sell_page import SellPage
from tests.ui.scene import Scene
from tests.ui.scenes_faults import display_tried
from tests.ui.stage import CARDS


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    made = Scene("light", (1024, 768))
    made.window.turn_to("devices")
    yield made
    made.close()


@pytest.fixture
def page(scene: Scene) -> DevicesPage:
    shown = scene.window.pages.devices
    assert shown is not None
    scene.until(lambda: bool(shown.found.rows))
    return shown


def test_what_the_machine_has_stands_there_with_what_is_in_use(page: DevicesPage) -> None:
    first, second, third, fourth = page.found.rows
    assert "TM-T20III" in first.name.text()
    assert [not row.state.isHidden() for row in page.found.rows] == [True, True, False, False]
    assert [row.use.isHidden() for row in page.found.rows] == [True, True, False, False]
    assert (third.use.text(), fourth.use.text()) == ("Use as scanner", "Use as printer")
    assert (first.attempt.isHidden(), second.attempt.isHidden()) == (False, True), "a scanner is tried by a scan"


def test_nothing_found_says_what_to_do(scene: Scene, page: DevicesPage) -> None:
    scene.stage.devices.there = ()
    page.found.look.click()
    scene.until(lambda: not page.found.rows)
    assert page.found.empty.text().startswith("Nothing was found by cable. Plug it in, then look again. A printer on")


def test_that_a_printer_on_the_network_is_not_found_is_said_beside_what_was(page: DevicesPage) -> None:
    assert page.found.empty.text().startswith("A printer on the network cannot be found by looking")
    assert "tcp://HOST:9100" in page.found.empty.text()


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (PrintReport(PrintOutcome.YES), "came out"),
        (
            PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER, {"address": "usb"})),
            "Put in a new roll, then print the strip again.",
        ),
        (PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT, {"address": "usb"})), "If no strip came"),
    ],
)
def test_a_printer_is_tried_by_a_strip_and_how_it_went_is_said(
    scene: Scene, page: DevicesPage, report: PrintReport, said: str
) -> None:
    scene.stage.devices.report = report
    page.found.rows[0].attempt.click()
    assert not page.found.rows[3].attempt.isEnabled(), "one at a time"
    scene.until(page.found.rows[3].attempt.isEnabled)
    assert scene.stage.devices.strips == ["usb:/dev/usb/lp0"]
    assert said in page.found.line.words.text()
    assert "waits" not in page.found.line.words.text(), "a strip is kept by nobody"


def test_the_line_of_the_strip_that_looks_right_is_kept(scene: Scene, page: DevicesPage) -> None:
    assert page.found.pick.isHidden()
    page.found.rows[0].attempt.click()
    scene.until(page.found.pick.isVisible)
    told: list[Saved] = []
    scene.window.pages.reopened.disconnect()
    page.used.connect(told.append)
    for number in ("", "0", "19"):
        page.found.pick.number.setText(number)
        assert not page.found.pick.keep.isEnabled(), "the strip has no such line"
    page.found.pick.number.setText("7")
    page.found.pick.keep.click()
    scene.until(lambda: bool(told))
    assert scene.stage.devices.kept_lines == [7]
    assert "line 7" in told[0].words
    scene.stage.devices.trouble = Problem(Code.SETTINGS_UNWRITABLE, {"file": "settings.toml", "reason": "full"})
    page.found.pick.keep.click()
    scene.until(page.found.pick.isEnabled)
    assert "Nothing of it was changed" in page.found.line.words.text()


def test_whoever_works_by_keys_is_led_from_the_strip_to_its_number(scene: Scene, page: DevicesPage) -> None:
    scene.window.activateWindow()
    pressed = page.found.rows[0].attempt
    pressed.setFocus()
    scene.until(pressed.hasFocus)
    pressed.click()
    assert page.found.look.hasFocus(), "and not somewhere off the page"
    scene.until(page.found.pick.number.hasFocus)
    assert page.found.pick.number.hasFocus()
    page.found.rows[3].attempt.setFocus()
    page.found.rows[3].attempt.click()
    page.found.refresh()
    scene.until(lambda: page.found.look.isEnabled() and page.found.pick.isVisible())
    assert "came out" in page.found.line.words.text(), "the list that was read anew has other buttons"


def test_after_a_strip_that_did_not_print_no_line_is_asked_for(scene: Scene, page: DevicesPage) -> None:
    scene.stage.devices.report = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER, {"address": "usb"}))
    page.found.rows[0].attempt.click()
    scene.until(page.found.rows[0].attempt.isEnabled)
    assert page.found.pick.isHidden()


def test_a_device_that_is_put_to_use_opens_the_till_anew_with_it(scene: Scene, page: DevicesPage) -> None:
    reopened: list[object] = []
    scene.window.pages.reopened.disconnect()
    scene.window.pages.reopened.connect(reopened.append)
    page.found.rows[2].use.click()
    scene.until(lambda: bool(reopened))
    assert scene.stage.devices.in_use == [scene.stage.devices.there[2]]


def test_what_was_saved_is_said_where_it_was_chosen_and_goes_with_the_page(scene: Scene, page: DevicesPage) -> None:
    scene.window.pages.tell_saved(Saved("Saved: the till prints on it now."))
    assert page.told.isVisible()
    assert not page.trial.is_on
    scene.window.turn_to("sell")
    scene.window.turn_to("devices")
    assert not page.told.isVisible()
    scene.window.pages.tell_saved(Saved("Saved: the till listens to it now.", is_scanner=True))
    assert page.trial.is_on


def test_settings_that_cannot_be_written_are_told_and_the_till_goes_on(scene: Scene, page: DevicesPage) -> None:
    scene.stage.devices.trouble = Problem(Code.SETTINGS_UNREADABLE, {"file": "settings.toml", "reason": "read-only"})
    page.found.rows[2].use.click()
    scene.until(page.found.rows[2].use.isEnabled)
    assert not page.found.line.isHidden()


def heard(scene: Scene, text: str, source: ScanSource = ScanSource.SERIAL) -> None:
    scene.window.scans.heard(text, source)


def told(page: DevicesPage) -> dict[str, str]:
    return {name: value.strip("\u2068\u2069") for name, value in page.trial.facts.facts}


def everything(page: DevicesPage) -> str:
    return " ".join(label.text() for label in page.trial.findChildren(QLabel))


def test_a_scan_on_trial_sells_nothing_and_shows_no_more_than_its_end(scene: Scene, page: DevicesPage) -> None:
    page.trial.switch.click()
    heard(scene, "]C0" + CARDS[0])
    assert scene.window.pages.is_open("devices")
    assert page.trial.what.text() == "A gift card's number"
    assert told(page)["Code"] == "16 characters, …4711"
    assert told(page)["Came by"] == "Serial line"
    assert told(page)["Bar code"] == "Code 128"
    assert "Nothing was sold" in page.trial.todo.text()
    assert scene.page.model.form.entries == []
    heard(scene, "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f", ScanSource.HID_POS)
    assert "secret" in page.trial.what.text()
    assert "6ccfec5d" not in everything(page)
    heard(scene, "\x01?")
    assert told(page)["Code"] == "2 characters"
    assert page.trial.todo.text()
    heard(scene, "7038010000065")
    assert page.trial.what.text() == "This is not the code of a gift card."
    assert "7038010000065" not in everything(page)


def test_how_a_scanner_that_types_was_read_is_told(page: DevicesPage) -> None:
    page.trial.switch.click()
    reading = Reading("x", Layout.US, had_caps_lock=True)
    trial = TrialScan(ScanSource.KEYBOARD, ScanKind.SLIP, 90, "1234", gap_ms=7.6, reading=reading)
    assert page.tried_scan(trial)
    assert told(page) == {
        "Code": "90 characters, …1234",
        "Came by": "Keyboard",
        "Pace": "8 ms a key",
        "Read": "As a US keyboard",
        "Caps Lock": "On",
    }
    assert "slip" in page.trial.what.text()
    spoilt = Reading("x", Layout.TYPED, is_spoilt=True)
    assert page.tried_scan(TrialScan(ScanSource.KEYBOARD, ScanKind.OTHER, 9, "", reading=spoilt))
    assert "Wrong keyboard layout" in page.trial.what.text()
    assert "Set up the scanner" in page.trial.todo.text()
    assert page.tried_scan(TrialScan(ScanSource.KEYBOARD, ScanKind.OTHER, 9, ""))
    assert page.trial.todo.text() == ""


def test_without_a_trial_a_scan_begins_a_sale_as_everywhere(scene: Scene, page: DevicesPage) -> None:
    page.trial.switch.click()
    page.trial.switch.click()
    heard(scene, CARDS[0])
    assert isinstance(scene.window.stack.currentWidget(), SellPage)


def test_a_trial_ends_with_the_page_and_the_printer_is_watched_while_it_is_seen(
    scene: Scene, page: DevicesPage
) -> None:
    assert scene.stage.devices.watched_every_s == OFTEN_S
    page.trial.switch.click()
    scene.window.turn_to("sell")
    assert scene.stage.devices.watched_every_s is None
    assert not page.trial.is_on


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (None, "Look at the display: the trial text stands there until the next sale."),
        (Problem(Code.DISPLAY_AWAY, {"port": "/dev/ttyUSB1"}), "The customer display at /dev/ttyUSB1 is not there."),
    ],
)
def test_the_customers_display_is_tried_and_what_came_of_it_is_said(
    scene: Scene, page: DevicesPage, trouble: Problem | None, said: str
) -> None:
    display_tried(trouble)(scene)
    assert said in page.found.line.words.text()
    assert page.found.pick.isHidden(), "a display has no strip"
    assert page.found.rows[-1].use.isHidden()
