"""Receipts into a plain file: for other programs that print, and for trying things out."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from app.core.paper import Paper
from app.core.problem import Code, Problem
from app.core.proof import Proof
from app.printer.profile import PrinterProfile
from app.till.ports import PrintOutcome, PrintReport


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """Adds each job's bytes to the end of a file. YES means that they are on the disk."""

    path: Path
    profile: PrinterProfile
    proof: Proof = field(default=Proof.ON_DISK, init=False)

    @property
    def columns(self) -> int:
        """How many characters fit a line."""
        return self.profile.columns

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Adds the paper's bytes and syncs them. A file that took only a part is put back as it was."""
        from app.printer.escpos_bytes import receipt_bytes

        try:
            return self.print_bytes(receipt_bytes(paper, self.profile, opens_drawer=opens_drawer))
        except OSError:  # the library wants to write a file when it is loaded
            return self._no()

    def print_unheard(self, paper: Paper) -> PrintReport:
        """A file is never silent: as `print`."""
        return self.print(paper)

    def print_bytes(self, job: bytes) -> PrintReport:
        """The same for a job that is laid out already."""
        if not self._takes_receipts():
            return self._no()
        try:
            with self.path.open("ab", buffering=0) as file:
                _add_whole(file.fileno(), job)
        except OSError:
            return self._no()
        return PrintReport(PrintOutcome.YES)

    def check(self) -> PrintReport:
        """Whether the file can be added to; it is left as it is, and not made. YES or NO with PRINTER_FILE."""
        place = self.path if self.path.exists() else self.path.parent
        if self._takes_receipts() and os.access(place, os.W_OK):
            return PrintReport(PrintOutcome.YES)
        return self._no()

    def _takes_receipts(self) -> bool:
        """Only a plain file proves anything, and only such a one never keeps the till waiting: no pipe, no device."""
        return self.path.is_file() or not self.path.exists()

    def _no(self) -> PrintReport:
        return PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_FILE, {"path": str(self.path)}))


def _add_whole(descriptor: int, job: bytes) -> None:
    """All of the job or nothing of it. Raises OSError."""
    length = os.fstat(descriptor).st_size
    left = memoryview(job)
    try:
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, length)
        raise
