"""Every key of a burst as it came, prefix and terminator too: for whoever finds out how a scanner is set."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWindow

from app.core.calibration import Tap
from app.ui.key_stroke import is_modifier, prints, stroke_of

PAUSE_MS = 400
SHORTEST = 6
"""Fewer keys than this are a person's and go where they were meant."""


class KeyCapture(QObject):
    """Watches one window between `begin` and `end`. `captured` carries the burst's Taps, in order."""

    captured = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._held: list[QKeyEvent] = []
        self._is_replaying = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._paused)

    def begin(self, window: QWindow) -> None:
        """Sees this window's keys before anybody else does."""
        self.end()
        self._window = window
        window.installEventFilter(self)

    def end(self) -> None:
        """Lets every key pass again."""
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window, self._held = None, []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps keys until it is clear whose they are."""
        if self._is_replaying or watched is not self._window or not isinstance(event, QKeyEvent):
            return False
        if event.type() not in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease} or not event.timestamp():
            return False
        self._held.append(event.clone())
        self._pause.start()
        return True

    @Slot()
    def _paused(self) -> None:
        held, self._held = self._held, []
        presses = [event for event in held if event.type() == QEvent.Type.KeyPress and not is_modifier(event)]
        if len(presses) >= SHORTEST:
            self.captured.emit(tuple(_tap(event) for event in presses))
            return
        self._is_replaying = True
        try:
            for event in held:
                if self._window is not None:
                    QCoreApplication.sendEvent(self._window, event)
        finally:
            self._is_replaying = False


def _tap(event: QKeyEvent) -> Tap:
    name = "Return" if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key()).name.removeprefix("Key_")
    stroke = stroke_of(event) if prints(event) else None
    return Tap(event.text() if stroke is not None else name, stroke, event.timestamp())
