"""Every key of a burst as it came, prefix and terminator too: for whoever finds out how a scanner is set."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

from app.core.calibration import Tap
from app.ui.key_stroke import is_modifier, prints, stroke_of

PAUSE_MS = 400
SHORTEST = 6
"""Fewer signs than this are a person's and go where they were meant."""


class KeyCapture(QObject):
    """Takes keys between `begin` and `end`. `captured` carries a burst's Taps, in order.

    `send_on` lets keys go where they were meant.
    """

    captured = Signal(object)

    def __init__(self, send_on: Callable[[list[QKeyEvent]], None], parent: QObject) -> None:
        super().__init__(parent)
        self.is_on = False
        self._send_on = send_on
        self._held: list[QKeyEvent] = []
        self._times: list[int] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._paused)

    def begin(self) -> None:
        """From now on bursts are captured."""
        self.end()
        self.is_on = True

    def end(self) -> None:
        """Every key passes again."""
        self.is_on = False
        self._pause.stop()
        self._held, self._times = [], []

    def take(self, event: QKeyEvent, at_ms: int) -> bool:
        """Keeps a key until it is clear whose it is. One without a time is a person's, and is not kept."""
        if not at_ms:
            return False
        self._held.append(event.clone())
        self._times.append(at_ms)
        self._pause.start()
        return True

    @Slot()
    def _paused(self) -> None:
        held, times, self._held, self._times = self._held, self._times, [], []
        presses = [
            (event, at)
            for event, at in zip(held, times, strict=True)
            if event.type() == QEvent.Type.KeyPress and not is_modifier(event)
        ]
        if sum(prints(event) for event, _ in presses) >= SHORTEST:
            self.captured.emit(tuple(_tap(event, at) for event, at in presses))
        else:
            self._send_on(held)


def _tap(event: QKeyEvent, at_ms: int) -> Tap:
    name = "Return" if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key()).name.removeprefix("Key_")
    stroke = stroke_of(event) if prints(event) else None
    return Tap(event.text() if stroke is not None else name, stroke, at_ms)
