"""The queue as the window has it: one that catches up with it, and every place that tells how many wait."""

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.till.counter import Counter, Waiting
from app.till.line import Line
from app.till.ports import LedgerFault
from app.till.settle import Settled
from app.ui.catching_up import CatchingUp
from app.ui.lane import Lane
from app.ui.news import News
from app.ui.pages import Pages
from app.ui.sell_model import Phase
from app.ui.status_line import StatusLine
from app.ui.theme import Theme
from app.ui.top_bar import TopBar

COUNT_MS: Final = 250


class QueueSide(QObject):
    """Made with a desk that sells.

    `faulted` carries the Problem of a journal that cannot be read or written.
    """

    faulted = Signal(object)

    def __init__(
        self, counter: Counter, lane: Lane, pages: Pages, places: tuple[TopBar, StatusLine | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._counter = counter
        self._lane = lane
        self._pages = pages
        self._bar, self._foot = places
        self._sell = pages.sell(counter)
        self._news: News | None = None
        self._cases = 0
        self._is_halted = False
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.timeout.connect(self.refresh)
        self.catching_up = CatchingUp(counter, self)
        self.catching_up.changed.connect(self._count_soon)
        self.catching_up.faulted.connect(self.faulted)
        self.catching_up.moved.connect(self._sell.model.moved)
        self.catching_up.settled.connect(self.settled_behind)
        self._sell.phase_changed.connect(self._phase_changed)
        pages.moved.connect(self.catching_up.note)
        pages.driver = self.catching_up

    def tell_news(self, theme: Theme, room: QWidget) -> News:
        """From now on, what is settled behind the cashier's back is told in `room`."""
        self._news = News(theme, self._counter.shop.number_form, room)
        return self._news

    def halt(self) -> None:
        """Begins nothing more, and counts no more."""
        self._is_halted = True
        self._counting.stop()
        self.catching_up.halt()

    @Slot()
    def refresh(self) -> None:
        """Counts what waits."""
        if not self._is_halted:
            self._lane.run(self._counter.waiting, self._counted)

    def line_changed(self, line: Line) -> None:
        """A call found the line otherwise than before."""
        self.catching_up.line_changed(line)
        self._sell.show_line(line)
        self._sell.warn(self._counter.clock_problem)

    @Slot(object)
    def settled_behind(self, settled: Settled) -> None:
        """Nobody pressed for it: the sale on screen follows; of any other card that is active now a word is said."""
        activations = self._sell.model.activations
        is_shown = any(known.id == settled.activation.id for known in activations) and self._sell.isVisible()
        self._sell.model.settled(settled)
        if self._news is not None and not is_shown:
            self._news.tell(settled.activation)

    @Slot()
    def _count_soon(self) -> None:
        """While the queue is caught up with, the figures follow it a few times a second."""
        if not self._counting.isActive():
            self._counting.start(COUNT_MS)

    def _counted(self, future: Future[Waiting]) -> None:
        try:
            waiting = future.result()
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        if self._is_halted:  # the places that told it may be gone
            return
        self._sell.warn(self._counter.clock_problem)
        self._bar.show_waiting(waiting.count, waiting.cases)
        if self._foot is not None:
            self._foot.show_queue(waiting)
        if waiting.cases != self._cases:
            self._cases = waiting.cases
            self._pages.refresh_cases()

    @Slot(object)
    def _phase_changed(self, phase: Phase) -> None:
        if phase not in {Phase.RESULT, Phase.FORM}:
            return
        self.refresh()
        if phase is Phase.RESULT:
            for activation in self._sell.model.activations:
                self.catching_up.note(activation)
