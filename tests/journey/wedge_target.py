"""The real window as a process of its own, for keys from an X display: `python -m tests.journey.wedge_target`.

Reads one command a line and answers each with one JSON object on a line. `page NAME` opens a page, `focus N` gives the
keyboard to the N-th place that takes it, `dialog_over field` (or `button`) opens a dialog, `close` closes it,
`busy S` lets the window do nothing for S seconds, `state` tells everything.
"""

import json
import os
import sys
import threading
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.key_stroke import is_modifier
from app.ui.qt_loading import load_qt
from app.ui.window import TillWindow
from tests.ui.stage import RESOURCES, Stage

TITLE = "Wedge target"


class Ear(QObject):
    """Notes when each sign's key was pressed, by the display server's clock, before anybody acts on it."""

    def __init__(self) -> None:
        super().__init__()
        self.times_ms = []
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's own name
        is_press = event.type() == QEvent.Type.KeyPress and event.spontaneous() and watched.isWindowType()
        if is_press and not is_modifier(event):
            self.times_ms.append(event.timestamp())
        return False


class Target(QObject):
    """The window, what was scanned, and what was pressed."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.window = TillWindow(self.stage.desk(), RESOURCES)
        self.window.setWindowTitle(TITLE)
        self.window.scans.take = self.heard
        self.scans, self.pressed, self.dialog = [], [], None
        self._watched = set()
        self.asked.connect(self.answer, Qt.ConnectionType.QueuedConnection)
        self.window.show()
        self.ear = Ear()

    def heard(self, text):
        self.scans.append(text)

    def answer(self, line):
        verb, _, what = line.partition(" ")
        try:
            told = getattr(self, verb)(what)
        except Exception as fault:  # noqa: BLE001 - told to the test, which would wait for an answer for ever
            told = {"fault": repr(fault)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def page(self, name):
        self.window.turn_to(name)
        return len(self._places())

    def focus(self, number):
        places = self._places()
        place = places[int(number) % len(places)]  # a page may have got fewer meanwhile
        place.setFocus()
        self._watch_presses()
        return type(place).__name__

    def busy(self, seconds):
        QTimer.singleShot(0, lambda: threading.Event().wait(float(seconds)))
        return True

    def dialog_over(self, what):
        self.dialog = QDialog(self.window)
        self.dialog.setWindowTitle("Dialog")
        field, press = QLineEdit(), QPushButton("Yes")
        press.setDefault(True)
        layout = QVBoxLayout(self.dialog)
        layout.addWidget(field)
        layout.addWidget(press)
        self.dialog.open()
        (field if what == "field" else press).setFocus()
        self._watch_presses()
        return True

    def close(self, _):
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None
        return True

    def state(self, _):
        pressed, self.pressed = self.pressed, []
        scans, self.scans = self.scans, []
        times, self.ear.times_ms = self.ear.times_ms, []
        texts = [place.text() for place in self._in_sight(QLineEdit)]
        spoilt = self.window.scans.line.isVisible()
        return {"scans": scans, "times": times, "fields": texts, "pressed": pressed, "spoilt": spoilt}

    def clear(self, _):
        for place in self._in_sight(QLineEdit):
            place.clear()
        self.window.scans.line.hide()
        self.state("")
        return True

    def _places(self):
        return [place for place in self._in_sight(QWidget) if place.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def _in_sight(self, kind):
        top = self.dialog or self.window
        return [place for place in top.findChildren(kind) if place.isVisible() and place.isEnabled()]

    def _watch_presses(self):
        for press in set(self._in_sight(QAbstractButton)) - self._watched:
            self._watched.add(press)
            press.clicked.connect(partial(self._was_pressed, press.text()))

    def _was_pressed(self, name, *_):
        self.pressed.append(name)


def main() -> None:
    load_qt()
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    target = Target()

    def listen() -> None:
        for line in sys.stdin:
            target.asked.emit(line.strip())
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    application.exec()


if __name__ == "__main__":
    main()
