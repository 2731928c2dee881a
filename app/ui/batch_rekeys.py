"""Lost cards that get new secrets behind the window: one batch's at a time, whatever page is open."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from app.core.problem import Problem
from app.office.rekey import Choice
from app.ui.lane import Lane, brought
from app.ui.office_desk import Office, Rekeying


class BatchRekeys(QObject):
    """`moved` carries the id of the batch of which more is known now."""

    moved = Signal(str)

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._lane = Lane("rekey", self)
        self.batch_id = ""
        """Whose cards are being tried; empty for none."""
        self.is_stopping = False
        self.known: dict[str, Rekeying] = {}
        """What came of each batch's cards when they were tried last, since the window was opened."""
        self.problems: dict[str, Problem] = {}
        """Why the last try of a batch did not begin."""

    def start(self, batch_id: str, choice: Choice) -> None:
        """Begins with these cards. Nothing happens while others are being tried."""
        if self.batch_id:
            return
        self.batch_id, self.is_stopping = batch_id, False
        self.forget(batch_id)
        self._lane.run(lambda: self._office.rekey(batch_id, choice, self._tell), self._ended)
        self.moved.emit(batch_id)

    def stop(self) -> None:
        """No further card is begun; the one in hand ends as it would."""
        if self.batch_id:
            self.is_stopping = True
            self._office.stop_rekey(self.batch_id)
            self.moved.emit(self.batch_id)

    def forget(self, batch_id: str) -> None:
        """What came of its cards need not be shown any longer."""
        self.known.pop(batch_id, None)
        self.problems.pop(batch_id, None)

    def finish(self) -> None:
        """Waits for what is under way. For any thread; nothing can be started after it."""
        self._lane.finish()

    def close(self) -> None:
        """Stops, and waits for what is under way."""
        self.stop()
        self._lane.close()

    def _tell(self, rekeying: Rekeying) -> None:
        self._lane.bring(self._moved, rekeying)

    def _moved(self, rekeying: Rekeying) -> None:
        self.known[self.batch_id] = rekeying
        self.moved.emit(self.batch_id)

    def _ended(self, future: Future[Rekeying | Problem]) -> None:
        batch_id, self.batch_id, self.is_stopping = self.batch_id, "", False
        came = brought(future)
        if isinstance(came, Problem):
            self.problems[batch_id] = came
        else:
            self.known[batch_id] = came
        self.moved.emit(batch_id)
