"""Keeps an eye on the printer while that helps: quickly while somebody looks, seldom while it is in trouble."""

from typing import Final

from app.till.line import Line
from app.ui.desk import Devices, DeviceState, DeviceStatus

SELDOM_S: Final = 5.0
"""So long after a printer in trouble is asked again: the light at the foot goes out, and other tills can print."""
OFTEN_S: Final = 0.6
"""With the longest look at a printer that is gone, 1.2 s, its light is wrong for less than two seconds."""


class PrinterEye:
    """One of the places that are told how the printer is. It turns the watch of the devices on and off."""

    def __init__(self, devices: Devices | None) -> None:
        self._devices = devices
        self._is_looked_at = self._is_in_trouble = False

    def look(self, *, is_looked_at: bool) -> None:
        """Whether somebody sees the devices' page."""
        self._is_looked_at = is_looked_at
        self._turn()

    def show_line(self, line: Line) -> None:
        """The line is nothing to it."""

    def show_printer(self, status: DeviceStatus) -> None:
        """Trouble is looked after until it is over."""
        is_in_trouble = status.state is DeviceState.TROUBLE
        if is_in_trouble is not self._is_in_trouble:
            self._is_in_trouble = is_in_trouble
            self._turn()

    def show_scanner(self, status: DeviceStatus) -> None:
        """Nor is the scanner."""

    def _turn(self) -> None:
        if self._devices is not None:
            every_s = OFTEN_S if self._is_looked_at else SELDOM_S if self._is_in_trouble else None
            self._devices.watch(every_s)
