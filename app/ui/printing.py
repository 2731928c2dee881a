"""Drives the print queue on a lane of its own, and tells what comes out: a sale never waits for paper."""

from concurrent.futures import Future
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.till.counter import Counter
from app.till.papers import Printed
from app.till.ports import LedgerFault, PrintJob, PrintOutcome, PrintReport, StepRefused
from app.till.print_queue import AT_ONCE, PrintQueue
from app.ui.lane import Lane

if TYPE_CHECKING:
    from app.core.problem import Problem

AFTER_A_BUG_MS: Final = 2_000

Looked = tuple[timedelta | None, tuple[PrintJob, ...]]


class Printing(QObject):
    """The print queue at work, seen from the UI thread.

    `news` carries each paper as its print begins and ends; `changed` says that `jobs` or `trouble` may be others now;
    `refused` carries why what a person said of a paper has no effect; `faulted` the Problem of a journal that cannot be
    written: then nothing more is printed.
    """

    news = Signal(object)
    changed = Signal()
    refused = Signal(object)
    faulted = Signal(object)

    def __init__(self, counter: Counter, queue: PrintQueue, back: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter = counter
        self._queue = queue
        self._back = back
        self._lane = Lane("print", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._is_running = self._is_at_it = self._looks_again = False
        self.jobs: tuple[PrintJob, ...] = ()
        self.trouble: Problem | None = None
        self.has_printed = False
        """Whether the last word of the printer was that a paper is out."""
        queue.hand.wake = partial(self._lane.bring, self._woken, None)

    @property
    def waiting(self) -> int:
        """How many papers wait for the printer, the one that is printed just now not among them."""
        return sum(job.outcome is PrintOutcome.DUE for job in self.jobs)

    @property
    def asked(self) -> int:
        """Of how many a person is asked whether they came out."""
        return sum(job.outcome is PrintOutcome.UNKNOWN for job in self.jobs)

    # ------------------------------------------------------------ what happens

    def start(self) -> None:
        """Begins with what is due, once the journal was recovered."""
        self._is_running = True
        self.look()

    @Slot()
    def look(self) -> None:
        """Prints the next paper, if there is one and the printer is ready."""
        if not self._is_running:
            return
        if self._is_at_it:
            self._looks_again = True
            return
        self._is_at_it = True
        self._timer.stop()
        self._lane.run(self._print_next, self._printed)

    @Slot()
    def hurry(self) -> None:
        """Somebody put paper in: the printer is asked now."""
        self._queue.hurry()
        self.look()

    @Slot()
    def dare(self) -> None:
        """Somebody wants one paper sent to a printer that fell silent."""
        self._queue.dare()
        self.look()

    def drop(self, number: int) -> None:
        """A paper that waits is not wanted any more: told as DROPPED once that is on the disk."""
        paper = next((job.record.paper for job in self.jobs if job.number == number), None)

        def said(future: Future[None]) -> None:
            if future.exception() is None and paper is not None:
                self.news.emit(Printed(paper, PrintReport(PrintOutcome.DROPPED)))
            self._said(future)

        self._back.run(partial(self._counter.drop_print, number), said)

    def answer(self, number: int, *, came_out: bool) -> None:
        """A person looked whether a paper came out."""
        self._back.run(partial(self._counter.answer_print, number, came_out=came_out), self._said)

    def answer_all(self, numbers: tuple[int, ...]) -> None:
        """A person saw that all of these came out."""
        self._back.run(partial(self._counter.answer_prints, numbers), self._said)

    def halt(self) -> None:
        """Begins nothing more."""
        self._is_running = False
        self._timer.stop()

    def await_print(self) -> None:
        """Waits for the print under way; for a worker's lane, after `halt`."""
        self._lane.finish()

    def close(self) -> None:
        """Begins nothing more and waits for the print under way. To be called before the QApplication goes."""
        self.halt()
        self._lane.close()

    # ------------------------------------------------------------ the work

    def _print_next(self) -> Looked:
        wait = self._queue.print_next(lambda printed: self._lane.bring(self._heard, printed))
        return wait, self._counter.print_jobs()

    def _heard(self, printed: Printed) -> None:
        self.news.emit(printed)
        self.has_printed = printed.report.outcome is PrintOutcome.YES
        if printed.report.outcome is PrintOutcome.WAITING:
            self._count()

    def _printed(self, future: Future[Looked]) -> None:
        self._is_at_it = False
        wait: timedelta | None = timedelta(milliseconds=AFTER_A_BUG_MS)
        try:
            wait, self.jobs = future.result()
        except LedgerFault as fault:
            self.halt()
            self.faulted.emit(fault.problem)
            return
        finally:  # a bug, too, is told, and what is left is printed later
            self.trouble = self._queue.trouble
            self.changed.emit()
            self._go_on(wait)

    def _go_on(self, wait: timedelta | None) -> None:
        if wait == AT_ONCE or self._looks_again:
            self._looks_again = False
            self.look()
        elif wait is not None and self._is_running:
            self._timer.start(int(wait.total_seconds() * 1000) + 1)

    def _woken(self, _nothing: object) -> None:
        if self._is_at_it:
            self._count()
        self.look()

    def _count(self) -> None:
        """While a print is under way: how much waits behind it."""
        self._back.run(self._counter.print_jobs, self._counted)

    def _counted(self, future: Future[tuple[PrintJob, ...]]) -> None:
        try:
            self.jobs = future.result()
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        self.changed.emit()

    def _said(self, future: Future[None] | Future[int]) -> None:
        try:
            future.result()
        except StepRefused as refused:
            self.refused.emit(refused.problem)
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        self._count()
        self.look()
