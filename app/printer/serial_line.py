"""A printer on a serial line: RS-232, a USB adapter, Bluetooth, or the virtual port of a maker's Windows driver."""

import errno
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, unique
from threading import Event
from typing import TYPE_CHECKING, Final

from app.core.problem import Code
from app.printer.device_line import DeviceLine, why_not_opened
from app.printer.line import Line
from app.printer.patience import Patience

if TYPE_CHECKING:
    from serial import Serial

SPEEDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
USUAL_SPEED: Final = 9600
READ_S: Final = 0.05
LOOK_S: Final = 0.01
PIECE: Final = 64
"""What a port that nobody can wait for is given at once; between two pieces it is read."""
CAN_WAIT: Final = sys.platform != "win32"


@unique
class Flow(StrEnum):
    """How the printer says that its buffer is full: not at all, by the RTS/CTS wires, or by XON/XOFF."""

    NONE = "none"
    RTS = "rts"
    XON = "xon"


class SerialLine(DeviceLine):
    """An open port where the system can wait for it. The port is taken exclusively, as two tills would mix receipts."""

    def __init__(self, port: "Serial", drain_s: float) -> None:
        super().__init__(port.fileno(), drain_s)
        self._port = port

    def receive(self) -> bytes:
        """What there is to read now. Readable and yet empty is a port that was unplugged."""
        received = self._port.read(self._port.in_waiting)
        if not received:
            raise OSError(errno.EIO, "the port was unplugged")
        return received

    def close(self) -> None:
        """Waits for the last byte, and throws away what the printer did not take: it must not come out by surprise."""
        if self.is_open and self.carried_a_job:
            let_out(self._port, self.drain_s)
        self.selector.close()
        throw_away_and_close(self._port)


class ComLine(Line):
    """An open port where nothing can be waited for: Windows. A write ends with its own time limit."""

    keeps_old_answers = True

    def __init__(self, port: "Serial", drain_s: float) -> None:
        super().__init__()
        self._port = port
        self._drain_s = drain_s

    def hand_over(self, data: bytes, wait_s: float) -> int:
        """As Line has it. A piece that was not taken whole counts as one byte: some of it may have left."""
        from serial import SerialException

        ends = time.monotonic() + wait_s
        handed = 0
        with suppress(SerialException, OSError):
            self._port.write_timeout = wait_s
            while handed < len(data) and self.is_open and time.monotonic() < ends:
                if not self._write(data[handed : handed + PIECE]):
                    return handed + 1
                handed += len(data[handed : handed + PIECE])
                self._read_now()
            return handed
        self.is_open = False
        return handed

    def read_until(self, enough: Callable[[], bool], wait_s: float) -> None:
        """As Line has it."""
        from serial import SerialException

        ends = time.monotonic() + wait_s
        try:
            while self.is_open and not enough() and time.monotonic() < ends:
                self.status.feed(self._port.read(1))
                self._read_now()
        except (SerialException, OSError):
            self.is_open = False

    def close(self) -> None:
        """As SerialLine has it."""
        if self.is_open and self.carried_a_job:
            let_out(self._port, self._drain_s)
        throw_away_and_close(self._port)

    def _write(self, piece: bytes) -> bool:
        """Whether the whole piece was taken in time."""
        from serial import SerialTimeoutException

        try:
            self._port.write(piece)
        except SerialTimeoutException:
            return False
        return True

    def _read_now(self) -> None:
        waiting = self._port.in_waiting
        if waiting:
            self.status.feed(self._port.read(waiting))


@dataclass(frozen=True, slots=True)
class SerialPlace:
    """A serial port by its name, `/dev/ttyUSB0` or `COM3`; 8 bits, no parity, one stop bit, as printers are set."""

    port: str
    speed: int = USUAL_SPEED
    flow: Flow = Flow.NONE
    can_wait: bool = CAN_WAIT

    @property
    def address(self) -> str:
        """As settings and sentences name it: `serial:///dev/ttyUSB0?speed=9600&flow=none`."""
        return f"serial://{self.port}?speed={self.speed}&flow={self.flow.value}"

    def open(self, patience: Patience) -> Line | Code:
        """The port, for this program alone; what came before is thrown away."""
        from serial import Serial, SerialException

        try:
            port = Serial(
                self.port,
                self.speed,
                timeout=READ_S,
                write_timeout=patience.status_s,
                rtscts=self.flow is Flow.RTS,
                xonxoff=self.flow is Flow.XON,
                exclusive=True,
            )
        except (SerialException, OSError, ValueError) as fault:
            return _why_not_opened(fault)
        line = SerialLine(port, patience.drain_s) if self.can_wait else ComLine(port, patience.drain_s)
        line.listen(patience.quiet_s)
        return line


def let_out(port: "Serial", wait_s: float) -> None:
    """Waits until the system has sent what it took, or the time is over."""
    from serial import SerialException

    pause, ends = Event(), time.monotonic() + wait_s
    with suppress(SerialException, OSError):
        while port.out_waiting and time.monotonic() < ends:
            pause.wait(LOOK_S)


def throw_away_and_close(port: "Serial") -> None:
    """Closes at once: the system would wait half a minute for a printer that takes nothing."""
    faults = _faults_of_a_port()
    with suppress(*faults):
        port.reset_output_buffer()
    with suppress(*faults):
        port.close()


def _faults_of_a_port() -> tuple[type[Exception], ...]:
    """The families of exceptions by which the library tells that a port is gone."""
    from serial import SerialException

    if sys.platform == "win32":
        return (SerialException, OSError)
    import termios

    return (SerialException, OSError, termios.error)


def _why_not_opened(fault: Exception) -> Code:
    """As for any device; Windows says of a port in use that access is denied, in words alone."""
    if getattr(fault, "errno", None) is None and "PermissionError" in str(fault):
        return Code.PRINTER_BUSY
    return why_not_opened(fault)
