"""Printing as the window has it: one that drives the print queue, and every place that tells what it does."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.till.counter import Counter
from app.ui.lane import Lane
from app.ui.pages import Pages
from app.ui.printing import Printing
from app.ui.states_told import StatesTold
from app.ui.status_line import StatusLine

if TYPE_CHECKING:
    from app.core.problem import Problem


class PrintSide(QObject):
    """Made with a desk. A counter that prints in line leaves nothing to do here.

    `faulted` carries the Problem of a journal that cannot be written.
    """

    faulted = Signal(object)

    def __init__(
        self,
        counter: Counter | None,
        back: Lane,
        pages: Pages,
        places: tuple[StatusLine | None, StatesTold],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._foot, self._states = places
        self._pages = pages
        self._trouble: Problem | None = None
        queue = counter.print_queue if counter else None
        self.printing = Printing(counter, queue, back, self) if counter and queue else None
        if self.printing is None or counter is None:
            return
        pages.printing = self.printing
        self.printing.faulted.connect(self.faulted)
        self.printing.news.connect(pages.sell(counter).model.heard)
        self.printing.changed.connect(self._changed)

    def start(self) -> None:
        """Prints what is due, once the journal was recovered."""
        if self.printing is not None:
            self.printing.start()

    def halt(self) -> None:
        """Begins nothing more."""
        if self.printing is not None:
            self.printing.halt()

    def await_print(self) -> None:
        """Waits for the print under way; for a worker's lane, after `halt`."""
        if self.printing is not None:
            self.printing.await_print()

    def close(self) -> None:
        """Begins nothing more and waits for the print under way. To be called before the QApplication goes."""
        if self.printing is not None:
            self.printing.close()

    @Slot()
    def _changed(self) -> None:
        printing = self.printing
        if printing is None:
            return
        if self._foot is not None:
            self._foot.show_papers(printing.waiting, printing.asked)
        if printing.trouble != self._trouble:
            self._trouble = printing.trouble
            if printing.trouble is None and not printing.has_printed:
                self._pages.printer_asked.emit()  # what waited is not wanted any more, and nobody knows how it is now
            else:
                self._states.printer_trouble(printing.trouble)
