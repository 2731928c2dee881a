"""Where receipts go, by the address in the settings."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import SplitResult, parse_qsl, urlsplit

from app.core.problem import Code, Refusal, refuse
from app.core.proof import Proof
from app.printer.profile import PrinterProfile
from app.printer.screen_only import ScreenOnly
from app.till.ports import PrintOutcome, PrintReport, ReceiptPrinter

RAW_PORT: Final = 9100
"""Where printers listen for raw bytes."""
NONE: Final = "none"
_QUEUE: Final = re.compile(r"[^\s/#?\"'\\]{1,127}")
"""What CUPS takes for a queue's name."""
FORMS: Final = (
    "tcp://HOST:9100",
    "usb:/dev/usb/lp0",
    "serial://PORT?speed=9600&flow=none",
    "cups:QUEUE",
    "cups://HOST:631/QUEUE",
    "windows:NAME",
    "file:PATH",
    NONE,
)
"""Every kind of address there is. `flow` is none, rts or xon."""


class Printer(ReceiptPrinter, Protocol):
    """A destination that can also be asked how it is, and how far its word goes."""

    @property
    def proof(self) -> Proof:
        """What is known of it by now: found out when it is first reached, and kept as long as this object."""
        ...

    def print_bytes(self, job: bytes) -> PrintReport:
        """A job that is laid out already, and what became of it."""
        ...

    def check(self) -> PrintReport:
        """How it is, without printing: YES ready, NO with its reason (without one: no printer), UNKNOWN silent."""
        ...


def printer_for(address: str, profile: PrinterProfile) -> Printer:
    """The printer at an address. Nothing is opened yet. Raises Refusal PRINTER_ADDRESS_BAD."""
    wanted = address.strip()
    if not wanted.isprintable():
        raise refuse(Code.PRINTER_ADDRESS_BAD, address=ascii(address))
    if wanted.casefold() == NONE:
        return ScreenOnly(profile.columns)
    for scheme, made in _MAKERS.items():
        if wanted.casefold().startswith(scheme):
            printer = made(wanted[len(scheme) :].strip(), profile)
            if printer is not None:
                return printer
    raise refuse(Code.PRINTER_ADDRESS_BAD, address=address)


def check(address: str, profile: PrinterProfile) -> PrintReport:
    """How the printer at an address is: see `Printer.check`. A bad address is a report too."""
    try:
        return printer_for(address, profile).check()
    except Refusal as refusal:
        return PrintReport(PrintOutcome.NO, refusal.problem)


# What prints comes late: the form is painted first.


def _in_a_file(path: str, profile: PrinterProfile) -> Printer | None:
    from app.printer.file import FilePrinter

    return FilePrinter(Path(path).expanduser(), profile) if path.strip("/. ") else None


def _on_the_network(place: str, profile: PrinterProfile) -> Printer | None:
    from app.printer.raw_printer import RawPrinter
    from app.printer.tcp_line import TcpPlace

    found = _host_and_port(place)
    return RawPrinter(TcpPlace(*found), profile) if found else None


def _on_usb(node: str, profile: PrinterProfile) -> Printer | None:
    from app.printer.device_line import UsbPlace
    from app.printer.raw_printer import RawPrinter

    if sys.platform == "win32" or not node.startswith("/"):
        return None
    return RawPrinter(UsbPlace(node), profile)


def _on_a_serial_line(place: str, profile: PrinterProfile) -> Printer | None:
    from app.printer.raw_printer import RawPrinter
    from app.printer.serial_line import SPEEDS, USUAL_SPEED, Flow, SerialPlace

    port, _mark, options = place.partition("?")
    try:
        chosen = dict(parse_qsl(options, keep_blank_values=True, strict_parsing=True)) if options else {}
        speed, flow = int(chosen.pop("speed", USUAL_SPEED)), Flow(chosen.pop("flow", Flow.NONE))
    except ValueError:
        return None
    if chosen or speed not in SPEEDS or not port.strip("/. "):
        return None
    return RawPrinter(SerialPlace(port, speed, flow), profile)


def _in_a_queue(name: str, profile: PrinterProfile) -> Printer | None:
    """A queue of this machine's CUPS, or of another's."""
    from app.printer.cups_queue import LOCAL, PORT, CupsQueue
    from app.printer.spooled_printer import SpooledPrinter

    place = (LOCAL, PORT)
    if name.startswith("//"):
        where, _slash, name = name[2:].partition("/")
        found = _host_and_port(where, PORT)
        if found is None:
            return None
        place = found
    if not _QUEUE.fullmatch(name):
        return None
    return SpooledPrinter(CupsQueue(name, *place), profile)


def _of_windows(name: str, profile: PrinterProfile) -> Printer | None:
    from app.printer.spooled_printer import SpooledPrinter
    from app.printer.windows_queue import WindowsQueue

    return SpooledPrinter(WindowsQueue(name), profile) if name else None


_MAKERS: Final[dict[str, Callable[[str, PrinterProfile], Printer | None]]] = {
    "tcp://": _on_the_network,
    "usb:": _on_usb,
    "serial://": _on_a_serial_line,
    "cups:": _in_a_queue,
    "windows:": _of_windows,
    "file:": _in_a_file,
}


def _host_and_port(place: str, usual: int = RAW_PORT) -> tuple[str, int] | None:
    try:
        parts = urlsplit(f"tcp://{place}")
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, or brackets that hold no IPv6 address
        return None
    port = usual if port is None else port
    if not host or port == 0 or " " in host or _has_more(parts) or place.endswith(":"):
        return None
    return host, port


def _has_more(parts: SplitResult) -> bool:
    """Whether the address says things that a printer has no use for."""
    return bool(parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment)
