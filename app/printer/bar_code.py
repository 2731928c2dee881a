"""Code 128 on paper: how wide its bars may be, and its picture for printers without a command for it."""

from typing import Final

from app.core.code128 import QUIET_ZONE, widths
from app.printer.bitmap import Bitmap

HEIGHT_DOTS: Final = 80
"""One centimetre: high enough for a hand scanner."""
MODULE_DOTS_MAX: Final = 3
COMMAND_MODULE_DOTS_MIN: Final = 2
"""GS w takes 2 to 6 dots on most printers."""


def command_module_dots(data: str, dots: int) -> int | None:
    """The width of one module, in dots, by which the printer's own command fits the paper; None where none does.

    Counted for code set B: one symbol a character, with start, check and stop. A printer that is asked for more than
    fits prints nothing and reports nothing.
    """
    modules = 11 * (len(data) + 2) + 13
    return _module_dots(modules, dots, COMMAND_MODULE_DOTS_MIN)


def bar_code_picture(data: str, dots: int) -> Bitmap | None:
    """The bars as a picture whose modules are whole dots, with its quiet zones; None where it is wider than `dots`."""
    modules = "".join("10"[place % 2] * width for place, width in enumerate(widths(data)))
    module_dots = _module_dots(len(modules), dots, 1)
    if module_dots is None:
        return None
    bars = "".join(module * module_dots for module in modules)
    quiet = "0" * (QUIET_ZONE * module_dots)
    row = quiet + bars + quiet
    row += "0" * (-len(row) % 8)
    width_bytes = len(row) // 8
    return Bitmap(width_bytes, HEIGHT_DOTS, int(row, 2).to_bytes(width_bytes, "big") * HEIGHT_DOTS)


def _module_dots(modules: int, dots: int, least: int) -> int | None:
    widest = min(MODULE_DOTS_MAX, dots // (modules + 2 * QUIET_ZONE))
    return widest if widest >= least else None
