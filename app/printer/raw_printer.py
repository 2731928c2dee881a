"""A receipt printer that is spoken to directly: asked before, told everything at once, and asked again after."""

import time
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.core.paper import Paper
from app.core.problem import Code, Problem
from app.core.proof import Proof
from app.printer.laid_out import laid_out
from app.printer.line import Line, Place
from app.printer.patience import Patience
from app.printer.profile import PrinterProfile
from app.printer.status_bytes import COVER_OPEN, OFFLINE, PAPER_ENDED, PAPER_LOW, ROLL_ENDED
from app.till.ports import PrintOutcome, PrintReport

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_PRINTER: Final = 1
OF_COVER: Final = 2
OF_PAPER: Final = 4
"""What DLE EOT asks for."""
ASKS_MAKER: Final = b"\x1dIB"
"""GS I 66: the maker's name. A printer that does not know it says nothing and prints nothing."""
NUMBERS_JOBS: Final = "EPSON"
"""GS ( H is sent to a printer of this name alone: one that does not know it may print it as words."""


@dataclass(slots=True)
class RawPrinter:
    """Prints at a place. YES is the printer's own word; NO is certain that nothing of the paper was sent.

    Several threads may use one: jobs and checks take turns. Nothing raises, and everything ends in bounded time.
    """

    place: Place
    profile: PrinterProfile
    patience: Patience = field(default_factory=Patience)
    proof: Proof = field(default=Proof.NOT_ASKED, init=False, compare=False)
    _has_answered: bool = field(default=False, init=False, repr=False, compare=False)
    _silent_since: float | None = field(default=None, init=False, repr=False, compare=False)
    _may_owe_answers: bool = field(default=True, init=False, repr=False, compare=False)
    _numbers: "Iterator[int]" = field(default_factory=lambda: count(1), init=False, repr=False, compare=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def columns(self) -> int:
        """How many characters fit a line."""
        return self.profile.columns

    @property
    def address(self) -> str:
        """The printer as settings and sentences name it."""
        return self.place.address

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Sends the paper and waits for the printer's word."""
        job = laid_out(paper, self.profile, opens_drawer=opens_drawer)
        return self._report(PrintOutcome.NO, job) if isinstance(job, Code) else self.print_bytes(job)

    def print_unheard(self, paper: Paper) -> PrintReport:
        """Sends the paper though the printer fell silent: it may print and answer no more, and a person looks."""
        with self._turn:  # from here on it is a printer that never answered, until it does
            self._has_answered, self.proof = False, Proof.NO_ANSWER
        report = self.print(paper)
        self._has_answered = True
        return report

    def print_bytes(self, job: bytes) -> PrintReport:
        """The same for a job that is laid out already."""
        with self._turn:
            line = self.place.open(self.patience)
            if isinstance(line, Code):
                return self._report(PrintOutcome.NO, line)
            with line:
                return self._print_over(line, job)

    def check(self) -> PrintReport:
        """What the printer says of itself, without printing: YES ready, NO with its reason, UNKNOWN silent."""
        with self._turn:
            line = self.place.open(self.patience.for_a_look)
            if isinstance(line, Code):
                return self._report(PrintOutcome.NO, line)
            with line:
                standing = self._standing(line)
                if standing.outcome is PrintOutcome.YES and self._has_to_settle(line):
                    self._settle(line, self.patience.status_s)
                return self._silence(line) or standing if standing.outcome is PrintOutcome.UNKNOWN else standing

    def _print_over(self, line: Line, job: bytes) -> PrintReport:
        standing = self._standing(line)
        if standing.outcome is PrintOutcome.NO:
            return standing
        is_mute = standing.outcome is PrintOutcome.UNKNOWN
        if is_mute and (silence := self._silence(line)) is not None:
            return silence
        if (line.keeps_old_answers or not is_mute) and self._has_to_settle(line):
            self._settle(line, self.patience.answer_s if self.proof.is_the_printers_word else self.patience.status_s)
            if not line.is_open:
                return self._report(PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
            if self.proof.is_the_printers_word and self._may_owe_answers:  # it has not come to what it was given before
                return self._report(PrintOutcome.NO, Code.PRINTER_OFFLINE)
        wait_s = self.patience.for_job(len(job), is_mute=is_mute)
        could_mix_up = line.keeps_old_answers and self._may_owe_answers
        self._may_owe_answers = True
        handed = line.send(job, wait_s)
        if handed == 0:
            return self._report(PrintOutcome.NO, Code.PRINTER_OFFLINE if line.is_open else Code.PRINTER_UNREACHABLE)
        if handed == len(job) and self._has_come_out(line, wait_s) and not could_mix_up:
            return PrintReport(PrintOutcome.YES, warning=standing.warning)
        return PrintReport(PrintOutcome.UNKNOWN, self._reason_of_doubt(line, is_mute=is_mute))

    def _has_to_settle(self, line: Line) -> bool:
        """Whether it is not known yet what it answers, or an older job's end is not known.

        A late answer could be taken for the next job's, and a job that was cut off amid dots would swallow the next.
        """
        owes = self._may_owe_answers and (self.proof.is_the_printers_word or line.keeps_old_answers)
        return self.proof is Proof.NOT_ASKED or owes

    def _settle(self, line: Line, wait_s: float) -> None:
        """Asks in turn, with nothing before it: the kind of proof, and the end of what older jobs still owe."""
        answer = line.answer_in_turn(wait_s, ASKS_MAKER)
        if answer is None:
            self._note_silence(line)
            return
        if line.keeps_old_answers:  # this may have been an older question's answer, and this one's comes right behind
            line.read_until(lambda: False, self.patience.quiet_s)
        makers = [block for block in line.status.blocks if NUMBERS_JOBS.encode() in block.upper()]
        self.proof = Proof.JOB_NUMBER if makers else Proof.IN_TURN
        if line.keeps_old_answers:
            line.listen(0)
        self._may_owe_answers = False

    def _has_come_out(self, line: Line, wait_s: float) -> bool:
        """The printer's word for what was sent: its roll has not ended, and where it names jobs, it named this one."""
        number = f"{next(self._numbers) % 10_000:04d}".encode()
        names_jobs = self.proof is Proof.JOB_NUMBER
        answer = line.answer_in_turn(wait_s, _asks_number(number) if names_jobs else b"")
        if answer is None:
            self._note_silence(line)
            return False
        self._may_owe_answers = False
        if not names_jobs:
            self.proof = Proof.IN_TURN
            return not answer & ROLL_ENDED
        named = b'7"' + number
        line.read_until(lambda: named in line.status.blocks, self.patience.status_s)
        return named in line.status.blocks and not answer & ROLL_ENDED

    def _note_silence(self, line: Line) -> None:
        if line.is_open and not self.proof.is_the_printers_word:
            self.proof = Proof.NO_ANSWER

    def _silence(self, line: Line) -> PrintReport | None:
        """Trouble where it answered before and says nothing now: nothing is sent. None where it never did.

        A cable leads to a printer that is off, the network to one that is busy; not for ever, though.
        """
        if self._silent_since is None or not self._has_answered:
            return None
        if time.monotonic() - self._silent_since >= self.patience.fell_silent_s:
            return self._report(PrintOutcome.NO, Code.PRINTER_FELL_SILENT)
        return self._report(PrintOutcome.NO, Code.PRINTER_OFFLINE if line.keeps_old_answers else Code.PRINTER_BUSY)

    def _standing(self, line: Line) -> PrintReport:
        """YES ready, NO with its reason, UNKNOWN for a printer that answers no status."""
        printer = line.ask(OF_PRINTER, self.patience.status_s)
        if printer is None:
            if line.is_open:
                self._silent_since = time.monotonic() if self._silent_since is None else self._silent_since
                return self._report(PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
            return self._report(PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
        self._has_answered, self._silent_since = True, None
        if printer & OFFLINE:
            cover = line.ask(OF_COVER, self.patience.status_s)
            if cover is not None and cover & COVER_OPEN:
                return self._report(PrintOutcome.NO, Code.PRINTER_COVER_OPEN)
        paper = line.ask(OF_PAPER, self.patience.status_s)
        if paper is not None and paper & PAPER_ENDED:
            return self._report(PrintOutcome.NO, Code.PRINTER_NO_PAPER)
        if not line.is_open:
            return self._report(PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
        if printer & OFFLINE:
            return self._report(PrintOutcome.NO, Code.PRINTER_OFFLINE)
        is_low = paper is not None and bool(paper & PAPER_LOW)
        return PrintReport(PrintOutcome.YES, warning=self._problem(Code.PRINTER_PAPER_LOW) if is_low else None)

    def _reason_of_doubt(self, line: Line, *, is_mute: bool) -> Problem:
        """Why no word came, as far as the printer still says: paper may have ended, or a cover been opened, midway."""
        if not is_mute and line.is_open:
            standing = self._standing(line)
            if standing.problem is not None and line.is_open:
                return standing.problem
        return self._problem(Code.PRINTER_SILENT)

    def _report(self, outcome: PrintOutcome, code: Code) -> PrintReport:
        return PrintReport(outcome, self._problem(code))

    def _problem(self, code: Code) -> Problem:
        return Problem(code, {"address": self.address})


def _asks_number(number: bytes) -> bytes:
    """GS ( H, function 48: the printer says these four characters when everything before them is printed."""
    return b"\x1d(H\x06\x00\x30\x30" + number
