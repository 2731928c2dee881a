"""Drives the queue: asks the plan what to try, has it tried on a lane of a few workers, and tells what came of it."""

from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.activation import Activation
from app.core.answer import Answer
from app.core.problem import Problem
from app.till.counter import Counter
from app.till.line import Line
from app.till.ports import LedgerFault
from app.till.settle import Settled
from app.ui.lane import Lane

SOON_MS = 50
"""What happens at one moment is looked at once."""


class CatchingUp(QObject):
    """The queue at work, seen from the UI thread.

    `changed` says that the figures below may be others now. `moved` carries each durable step of an activation,
    `settled` how each try ended, `faulted` the Problem of a journal that cannot be written: then nothing goes on.
    """

    changed = Signal()
    moved = Signal(object)
    settled = Signal(object)
    faulted = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter = counter
        self._plan = counter.catching_up()
        self._lane = Lane("queue", self, workers=self._plan.hands)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._is_running = False
        self.done_now = 0
        """How many were settled since something last began to wait."""

    # ------------------------------------------------------------ what is known

    @property
    def stopped(self) -> Problem | None:
        """Why nothing is tried until a person says `resume`."""
        return self._plan.stopped

    @property
    def is_waiting_for_line(self) -> bool:
        """The line is looked for before anything is tried."""
        return self._plan.is_waiting_for_line

    @property
    def next_look_in_s(self) -> int | None:
        """In how many seconds the line is looked for again, or something is tried."""
        next_in = self._plan.next_in()
        return None if next_in is None else round(next_in.total_seconds())

    @property
    def left(self) -> int:
        """How many wait."""
        return len(self._plan.rows)

    @property
    def oldest_is_late(self) -> bool:
        """Something was tried in vain for a day: a person should look."""
        return self._plan.has_late

    # ------------------------------------------------------------ what happens

    def start(self, waiting: tuple[Activation, ...]) -> None:
        """Begins with all that waits, oldest first."""
        self._is_running = True
        self._plan.take(waiting)
        self._look()

    def note(self, activation: Activation) -> None:
        """One activation as it stands now, whoever moved it."""
        if not self._plan.rows:
            self.done_now = 0
        self._plan.note(activation)
        self._look()

    def line_changed(self, line: Line) -> None:
        """A call found the line otherwise than before."""
        self._plan.line_changed(line)
        self._look()

    @Slot()
    def resume(self) -> None:
        """A person wants everything tried now."""
        self._plan.resume()
        self._look()

    def halt(self) -> None:
        """Begins nothing more."""
        self._is_running = False
        self._timer.stop()

    def await_calls(self) -> None:
        """Waits for the calls under way; for a worker's lane, after `halt`."""
        self._lane.finish()

    def close(self) -> None:
        """Begins nothing more and waits for the calls under way. To be called before the QApplication goes."""
        self.halt()
        self._lane.close()

    # ------------------------------------------------------------ the work

    def _look(self) -> None:
        """Looks at the plan in a moment, and says that something changed."""
        if self._is_running:
            self._timer.start(SOON_MS)
            self.changed.emit()

    @Slot()
    def _go_on(self) -> None:
        if not self._is_running:
            return
        for activation_id in self._plan.begin():
            over = partial(self._lane.bring, self._calls_over, activation_id)
            job = partial(self._counter.catch_up, activation_id, over=over)
            self._lane.run_telling(job, self.moved.emit, partial(self._ended, activation_id))
        if self._plan.begin_ping():
            self._lane.run(self._counter.ping, self._pinged)
        next_in = self._plan.next_in()
        if next_in is not None:
            self._timer.start(max(SOON_MS, int(next_in.total_seconds() * 1000)))

    def _calls_over(self, activation_id: str) -> None:
        self._plan.calls_over(activation_id)
        self._go_on()

    def _ended(self, activation_id: str, future: Future[Settled | None]) -> None:
        settled: Settled | None = None
        try:
            settled = future.result()
        except LedgerFault as fault:
            self._is_running = False
            self.faulted.emit(fault.problem)
            return
        finally:  # a bug, too, lets go of the activation: it is told, and tried again later
            left_before = self.left
            self._plan.ended(activation_id, settled)
            self.done_now += left_before - self.left
        if settled is not None:
            self.settled.emit(settled)
        self.changed.emit()
        self._go_on()

    def _pinged(self, future: Future[Answer]) -> None:
        self._plan.pinged(future.result())
        self._look()
