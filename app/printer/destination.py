"""Where receipts go, by the address in the settings: `tcp://HOST:PORT`, `file:PATH` or `none`."""

from pathlib import Path
from typing import Final, Protocol
from urllib.parse import SplitResult, urlsplit

from app.core.problem import Code, Refusal, refuse
from app.printer.profile import PrinterProfile
from app.printer.screen_only import ScreenOnly
from app.till.ports import PrintOutcome, PrintReport, ReceiptPrinter

RAW_PORT: Final = 9100
"""Where printers listen for raw bytes."""
NONE: Final = "none"
FILE: Final = "file:"
TCP: Final = "tcp://"


class Printer(ReceiptPrinter, Protocol):
    """A destination that can also be asked how it is."""

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
    if wanted.casefold().startswith(FILE) and wanted[len(FILE) :].strip("/. "):
        from app.printer.file import FilePrinter  # what prints comes late: the form is painted first

        return FilePrinter(Path(wanted[len(FILE) :].strip()).expanduser(), profile)
    if wanted.casefold().startswith(TCP):
        from app.printer.tcp import TcpPrinter

        host, port = _host_and_port(wanted)
        return TcpPrinter(host, port, profile)
    raise refuse(Code.PRINTER_ADDRESS_BAD, address=address)


def check(address: str, profile: PrinterProfile) -> PrintReport:
    """How the printer at an address is: see `Printer.check`. A bad address is a report too."""
    try:
        return printer_for(address, profile).check()
    except Refusal as refusal:
        return PrintReport(PrintOutcome.NO, refusal.problem)


def _host_and_port(address: str) -> tuple[str, int]:
    refusal = refuse(Code.PRINTER_ADDRESS_BAD, address=address)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, or brackets that hold no IPv6 address
        raise refusal from None
    port = RAW_PORT if port is None else port
    if not host or port == 0 or " " in host or _has_more(parts) or address.endswith(":"):
        raise refusal
    return host, port


def _has_more(parts: SplitResult) -> bool:
    """Whether the address says things that a printer has no use for."""
    return bool(parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment)
