"""The printer of the settings."""

from dataclasses import replace

from app.compose.options import Options
from app.config.settings import Printer as PrinterTable
from app.core.card import printable
from app.core.problem import Code, Refusal, refuse
from app.printer.destination import FORMS, Printer, printer_for
from app.printer.profile import Drawer, PrinterProfile, profile_named


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
        preset = profile_named(table.profile, table.code_page, table.code_page_slot)
        columns, dots = table.columns or preset.columns, table.dots or preset.dots
        return replace(preset, columns=columns, dots=dots, drawer=Drawer(table.drawer))
    except ValueError as fault:
        value = printable(table.profile, 40)
        raise refuse(Code.SETTINGS_BAD_VALUE, file=file, key="printer", value=value, reason=str(fault)) from fault
