"""What this machine has that could be a device of the till, and how one is put into the settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.compose.printing import print_strip, profile_of
from app.compose.world import World
from app.config.settings import Settings
from app.config.settings_file import load_settings, save_values
from app.config.shop_settings import serial_lines
from app.core.card import printable
from app.core.problem import Problem, Refusal
from app.printer.destination import NONE, printer_for
from app.till.ports import PrintOutcome, PrintReport
from app.ui.desk import FoundDevice, FoundKind

NAME_MAX: Final = 80


def found_devices(settings: Settings) -> tuple[FoundDevice, ...]:
    """Printers and scanners by cable or spooler, and what the settings name besides; those in use first.

    May wait for a spooler. A serial port may be a printer's or a scanner's, and stands in the list as both: only its
    owner knows.
    """
    printers = _printers(settings)
    found = (*printers, *_scanners(settings), *_named(settings, {each.address for each in printers}))
    return tuple(sorted(found, key=lambda each: not each.is_in_use))


def use(file: Path, found: FoundDevice) -> Problem | None:
    """Names a device in the settings file; why that could not be done. All else of the file stays."""
    table, values = {
        FoundKind.PRINTER: ("printer", {"address": found.address}),
        FoundKind.SCANNER: ("scanner", {"serial_port": found.address}),
        FoundKind.HID_SCANNER: ("scanner", {"hid": found.address}),
        FoundKind.DISPLAY: ("display", {"port": found.address}),
    }[found.kind]
    try:
        save_values(file, table, values)
    except Refusal as refusal:
        return refusal.problem
    return None


def print_trial(world: World, address: str) -> PrintReport:
    """The test strip, which is no receipt, on the printer at an address."""
    try:
        profile = profile_of(world.settings.printer)
        printer = printer_for(address, profile)
    except Refusal as refusal:
        return PrintReport(PrintOutcome.NO, refusal.problem)
    return print_strip(printer, profile, address, world.counter.letterhead.words)


def keep_line(file: Path, number: int) -> Problem | None:
    """Writes the code page of this line of the strip into the settings file; why that could not be done."""
    from app.printer.strip import picked

    try:
        profile = picked(profile_of(load_settings(file).printer, str(file)), number)
        values: dict[str, str | int] = {"code_page": profile.code_page, "code_page_slot": profile.code_page_slot}
        save_values(file, "printer", values)
    except Refusal as refusal:
        return refusal.problem
    return None


def _printers(settings: Settings) -> list[FoundDevice]:
    from app.printer.found import found_printers

    wanted = settings.printer.address
    return [
        FoundDevice(FoundKind.PRINTER, each.name, each.address, is_in_use=each.address == wanted)
        for each in found_printers()
    ]


def _named(settings: Settings, printers: set[str]) -> Iterator[FoundDevice]:
    """What no look can find: a printer on the network, and a display on the port that was said to be its."""
    printer, display = settings.printer.address.strip(), settings.display.port
    if printer.casefold() != NONE and printer not in printers:
        yield FoundDevice(FoundKind.PRINTER, printable(printer, NAME_MAX), printer, is_in_use=True)
    if display:
        yield FoundDevice(FoundKind.DISPLAY, printable(display, NAME_MAX), display, is_in_use=True)


def _scanners(settings: Settings) -> list[FoundDevice]:
    from app.scanner.found import ScannerKind, found_scanners

    wanted = {line.port for line in serial_lines(settings)}
    found: list[FoundDevice] = []
    for each in found_scanners():
        is_serial = each.kind is ScannerKind.SERIAL
        kind = FoundKind.SCANNER if is_serial else FoundKind.HID_SCANNER
        names = {each.address, each.device}
        is_used = not wanted.isdisjoint(names) if is_serial else settings.scanner.hid in names
        found.append(FoundDevice(kind, printable(each.name, NAME_MAX), each.address, is_in_use=is_used))
    return found
