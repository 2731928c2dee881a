"""The node of a device on this machine: a USB printer by the kernel's usblp driver, or an open serial line."""

import errno
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from selectors import EVENT_WRITE
from threading import Event

from app.core.problem import Code
from app.printer.line import READ_AT_ONCE
from app.printer.patience import Patience
from app.printer.selected_line import SelectedLine

EMPTY_READ_S = 0.01
"""Some USB printers answer each read with nothing instead of keeping it waiting: they are asked a little less often."""


class DeviceLine(SelectedLine):
    """An open node, read and written without ever blocking."""

    keeps_old_answers = True

    def __init__(self, descriptor: int, drain_s: float) -> None:
        super().__init__(descriptor)
        self.descriptor = descriptor
        self.drain_s = drain_s
        self._pause = Event()

    def receive(self) -> bytes:
        """What there is to read now. Nothing to read is no end here: only a fault tells that a device is gone."""
        received = os.read(self.descriptor, READ_AT_ONCE)
        if not received:
            self._pause.wait(EMPTY_READ_S)
            raise BlockingIOError
        return received

    def transmit(self, data: bytes) -> int:
        """Writes what is taken now."""
        return os.write(self.descriptor, data)

    def close(self) -> None:
        """Waits until the kernel has passed the last piece on: closing the node throws away what it still holds."""
        if self.is_open and self.carried_a_job:
            self.wait(EVENT_WRITE, time.monotonic() + self.drain_s)
        self.selector.close()
        with suppress(OSError):
            os.close(self.descriptor)


@dataclass(frozen=True, slots=True)
class UsbPlace:
    """A USB printer by its usblp node: no driver is taken away, no device is reset, both directions work."""

    node: str

    @property
    def address(self) -> str:
        """As settings and sentences name it: `usb:/dev/usb/lp0`."""
        return f"usb:{self.node}"

    def open(self, patience: Patience) -> DeviceLine | Code:
        """The node, for this program alone: usblp itself refuses a second one."""
        try:
            descriptor = os.open(self.node, os.O_RDWR | os.O_NONBLOCK | getattr(os, "O_NOCTTY", 0))
        except (OSError, ValueError) as fault:
            return why_not_opened(fault)
        try:
            line = DeviceLine(descriptor, patience.drain_s)
        except OSError:  # a plain file cannot be waited for: this is no device
            os.close(descriptor)
            return Code.PRINTER_UNREACHABLE
        line.listen(patience.quiet_s)
        return line


def why_not_opened(fault: Exception) -> Code:
    """Taken by another program, not allowed, or not there."""
    number = getattr(fault, "errno", None)
    if number in {errno.EAGAIN, errno.EBUSY}:
        return Code.PRINTER_BUSY
    if number in {errno.EACCES, errno.EPERM}:
        return Code.PRINTER_DENIED
    return Code.PRINTER_UNREACHABLE
