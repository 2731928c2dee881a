"""A paper laid out for a printer, or why it could not be: the same for everything that paper is sent to."""

from app.core.paper import Paper
from app.core.problem import Code
from app.printer.profile import PrinterProfile


def laid_out(paper: Paper, profile: PrinterProfile, *, opens_drawer: bool) -> bytes | Code:
    """The whole job; DISK_LOW where the library cannot be loaded, which wants to write a file then."""
    from app.printer.escpos_bytes import receipt_bytes

    try:
        return receipt_bytes(paper, profile, opens_drawer=opens_drawer)
    except OSError:
        return Code.DISK_LOW
