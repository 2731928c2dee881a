"""A scan stays a scan while a screen reader listens to the keys."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.ui.desk import WedgeSettings
from app.ui.keyboard_wedge import KeyboardWedge
from tests.ui.keys import Keyboard

CODE = "7001448200004711"


class Interpreter(QObject):
    """What Qt does with keys for AT-SPI: it takes each one away, and posts a copy that has lost its time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        is_key = event.type() in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease}
        if not (is_key and watched.isWindowType() and isinstance(event, QKeyEvent) and event.timestamp()):
            return False
        copy = QKeyEvent(
            event.type(),
            event.key(),
            event.modifiers(),
            event.nativeScanCode(),
            0,
            0,
            event.text(),
            event.isAutoRepeat(),
        )
        QCoreApplication.postEvent(watched, copy)
        return True


@pytest.fixture
def field(qtbot):
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def interpreter():
    """A screen reader is served from the start of the test to its end."""
    made = Interpreter()
    QGuiApplication.instance().installEventFilter(made)
    QAccessible.setActive(True)
    yield made
    QAccessible.setActive(False)
    QGuiApplication.instance().removeEventFilter(made)


@pytest.fixture
def scans(field, interpreter):
    told = []
    wedge = KeyboardWedge(WedgeSettings(), field)
    wedge.watch(field.windowHandle())
    wedge.scanned.connect(lambda burst: told.append(burst.text))
    QCoreApplication.sendEvent(field.windowHandle(), QEvent(QEvent.Type.UpdateRequest))  # a paint: it is all it takes
    return told


def test_a_burst_is_a_scan_though_its_keys_come_without_their_time(field, scans, qtbot):
    Keyboard(field).scan(CODE)
    qtbot.waitUntil(lambda: scans == [CODE])
    assert field.text() == ""


def test_typing_stays_typing_though_its_keys_come_all_at_once(field, scans, qtbot):
    Keyboard(field).type(CODE, 70)
    qtbot.waitUntil(lambda: field.text() == CODE)
    assert scans == []


def test_a_reader_that_comes_later_is_noticed(field, scans, interpreter, qtbot):
    keys = Keyboard(field)
    keys.scan(CODE)
    qtbot.waitUntil(lambda: scans == [CODE])
    QGuiApplication.instance().installEventFilter(interpreter)  # now it stands before whoever notes the times
    keys.key(ord("A"), "a")
    qtbot.waitUntil(lambda: field.text() == "a")
    keys.scan(CODE)
    qtbot.waitUntil(lambda: scans == [CODE, CODE])
    assert field.text() == "a"
