"""QR codes on paper: how large their modules may be, and the picture for printers without a command for them.

The white above and below is the empty line that stands there (30 dots); that at the sides is counted here.
"""

from typing import Final

from app.core.qr import QUIET_ZONE, modules, size_at_most
from app.printer.bitmap import Bitmap

MODULE_DOTS_MAX: Final = 6
"""0.75 mm: a hand scanner reads it at arm's length, and four modules of white fit the empty line."""
COMMAND_MODULE_DOTS_MIN: Final = 3
"""0.375 mm. Below, the picture does better: it is surely packed as figures, and so has fewer modules."""


def command_module_dots(data: str, dots: int) -> int | None:
    """The size of one module, in dots, by which the printer's own command fits the paper; None where none does well.

    A printer that is asked for more than fits prints nothing and reports nothing, and nobody knows how densely it
    packs figures: counted is the largest code that it may make.
    """
    return _module_dots(size_at_most(data), dots, COMMAND_MODULE_DOTS_MIN)


def qr_code_picture(data: str, dots: int) -> Bitmap | None:
    """The code as a picture whose modules are whole dots; None where it is, with white at its sides, over `dots`."""
    rows = modules(data)
    module_dots = _module_dots(len(rows), dots, 1)
    if module_dots is None:
        return None
    width = len(rows) * module_dots
    width_bytes = -(-width // 8)
    drawn = b"".join(_row(row, module_dots, width_bytes) * module_dots for row in rows)
    return Bitmap(width_bytes, width, drawn)


def _row(row: tuple[bool, ...], module_dots: int, width_bytes: int) -> bytes:
    ink = "".join(("1" if is_dark else "0") * module_dots for is_dark in row)
    return int(ink.ljust(width_bytes * 8, "0"), 2).to_bytes(width_bytes, "big")


def _module_dots(size: int, dots: int, least: int) -> int | None:
    largest = min(MODULE_DOTS_MAX, dots // (size + 2 * QUIET_ZONE))
    return largest if largest >= least else None
