"""Batches that are being made behind the window: one at a time, whatever page is open."""

from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.core.problem import Problem
from app.office.book import BatchStanding
from app.ui.batch_checks import BatchChecks
from app.ui.batch_rekeys import BatchRekeys
from app.ui.lane import Lane, brought
from app.ui.office_desk import Making, Office

if TYPE_CHECKING:
    from app.office.pace import Waiting


class BatchRuns(QObject):
    """`moved` carries each BatchStanding on its way, `ended` a batch's id and the Problem that stopped it or None."""

    moved = Signal(object)
    ended = Signal(str, object)

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._lane = Lane("batch", self)
        self.checks = BatchChecks(office, self)
        """Whoever asks how a batch's cards stand."""
        self.rekeys = BatchRekeys(office, self)
        """Whoever gives lost cards new secrets."""
        self.desk_work = Lane("office", self)
        """For what takes long and makes no card, as an export does: the till's own lanes stay free."""
        self._since = QElapsedTimer()
        self._good_at_first: int | None = None
        self.batch_id = ""
        """Which batch is being made; empty for none."""
        self.is_stopping = False
        self.standing: BatchStanding | None = None
        self.waits: Waiting | None = None
        """What the one that is being made waits for now."""
        self.problems: dict[str, Problem] = {}
        """What stopped each batch the last time it was made here: a journal that fails cannot note it."""

    def start(self, batch_id: str, *, keeps_lost: bool = False) -> None:
        """Begins a batch, or goes on with it. Nothing happens while one is being made, or while its cards are re-keyed.

        With `keeps_lost` no others are planned in the places of lost cards.
        """
        if self.batch_id or self.rekeys.batch_id == batch_id:
            return
        self.rekeys.forget(batch_id)
        self.batch_id, self.is_stopping, self._good_at_first, self.standing = batch_id, False, None, None
        self.waits = None
        self.problems.pop(batch_id, None)
        self._since.start()
        self._lane.run(lambda: self._office.run(batch_id, self._tell, keeps_lost=keeps_lost), self._ended)

    def stop(self) -> None:
        """Nothing more is begun; what is under way ends as it would."""
        if self.batch_id:
            self.is_stopping = True
            self._office.stop(self.batch_id)

    def pace(self) -> tuple[int, timedelta]:
        """How many cards were made since it began here, and in what time."""
        if self.standing is None or self._good_at_first is None:
            return 0, timedelta(0)
        return self.standing.good - self._good_at_first, timedelta(milliseconds=self._since.elapsed())

    def newest(self, read: BatchStanding) -> BatchStanding:
        """The newer of what was read and what was told: a reading may come in behind what was told after it."""
        told = self.standing
        is_newer = told is not None and told.order.batch_id == read.order.batch_id and told.good > read.good
        return told if told is not None and is_newer else read

    def finish(self) -> None:
        """Waits for what is under way. For any thread; nothing can be started after it."""
        for lane in (self._lane, self.desk_work, self.checks, self.rekeys):
            lane.finish()

    def halt(self) -> None:
        """Nothing more is begun, and no further card is asked for or re-keyed."""
        self.stop()
        self.checks.stop()
        self.rekeys.stop()

    def close(self) -> None:
        """Stops, and waits for what is under way. To be called before the desk closes."""
        self.halt()
        for lane in (self._lane, self.desk_work, self.checks, self.rekeys):
            lane.close()

    def _tell(self, making: Making) -> None:
        self._lane.bring(self._moved, making)

    def _moved(self, making: Making) -> None:
        if self._good_at_first is None:
            self._good_at_first = making.standing.good
        self.standing, self.waits = making.standing, making.waits
        self.moved.emit(making.standing)

    def _ended(self, future: Future[Problem | None]) -> None:
        batch_id, self.batch_id, self.is_stopping, self.waits = self.batch_id, "", False, None
        problem = brought(future)
        if problem is not None:
            self.problems[batch_id] = problem
        self.ended.emit(batch_id, problem)
