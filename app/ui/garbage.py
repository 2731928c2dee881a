"""Python's cycle collector, kept on the UI thread.

The collector runs on whichever thread happens to allocate. On a lane it would end widgets there that fell out of use
in a cycle, and Qt's widgets must end on the UI thread. So its own starts are turned off, and a timer does its rounds.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

ROUND_MS: Final = 1_000


class GarbageRounds(QObject):
    """While it lives and is not stopped, cycles are collected on this thread only: the young often, the old seldom."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.go_round)
        self._timer.start(ROUND_MS)

    @Slot()
    def go_round(self) -> None:
        """Collects the oldest generation that is due, as the collector itself would."""
        counts = gc.get_count()
        due = [age for age in range(3) if counts[age] > self._thresholds[age]]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Gives the collector back its own starts."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
