"""The cash drawer opened at the window without a sale: by a supervisor's PIN, with a name and a reason."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, NoteKind, PrintOutcome, PrintReport
from app.ui.devices_page import DevicesPage
from app.ui.fault_page import FaultPage
from tests.ui.scene import Scene
from tests.ui.shop_floor import controls_without_a_name


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    made = Scene("light", (1024, 768))
    made.stage.devices.has_drawer = True
    made.window.turn_to("devices")
    yield made
    made.close()


@pytest.fixture
def page(scene: Scene) -> DevicesPage:
    shown = scene.window.pages.devices
    assert shown is not None
    shown.open_drawer.click()
    return shown


def opens(scene: Scene, page: DevicesPage, *, pin: str | None = None, reason: str = "change for a fifty") -> None:
    drawer = page.drawer
    drawer.person.edit.setText("Kari")
    drawer.reason.edit.setText(reason)
    drawer.pin.edit.setText(pin or scene.stage.approvers.pin)
    drawer.pin.approve.click()
    scene.until(lambda: not drawer.pin.edit.isReadOnly())


def noted(scene: Scene) -> list[dict[str, object]]:
    return [dict(note.facts) for note in scene.stage.ledger.notes(9, NoteKind.DRAWER)]


def test_without_a_drawer_nothing_speaks_of_one(qapp: QApplication) -> None:
    bare = Scene("light", (1024, 768))
    bare.window.turn_to("devices")
    assert bare.window.pages.devices is not None
    assert bare.window.pages.devices.open_drawer.isHidden()
    bare.close()


def test_the_drawer_opens_by_a_supervisors_pin_and_the_journal_keeps_who_and_why(
    scene: Scene, page: DevicesPage
) -> None:
    assert controls_without_a_name(page) == []
    opens(scene, page)
    assert scene.stage.devices.kicks == 1
    assert "told to open the drawer" in page.drawer.line.words.text()
    person = scene.stage.approvers.person
    assert noted(scene) == [{"person": "Kari", "reason": "change for a fifty", "supervisor": person}]
    assert page.drawer.pin.edit.text() == ""


def test_a_wrong_pin_opens_nothing(scene: Scene, page: DevicesPage) -> None:
    opens(scene, page, pin="111111")
    assert (scene.stage.devices.kicks, noted(scene)) == (0, [])
    said = page.drawer.pin.field.problem.text()
    assert "Tries left before a pause: 2." in said
    assert "The drawer stayed shut." in said
    assert "sold" not in said


@pytest.mark.parametrize("reason", ["", "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"])
def test_without_a_reason_or_with_a_cards_secret_in_it_no_pin_is_tried(
    scene: Scene, page: DevicesPage, reason: str
) -> None:
    opens(scene, page, reason=reason)
    assert (scene.stage.devices.kicks, scene.stage.approvers.seen) == (0, [])
    assert page.drawer.line.isVisible()


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_COVER_OPEN)), "The drawer may be shut."),
        (PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT)), "does not say whether it opened the drawer"),
    ],
)
def test_what_the_printer_does_not_confirm_is_told(
    scene: Scene, page: DevicesPage, report: PrintReport, said: str
) -> None:
    scene.stage.devices.report = report
    opens(scene, page)
    assert said in page.drawer.line.words.text()


def test_nothing_of_it_stays_once_the_page_is_left(scene: Scene, page: DevicesPage) -> None:
    page.drawer.person.edit.setText("Kari")
    page.drawer.pin.edit.setText("2468")
    scene.window.turn_to("sell")
    assert (page.drawer.person.text, page.drawer.pin.edit.text()) == ("", "")
    scene.window.turn_to("devices")
    assert page.drawer.isHidden()
    page.open_drawer.click()
    page.drawer.back.click()
    assert page.drawer.isHidden()


def test_a_journal_that_cannot_be_written_opens_nothing(scene: Scene, page: DevicesPage) -> None:
    scene.stage.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
    opens(scene, page)
    scene.until(lambda: isinstance(scene.window.stack.currentWidget(), FaultPage))
    assert isinstance(scene.window.stack.currentWidget(), FaultPage)
    assert scene.stage.devices.kicks == 0


def test_escape_goes_back_to_the_devices_and_not_on_to_selling(scene: Scene, page: DevicesPage) -> None:
    assert page.drawer.isVisible()
    QTest.keyClick(page.drawer.person.edit, Qt.Key.Key_Escape)
    assert page.drawer.isHidden()
    assert scene.window.pages.is_open("devices")
