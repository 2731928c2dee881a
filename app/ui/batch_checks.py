"""Batches whose cards are being asked for behind the window: one at a time, whatever page is open."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from app.core.problem import Problem
from app.office.status import Checked
from app.ui.lane import Lane, brought
from app.ui.office_desk import Office


class BatchChecks(QObject):
    """`moved` carries the id of the batch of which more is known now."""

    moved = Signal(str)

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._lane = Lane("check", self)
        self.batch_id = ""
        """Whose cards are being asked for; empty for none."""
        self.known: dict[str, Checked] = {}
        """What was said of each batch's cards since the window was opened."""
        self.problems: dict[str, Problem] = {}
        """Why asking for a batch's cards did not begin, or was given up."""

    def start(self, batch_id: str) -> None:
        """Asks for every good card of a batch. Nothing happens while one is being asked for."""
        if self.batch_id:
            return
        self.batch_id = batch_id
        self.known.pop(batch_id, None)
        self.problems.pop(batch_id, None)
        self._lane.run(lambda: self._office.check(batch_id, self._tell), self._ended)
        self.moved.emit(batch_id)

    def stop(self) -> None:
        """No further card is asked for."""
        if self.batch_id:
            self._office.stop_check(self.batch_id)

    def finish(self) -> None:
        """Waits for what is under way. For any thread; nothing can be started after it."""
        self._lane.finish()

    def close(self) -> None:
        """Stops, and waits for what is under way."""
        self.stop()
        self._lane.close()

    def _tell(self, checked: Checked) -> None:
        self._lane.bring(self._moved, checked)

    def _moved(self, checked: Checked) -> None:
        self.known[self.batch_id] = checked
        self.moved.emit(self.batch_id)

    def _ended(self, future: Future[Checked | Problem]) -> None:
        batch_id, self.batch_id = self.batch_id, ""
        came = brought(future)
        if isinstance(came, Checked):
            self.known[batch_id] = came
        problem = came.problem if isinstance(came, Checked) else came
        if problem is not None:
            self.problems[batch_id] = problem
        self.moved.emit(batch_id)
