"""A sale with the line down: nobody is called, and one write stands between the confirmation and the slip."""

from dataclasses import dataclass, field

import pytest

from app.core.activation import State
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.till.activate import Sold, sell
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from tests.fakes import FakePrinter, sale
from tests.till.whole_till import CARD, FailingLedger, WholeTill

BROKEN = Problem(Code.JOURNAL_FAULT)


@dataclass
class Looking(FakePrinter):
    """A printer that looks into the journal before its first byte."""

    till: WholeTill | None = None
    stood: list[tuple[State, PrintOutcome | None]] = field(default_factory=list)

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        assert self.till is not None
        record = self.till.ledger.paper(paper.number)
        assert record is not None
        states = {self.till.ledger.standing[activation_id].state for activation_id in record.activation_ids}
        self.stood += [(state, record.printed) for state in states]
        return super().print(paper, opens_drawer=opens_drawer)


def sells_offline(till: WholeTill, *cards: str) -> Sold:
    return sell(till.road, sale(*(cards or (CARD,)), read_before=False), till.tell, is_down=True)


def test_the_sale_and_the_beginning_of_its_print_are_in_the_journal_before_the_slip_comes_out() -> None:
    printer = Looking()
    printer.till = till = WholeTill(printer=printer)
    sold = sells_offline(till, CARD, "GIFT-4712")
    assert [activation.state for activation in sold.activations] == [State.QUEUED] * 2
    assert printer.stood == [(State.QUEUED, PrintOutcome.WAITING)]
    assert [paper.kind for paper in printer.papers] == [PaperKind.SLIP]
    assert sold.printed is not None
    assert (sold.printed.paper, sold.printed.report.outcome) == (printer.papers[0], PrintOutcome.YES)
    assert till.told == till.journalled == list(sold.activations)
    record = till.ledger.paper_of(sold.activations[1].id)
    assert record is not None
    assert (record.printed, record.copies) == (PrintOutcome.YES, 0)


def test_nobody_is_called_and_the_queue_has_it(till: WholeTill) -> None:
    (waiting,) = sells_offline(till).activations
    assert (till.issuer.reads, till.issuer.begun) == ([], [])
    assert till.ledger.queue() == (waiting,)
    assert till.road.claims.is_free(waiting.id)
    assert not till.road.claims.is_selling
    assert till.settles(waiting).activation.state is State.ACTIVE


def test_a_card_that_is_sold_here_is_refused_and_no_slip_comes_out(till: WholeTill) -> None:
    sells_offline(till)
    with pytest.raises(StepRefused) as refused:
        sells_offline(till, "GIFT-4712", CARD)
    assert refused.value.problem.code is Code.CARD_OPEN_HERE
    assert len(till.printer.papers) == len(till.told) == 1
    assert not till.road.claims.is_selling


@pytest.mark.parametrize("is_certain", [True, False])
def test_a_journal_that_cannot_be_written_prints_no_slip(is_certain: bool) -> None:
    till = WholeTill(ledger=FailingLedger(fault=LedgerFault(BROKEN, is_certain=is_certain)))
    with pytest.raises(LedgerFault):
        sells_offline(till)
    assert (till.told, till.printer.papers) == ([], [])


def test_a_journal_that_fails_about_the_print_hides_no_activation() -> None:
    till = WholeTill(ledger=FailingLedger(good_writes=1, fault=LedgerFault(BROKEN, is_certain=True)))
    sold = sells_offline(till)
    assert (sold.activations[0].state, sold.printed, sold.fault) == (State.QUEUED, None, BROKEN)
    record = till.ledger.paper_of(sold.activations[0].id)
    assert record is not None
    assert record.printed is PrintOutcome.WAITING, "it may have come out: the next one is a copy"
