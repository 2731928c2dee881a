"""What stays of a USB scanner when its port's name changes: its maker's numbers, and the unit's own."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

_ADDRESS: Final = re.compile(
    r"usb:(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})(?::(?P<unit>[\x21-\x7e]{1,80}))?", re.ASCII
)


class PortInfo(Protocol):
    """What the system tells of a serial port: its name, and of a USB device its maker's numbers."""

    @property
    def device(self) -> str:
        """The name that opens it."""
        ...

    @property
    def vid(self) -> int | None:
        """The USB vendor's number."""
        ...

    @property
    def pid(self) -> int | None:
        """The USB product's number."""
        ...

    @property
    def serial_number(self) -> str | None:
        """The unit's own number, where it has one."""
        ...


@dataclass(frozen=True, slots=True)
class Badge:
    """A USB unit's vendor, product and serial number."""

    vendor: int
    product: int
    unit: str | None

    @classmethod
    def of(cls, port: PortInfo) -> "Badge | None":
        """The badge of a port; None where it is not on USB."""
        return None if port.vid is None or port.pid is None else cls(port.vid, port.pid, port.serial_number)

    @classmethod
    def written(cls, text: str) -> "Badge | None":
        """The badge that the settings name as `usb:05E0:1701:A1`, the unit's own number left out where it has none."""
        found = _ADDRESS.fullmatch(text)
        return None if found is None else cls(int(found["vendor"], 16), int(found["product"], 16), found["unit"])

    @property
    def text(self) -> str:
        """As the settings name it."""
        unit = self.unit if self.unit is not None and re.fullmatch(r"[\x21-\x7e]{1,80}", self.unit) else None
        return f"usb:{self.vendor:04X}:{self.product:04X}" + (f":{unit}" if unit else "")

    def matches(self, other: "Badge | None") -> bool:
        """Whether this is that unit. Where the settings name no unit, any of this maker's product is."""
        if other is None or (self.vendor, self.product) != (other.vendor, other.product):
            return False
        return self.unit is None or self.unit == other.unit


def found_port(badge: Badge, ports: Iterable[PortInfo]) -> str | None:
    """The name under which this unit is plugged in now; None where it is not."""
    return next((port.device for port in ports if badge.matches(Badge.of(port))), None)


Ports = Callable[[], Iterable[PortInfo]]
"""Asks the system for its serial ports."""


def system_ports() -> Iterable[PortInfo]:
    """The serial ports this machine has now."""
    from serial.tools.list_ports import comports

    return comports()
