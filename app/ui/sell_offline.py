"""Selling while the line is down, without its widgets: the line, the limits, and a sale that passes one of them."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeVar

from app.core.limits import Gauge
from app.core.problem import Problem
from app.till.counter import Counter
from app.till.line import Line
from app.till.offline import Approval, OverLimit
from app.till.ports import LedgerFault, Tell

T = TypeVar("T")


class Worker(Protocol):
    """A lane, as the models need it."""

    def run(self, job: Callable[[], T], done: Callable[[Future[T]], None]) -> None:
        """As Lane.run."""
        ...

    def run_telling(
        self, job: Callable[[Tell], T], told: Callable[..., None], done: Callable[[Future[T]], None]
    ) -> None:
        """As Lane.run_telling."""
        ...


class SellOffline:
    """What the form has to know of the line. `approved` is called with a supervisor's approval, which is not kept."""

    def __init__(
        self, counter: Counter, worker: Worker, on_change: Callable[[], None], approved: Callable[[Approval], None]
    ) -> None:
        self._counter = counter
        self._worker = worker
        self._on_change = on_change
        self._approved = approved
        self.line = Line()
        self.gauges: tuple[Gauge, ...] = ()
        self.warning: Problem | None = None
        """What has to be put right before the first sale: the clock."""
        self.over: OverLimit | None = None
        """Why the sale on the form was not made."""
        self.refused: Problem | None = None
        """Why there is no approval."""
        self.is_asking = False

    def show_line(self, line: Line) -> None:
        """The line as the last call found it."""
        self.line = line
        self.learn_gauges()
        self._on_change()

    def warn(self, problem: Problem | None) -> None:
        """A warning that stands until it is taken back with None."""
        if problem != self.warning:
            self.warning = problem
            self._on_change()

    def learn_gauges(self) -> None:
        """Asks the journal how much of each limit is used; while the line is up nobody needs to know."""
        if self.line.is_down:
            self._worker.run(lambda: self._counter.gauges(None), self._measured)

    def _measured(self, future: Future[tuple[Gauge, ...]]) -> None:
        try:
            self.gauges = future.result()
        except LedgerFault:  # the sale itself will say so; a figure beside it is not worth an alarm
            self.gauges = ()
        self._on_change()

    def refuse(self, over: OverLimit) -> None:
        """The sale passes a limit: it was not made."""
        self.over, self.refused, self.is_asking = over, None, False

    def drop(self) -> None:
        """The sale is being changed, or was made: nothing is asked any more."""
        self.over, self.refused, self.is_asking = None, None, False

    def approve(self, pin: str) -> None:
        """Asks whose PIN this is. It goes to the worker and nowhere else."""
        if self.over is None or not self.over.may_be_approved or self.is_asking or not pin:
            return
        self.is_asking, self.refused = True, None
        self._worker.run(partial(self._counter.approve, pin), partial(self._answered, self.over))
        self._on_change()

    def _answered(self, over: OverLimit, future: Future[Approval | Problem]) -> None:
        if over is not self.over:
            return  # another sale meanwhile: the approval was for this one alone
        self.is_asking = False
        answer = future.result()
        if isinstance(answer, Problem):
            self.refused = answer
            self._on_change()
        else:
            self._approved(answer)
