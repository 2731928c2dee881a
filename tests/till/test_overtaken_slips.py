"""A slip that was overtaken while it waited never comes out: what is true instead does. No money leaves meanwhile."""

from typing import TYPE_CHECKING

import pytest

from app.core.activation import State
from app.core.paper import PaperKind
from app.core.problem import Code
from app.till.ports import LedgerFault, PrintOutcome, StepRefused
from app.till.print_queue import MID_CALL, tells_truth
from app.till.settle import cancel, settle
from tests.fakes import Fate
from tests.till.printing_till import FULL, OTHER, SILENT, Interrupted, Shop, Watched, outcomes
from tests.till.whole_till import CARD

if TYPE_CHECKING:
    from datetime import timedelta


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_slip_whose_card_became_active_makes_room_for_its_receipt(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    (waiting,) = shop.sells_offline().activations
    shop.prints()
    settled = settle(shop.road, waiting.id, shop.tell, prints=False)
    assert settled is not None
    assert settled.printed is not None, "the customer has nothing in hand: it is not kept for later"
    assert (settled.printed.report.outcome, settled.kept) == (PrintOutcome.DUE, None)
    shop.printer.papers.clear()
    shop.clock.move(2)
    shop.prints()
    assert [(paper.number, paper.kind) for paper in shop.printer.papers] == [(2, PaperKind.RECEIPT)]
    assert outcomes(shop, 1)[-1] == "dropped"
    assert (1, PrintOutcome.DROPPED) in shop.news


def test_a_receipt_that_was_kept_comes_out_where_the_slip_did_not(shop: Shop) -> None:
    shop.printer.reports.append(SILENT)
    (waiting,) = shop.sells_offline().activations
    shop.prints()
    settled = settle(shop.road, waiting.id, shop.tell, prints=False)
    assert settled is not None
    assert settled.kept is not None
    shop.road.papers.answer(1, came_out=False)
    shop.printer.papers.clear()
    shop.clock.move(2)
    shop.prints()
    assert [(paper.number, paper.kind) for paper in shop.printer.papers] == [(2, PaperKind.RECEIPT)]
    assert outcomes(shop, 1) == ["waiting", "unknown", "due", "dropped"]


def test_a_slip_that_says_what_was_is_replaced_by_one_that_says_what_is(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    queued, other = shop.sells_offline(CARD, OTHER).activations
    shop.prints()
    shop.fated(Fate.LOST_BEFORE)
    settle(shop.road, queued.id, shop.tell)
    shop.printer.papers.clear()
    shop.clock.move(2)
    shop.prints()
    assert shop.numbers == [2]
    record = shop.ledger.paper(2)
    assert record is not None
    assert (record.activation_ids, record.states) == ((queued.id, other.id), (State.UNKNOWN, State.QUEUED))
    assert outcomes(shop, 1)[-1] == "dropped"


def test_a_replacement_that_was_cut_off_is_not_made_twice() -> None:
    shop = Shop(ledger=Interrupted())
    shop.out_of_paper(tries=0)
    (queued,) = shop.sells_offline().activations
    shop.prints()
    shop.fated(Fate.LOST_BEFORE)
    settle(shop.road, queued.id, shop.tell)
    shop.clock.move(2)

    def cut_off() -> None:
        raise FULL

    shop.ledger.before_move = cut_off
    with pytest.raises(LedgerFault):
        shop.prints()
    shop.printer.papers.clear()
    shop.prints()
    assert (shop.numbers, list(shop.ledger.papers)) == ([2], [1, 2])


@pytest.mark.parametrize("fate", [Fate.BAD_REQUEST, Fate.OTHER_AMOUNT])
def test_where_a_person_decides_no_paper_takes_the_place_of_the_slip(shop: Shop, fate: Fate) -> None:
    shop.out_of_paper(tries=0)
    (queued,) = shop.sells_offline().activations
    shop.prints()
    shop.fated(fate)
    settle(shop.road, queued.id, shop.tell)
    shop.printer.papers.clear()
    shop.clock.move(2)
    assert shop.prints() is None
    assert (shop.numbers, list(shop.ledger.papers), outcomes(shop, 1)[-1]) == ([], [1], "dropped")


def test_a_slip_of_a_sale_that_was_cancelled_never_comes_out(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    (queued,) = shop.sells_offline().activations
    shop.prints()
    cancel(shop.road, queued.id, shop.tell)
    shop.printer.papers.clear()
    shop.clock.move(2)
    assert shop.prints() is None
    assert (shop.numbers, outcomes(shop, 1)[-1]) == ([], "dropped")


def test_no_money_leaves_while_the_slip_is_being_printed(shop: Shop) -> None:
    refused: list[Code] = []

    def cancels() -> None:
        with pytest.raises(StepRefused) as caught:
            cancel(shop.road, shop.open().id, shop.tell)
        refused.append(caught.value.problem.code)

    shop.printer = Watched(meanwhile=cancels)
    shop.road = shop._road()
    shop.begin_printing()
    shop.sells_offline()
    cancels()
    shop.prints()
    assert refused == [Code.PAPER_IN_PRINT] * 2
    assert shop.cancels(shop.open()).state is State.CANCELLED, "it is out, and can be asked for"


def test_a_slip_that_was_overtaken_at_the_last_moment_is_looked_at_again() -> None:
    shop = Shop(ledger=Interrupted())
    shop.out_of_paper(tries=0)
    (queued,) = shop.sells_offline().activations
    shop.prints()
    shop.ledger.before_move = lambda: cancel(shop.road, queued.id, shop.tell)
    shop.printer.papers.clear()
    shop.clock.move(2)
    assert shop.prints() is None
    assert (shop.numbers, outcomes(shop, 1)[-1]) == ([], "dropped")


def test_a_slip_of_a_card_in_mid_call_waits_for_the_answer(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    (queued,) = shop.sells_offline().activations
    shop.prints()
    shop.clock.move(2)
    looked: list[timedelta | None] = []
    real_activate = shop.issuer.activate

    def activate(order):
        looked.append(shop.queue.print_next(shop.heard))
        return real_activate(order)

    shop.issuer.activate = activate
    settle(shop.road, queued.id, shop.tell, prints=False)
    assert looked == [MID_CALL]
    shop.printer.papers.clear()
    shop.prints()
    assert shop.numbers == [2]


def test_a_slip_of_an_earlier_program_is_true_while_its_card_has_not_moved(shop: Shop) -> None:
    (queued,) = shop.sells_offline().activations
    record = shop.ledger.paper(1)
    assert record is not None
    old = type(record)(record.paper, record.sale_id, record.activation_ids, record.at, None, 0)
    assert tells_truth(old, [queued])
    shop.clock.move(60)
    assert not tells_truth(old, [cancelled_after(shop, queued)])


def cancelled_after(shop: Shop, activation):
    shop.prints()
    return shop.cancels(activation)
