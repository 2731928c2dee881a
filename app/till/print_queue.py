"""What is printed next: one paper after the other, in the order in which they were wanted, and none twice by itself.

A paper that certainly did not come out stays at the head until the printer is ready; one of which that is not known
leaves the queue with a question. It keeps no thread and reads no clock but the one that nobody can set: whoever drives
it calls `print_next`, on one thread.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from app.core.activation import Activation, State
from app.core.paper import Paper, PaperKind, receipt_number
from app.core.problem import Code, Problem
from app.core.receipt import SLIP_OF, WITH_CODE
from app.till.papers import Papers, Printed, fate_of
from app.till.ports import PaperRecord, PrintOutcome, PrintReport, StepRefused
from app.till.print_hand import PrintHand

AT_ONCE: Final = timedelta(0)
SAID_BY_PRINTERS: Final = frozenset({Code.PRINTER_NO_PAPER, Code.PRINTER_COVER_OPEN, Code.PRINTER_FELL_SILENT})
"""What only a printer that answers can have said."""
MID_CALL: Final = timedelta(seconds=1)
"""A slip of a card in mid-call waits for the answer: what it says may be overtaken by then."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long until a printer in trouble is asked again: the first time, and at most."""

    first: timedelta = timedelta(seconds=2)
    most: timedelta = timedelta(seconds=10)


