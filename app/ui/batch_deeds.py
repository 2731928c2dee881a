"""What is done with a whole batch behind the window: released, exported, destroyed. Each end says of which batch."""

from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.problem import Problem
from app.ui.lane import Lane, brought
from app.ui.office_desk import ExportWish, Office


class BatchDeeds(QObject):
    """`released`, `exported` and `shredded` carry the batch's id and what came of it.

    A person may look at another batch meanwhile, so nothing here is of the batch that happens to be shown.
    """

    released = Signal(str, object)
    exported = Signal(str, object)
    shredded = Signal(str, object)

    def __init__(self, office: Office, lane: Lane, desk_work: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._lane, self._desk_work = office, lane, desk_work
        self.exporting: set[str] = set()
        """The batches whose export is under way."""
        self.refused: dict[str, Problem] = {}
        """Why the last export of a batch was not made, or not all of it."""

    def release(self, batch_id: str, pin: str) -> None:
        """Whose PIN this is releases the batch. What comes is a Problem, or None where it was released."""
        self._lane.run(lambda: self._office.release(batch_id, pin), partial(self._released, batch_id))

    def export(self, batch_id: str, wish: ExportWish) -> None:
        """Exports it. What comes is the files, or a Problem."""
        self.exporting.add(batch_id)
        self.refused.pop(batch_id, None)
        self._desk_work.run(lambda: self._office.export(batch_id, wish), partial(self._exported, batch_id))

    def shred(self, batch_id: str, pin: str, receipt: str) -> None:
        """Destroys its secrets. What comes is what stood in the way, or is left."""
        self._desk_work.run(lambda: self._office.shred(batch_id, pin, receipt), partial(self._shredded, batch_id))

    def _released(self, batch_id: str, future: Future[Problem | None]) -> None:
        self.released.emit(batch_id, brought(future))

    def _exported(self, batch_id: str, future: Future[object]) -> None:
        came = brought(future)
        self.exporting.discard(batch_id)
        if isinstance(came, Problem):
            self.refused[batch_id] = came
        self.exported.emit(batch_id, came)

    def _shredded(self, batch_id: str, future: Future[tuple[Problem, ...]]) -> None:
        came = brought(future)
        self.shredded.emit(batch_id, (came,) if isinstance(came, Problem) else came)
