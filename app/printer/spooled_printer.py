"""A receipt printer behind a print queue of the system: its job is followed to its end, and nobody asks the printer.

What a queue calls completed was only passed on: the outcome is never a yes. A job that is not begun when the time is
over is taken back, and then nothing came out for certain; a job that was begun leaves a doubt.
"""

import time
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from app.core.paper import Paper
from app.core.problem import Code, Problem
from app.core.proof import Proof
from app.printer.laid_out import laid_out
from app.printer.patience import Patience
from app.printer.print_queue import ENDED, JobStanding, JobState, PrintQueue, QueueState
from app.printer.profile import PrinterProfile
from app.till.ports import PrintOutcome, PrintReport

LOOK_S: Final = 0.1
LOOK_MAX_S: Final = 0.5
"""How long between two looks at a job; a little longer each time."""


@dataclass(slots=True)
class SpooledPrinter:
    """Prints through a queue. Several threads may use one. Nothing raises, and everything ends in bounded time."""

    queue: PrintQueue
    profile: PrinterProfile
    patience: Patience = field(default_factory=Patience)
    proof: Proof = field(default=Proof.HANDED_OVER, init=False, compare=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def columns(self) -> int:
        """How many characters fit a line."""
        return self.profile.columns

    @property
    def address(self) -> str:
        """The queue as settings and sentences name it."""
        return self.queue.address

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Hands the paper over and follows it."""
        job = laid_out(paper, self.profile, opens_drawer=opens_drawer)
        return self._report(PrintOutcome.NO, job) if isinstance(job, Code) else self.print_bytes(job, paper.number_text)

    def print_unheard(self, paper: Paper) -> PrintReport:
        """A queue is never silent for its printer: as `print`."""
        return self.print(paper)

    def print_bytes(self, job: bytes, title: str = "") -> PrintReport:
        """The same for a job that is laid out already. `title` is what the queue's list calls it."""
        with self._turn:
            state = self._state()
            if isinstance(state, Code):
                return self._report(PrintOutcome.NO, state)
            try:
                number = self.queue.hand_over(job, title, self.patience.connect_s)
            except (OSError, ValueError):  # it may lie in the queue, and nobody knows under which number
                return self._report(PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
            if number is None:
                return self._report(PrintOutcome.NO, Code.PRINTER_QUEUE_STOPPED)
            report = self._followed(number, time.monotonic() + self.patience.for_job(len(job), is_mute=False))
        warning = self._problem(Code.PRINTER_PAPER_LOW) if state.is_low else None
        return PrintReport(report.outcome, report.problem, warning)

    def check(self) -> PrintReport:
        """How the queue is: YES takes jobs, NO with its reason. What the printer behind it does nobody knows."""
        state = self._state()
        if isinstance(state, Code):
            return self._report(PrintOutcome.NO, state)
        if state.problem is not None:
            return self._report(PrintOutcome.NO, state.problem)
        return PrintReport(PrintOutcome.YES, warning=self._problem(Code.PRINTER_PAPER_LOW) if state.is_low else None)

    def _state(self) -> QueueState | Code:
        """The queue where it takes jobs, else why it does not."""
        try:
            state = self.queue.state(self.patience.connect_s)
        except (OSError, ValueError):
            return Code.PRINTER_UNREACHABLE
        if state is None:
            return Code.PRINTER_QUEUE_UNKNOWN
        return state if state.takes_jobs else state.problem or Code.PRINTER_QUEUE_STOPPED

    def _followed(self, number: int, ends: float) -> PrintReport:
        pause, look_s, reason = Event(), LOOK_S, Code.PRINTER_SILENT
        while True:
            standing = self._job(number)
            if standing is None or standing.state in ENDED:
                break
            reason = self._reason()
            if standing.state is JobState.STOPPED or time.monotonic() >= ends:
                standing = self._taken_back(number)
                break
            pause.wait(min(look_s, max(0.0, ends - time.monotonic())))
            look_s = min(look_s * 1.5, LOOK_MAX_S)
        if standing is None:
            return self._report(PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
        if standing.state is JobState.COMPLETED:
            return self._report(PrintOutcome.UNKNOWN, Code.PRINTER_HANDED_OVER)
        is_certain = standing.state in ENDED and not standing.was_begun
        return self._report(PrintOutcome.NO if is_certain else PrintOutcome.UNKNOWN, reason)

    def _job(self, number: int) -> JobStanding | None:
        try:
            return self.queue.job(number, self.patience.connect_s)
        except (OSError, ValueError):
            return None

    def _reason(self) -> Code:
        """Why the job is not through yet, as far as the queue knows."""
        try:
            state = self.queue.state(self.patience.connect_s)
        except (OSError, ValueError):
            return Code.PRINTER_SILENT
        return state.problem if state is not None and state.problem is not None else Code.PRINTER_SILENT

    def _taken_back(self, number: int) -> JobStanding | None:
        try:
            return self.queue.take_back(number, self.patience.connect_s)
        except (OSError, ValueError):
            return None

    def _report(self, outcome: PrintOutcome, code: Code) -> PrintReport:
        return PrintReport(outcome, self._problem(code))

    def _problem(self, code: Code) -> Problem:
        return Problem(code, {"address": self.address})
