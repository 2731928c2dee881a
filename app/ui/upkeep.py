"""Looks after the journal behind everything else: when the window opens, and every hour of a till that stays open."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.problem import Problem
from app.till.ports import LedgerFault
from app.ui.lane import Lane

EVERY_MS: Final = 3_600_000
"""A till that is never closed gets the backup of each day within an hour of midnight."""


class Upkeep(QObject):
    """Calls `look` on a lane. `damaged` carries the Problem of a journal that nothing more may be written to."""

    damaged = Signal(object)

    def __init__(self, look: Callable[[], Problem | None], lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lane = lane
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.look_now)

    def start(self) -> None:
        """Looks now, and again every hour."""
        self.timer.start()
        self.look_now()

    def stop(self) -> None:
        """Looks no more."""
        self.timer.stop()

    @Slot()
    def look_now(self) -> None:
        """Begins a look."""
        self._lane.run(self._look, self._looked)

    def _looked(self, future: Future[Problem | None]) -> None:
        try:
            problem = future.result()
        except LedgerFault as fault:
            problem = fault.problem
        if problem is not None:
            self.damaged.emit(problem)
