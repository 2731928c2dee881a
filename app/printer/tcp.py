"""A receipt printer on the network, by raw TCP: asked before, told everything at once, and asked again after."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from app.core.paper import Paper
from app.core.problem import Code, Problem
from app.printer.profile import PrinterProfile
from app.printer.status_bytes import COVER_OPEN, OFFLINE, PAPER_ENDED, ROLL_ENDED
from app.printer.tcp_line import TcpLine, connected
from app.till.ports import PrintOutcome, PrintReport

ANSWER_IN_TURN: Final = b"\x1dr\x01"
"""GS r 1: answered when everything before it has been printed."""
OF_PRINTER: Final = 1
OF_COVER: Final = 2
OF_PAPER: Final = 4
"""What DLE EOT asks for."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer is waited for, in seconds. A job may take as long as its bytes at `bytes_a_second`, and more.

    A printer that did not answer before the job is not waited for as long after it: most such never answer.
    """

    connect_s: float = 2.0
    status_s: float = 1.0
    answer_s: float = 10.0
    answer_of_mute_s: float = 3.0
    drain_s: float = 2.0
    bytes_a_second: int = 1000


@dataclass(slots=True)
class TcpPrinter:
    """Prints over `host`:`port`. YES is the printer's own word; NO is certain that nothing of the paper was sent.

    Several threads may use one: jobs and checks take turns. Nothing raises, and everything ends in bounded time.
    """

    host: str
    port: int
    profile: PrinterProfile
    patience: Patience = field(default_factory=Patience)
    _has_answered: bool = field(default=False, init=False, repr=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def columns(self) -> int:
        """How many characters fit a line."""
        return self.profile.columns

    @property
    def address(self) -> str:
        """The printer as settings and sentences name it: `tcp://10.0.0.7:9100`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Sends the paper and waits for the printer's word."""
        from app.printer.escpos_bytes import receipt_bytes

        with self._turn:
            try:
                job = receipt_bytes(paper, self.profile, opens_drawer=opens_drawer)
            except OSError:  # the library wants to write a file when it is loaded
                return self._report(PrintOutcome.NO, Code.DISK_LOW)
            line = connected(self.host, self.port, self.patience.connect_s, self.patience.drain_s)
            if line is None:
                return self._report(PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
            with line:
                return self._print_over(line, job)

    def check(self) -> PrintReport:
        """What the printer says of itself, without printing: YES ready, NO with its reason, UNKNOWN silent."""
        with self._turn:
            line = connected(self.host, self.port, self.patience.connect_s, self.patience.drain_s)
            if line is None:
                return self._report(PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
            with line:
                return self._standing(line)

    def _print_over(self, line: TcpLine, job: bytes) -> PrintReport:
        standing = self._standing(line)
        if standing.outcome is PrintOutcome.NO:
            return standing
        is_mute = standing.outcome is PrintOutcome.UNKNOWN
        if is_mute and self._has_answered:  # it can answer, so it is off, hung, or busy with another till
            return self._report(PrintOutcome.NO, Code.PRINTER_OFFLINE)
        wait_s = self._job_wait_s(len(job), is_mute=is_mute)
        handed = line.send(job + ANSWER_IN_TURN, wait_s)
        if handed == 0:
            return self._report(PrintOutcome.NO, Code.PRINTER_OFFLINE if line.is_open else Code.PRINTER_UNREACHABLE)
        answer = line.answer_in_turn(wait_s)
        if answer is not None and not answer & ROLL_ENDED:
            return PrintReport(PrintOutcome.YES)
        return PrintReport(PrintOutcome.UNKNOWN, self._reason_of_doubt(line, is_mute=is_mute))

    def _standing(self, line: TcpLine) -> PrintReport:
        """YES ready, NO with its reason, UNKNOWN for a printer that answers no status."""
        printer = line.ask(OF_PRINTER, self.patience.status_s)
        if printer is None:
            if line.is_open:
                return self._report(PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
            return self._report(PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
        self._has_answered = True
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
        return PrintReport(PrintOutcome.YES)

    def _reason_of_doubt(self, line: TcpLine, *, is_mute: bool) -> Problem:
        """Why no word came, as far as the printer still says: paper may have ended, or a cover been opened, midway."""
        if not is_mute and line.is_open:
            standing = self._standing(line)
            if standing.problem is not None and line.is_open:
                return standing.problem
        return self._problem(Code.PRINTER_SILENT)

    def _job_wait_s(self, length: int, *, is_mute: bool) -> float:
        last = self.patience.answer_of_mute_s if is_mute else self.patience.answer_s
        return last + length / self.patience.bytes_a_second

    def _report(self, outcome: PrintOutcome, code: Code) -> PrintReport:
        return PrintReport(outcome, self._problem(code))

    def _problem(self, code: Code) -> Problem:
        return Problem(code, {"address": self.address})
