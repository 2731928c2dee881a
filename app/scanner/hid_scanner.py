"""A bar-code scanner of the kind HID-POS: one thread that comes back after a pulled plug. Untried on real hardware."""

import errno
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from app.scanner.badge import Badge
from app.scanner.framing import Frame, Noise
from app.scanner.hid_devices import HidDevice, HidDevices, HidLine, open_hid, system_hid_devices
from app.scanner.hid_report import REPORT_BYTES, HidFrames
from app.scanner.reader_thread import RETRY_S, ReaderThread
from app.scanner.scanner_state import ScannerState

READ_MS: Final = 250
"""How long one read waits; also how long the next report of a code may take."""

ANY: Final = "any"
"""The address of whichever HID-POS scanner is there."""


class HidScanner:
    """Reads one scanner and tells each code. It owns one thread, from `start` to `stop`.

    `address` is `any` or a unit's badge (`usb:0C2E:0B6A`). `heard`, `state` and `noise` are called on that thread: hand
    them on, do not work in them.
    """

    def __init__(
        self,
        address: str,
        heard: Callable[[str], None],
        state: Callable[[ScannerState], None],
        *,
        noise: Callable[[Noise], None] = lambda _: None,
        retry_s: float = RETRY_S,
        devices: HidDevices = system_hid_devices,
        opened: Callable[[HidDevice], HidLine] = open_hid,
    ) -> None:
        self._badge = Badge.written(address)
        self._heard = heard
        self._tell_state = state
        self._noise = noise
        self._devices = devices
        self._opened = opened
        self._frames = HidFrames()
        self._state: ScannerState | None = None
        self._thread = ReaderThread("hid scanner", self._open_and_listen, retry_s)

    def start(self) -> None:
        """Begins to read. Raises RuntimeError when it has begun before."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and lets go of the device, within a read's time. May be called twice, and before `start`."""
        self._thread.stop()

    def _open_and_listen(self) -> None:
        line = self._open()
        if line is not None:
            self._listen(line)

    def _open(self) -> HidLine | None:
        device = self._found()
        if device is None:
            self._tell(ScannerState.AWAY)
            return None
        try:
            line = self._opened(device)
        except (OSError, ImportError) as fault:
            # hidapi gives no reason of its own: what is listed and does not open is mostly not allowed.
            number = getattr(fault, "errno", None)
            self._tell(ScannerState.BUSY if number in {errno.EBUSY, errno.EAGAIN} else ScannerState.DENIED)
            return None
        self._tell(ScannerState.READY)
        return line

    def _found(self) -> HidDevice | None:
        listed = tuple(self._devices())
        if self._badge is None:
            return listed[0] if listed else None
        return next((device for device in listed if self._badge.matches(device.badge)), None)

    def _listen(self, line: HidLine) -> None:
        try:
            while self._thread.is_wanted:
                report = bytes(line.read(REPORT_BYTES, READ_MS))
                piece = self._frames.feed(report) if report else self._frames.silence()
                if isinstance(piece, Frame):
                    self._heard(piece.text)
                elif piece is not None:
                    self._noise(piece)
        except (OSError, ValueError):
            self._frames.cut()
            self._tell(ScannerState.AWAY)
        finally:
            with suppress(OSError, ValueError):
                line.close()

    def _tell(self, state: ScannerState) -> None:
        """Told once each time it changes."""
        if state is not self._state:
            self._state = state
            self._tell_state(state)