@dataclass(slots=True)
class PrintQueue:
    """The papers of a journal on their way to one printer. `papers` hands over to `hand`, or prints in line."""

    papers: Papers
    hand: PrintHand = field(default_factory=PrintHand)
    pace: Pace = field(default_factory=Pace)
    trouble: Problem | None = None
    """Why nothing comes out just now, as far as the printer told."""
    _was_heard: bool = False
    """Whether this program knows by a print or an answer how the printer is."""
    _gap: timedelta = AT_ONCE
    _not_before: timedelta = AT_ONCE
    _dares: bool = False
    """Whether somebody wants the next paper sent to a printer that fell silent."""
    _unheard: int | None = None
    """The paper that was last sent so: while nobody said that it came out, no other follows by itself."""

    def print_next(self, tell: Callable[[Printed], None]) -> timedelta | None:
        """Prints one paper, if there is one and the printer is ready. In how long to look again; None: once woken.

        `tell` gets the paper as WAITING once that is on disk, and then what became of it. Raises LedgerFault.
        """
        given = self.hand.next_given()
        if given is None and not self.hand.take():
            return None
        try:
            if given is not None:
                paper, opens_drawer = given
                self._print(paper, tell, opens_drawer=opens_drawer)
                return AT_ONCE
            return self._print_due(tell)
        finally:
            self.hand.let_go()

    def hurry(self) -> None:
        """The printer is asked at the next look, however short ago that was."""
        self._gap = self._not_before = AT_ONCE

    def dare(self) -> None:
        """Somebody wants one paper sent to a printer that fell silent; what became of it is asked, then, as ever."""
        self._dares = True
        self.hurry()

    def go_on(self) -> None:
        """What is left is tried without a pause. After trouble or doubt the printer is asked first."""
        self._not_before = AT_ONCE

    @property
    def is_slowed(self) -> bool:
        """The last paper did not come out, or nobody knows: what is left waits for the printer, or a while."""
        return bool(self._gap)

    # ------------------------------------------------------------ one paper

    def _print_due(self, tell: Callable[[Printed], None]) -> timedelta | None:
        ledger, clock = self.papers.ledger, self.papers.clock
        record = ledger.due_paper()
        if record is None:
            self.trouble, self._dares = None, False  # nothing waits for it
            return None
        if self._not_before > clock.running():
            return self._not_before - clock.running()
        is_unheard = False
        if not self._is_ready(record):
            is_unheard = self._may_go_unheard()
            if not is_unheard:
                return self._gap
        standing = self._standing(record)
        if any(activation.state is State.SENDING for activation in standing):
            return MID_CALL
        try:
            if not tells_truth(record, standing):
                self._replace(record, standing, tell)
                return AT_ONCE
            begun = (PrintOutcome.DUE, PrintOutcome.WAITING)
            ledger.move_print(record.paper.number, begun, clock.now(), standing=standing)
        except StepRefused:  # dropped, or overtaken, a moment ago: it is looked at anew
            return AT_ONCE
        tell(Printed(record.paper, PrintReport(PrintOutcome.WAITING)))
        has_codes = record.paper.kind is PaperKind.SLIP or not record.may_be_out
        self._print(self.papers.as_sent(record, has_codes=has_codes), tell, is_unheard=is_unheard)
        return AT_ONCE

    def _print(
        self, paper: Paper, tell: Callable[[Printed], None], *, opens_drawer: bool = False, is_unheard: bool = False
    ) -> None:
        """From the first byte on: the journal has it as WAITING."""
        papers = self.papers
        self._dares, self._unheard = False, paper.number if is_unheard else self._unheard
        try:
            if is_unheard:
                report = papers.printer.print_unheard(paper)
            else:
                report = papers.printer.print(paper, opens_drawer=opens_drawer)
        except Exception:  # a bug: nobody knows what came out, and that is what the journal says
            papers.ledger.note_print(paper.number, PrintOutcome.UNKNOWN, papers.clock.now())
            self._slow_down()
            raise
        self._was_heard = True
        fate = fate_of(report)
        papers.ledger.note_print(paper.number, fate, papers.clock.now(), report.problem)
        papers.note_drawer(paper, report, opens_drawer=opens_drawer)
        self.trouble = report.problem if fate is PrintOutcome.DUE else None
        if fate in {PrintOutcome.DUE, PrintOutcome.UNKNOWN}:
            self._slow_down()
        else:
            self.hurry()
        tell(Printed(paper, replace(report, outcome=fate)))

    # ------------------------------------------------------------ the printer

    def _is_ready(self, record: PaperRecord) -> bool:
        """At first, and after trouble or doubt, it is asked. One that never answers is tried once its time has come."""
        if self._was_heard and not self._gap and not (self._fell_silent or self._dares):
            return True
        report = self.papers.printer.check()
        self._was_heard = True
        self.trouble = report.problem if report.outcome is PrintOutcome.NO else self._silence(report, record)
        if self.trouble is not None:
            if self._fell_silent:
                self._note_silence(record, self.trouble)
            self._slow_down()
            return False
        if report.outcome is PrintOutcome.YES:
            self._unheard = None
            self.hurry()  # it is well: what is not known of the next one makes nobody wait longer for those behind it
        return True

    def _silence(self, report: PrintReport, record: PaperRecord) -> Problem | None:
        """Trouble where a printer says nothing that told of this paper why it did not come out: it can answer."""
        if report.outcome is not PrintOutcome.UNKNOWN or report.problem is None:
            return None
        before = self._last_problem(record)
        is_told = before is not None and before.code in SAID_BY_PRINTERS and before.facts == report.problem.facts
        return Problem(Code.PRINTER_FELL_SILENT, report.problem.facts) if is_told or self._unheard else None

    @property
    def _fell_silent(self) -> bool:
        return self.trouble is not None and self.trouble.code is Code.PRINTER_FELL_SILENT

    def _may_go_unheard(self) -> bool:
        """Where somebody wants it, and from then on while what was sent so came out: it prints, and answers no more."""
        if not self._fell_silent:
            return False
        last = self.papers.ledger.paper(self._unheard) if self._unheard else None
        return self._dares or (last is not None and last.printed is PrintOutcome.YES)

    def _note_silence(self, record: PaperRecord, problem: Problem) -> None:
        """Once: why this paper waits now. A till that begins anew knows by it that the printer can answer."""
        if self._last_problem(record) != problem:
            due = (PrintOutcome.DUE, PrintOutcome.DUE)
            with suppress(StepRefused):  # dropped a moment ago
                self.papers.ledger.move_print(record.paper.number, due, self.papers.clock.now(), problem)

    def _last_problem(self, record: PaperRecord) -> Problem | None:
        """Why the paper did not come out, by the journal."""
        jobs = (job for job in self.papers.ledger.print_jobs() if job.number == record.paper.number)
        return next((job.problem for job in jobs), None)

    def _slow_down(self) -> None:
        self._gap = min(self._gap * 2 or self.pace.first, self.pace.most)
        self._not_before = self.papers.clock.running() + self._gap

    # ------------------------------------------------------------ what a slip says

    def _standing(self, record: PaperRecord) -> tuple[Activation, ...]:
        """How the cards of a slip stand. A receipt stays true, however they do."""
        if record.paper.kind is PaperKind.RECEIPT:
            return ()
        found = map(self.papers.ledger.activation, record.activation_ids)
        return tuple(activation for activation in found if activation is not None)

    def _replace(self, record: PaperRecord, standing: Sequence[Activation], tell: Callable[[Printed], None]) -> None:
        """Drops a slip that was overtaken while it waited, once what is true instead is due. Raises StepRefused.

        A card that is active gets its receipt, one that still waits a new slip; for any other a person decides.
        """
        papers, number = self.papers, record.paper.number
        without: list[Activation] = []
        for activation in standing:
            last = papers.ledger.paper_of(activation.id)
            is_receipt = last is not None and last.paper.kind is PaperKind.RECEIPT
            if last is not None and is_receipt and last.printed is None:
                papers.ledger.note_print(last.paper.number, PrintOutcome.DUE, papers.clock.now())
            if last is not None and last.paper.number == number:
                without.append(activation)
        active = [activation for activation in without if activation.state is State.ACTIVE]
        waiting = [activation for activation in without if activation.state in WITH_CODE]
        for group in filter(None, (active, waiting)):
            papers.issue(group, PrintOutcome.DUE)
        why = Problem(Code.PAPER_OVERTAKEN, {"number": receipt_number(number)})
        papers.ledger.move_print(number, (PrintOutcome.DUE, PrintOutcome.DROPPED), papers.clock.now(), why)
        tell(Printed(record.paper, PrintReport(PrintOutcome.DROPPED, why)))


def tells_truth(record: PaperRecord, standing: Sequence[Activation]) -> bool:
    """Whether a paper may come out as it was written, its cards standing as they do.

    A slip may while each of its cards is called by the same words as then. A receipt always may.
    """
    if record.paper.kind is PaperKind.RECEIPT:
        return True
    if not record.states:  # of an earlier program
        return all(activation.at <= record.at for activation in standing)
    now = [SLIP_OF.get(activation.state) for activation in standing]
    return now == [SLIP_OF.get(state) for state in record.states]
