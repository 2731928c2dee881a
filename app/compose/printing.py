"""The printer of the settings, a strip on trial, and the drawer at the printer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.compose.options import Options
from app.config.settings import Printer as PrinterTable
from app.core.card import printable
from app.core.problem import Code, Problem, Refusal, refuse
from app.core.proof import Proof
from app.core.receipt import ReceiptWords
from app.printer.destination import FORMS, Printer, printer_for
from app.printer.profile import Drawer, PrinterProfile, profile_named
from app.till.ports import PrintOutcome, PrintReport

KEEPS: Final = "giftcard-till print --pick NUMBER"


def printer_of(options: Options, table: PrinterTable, file: str) -> Printer:
    """The printer of the command line, else of the settings. Raises Refusal; a fault of the settings names `file`."""
    if options.printer:
        return printer_for(options.printer, profile_of(table, file))
    try:
        return printer_for(table.address, profile_of(table, file))
    except Refusal as refusal:
        if refusal.problem.code is not Code.PRINTER_ADDRESS_BAD:
            raise
        shown, reason = printable(table.address, 80), f"write it as one of {', '.join(FORMS)}"
        raise refuse(Code.SETTINGS_BAD_VALUE, file=file, key="printer.address", value=shown, reason=reason) from refusal


def profile_of(table: PrinterTable, file: str = "") -> PrinterProfile:
    """The printer as the settings describe it: a preset with values of its own. Raises Refusal SETTINGS_BAD_VALUE."""
    try:
        preset = profile_named(
            table.profile,
            table.code_page,
            table.code_page_slot,
            has_bar_code=table.has_bar_code,
            has_cutter=table.has_cutter,
            has_qr_code=table.has_qr_code,
        )
        logo = Path(table.logo) if table.logo else None
        columns, dots = table.columns or preset.columns, table.dots or preset.dots
        return replace(preset, columns=columns, dots=dots, drawer=Drawer(table.drawer), logo=logo)
    except ValueError as fault:
        value = printable(table.profile, 40)
        raise refuse(Code.SETTINGS_BAD_VALUE, file=file, key="printer", value=value, reason=str(fault)) from fault


def print_strip(printer: Printer, profile: PrinterProfile, address: str, words: ReceiptWords) -> PrintReport:
    """The test strip on a printer that can print now, and what became of it; else why it cannot. May wait."""
    from app.printer.strip import strip_bytes

    report = printer.check()  # what a printer proves is found out when it is first asked
    if report.outcome is PrintOutcome.NO:
        return report
    width = words["strip_width"].replace("{columns}", str(profile.columns)).replace("{dots}", str(profile.dots))
    now = words["strip_now"].replace("{code_page}", profile.code_page)
    head = (
        words["test"],
        printable(address, 80),
        words[f"strip_{printer.proof.name.lower()}"],
        width,
        now.replace("{place}", str(profile.code_page_slot)),
    )
    foot = (KEEPS, words["strip_keep"])
    return _printed(printer, lambda: strip_bytes(profile, head, words["strip_question"], foot))


def print_line(printer: Printer, profile: PrinterProfile, words: ReceiptWords) -> PrintReport:
    """The one line of the strip that the profile stands for, and what became of it. May wait."""
    from app.printer.strip import line_bytes

    return _printed(printer, lambda: line_bytes(profile, words["strip_same"]))


def has_drawer(printer: Printer, table: PrinterTable) -> bool:
    """Whether the settings name a cash drawer, and there is a printer for it to hang on."""
    return Drawer(table.drawer) is not Drawer.NONE and printer.proof is not Proof.NO_PRINTER


def kick_drawer(printer: Printer, profile: PrinterProfile) -> PrintReport:
    """Opens the drawer at the printer, and what the printer says of that. May wait."""
    from app.printer.escpos_bytes import drawer_bytes

    return _printed(printer, lambda: drawer_bytes(profile))


def _printed(printer: Printer, laid_out: Callable[[], bytes]) -> PrintReport:
    try:
        job = laid_out()
    except OSError:  # the library wants to write a file when it is loaded
        return PrintReport(PrintOutcome.NO, Problem(Code.DISK_LOW))
    return printer.print_bytes(job)
