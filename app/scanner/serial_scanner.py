"""A bar-code scanner on a serial line (RS-232 or USB-CDC): one thread that comes back after a pulled plug."""

import errno
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.scanner.badge import Badge, PortInfo, Ports, found_port, system_ports
from app.scanner.framing import Frame, Framer, Noise
from app.scanner.reader_thread import RETRY_S, ReaderThread
from app.scanner.scanner_state import NoiseWatch, ScannerState

if TYPE_CHECKING:
    from serial import Serial

READ_S: Final = 0.2
"""How long one read waits; also the silence that ends a code without an end sign."""


class SerialScanner:
    """Reads one scanner and tells each code, the same as often as it comes. It owns one thread, from `start` to `stop`.

    `heard`, `state` and `noise` are called on that thread: hand them on, do not work in them. `port` is a port's name,
    or a unit's badge (`usb:05E0:1701:A1`), which is found under whatever name it has. `speed` is in baud, `framing` is
    data bits, parity and stop bits (`8N1`); `has_check` says that an LRC byte follows each ETX.
    """

    def __init__(
        self,
        port: str,
        speed: int,
        framing: str,
        heard: Callable[[str], None],
        state: Callable[[ScannerState], None],
        *,
        noise: Callable[[Noise], None] = lambda _: None,
        has_check: bool = False,
        retry_s: float = RETRY_S,
        ports: Ports = system_ports,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port = port
        self._speed = speed
        self._framing = framing
        self._heard = heard
        self._tell_state = state
        self._noise = noise
        self._ports = ports
        self._monotonic = monotonic
        self._framer = Framer(has_check=has_check)
        self._badge = Badge.written(port)
        self._noise_watch = NoiseWatch()
        self._state: ScannerState | None = None
        self._thread = ReaderThread("scanner", self._open_and_listen, retry_s)

    def start(self) -> None:
        """Begins to read. Raises RuntimeError when it has begun before."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and lets go of the port, within a read's time. May be called twice, and before `start`."""
        self._thread.stop()

    def _open_and_listen(self) -> None:
        line = self._open()
        if line is not None:
            self._listen(line)

    def _open(self) -> "Serial | None":
        """The line, opened for this program alone; None, and the reason told, where that fails."""
        from serial import Serial, SerialException

        name = self._found()
        try:
            line = Serial(
                name,
                self._speed,
                bytesize=int(self._framing[0]),
                parity=self._framing[1],
                stopbits=int(self._framing[2]),
                timeout=READ_S,
                write_timeout=READ_S,
                exclusive=True,
            )
        except (SerialException, OSError, ValueError) as fault:
            self._tell(_state_of(fault))
            return None
        self._badge = self._badge_of(name) or self._badge
        self._tell(ScannerState.READY)
        return line

    def _listen(self, line: "Serial") -> None:
        """Reads until stopped or until the line is lost, which pyserial tells by two families of exceptions."""
        from serial import SerialException

        try:
            while self._thread.is_wanted:
                data = line.read(1)
                data += line.read(line.in_waiting) if data else b""
                self._take(data)
        except (SerialException, OSError):
            self._framer.cut()
            self._noise_watch.reset()
            self._tell(ScannerState.AWAY)
        finally:
            with suppress(SerialException, OSError):
                line.close()

    def _take(self, data: bytes) -> None:
        pieces = self._framer.feed(data) if data else (self._framer.silence(),)
        for piece in pieces:
            if isinstance(piece, Frame):
                self._take_code(piece.text)
            elif piece is not None:
                self._noise(piece)
                if self._noise_watch.noise(self._monotonic()):
                    self._tell(ScannerState.GARBLED)

    def _take_code(self, code: str) -> None:
        self._noise_watch.reset()
        self._tell(ScannerState.READY)
        self._heard(code)

    def _tell(self, state: ScannerState) -> None:
        """Told once each time it changes."""
        if state is not self._state:
            self._state = state
            self._tell_state(state)

    def _found(self) -> str:
        """The port of the unit that was here before, wherever it is plugged in now; else the port of the settings."""
        return (found_port(self._badge, self._listed()) if self._badge is not None else None) or self._port

    def _badge_of(self, name: str) -> Badge | None:
        real = str(Path(name).resolve())
        return next((Badge.of(port) for port in self._listed() if port.device in {name, real}), None)

    def _listed(self) -> list[PortInfo]:
        try:
            return list(self._ports())
        except OSError:  # a device that goes while the list is made
            return []


def _state_of(fault: Exception) -> ScannerState:
    """Why a port did not open: taken by another program, not allowed, or not there."""
    number = getattr(fault, "errno", None)
    if number in {errno.EAGAIN, errno.EBUSY}:
        return ScannerState.BUSY
    if number in {errno.EACCES, errno.EPERM}:
        return ScannerState.DENIED
    return ScannerState.AWAY
