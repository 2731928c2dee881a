"""Receipts and slips: issued once with a number of the series, printed, and printed again as copies.

Printing is no state of a sale: a printer's fault is told and never undoes or hides an activation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.activation import Activation, Order, State, Step, queued
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.core.receipt import Letterhead, copy_of, receipt, with_codes, without_codes
from app.till.ports import Clock, Ledger, PaperRecord, PrintOutcome, PrintReport, ReceiptPrinter, StepRefused

WITHOUT_PAPER = frozenset({State.TAKEN, State.MISMATCH, State.HELD})
"""A sale whose cards all stand here gets no paper by itself: a person decides first (reliability section 3.4)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper and what is known of its print."""

    paper: Paper
    report: PrintReport


@dataclass(frozen=True, slots=True)
class Papers:
    """Issues and prints the papers of sales."""

    letterhead: Letterhead
    ledger: Ledger
    printer: ReceiptPrinter
    clock: Clock

    def begin_slip(self, orders: Sequence[Order]) -> tuple[tuple[Activation, ...], Paper]:
        """Writes a sale as waiting, and its slip, whose print has begun: `print_begun` is to follow.

        One write: more would keep the customer waiting. Raises as Ledger.add_with_slip.
        """
        waiting = [queued(order) for order in orders]
        head = with_codes(self.letterhead, waiting)  # as in `issue`
        at = orders[0].confirmed_at
        return self.ledger.add_with_slip(orders, lambda number: receipt(head, waiting, number, at))

    def print_begun(self, paper: Paper) -> Printed:
        """Prints a paper of which the journal says already that its print has begun. Raises LedgerFault."""
        return Printed(paper, self._printed(paper, paper.number))

    def print_for(self, activations: Sequence[Activation]) -> Printed | None:
        """Issues the one paper of a sale as it stands and prints it. None where no paper is due.

        A card that another worker settled meanwhile has its receipt already. Raises LedgerFault, StepRefused.
        """
        try:
            paper = self._due(activations)
        except StepRefused:  # another worker issued a receipt of one of them a moment ago
            paper = self._due(activations)
        return Printed(paper, self._print(paper, paper.number)) if paper else None

    def _due(self, activations: Sequence[Activation]) -> Paper | None:
        """Issues the paper of those that have no receipt yet; None where none is due."""
        due = [activation for activation in activations if not self._has_receipt(activation)]
        if all(activation.state in WITHOUT_PAPER for activation in due):
            return None
        return self.issue(due)

    def step_to_active(self, activation: Activation, step: Step, *, prints: bool) -> tuple[Activation, Paper]:
        """Writes that a card became active after its slip, and its receipt, whose print has begun or which is kept.

        With `prints`, `print_begun` is to follow; else `print_again` one day prints it as the first one. Raises as
        Ledger.step_with_receipt.
        """
        at = self.clock.now()

        def build(active: Activation, number: int) -> Paper:
            return receipt(self.letterhead, [active], number, at)

        return self.ledger.step_with_receipt(activation, step, at, build, begins_print=prints)

    def issue(self, activations: Sequence[Activation]) -> Paper:
        """Takes a number and keeps the paper, unprinted. Raises LedgerFault, StepRefused for a second receipt.

        A receipt is kept as the receipt of its active cards alone. The others stand on it with their own words, and
        their own receipt is still to come.
        """
        at = self.clock.now()
        active = [activation for activation in activations if activation.state is State.ACTIVE]
        head = with_codes(self.letterhead, activations)  # may wait for the keyring: not while the journal is written
        return self.ledger.issue_paper(active or activations, at, lambda number: receipt(head, activations, number, at))

    def print_again(self, number: int) -> PrintReport:
        """Prints a kept paper once more. Marked as a copy, unless it never came out. Raises LedgerFault."""
        record = self.ledger.paper(number)
        if record is None:
            return PrintReport(PrintOutcome.NO, Problem(Code.NOTHING_TO_PRINT))
        return self._print(self._as_copy(record), number)

    def print_slip(self, activation: Activation) -> Printed:
        """Paper on request: the last one that speaks of the activation if it still tells the truth, else a new one.

        The journal says how it stands, whatever the caller last saw. Raises LedgerFault, StepRefused.
        """
        activation = self.ledger.activation(activation.id) or activation
        record = self.ledger.paper_of(activation.id)
        if record is not None and self._is_true(record):
            return Printed(record.paper, self.print_again(record.paper.number))
        paper = self.issue([activation])
        return Printed(paper, self._print(paper, paper.number))

    def _has_receipt(self, activation: Activation) -> bool:
        record = self.ledger.paper_of(activation.id)
        return record is not None and record.paper.kind is PaperKind.RECEIPT

    def _is_true(self, record: PaperRecord) -> bool:
        """A receipt stays true for ever; a slip only while none of its cards has moved since it was written."""
        return record.paper.kind is PaperKind.RECEIPT or self._none_moved(record)

    def _none_moved(self, record: PaperRecord) -> bool:
        known = [self.ledger.activation(each) for each in record.activation_ids]
        return all(activation is not None and activation.at <= record.at for activation in known)

    def _as_copy(self, record: PaperRecord) -> Paper:
        """A code by which any till could load a card is printed again only while every card of the slip still waits.

        A receipt is kept as that of its active cards: how others on it stand now, and their codes, stand on their own.
        """
        paper = record.paper
        if paper.kind is PaperKind.RECEIPT or not self._none_moved(record):
            paper = without_codes(paper, self.letterhead.words)
        if record.printed in {None, PrintOutcome.NO} and record.copies == 0:
            return paper
        return copy_of(paper, self.letterhead.words)

    def _print(self, paper: Paper, number: int) -> PrintReport:
        self.ledger.note_print(number, PrintOutcome.WAITING, self.clock.now())
        return self._printed(paper, number)

    def _printed(self, paper: Paper, number: int) -> PrintReport:
        report = self.printer.print(paper)
        self.ledger.note_print(number, report.outcome, self.clock.now(), report.problem)
        return report
