"""The scanners of one till that are no keyboards: each with a reader of its own, and how they are taken together."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.config.settings import Settings
from app.config.shop_settings import SerialLine, serial_lines
from app.core.problem import Problem
from app.core.trial_scan import ScanSource
from app.scanner.hid_scanner import HidScanner
from app.scanner.scanner_state import ScannerState, problem_of
from app.scanner.serial_scanner import SerialScanner
from app.ui.desk import DeviceState, DeviceStatus

Heard = Callable[[str, ScanSource], None]
Told = Callable[[ScannerState], None]


class Reader(Protocol):
    """One scanner's thread."""

    def start(self) -> None:
        """Begins to read."""
        ...

    def stop(self) -> None:
        """Ends it."""
        ...


class Scanners:
    """Every scanner that the settings name. `heard` and `changed` are called on the readers' threads.

    `changed` is told how they are as one: the first that is in trouble, else that they are ready.
    """

    def __init__(self, settings: Settings, heard: Heard, changed: Callable[[DeviceStatus], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._states: dict[str, DeviceStatus] = {}
        self._readers: list[Reader] = []
        for line in serial_lines(settings):
            self._readers.append(self._serial(line, partial(_hand_on, heard, ScanSource.SERIAL)))
        if settings.scanner.hid:
            self._readers.append(self._hid(settings.scanner.hid, partial(_hand_on, heard, ScanSource.HID_POS)))

    def start(self) -> None:
        """Starts every reader; where there is none that is told."""
        if not self._readers:
            self._changed(DeviceStatus(DeviceState.NONE))
        for reader in self._readers:
            reader.start()

    def stop(self) -> None:
        """Ends every reader's thread."""
        for reader in self._readers:
            reader.stop()

    def _serial(self, line: SerialLine, heard: Callable[[str], None]) -> Reader:
        def changed(state: ScannerState) -> None:
            self._tell(line.port, problem_of(state, line.port, line.speed, line.framing))

        self._states[line.port] = DeviceStatus(DeviceState.LOOKING, line.port)
        return SerialScanner(line.port, line.speed, line.framing, heard, changed, has_check=line.has_check)

    def _hid(self, address: str, heard: Callable[[str], None]) -> Reader:
        name = f"HID-POS {address}"

        def changed(state: ScannerState) -> None:
            self._tell(name, problem_of(state, name))

        self._states[name] = DeviceStatus(DeviceState.LOOKING, name)
        return HidScanner(address, heard, changed)

    def _tell(self, name: str, problem: Problem | None) -> None:
        """Told under the lock, so that the last word that is told is the last that is true."""
        state = DeviceState.TROUBLE if problem else DeviceState.READY
        with self._lock:
            self._states[name] = DeviceStatus(state, name, problem)
            self._changed(together(tuple(self._states.values())))


def together(states: tuple[DeviceStatus, ...]) -> DeviceStatus:
    """Several scanners as one: trouble before everything, then what is not known yet; ready only when all are."""
    for wanted in (DeviceState.TROUBLE, DeviceState.LOOKING):
        found = next((status for status in states if status.state is wanted), None)
        if found is not None:
            return found
    return DeviceStatus(DeviceState.READY, ", ".join(status.name for status in states))


def _hand_on(heard: Heard, source: ScanSource, text: str) -> None:
    heard(text, source)
