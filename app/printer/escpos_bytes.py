"""A paper as the bytes of one print job: the same lines as on screen, in ESC/POS."""

import logging
import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.core.paper import Align, LaidLine, Paper, lay_out
from app.printer.bar_code import bar_code_picture, command_module_dots
from app.printer.line_picture import line_picture
from app.printer.logo import logo_picture
from app.printer.profile import PrinterProfile
from app.printer.qr_code import command_module_dots as qr_command_module_dots
from app.printer.qr_code import qr_code_picture

if TYPE_CHECKING:
    from app.printer.print_job import PrintJob

STEERED_BY: Final = ("ESCPOS_CAPABILITIES_PICKLE_DIR", "ESCPOS_CAPABILITIES_FILE")
"""What the library reads from the environment. It unpickles the first: whoever sets it would run code here."""

_loading = Lock()


def receipt_bytes(paper: Paper, profile: PrinterProfile, *, opens_drawer: bool = False) -> bytes:
    """The whole job, from reset and logo to cut. Nothing in it is wider than the paper.

    `opens_drawer`: the profile's drawer, where it has one, is opened before the first line: a cashier gives change
    while the paper comes out. A line with a sign that the code page lacks goes out as a picture of the same height.
    Raises OSError where the library cannot be loaded, as on a disk that is full to the last byte.
    """
    job = new_job(profile)
    if opens_drawer:
        job.open_drawer(profile.drawer)
    logo = logo_picture(profile.logo, profile.dots)
    if logo is not None:
        job.style(Align.CENTRE)
        job.picture(logo)
    add_paper(job, paper, profile)
    job.style(Align.LEFT)
    job.cut()
    return job.output


def drawer_bytes(profile: PrinterProfile) -> bytes:
    """A job that opens the profile's drawer and prints nothing. Raises OSError as `receipt_bytes` does."""
    job = new_job(profile)
    job.open_drawer(profile.drawer)
    return job.output


def add_paper(job: "PrintJob", paper: Paper, profile: PrinterProfile) -> None:
    """The paper's lines, behind what the job holds already."""
    for line in lay_out(paper, profile.columns):
        _add(job, line, profile)


def new_job(profile: PrinterProfile) -> "PrintJob":
    """A job that has reset the printer and selected its code page. The first call loads the library (0.2 s)."""
    with _loading, _library_held_back():
        from app.printer.print_job import PrintJob
    return PrintJob(profile)


def _add(job: "PrintJob", line: LaidLine, profile: PrinterProfile) -> None:
    job.style(line.align, bold=line.bold, size=line.size)
    if line.bar_code is not None:
        _add_bar_code(job, line.bar_code, profile)
    elif line.qr_code is not None:
        _add_qr_code(job, line.qr_code, profile)
    elif profile.can_write(line.text):
        job.words(line.text)
    else:
        job.picture(line_picture(line, profile))


def _add_bar_code(job: "PrintJob", data: str, profile: PrinterProfile) -> None:
    """The bars by the printer's command, else as a picture. Bars that do not fit are left out: their text follows."""
    module_dots = command_module_dots(data, profile.dots) if profile.has_bar_code else None
    if module_dots is not None:
        job.code_128(data, module_dots)
        return
    picture = bar_code_picture(data, profile.dots)
    if picture is not None:
        job.picture(picture)


def _add_qr_code(job: "PrintJob", data: str, profile: PrinterProfile) -> None:
    """The code by the printer's command, else as a picture. One that does not fit the paper is left out."""
    module_dots = qr_command_module_dots(data, profile.dots) if profile.has_qr_code else None
    if module_dots is not None:
        job.qr_code(data, module_dots)
        return
    picture = qr_code_picture(data, profile.dots)
    if picture is not None:
        job.picture(picture)


@contextmanager
def _library_held_back() -> Generator[None]:
    """Undoes what an import of python-escpos does besides: a handler on the root logger, a folder left behind."""
    if "escpos.capabilities" in sys.modules:
        yield
        return
    steering = {name: os.environ.pop(name) for name in STEERED_BY if name in os.environ}
    placeholder = logging.NullHandler()
    logging.getLogger().addHandler(placeholder)  # the library sets the root logger up only where nobody did
    try:
        yield
        from escpos import capabilities

        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    finally:
        logging.getLogger().removeHandler(placeholder)
        os.environ.update(steering)
