"""Each fault of a device stands in a picture that somebody can look at, and its sentence is there in words."""

from PySide6.QtWidgets import QApplication, QLabel

from app.core.problem import Code
from app.ui.till_sayings import DEVICE_SAYINGS
from app.ui.words import printer_words, scanner_words
from tests.ui.scene import Scene
from tests.ui.scenes_faults import (
    FAULTS,
    ONLY_IN_PRINT,
    PRINTERS,
    SCANNERS,
    SHOWN,
    UNSHOWN,
    devices_page,
    printer_status,
    scanner_status,
)

SCANS = {code for code in Code if code.value.startswith("scan-")}


def test_every_fault_of_a_device_stands_in_a_picture_or_it_is_said_why_not() -> None:
    assert DEVICE_SAYINGS.keys() | SCANS <= SHOWN.keys() | UNSHOWN.keys()
    assert not SHOWN.keys() & UNSHOWN.keys()
    assert all(reason for reason in UNSHOWN.values())


def test_each_picture_of_a_fault_is_one_that_can_be_drawn() -> None:
    assert all(SHOWN.values())
    assert {name for names in SHOWN.values() for name in names} <= FAULTS.keys()


def test_the_lights_tell_each_fault_in_words_on_the_page_and_at_the_foot(qapp: QApplication) -> None:
    scene = Scene("light", (1024, 768))
    page = devices_page(scene)
    foot = scene.window.foot
    assert foot is not None
    for code in PRINTERS.keys() - ONLY_IN_PRINT:
        scene.window.states.printer_changed(printer_status(code))
        words = printer_words(printer_status(code))
        assert {words.what, words.todo, PRINTERS[code][0]} <= _read(page.printer.findChildren(QLabel))
        assert foot.printer.text() == words.what
    for code in SCANNERS:
        scene.window.states.scanner_changed(scanner_status(code))
        words = scanner_words(scanner_status(code))
        assert {words.what, words.todo, "/dev/ttyACM0"} <= _read(page.scanner.findChildren(QLabel))
        assert foot.scanner.text() == words.what
    scene.close()


def test_of_a_paper_that_was_overtaken_nobody_is_said_to_have_wished_it(qapp: QApplication) -> None:
    scene = Scene("light", (1024, 768))
    FAULTS["sale-overtaken"](scene)
    told = " ".join(_read(scene.window.findChildren(QLabel)))
    assert "Paper 000001 was not printed." in told
    assert "as you said" not in told
    scene.close()


def _read(labels: list[QLabel]) -> set[str]:
    return {label.text() for label in labels if label.isVisible()}
