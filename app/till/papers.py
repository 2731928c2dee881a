"""Receipts and slips: issued once with a number of the series, printed, and printed again as copies.

Printing is no state of a sale: a printer's fault is told and never undoes or hides an activation. With a hand to print
(the window), a paper is handed over and the sale goes on; without one (a command) it is printed in line.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.core.activation import Activation, Order, State, Step, queued
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.core.receipt import Letterhead, copy_of, paper_kind, receipt, with_codes, without_codes
from app.till.ports import (
    Clock,
    Ledger,
    LedgerFault,
    Note,
    NoteKind,
    PaperRecord,
    PrintOutcome,
    PrintReport,
    ReceiptPrinter,
    StepRefused,
)
from app.till.print_hand import PrintHand

WITHOUT_PAPER = frozenset({State.TAKEN, State.MISMATCH, State.HELD})
"""A sale whose cards all stand here gets no paper by itself: a person decides first (reliability section 3.4)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper and what is known of its print: its end, or WAITING while it is printed, or DUE while it waits.

    `opens_drawer`: a print that is still to come opens the cash drawer.
    """

    paper: Paper
    report: PrintReport
    opens_drawer: bool = False


def fate_of(report: PrintReport) -> PrintOutcome:
    """What the journal says after a try: what certainly did not come out, for a reason that passes, stays DUE.

    Without a reason there is no printer, and nothing to wait for.
    """
    is_due = report.outcome is PrintOutcome.NO and report.problem is not None
    return PrintOutcome.DUE if is_due else report.outcome


@dataclass(frozen=True, slots=True)
class Papers:
    """Issues the papers of sales, and prints them or hands them to the one who prints."""

    letterhead: Letterhead
    ledger: Ledger
    printer: ReceiptPrinter
    clock: Clock
    hand: PrintHand | None = None
    """Where papers are handed to; None: they are printed in line."""
    hand_in_line: PrintHand = field(default_factory=PrintHand)
    """Which of several workers brings out what was due before, where papers are printed in line."""
    opens_drawer: bool = False
    """Whether the receipt of a sale that was just made opens the cash drawer; no copy and no later print ever does."""

    # ------------------------------------------------------------ the paper of a sale

    def begin_slip(self, orders: Sequence[Order]) -> tuple[tuple[Activation, ...], Printed]:
        """Writes a sale as waiting, and its slip, whose print has begun or is due: `print_begun` is to follow.

        One write: more would keep the customer waiting. Raises as Ledger.add_with_slip.
        """
        waiting = [queued(order) for order in orders]
        head = with_codes(self.letterhead, waiting)  # as in `issue`
        at = orders[0].confirmed_at
        with self._begin() as begins:
            added, slip = self.ledger.add_with_slip(orders, lambda number: receipt(head, waiting, number, at), begins)
        return added, self._handed(slip, begins)

    def begin_paper(self, activations: Sequence[Activation]) -> Printed | None:
        """Issues the one paper of a sale as it stands, in print or due: `print_begun` is to follow. None: none is due.

        A card that another worker settled meanwhile has its receipt already. Raises LedgerFault, StepRefused.
        """
        try:
            return self._begin_missing(activations)
        except StepRefused:  # another worker issued a receipt of one of them a moment ago
            return self._begin_missing(activations)

    def _begin_missing(self, activations: Sequence[Activation]) -> Printed | None:
        """The paper of those that have no receipt yet; None where none is due."""
        due = [activation for activation in activations if not self._has_receipt(activation)]
        if all(activation.state in WITHOUT_PAPER for activation in due):
            return None
        opens_drawer = self.opens_drawer and paper_kind(due) is PaperKind.RECEIPT
        with self._begin() as begins:
            paper = self.issue(due, begins)
        return self._handed(paper, begins, opens_drawer=opens_drawer)

    def step_to_active(
        self, activation: Activation, step: Step, *, prints: bool
    ) -> tuple[Activation, Paper, Printed | None]:
        """Writes that a card became active after its slip, and its receipt: in print (`print_begun` is to follow).

        Without `prints` it is kept, to be printed by `print_again` one day, and there is no print; but where the slip
        has not come out yet, the customer has nothing in hand, and the receipt is due in its place. Raises as
        Ledger.step_with_receipt.
        """
        at = self.clock.now()

        def build(active: Activation, number: int) -> Paper:
            return receipt(self.letterhead, [active], number, at)

        if not prints:
            begins = PrintOutcome.DUE if self._has_slip_due(activation) else None
            active, paper = self.ledger.step_with_receipt(activation, step, at, build, begins)
            return active, paper, self._handed(paper, begins) if begins else None
        with self._begin() as begins:
            active, paper = self.ledger.step_with_receipt(activation, step, at, build, begins)
        return active, paper, self._handed(paper, begins)

    def issue(self, activations: Sequence[Activation], begins: PrintOutcome | None = None) -> Paper:
        """Takes a number and keeps the paper, unprinted or as it `begins`. Raises LedgerFault, StepRefused.

        A receipt is kept as the receipt of its active cards alone, and a second one is refused. The others stand on it
        with their own words, and their own receipt is still to come.
        """
        at = self.clock.now()
        active = [activation for activation in activations if activation.state is State.ACTIVE]
        head = with_codes(self.letterhead, activations)  # may wait for the keyring: not while the journal is written
        return self.ledger.issue_paper(
            active or activations, at, lambda number: receipt(head, activations, number, at), begins
        )

    # ------------------------------------------------------------ paper on request

    def issue_missing(self) -> None:
        """Issues, unprinted, the receipts that a pulled plug kept from being written: a sale's active cards together.

        A journal that cannot take one now takes it at the next start.
        """
        sales: dict[str, list[Activation]] = {}
        for activation in self.ledger.without_receipt():
            sales.setdefault(activation.order.sale_id, []).append(activation)
        with suppress(StepRefused, LedgerFault):
            for cards in sales.values():
                self.issue(cards)

    def print_again(self, number: int) -> PrintReport:
        """Prints a kept paper once more. Marked as a copy, unless it never came out. Raises LedgerFault.

        Handed over, what is due or in print already is not printed twice for it.
        """
        record = self.ledger.paper(number)
        if record is None:
            return PrintReport(PrintOutcome.NO, Problem(Code.NOTHING_TO_PRINT))
        if self.hand is None:
            self.ledger.note_print(number, PrintOutcome.WAITING, self.clock.now())
            is_first = record.printed is PrintOutcome.DUE and not record.may_be_out
            has_codes = is_first if record.paper.kind is PaperKind.RECEIPT else self._none_moved(record)
            return self.print_now(self.as_sent(record, has_codes=has_codes))
        is_on_its_way = record.printed in {PrintOutcome.DUE, PrintOutcome.WAITING}
        if not is_on_its_way:  # as due, so that what it says is looked at once more before it comes out
            self.ledger.note_print(number, PrintOutcome.DUE, self.clock.now())
        self.hand.wake()
        return PrintReport(record.printed if is_on_its_way and record.printed else PrintOutcome.DUE)

    def print_slip(self, activation: Activation) -> Printed:
        """Paper on request: the last one that speaks of the activation if it still tells the truth, else a new one.

        The journal says how it stands, whatever the caller last saw. Raises LedgerFault, StepRefused.
        """
        activation = self.ledger.activation(activation.id) or activation
        record = self.ledger.paper_of(activation.id)
        if record is not None and self._is_true(record):
            return Printed(record.paper, self.print_again(record.paper.number))
        if self.hand is None:
            paper = self.issue([activation], PrintOutcome.WAITING)
            return Printed(paper, self.print_now(paper))
        paper = self.issue([activation], PrintOutcome.DUE)  # as in `print_again`
        return self._handed(paper, PrintOutcome.DUE)

    def as_sent(self, record: PaperRecord, *, has_codes: bool) -> Paper:
        """The paper as the printer gets it: marked as a copy where it came out once, or may have.

        A code by which any till could load a card is on it only where `has_codes` says so: while every card of a slip
        still waits. A receipt is kept as that of its active cards: how others on it stand later, and their codes,
        stand on their own.
        """
        paper = record.paper if has_codes else without_codes(record.paper, self.letterhead.words)
        return copy_of(paper, self.letterhead.words) if record.may_be_out else paper

    # ------------------------------------------------------------ what a person says of a paper

    def drop(self, number: int) -> None:
        """A paper that is due is not wanted any more. Raises StepRefused where it is not due, LedgerFault."""
        self.ledger.move_print(number, (PrintOutcome.DUE, PrintOutcome.DROPPED), self.clock.now())

    def answer(self, number: int, *, came_out: bool) -> None:
        """Whether a paper of which that is not known came out. Else it is due again, marked as a copy: a part may have.

        Raises StepRefused where nobody asks, LedgerFault.
        """
        after = PrintOutcome.YES if came_out else PrintOutcome.DUE
        self.ledger.move_print(number, (PrintOutcome.UNKNOWN, after), self.clock.now())
        if self.hand is not None:
            self.hand.wake()

    def answer_all(self, numbers: Sequence[int]) -> int:
        """All of these came out: of how many that was still asked. Raises LedgerFault."""
        answered = 0
        for number in numbers:
            with suppress(StepRefused):  # somebody was quicker with this one
                self.answer(number, came_out=True)
                answered += 1
        return answered

    def recover(self) -> None:
        """Before anything is printed: what an earlier process left in print is not known. Raises LedgerFault."""
        for job in self.ledger.print_jobs():
            if job.outcome is PrintOutcome.WAITING:
                self.ledger.move_print(job.number, (PrintOutcome.WAITING, PrintOutcome.UNKNOWN), self.clock.now())

    # ------------------------------------------------------------ printing

    @contextmanager
    def _begin(self) -> Generator[PrintOutcome]:
        """How a print begins that the block writes: WAITING where it is printed next, else DUE.

        Where nothing else is due and nobody prints, the hand is taken for it, and it costs no second write.
        """
        hand = self.hand
        if hand is None:
            yield self._next()
            return
        if not hand.take():
            yield PrintOutcome.DUE
            return
        is_handed = False
        try:
            begins = self._next()
            yield begins
            is_handed = begins is PrintOutcome.WAITING
        finally:
            if not is_handed:
                hand.let_go()
                hand.wake()

    def _next(self) -> PrintOutcome:
        """How a paper begins that is written now: behind what is due, or in print."""
        return PrintOutcome.WAITING if self.ledger.due_paper() is None else PrintOutcome.DUE

    def _handed(self, paper: Paper, begins: PrintOutcome, *, opens_drawer: bool = False) -> Printed:
        """Hands over what the journal has as begun or as due."""
        if self.hand is not None and begins is PrintOutcome.WAITING:
            self.hand.give(paper, opens_drawer=opens_drawer)
        elif self.hand is not None:
            self.hand.wake()
        return Printed(paper, PrintReport(begins), opens_drawer=opens_drawer)

    def print_now(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Prints in line what the journal has as begun, and writes down what became of it. Raises LedgerFault."""
        report = self.printer.print(paper, opens_drawer=opens_drawer)
        self.ledger.note_print(paper.number, fate_of(report), self.clock.now(), report.problem)
        self.note_drawer(paper, report, opens_drawer=opens_drawer)
        return report

    def note_drawer(self, paper: Paper, report: PrintReport, *, opens_drawer: bool) -> None:
        """That the drawer was opened with this print, or may have been. Raises LedgerFault."""
        if opens_drawer and report.outcome in {PrintOutcome.YES, PrintOutcome.UNKNOWN}:
            self.ledger.note(Note(NoteKind.DRAWER, self.clock.now(), {"paper": paper.number_text}))

    # ------------------------------------------------------------ what is known

    def _has_receipt(self, activation: Activation) -> bool:
        record = self.ledger.paper_of(activation.id)
        return record is not None and record.paper.kind is PaperKind.RECEIPT

    def _has_slip_due(self, activation: Activation) -> bool:
        record = self.ledger.paper_of(activation.id)
        return record is not None and record.printed is PrintOutcome.DUE

    def _is_true(self, record: PaperRecord) -> bool:
        """A receipt stays true for ever; a slip only while none of its cards has moved since it was written."""
        return record.paper.kind is PaperKind.RECEIPT or self._none_moved(record)

    def _none_moved(self, record: PaperRecord) -> bool:
        known = [self.ledger.activation(each) for each in record.activation_ids]
        return all(activation is not None and activation.at <= record.at for activation in known)
