"""A strip of paper that shows what a printer makes of each code page: a cashier picks the line that looks right.

Nothing tells a printer's code pages but its paper: the same number of `ESC t` is another page on another maker's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.core.paper import Align, BarCode, Blank, LaidLine, Paper, PaperKind, PaperLine, QrCode, Text, lay_out
from app.printer.bitmap import Bitmap
from app.printer.escpos_bytes import add_paper, new_job
from app.printer.line_picture import line_picture
from app.printer.profile import CODE_PAGES, PrinterProfile

if TYPE_CHECKING:
    from app.printer.print_job import PrintJob

LETTERS: Final = "æøåÆØÅ äöÄÖ éü€½"
"""What Northern receipts need, and two signs by which the pages differ."""
SAMPLE_CODE: Final = "000184"
SAMPLE_FIGURES: Final = "7547" + "1093856274" * 20
"""As much as the code on a usual slip holds."""
EDGE_DOTS: Final = 8
RULER_HEIGHT: Final = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code page at one place in a printer: a key of CODE_PAGES, and the number for `ESC t`."""

    code_page: str
    slot: int

    @property
    def letters(self) -> str:
        """Those of the letters that this page has."""
        codec = CODE_PAGES[self.code_page][0]
        return "".join(sign for sign in LETTERS if sign.encode(codec, "ignore"))


CANDIDATES: Final = (
    Candidate("CP858", 19),
    Candidate("CP1252", 16),
    Candidate("CP858", 53),
    Candidate("CP1252", 71),
    Candidate("CP858", 4),
    Candidate("CP1252", 32),
    Candidate("ISO_8859-15", 40),
    Candidate("CP858", 6),
    Candidate("CP1252", 8),
    Candidate("CP858", 14),
    Candidate("CP1252", 11),
    Candidate("CP858", 31),
    Candidate("CP1252", 49),
    Candidate("CP865", 5),
    Candidate("CP850", 2),
    Candidate("CP865", 58),
    Candidate("CP850", 1),
    Candidate("CP865", 9),
)
"""Where the printers that python-escpos knows keep the pages that hold Northern letters, those with a euro first."""


def strip_bytes(profile: PrinterProfile, head: Sequence[str], question: str, foot: Sequence[str]) -> bytes:
    """The whole strip as a job. `head`, `question` and `foot` are the words around it.

    In this order: the head; columns and edges, which show whether the widths are right; the question with the right
    letters as a picture; each candidate by its number; a bar code, a QR code and the foot. Raises OSError as
    `receipt_bytes` does.
    """
    job = new_job(profile)
    _add_words(job, profile, *head, "")
    job.words(_columns(profile.columns))
    job.picture(_edges(profile.dots))
    _add_words(job, profile, "", question)
    job.picture(line_picture(LaidLine(f"   {LETTERS}"), profile))
    for number, candidate in enumerate(CANDIDATES, 1):
        job.select_page(candidate.code_page, candidate.slot)
        job.words(f"{number:>2} {candidate.letters}")
    job.select_page(profile.code_page, profile.code_page_slot)
    add_paper(job, _paper(Blank(), BarCode(SAMPLE_CODE), QrCode(SAMPLE_FIGURES)), profile)
    _add_words(job, profile, *foot, align=Align.CENTRE)
    job.style(Align.LEFT)
    job.cut()
    return job.output


def line_bytes(profile: PrinterProfile, question: str) -> bytes:
    """One line on trial as a job: the question, the right letters as a picture, and the same in the code page in use.

    Raises OSError as `receipt_bytes` does.
    """
    job = new_job(profile)
    _add_words(job, profile, question)
    job.picture(line_picture(LaidLine(LETTERS), profile))
    job.words(Candidate(profile.code_page, profile.code_page_slot).letters)
    job.style(Align.LEFT)
    job.cut()
    return job.output


def picked(profile: PrinterProfile, number: int) -> PrinterProfile:
    """The profile with the candidate of this number. Raises ValueError, naming the numbers there are, for no such."""
    if not 1 <= number <= len(CANDIDATES):
        raise ValueError(f"the strip has the numbers 1 to {len(CANDIDATES)}")
    candidate = CANDIDATES[number - 1]
    return replace(profile, code_page=candidate.code_page, code_page_slot=candidate.slot)


def _add_words(job: "PrintJob", profile: PrinterProfile, *texts: str, align: Align = Align.LEFT) -> None:
    """Lines that can be read whatever the code page is: those with other letters than a to z are drawn."""
    for line in lay_out(_paper(*(Text(text, align) for text in texts)), profile.columns):
        job.style(line.align)
        if line.text.isascii():
            job.words(line.text)
        else:
            job.picture(line_picture(line, profile))


def _paper(*lines: PaperLine) -> Paper:
    return Paper(PaperKind.SLIP, 0, lines)


def _columns(columns: int) -> str:
    """Figures across the paper: a line that breaks, or does not reach the edge, shows a wrong number of columns."""
    return "".join(str(column % 10) for column in range(1, columns + 1))


def _edges(dots: int) -> Bitmap:
    """A bar at either edge and a thin line between: one that is missing shows a wrong number of dots."""
    edge = b"\xff" * (EDGE_DOTS // 8)
    between = dots // 8 - 2 * len(edge)
    tall, thin = edge + bytes(between) + edge, edge + b"\xff" * between + edge
    return Bitmap(dots // 8, RULER_HEIGHT, tall * (RULER_HEIGHT - 2) + thin * 2)
