"""What this machine has that may be a receipt printer: for whoever sets a till up and does not know an address."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Final, Protocol

from app.core.card import printable
from app.printer.cups_queue import CupsQueue, queues
from app.printer.device_line import UsbPlace
from app.printer.serial_line import SerialPlace
from app.printer.windows_queue import WindowsQueue, printers

NAME_MAX: Final = 80
QUEUES_WAIT_S: Final = 1.0


@unique
class FoundBy(StrEnum):
    """How a printer is connected, which is how it was found."""

    USB = "usb"
    SERIAL = "serial"
    QUEUE = "queue"
    WINDOWS = "windows"


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """What may be a printer. `address` is what the settings take; `name` is its maker's and its own, fit to be shown.

    `is_ready` is False for what this user may not open as things stand.
    """

    address: str
    name: str
    found_by: FoundBy
    is_ready: bool = True


class SerialPort(Protocol):
    """What the system tells of a serial port."""

    @property
    def device(self) -> str:
        """The name that opens it."""
        ...

    @property
    def description(self) -> str | None:
        """What the system calls it; "n/a" where it does not know."""
        ...

    @property
    def manufacturer(self) -> str | None:
        """The USB device's maker."""
        ...

    @property
    def product(self) -> str | None:
        """The USB device's own name."""
        ...


def found_printers() -> tuple[FoundPrinter, ...]:
    """Everything that may be one, the likeliest first. Ends in bounded time; what cannot be looked at is left out."""
    return (*found_on_usb(), *found_in_windows(), *found_queues(), *found_on_serial_lines())


def found_on_usb(system: Path = Path("/sys"), devices: Path = Path("/dev")) -> tuple[FoundPrinter, ...]:
    """The printers that the kernel's usblp driver serves, by maker and model."""
    return tuple(_usb_printers(system / "class" / "usbmisc", devices / "usb"))


def found_queues(listed: Callable[[float], Iterable[tuple[str, str]]] = queues) -> tuple[FoundPrinter, ...]:
    """The print queues of this machine's CUPS, where it runs: each by its name and what people call it."""
    return tuple(
        FoundPrinter(CupsQueue(name).address, printable(info or name, NAME_MAX), FoundBy.QUEUE)
        for name, info in sorted(listed(QUEUES_WAIT_S))
    )


def found_in_windows(*, is_windows: bool = sys.platform == "win32") -> tuple[FoundPrinter, ...]:
    """The printers that Windows has a driver for."""
    if not is_windows:
        return ()
    try:
        names = printers()
    except OSError:  # its spooler is stopped
        return ()
    return tuple(
        FoundPrinter(WindowsQueue(name).address, printable(name, NAME_MAX), FoundBy.WINDOWS) for name in sorted(names)
    )


def found_on_serial_lines(ports: Callable[[], Iterable[SerialPort]] | None = None) -> tuple[FoundPrinter, ...]:
    """Every serial port: whether a printer is behind it only a test print tells."""
    return tuple(
        FoundPrinter(SerialPlace(port.device).address, _port_name(port), FoundBy.SERIAL)
        for port in sorted(_listed(ports or _system_ports), key=lambda port: port.device)
    )


def _usb_printers(classes: Path, nodes: Path) -> Iterator[FoundPrinter]:
    for entry in sorted(classes.glob("lp*")):
        node = nodes / entry.name
        name = _usb_name((entry / "device").resolve()) or entry.name
        yield FoundPrinter(UsbPlace(str(node)).address, name, FoundBy.USB, is_ready=_may_write(node))


def _usb_name(interface: Path) -> str:
    """By the printer's own identification (IEEE 1284), else by what it is called on the bus."""
    said = {
        key.strip().upper(): value.strip()
        for key, _colon, value in (part.partition(":") for part in _read(interface / "ieee1284_id").split(";"))
    }
    maker = said.get("MFG") or said.get("MANUFACTURER") or _read(interface.parent / "manufacturer")
    model = said.get("MDL") or said.get("MODEL") or _read(interface.parent / "product")
    return _shown(maker, model)


def _port_name(port: SerialPort) -> str:
    described = port.description if port.description not in {None, "n/a", port.device} else ""
    return _shown(port.manufacturer or "", port.product or described or "") or port.device


def _shown(maker: str, model: str) -> str:
    """Maker and model once each, without what a device has no business to send to a screen."""
    name = model if model.casefold().startswith(maker.casefold()) else f"{maker} {model}"
    return printable(name.strip(), NAME_MAX)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:  # pulled out while it is looked at, or it never said so
        return ""


def _may_write(node: Path) -> bool:
    import os

    return os.access(node, os.R_OK | os.W_OK)


def _system_ports() -> Iterable[SerialPort]:
    from serial.tools.list_ports import comports

    return comports()


def _listed(ports: Callable[[], Iterable[SerialPort]]) -> list[SerialPort]:
    try:
        return list(ports())
    except OSError:  # a device that goes while the list is made
        return []
