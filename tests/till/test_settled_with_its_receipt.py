"""A card that becomes active behind the cashier's back is written together with its receipt: both or neither."""

from dataclasses import dataclass, field

import pytest

from app.core.activation import Activation, State
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, PrintOutcome, StepRefused
from app.till.settle import Settled, settle
from tests.fake_ledger import FakeLedger
from tests.fakes import Fate
from tests.till.whole_till import CARD, WholeTill

FULL = Problem(Code.JOURNAL_FULL)


@dataclass
class Failing(FakeLedger):
    """A ledger that fails at a receipt, so and no otherwise."""

    fault: list[Exception] = field(default_factory=list)

    def step_with_receipt(self, activation, step, at, build, begins):
        if self.fault:
            raise self.fault.pop()
        return super().step_with_receipt(activation, step, at, build, begins)


def waits(till: WholeTill) -> Activation:
    return till.fated(Fate.NOT_SENT).sells().activations[0]


def settled(till: WholeTill, activation: Activation, *, prints: bool) -> Settled:
    tried = settle(till.road, activation.id, till.fated().tell, prints=prints)
    assert tried is not None
    return tried


def fails_at_its_receipt(fault: Exception) -> WholeTill:
    return WholeTill(ledger=Failing(fault=[fault]))


@pytest.mark.parametrize("prints", [True, False])
@pytest.mark.parametrize("fate", [Fate.NOT_SENT, Fate.LOST_AFTER])
def test_whoever_is_told_that_a_card_is_active_finds_its_receipt_in_the_journal(
    till: WholeTill, fate: Fate, prints: bool
) -> None:
    found: list[tuple[PaperKind, PrintOutcome | None]] = []

    def tell(activation: Activation) -> None:
        record = till.ledger.paper_of(activation.id)
        if activation.state is State.ACTIVE and record is not None:
            found.append((record.paper.kind, record.printed))

    waiting = till.fated(fate).sells().activations[0]
    till.fated()
    tried = settle(till.road, waiting.id, tell, prints=prints)
    assert tried is not None
    assert found == [(PaperKind.RECEIPT, PrintOutcome.WAITING if prints else None)]
    record = till.ledger.paper_of(waiting.id)
    assert record is not None
    assert (tried.kept, tried.printed is not None) == (None if prints else record.paper, prints)
    assert record.printed == (PrintOutcome.YES if prints else None)
    assert len(till.printer.papers) == 1 + prints


def test_a_cancel_that_came_too_late_has_its_receipt_too(till: WholeTill) -> None:
    doubtful = till.fated(Fate.LOST_AFTER).sells().activations[0]
    tried = settled(till, till.cancels(doubtful), prints=False)
    assert tried.activation.state is State.ACTIVE
    assert tried.kept is not None


def test_a_receipt_that_finds_no_room_keeps_no_card_from_being_active() -> None:
    till = fails_at_its_receipt(LedgerFault(FULL, is_certain=True))
    tried = settled(till, waits(till), prints=False)
    assert (tried.activation.state, tried.kept, tried.fault) == (State.ACTIVE, None, FULL)
    assert till.told[-1] == till.journalled[-1] == tried.activation


def test_a_write_whose_outcome_nobody_knows_is_followed_by_no_other() -> None:
    till = fails_at_its_receipt(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    waiting = waits(till)
    with pytest.raises(LedgerFault):
        settled(till, waiting, prints=False)
    assert till.standing(waiting).state is State.SENDING
    assert till.states()[-1] is State.SENDING


def test_a_receipt_that_is_there_already_is_not_made_twice() -> None:
    till = fails_at_its_receipt(StepRefused(Problem(Code.STEP_NOT_ALLOWED)))
    tried = settled(till, waits(till), prints=True)
    assert (tried.activation.state, tried.printed, tried.fault) == (State.ACTIVE, None, None)


def test_a_bug_about_the_paper_leaves_the_card_as_it_stands() -> None:
    till = fails_at_its_receipt(ZeroDivisionError())
    waiting = waits(till)
    with pytest.raises(ZeroDivisionError):
        settled(till, waiting, prints=False)
    assert till.standing(waiting).state is State.ACTIVE
    assert till.issuer.truth(CARD).loads == 1
