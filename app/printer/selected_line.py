"""A line that the system can wait for: a connection, or the node of a device."""

import time
from abc import abstractmethod
from collections.abc import Callable
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import TYPE_CHECKING

from app.printer.line import Line

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike


class SelectedLine(Line):
    """Waits for the moment to read and to write, so that neither ever blocks."""

    def __init__(self, waited_for: "FileDescriptorLike") -> None:
        super().__init__()
        self._waited_for = waited_for
        self.selector = DefaultSelector()
        self.selector.register(waited_for, EVENT_READ)

    @abstractmethod
    def receive(self) -> bytes:
        """What there is to read now. Raises BlockingIOError for nothing, OSError for a line that is lost.

        Nothing at all means that the other end has closed.
        """

    @abstractmethod
    def transmit(self, data: bytes) -> int:
        """Writes what is taken now. Raises as `receive`."""

    def hand_over(self, data: bytes, wait_s: float) -> int:
        """As Line has it: reads while it writes, as what the printer says meanwhile could fill the line else."""
        ends = time.monotonic() + wait_s
        handed = 0
        while handed < len(data) and self.is_open:
            ready = self.wait(EVENT_READ | EVENT_WRITE, ends)
            if not ready:
                return handed
            if ready & EVENT_READ:
                self._read()
            if ready & EVENT_WRITE and self.is_open:
                handed += self._write(data[handed:])
        return handed

    def read_until(self, enough: Callable[[], bool], wait_s: float) -> None:
        """As Line has it."""
        ends = time.monotonic() + wait_s
        while self.is_open and not enough() and self.wait(EVENT_READ, ends):
            self._read()

    def wait(self, events: int, ends: float) -> int:
        """What is ready of `events` before the time `ends`; 0 for nothing."""
        left = ends - time.monotonic()
        if left <= 0:
            return 0
        self.selector.modify(self._waited_for, events)
        return next((ready for _key, ready in self.selector.select(left)), 0)

    def _read(self) -> None:
        try:
            received = self.receive()
        except BlockingIOError:
            return
        except OSError:
            self.is_open = False
            return
        self.status.feed(received)
        self.is_open = bool(received)

    def _write(self, data: bytes) -> int:
        try:
            return self.transmit(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.is_open = False
            return 0
