"""The last word of line, printer and scanner, and every place in the window that shows it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from app.core.problem import Problem
from app.till.line import Line
from app.ui.desk import DeviceState, DeviceStatus


class Place(Protocol):
    """What shows how line and devices are: the line at the foot, the devices' page."""

    def show_line(self, line: Line) -> None:
        """The line to the gift-card service."""
        ...

    def show_printer(self, status: DeviceStatus) -> None:
        """The printer."""
        ...

    def show_scanner(self, status: DeviceStatus) -> None:
        """The serial scanner."""
        ...


class StatesTold:
    """`places` names those that exist now: a page that is made later is told what was said before."""

    def __init__(self, places: Callable[[], tuple[Place | None, ...]]) -> None:
        self._places = places
        self._line = Line()
        self._printer = DeviceStatus(DeviceState.LOOKING)
        self._scanner = DeviceStatus(DeviceState.NONE)

    def line_changed(self, line: Line) -> None:
        """The line is otherwise than before."""
        self._line = line
        self.tell()

    def printer_changed(self, status: DeviceStatus) -> None:
        """The printer said how it is."""
        self._printer = status
        self.tell()

    def printer_trouble(self, problem: Problem | None) -> None:
        """A print found the printer otherwise than it last said."""
        state = DeviceState.READY if problem is None else DeviceState.TROUBLE
        self.printer_changed(replace(self._printer, state=state, problem=problem))

    def scanner_changed(self, status: DeviceStatus) -> None:
        """The serial scanner said how it is."""
        self._scanner = status
        self.tell()

    def tell(self) -> None:
        """Tells every place all three."""
        for place in self._places():
            if place is not None:
                place.show_line(self._line)
                place.show_printer(self._printer)
                place.show_scanner(self._scanner)
