"""The HID-POS scanners of this machine: USB scanners that are no keyboards and no serial lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Protocol, cast

from app.scanner.badge import Badge

USAGE_PAGE: Final = 0x8C
USAGE: Final = 0x02
"""Bar-code scanner (HID Point of Sale usage tables, section 4)."""


@dataclass(frozen=True, slots=True)
class HidDevice:
    """One HID-POS scanner that is plugged in. `path` opens it."""

    path: bytes
    badge: Badge
    maker: str
    product: str


class HidLine(Protocol):
    """An open HID device, as hidapi has it."""

    def open_path(self, path: bytes) -> None:
        """Opens it. Raises OSError."""
        ...

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        """One report with its number first; empty after the time. Raises OSError or ValueError once it is gone."""
        ...

    def close(self) -> None:
        """Lets go of it."""
        ...


class _Library(Protocol):
    def enumerate(self) -> Iterable[Mapping[str, Any]]: ...

    def device(self) -> HidLine: ...


HidDevices = Callable[[], Iterable[HidDevice]]
"""Asks the system for its HID-POS scanners."""


def _library() -> _Library:
    """Loaded with the first use: a till without such a scanner never needs it. Raises ImportError without libudev."""
    return cast("_Library", import_module("hid"))


def system_hid_devices() -> tuple[HidDevice, ...]:
    """The HID-POS scanners this machine has now. None where the library cannot be loaded."""
    try:
        return scanners_among(_library().enumerate())
    except (ImportError, OSError):
        return ()


def scanners_among(devices: Iterable[Mapping[str, Any]]) -> tuple[HidDevice, ...]:
    """Those of hidapi's descriptions that are bar-code scanners."""
    return tuple(
        HidDevice(
            device["path"],
            Badge(device["vendor_id"], device["product_id"], device["serial_number"] or None),
            device["manufacturer_string"] or "",
            device["product_string"] or "",
        )
        for device in devices
        if (device["usage_page"], device["usage"]) == (USAGE_PAGE, USAGE)
    )


def open_hid(device: HidDevice) -> HidLine:
    """The device, opened. Raises OSError where it cannot be, ImportError where the library is missing."""
    line = _library().device()
    line.open_path(device.path)
    return line
