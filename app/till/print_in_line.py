"""Printing in line, where no window prints: what was wanted before comes out first, and nobody waits long for it."""

from datetime import timedelta
from typing import Final

from app.till.papers import Papers, Printed
from app.till.ports import PrintOutcome, PrintReport, StepRefused
from app.till.print_queue import AT_ONCE, PrintQueue

OLDER_MAX: Final = 20
OLDER_TIME: Final = timedelta(seconds=20)
"""How many older papers come out before a new one, and for how long others are begun: a customer waits for that one."""


def print_begun(papers: Papers, begun: Printed) -> Printed:
    """Prints in line a paper that the journal has as begun or as due; one that was handed over is as it was.

    What was due before comes out first. Where the printer refuses that, the new one waits behind it. Raises
    LedgerFault.
    """
    if papers.hand is not None:
        return begun
    if begun.report.outcome is PrintOutcome.DUE:
        refused = _bring_out_older(papers, begun)
        if refused is not None:
            return Printed(begun.paper, refused)
        number, step = begun.paper.number, (PrintOutcome.DUE, PrintOutcome.WAITING)
        try:
            papers.ledger.move_print(number, step, papers.clock.now())
        except StepRefused:  # another worker prints it, or did
            record = papers.ledger.paper(number)
            return Printed(begun.paper, PrintReport(record.printed if record and record.printed else PrintOutcome.DUE))
    return Printed(begun.paper, papers.print_now(begun.paper, opens_drawer=begun.opens_drawer))


def _bring_out_older(papers: Papers, begun: Printed) -> PrintReport | None:
    """Prints what was due before, in its order. Why the printer took none of it, where it did not: NO with a reason."""
    queue = PrintQueue(papers, papers.hand_in_line)
    end = papers.clock.running() + OLDER_TIME
    for _ in range(OLDER_MAX):
        head = papers.ledger.due_paper()
        if head is None or head.paper.number == begun.paper.number or papers.clock.running() >= end:
            break
        wait = queue.print_next(_nobody)
        if queue.trouble is not None:
            return PrintReport(PrintOutcome.NO, queue.trouble)
        if wait != AT_ONCE:  # another worker prints, or a card of the next slip is in mid-call
            break
        queue.go_on()
    return None


def _nobody(_printed: Printed) -> None:
    """Nobody looks on: the journal says what became of it."""
