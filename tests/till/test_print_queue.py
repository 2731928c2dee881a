"""What is printed next: in order, once, and never twice by itself."""

from datetime import timedelta

import pytest

from app.core.problem import Code, Problem
from app.till.counter import Counter
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from app.till.settle import recover
from tests.fakes import FakeChance, Fate
from tests.till.printing_till import (
    FULL,
    NO_PAPER,
    NO_PRINTER,
    OTHER,
    SILENT,
    THIRD,
    Interrupted,
    Shop,
    Watched,
    is_copy,
    outcomes,
)
from tests.till.whole_till import CARD, FailingLedger

FELL_SILENT = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_FELL_SILENT))


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_sale_goes_on_before_its_paper_is_out(shop: Shop) -> None:
    sold = shop.sells()
    assert sold.printed is not None
    assert (sold.printed.report.outcome, shop.printer.papers) == (PrintOutcome.WAITING, [])
    assert shop.prints() is None
    assert (shop.numbers, outcomes(shop, 1)) == ([1], ["waiting", "yes"])
    assert shop.news == [(1, PrintOutcome.YES)], "it was told as waiting when it was sold"


def test_with_the_line_down_a_free_printer_costs_no_second_write(shop: Shop) -> None:
    sold = shop.sells_offline()
    assert sold.printed is not None
    assert (sold.printed.report.outcome, outcomes(shop, 1)) == (PrintOutcome.WAITING, ["waiting"])
    shop.prints()
    assert outcomes(shop, 1) == ["waiting", "yes"]


def test_papers_come_out_in_order_once_the_paper_is_back(shop: Shop) -> None:
    shop.out_of_paper(tries=2)
    for card in (CARD, OTHER, THIRD):
        sold = shop.sells_offline(card)
        assert sold.printed is not None
        assert sold.printed.report.outcome in {PrintOutcome.WAITING, PrintOutcome.DUE}
        shop.prints()
    assert [job.outcome for job in shop.ledger.print_jobs()] == [PrintOutcome.DUE] * 3
    assert shop.queue.trouble == NO_PAPER.problem
    assert outcomes(shop, 1) == ["waiting", "due"], "it certainly did not come out"
    shop.printer.papers.clear()
    for _ in range(3):
        shop.clock.move(30)
        shop.prints()
    assert (shop.numbers, shop.queue.trouble) == ([1, 2, 3], None)
    assert not any(map(is_copy, shop.printer.papers)), "nothing came out before"
    assert outcomes(shop, 1) == ["waiting", "due", "waiting", "yes"]
    assert outcomes(shop, 3) == ["due", "waiting", "yes"]


def test_a_printer_in_trouble_is_asked_less_and_less_often(shop: Shop) -> None:
    shop.out_of_paper(tries=9)
    shop.sells()
    waits = []
    for _ in range(5):
        waited = shop.prints()
        assert waited is not None
        waits.append(waited.total_seconds())
        assert shop.prints() == waited, "nothing is asked before its time"
        shop.clock.move(waits[-1])
    assert waits == [2, 4, 8, 10, 10]
    assert (len(shop.printer.papers), shop.printer.checks) == (1, 4)


def test_somebody_who_put_paper_in_need_not_wait(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    shop.sells()
    assert shop.prints() == timedelta(seconds=2)
    shop.queue.hurry()
    assert shop.prints() is None
    assert (outcomes(shop, 1)[-1], len(shop.printer.papers)) == ("yes", 2)


def test_what_is_not_known_leaves_the_queue_with_its_question_and_the_rest_goes_on(shop: Shop) -> None:
    shop.printer.reports.append(SILENT)
    shop.sells_offline(CARD)
    shop.prints()
    shop.clock.move(2)
    shop.sells_offline(OTHER)
    shop.prints()
    assert [(job.number, job.outcome) for job in shop.ledger.print_jobs()] == [(1, PrintOutcome.UNKNOWN)]
    assert shop.numbers == [1, 2], "never twice by itself"
    Counter(shop.road, FakeChance()).answer_print(1, came_out=True)
    assert (shop.ledger.print_jobs(), outcomes(shop, 1)) == ((), ["waiting", "unknown", "yes"])
    assert shop.prints() is None


def test_a_paper_that_a_person_says_did_not_come_out_is_printed_as_a_copy(shop: Shop) -> None:
    shop.printer.reports.append(SILENT)
    shop.sells()
    shop.prints()
    woken = shop.woken
    shop.road.papers.answer(1, came_out=False)
    assert shop.woken == woken + 1
    shop.clock.move(2)
    shop.prints()
    assert [is_copy(paper) for paper in shop.printer.papers] == [False, True], "a part of it may have come out"
    assert outcomes(shop, 1) == ["waiting", "unknown", "due", "waiting", "yes"]


def test_a_person_is_asked_once(shop: Shop) -> None:
    shop.sells()
    shop.prints()
    for came_out in (True, False):
        with pytest.raises(StepRefused) as refused:
            shop.road.papers.answer(1, came_out=came_out)
        assert refused.value.problem.code is Code.PAPER_NOT_OPEN


def test_a_dropped_paper_does_not_come_out(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    shop.sells_offline(CARD)
    shop.prints()
    shop.sells_offline(OTHER)
    shop.road.papers.drop(1)
    shop.printer.papers.clear()
    shop.clock.move(2)
    shop.prints()
    assert (shop.numbers, outcomes(shop, 1)[-1]) == ([2], "dropped")
    with pytest.raises(StepRefused):
        shop.road.papers.drop(2)


def test_a_till_without_a_printer_has_nothing_to_wait_for(shop: Shop) -> None:
    shop.printer.reports.append(NO_PRINTER)
    shop.sells()
    assert shop.prints() is None
    assert (outcomes(shop, 1), shop.ledger.print_jobs()) == (["waiting", "no"], ())


def test_a_printer_that_never_answers_is_tried_once_its_time_has_come(shop: Shop) -> None:
    shop.printer.reports.extend([SILENT, SILENT])
    shop.printer.states.append(SILENT)
    shop.sells_offline(CARD)
    shop.prints()
    shop.road.papers.answer(1, came_out=False)
    assert shop.prints() == timedelta(seconds=2)
    shop.clock.move(2)
    shop.prints()
    assert (shop.numbers, shop.queue.trouble) == ([1, 1], None)


def test_after_a_crash_what_was_in_print_is_a_question_and_what_was_due_comes_out(shop: Shop) -> None:
    shop.sells_offline(CARD)
    shop.sells_offline(OTHER)
    assert [job.outcome.value for job in shop.ledger.print_jobs()] == ["waiting", "due"]
    shop.restarts()
    shop.begin_printing()
    assert [job.outcome.value for job in shop.ledger.print_jobs()] == ["unknown", "due"]
    shop.prints()
    assert shop.numbers == [2]
    assert recover(shop.road) == ()


def test_paper_asked_for_while_it_waits_comes_out_once(shop: Shop) -> None:
    shop.out_of_paper(tries=0)
    (queued,) = shop.sells_offline().activations
    assert shop.road.papers.print_again(1) == PrintReport(PrintOutcome.WAITING)
    shop.prints()
    assert shop.road.papers.print_slip(queued).report == PrintReport(PrintOutcome.DUE)
    shop.printer.papers.clear()
    shop.clock.move(2)
    shop.prints()
    assert shop.numbers == [1]
    assert shop.road.papers.print_again(1) == PrintReport(PrintOutcome.DUE)
    shop.prints()
    assert is_copy(shop.printer.papers[-1])


def test_paper_asked_for_behind_others_waits_its_turn(shop: Shop) -> None:
    sold = shop.sells(CARD)
    shop.prints()
    shop.out_of_paper(tries=0)
    shop.sells_offline(OTHER)
    shop.prints()
    assert shop.road.papers.print_slip(sold.activations[0]).report == PrintReport(PrintOutcome.DUE)
    shop.printer.papers.clear()
    shop.clock.move(2)
    shop.prints()
    assert [(paper.number, is_copy(paper)) for paper in shop.printer.papers] == [(2, False), (1, True)]


def test_a_journal_that_fails_as_a_print_begins_lets_go_of_the_hand(shop: Shop) -> None:
    shop.ledger.faults.append(FULL)
    with pytest.raises(LedgerFault):
        shop.sells_offline()
    woken = shop.woken
    assert shop.hand.take()
    shop.hand.let_go()
    assert woken == 1, "whoever prints looks again"


def test_a_journal_that_fails_as_a_print_ends_leaves_it_in_doubt() -> None:
    shop = Shop(ledger=FailingLedger(good_writes=1, fault=FULL))
    shop.sells_offline()
    with pytest.raises(LedgerFault):
        shop.prints()
    assert outcomes(shop, 1) == ["waiting"]
    assert shop.hand.take(), "nobody has the hand"


def test_a_bug_of_the_printers_part_leaves_a_question(shop: Shop) -> None:
    def breaks() -> None:
        raise ZeroDivisionError

    shop.printer = Watched(meanwhile=breaks)
    shop.road = shop._road()
    shop.begin_printing()
    shop.sells()
    with pytest.raises(ZeroDivisionError):
        shop.prints()
    assert outcomes(shop, 1) == ["waiting", "unknown"]


def test_while_somebody_prints_nobody_else_begins(shop: Shop) -> None:
    begun: list[timedelta | None] = []
    shop.printer = Watched(meanwhile=lambda: begun.append(shop.queue.print_next(shop.heard)))
    shop.road = shop._road()
    shop.begin_printing()
    shop.sells()
    shop.prints()
    assert (begun, shop.numbers) == ([None], [1])


def test_the_counter_tells_what_waits_and_passes_on_what_a_person_says(shop: Shop) -> None:
    counter = Counter(shop.road, FakeChance())
    shop.out_of_paper(tries=0)
    shop.printer.reports.append(SILENT)
    shop.sells_offline(CARD)
    shop.prints()
    shop.sells_offline(OTHER)
    shop.clock.move(2)
    shop.prints()
    jobs = {job.number: (job.outcome, job.problem) for job in counter.print_jobs()}
    assert jobs == {1: (PrintOutcome.UNKNOWN, SILENT.problem), 2: (PrintOutcome.DUE, None)}
    assert counter.answer_prints([1, 2]) == 1, "of the other it is not asked"
    counter.drop_print(2)
    assert counter.print_jobs() == ()
    dropped = counter.paper(2)
    assert dropped is not None
    assert (dropped.printed, counter.paper(3)) == (PrintOutcome.DROPPED, None)


def test_a_slip_asked_for_of_a_case_is_written_and_waits_its_turn(shop: Shop) -> None:
    (held,) = shop.fated(Fate.BAD_REQUEST).sells().activations
    printed = shop.road.papers.print_slip(held)
    assert (printed.paper.number, printed.report) == (1, PrintReport(PrintOutcome.DUE))
    shop.prints()
    assert (shop.numbers, outcomes(shop, 1)) == ([1], ["due", "waiting", "yes"])
    assert not shop.queue.is_slowed


@pytest.mark.parametrize(("address", "is_held"), [("tcp://here:9100", True), ("tcp://elsewhere:9100", False)])
def test_a_silent_printer_that_said_why_it_could_not_print_gets_nothing(
    shop: Shop, address: str, *, is_held: bool
) -> None:
    no_paper = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER, {"address": "tcp://here:9100"}))
    silent = PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT, {"address": address}))
    shop.printer.reports.append(no_paper)
    shop.sells_offline()
    shop.prints()
    shop.restarts()
    shop.begin_printing()
    shop.printer.papers.clear()
    shop.printer.states.append(silent)
    waited = shop.prints()
    assert (shop.numbers == [], bool(waited)) == (is_held, is_held)
    assert (shop.queue.trouble == Problem(Code.PRINTER_FELL_SILENT, {"address": address})) is is_held
    shop.clock.move(10)
    shop.prints()
    assert (shop.numbers, shop.queue.trouble) == ([1], None)


def test_a_printer_that_fell_silent_is_told_so_and_costs_the_journal_one_line(shop: Shop) -> None:
    fall_silent(shop, looks=3)
    shop.sells_offline()
    for _ in range(4):
        assert shop.prints()
        shop.clock.move(10)
    assert (shop.queue.trouble, len(shop.printer.papers)) == (FELL_SILENT.problem, 1), "one try, and then only looks"
    assert outcomes(shop, 1) == ["waiting", "due", "due"]
    assert [job.problem for job in shop.ledger.print_jobs()] == [FELL_SILENT.problem]
    shop.prints()
    assert (outcomes(shop, 1)[-1], shop.queue.trouble) == ("yes", None), "it answers again: out it comes, once"
    assert not is_copy(shop.printer.papers[-1])


def test_one_paper_is_sent_to_a_silent_printer_when_somebody_wants_it_and_no_other_follows(shop: Shop) -> None:
    fall_silent(shop, looks=9)
    shop.sells_offline(CARD)
    shop.prints()
    shop.sells_offline(OTHER)
    shop.printer.reports.append(SILENT)
    shop.queue.dare()
    shop.prints()
    assert shop.printer.unheard == [1]
    assert [(job.number, job.outcome.value) for job in shop.ledger.print_jobs()] == [(1, "unknown"), (2, "due")]
    shop.clock.move(10)
    shop.prints()
    assert shop.printer.unheard == [1], "it is looked at first"
    shop.road.papers.answer(1, came_out=False)
    shop.clock.move(10)
    shop.prints()
    assert shop.printer.unheard == [1], "it took nothing"


def test_a_printer_that_prints_and_answers_no_more_goes_on_with_a_question_each(shop: Shop) -> None:
    fall_silent(shop, looks=9)
    shop.sells_offline(CARD)
    shop.prints()
    shop.sells_offline(OTHER)
    shop.printer.reports.extend([SILENT] * 2)
    shop.queue.dare()
    shop.prints()
    shop.road.papers.answer(1, came_out=True)
    shop.clock.move(10)
    shop.prints()
    assert shop.printer.unheard == [1, 2]
    assert [(job.number, job.outcome.value) for job in shop.ledger.print_jobs()] == [(2, "unknown")]


def test_a_paper_dropped_while_the_printer_is_looked_at_stays_dropped(shop: Shop) -> None:
    ledger = Interrupted()
    shop = Shop(ledger=ledger)
    fall_silent(shop, looks=1)
    shop.sells_offline()
    shop.prints()
    ledger.before_move = lambda: shop.road.papers.drop(1)
    shop.clock.move(10)
    shop.prints()
    assert outcomes(shop, 1)[-1] == "dropped"


def fall_silent(shop: Shop, *, looks: int) -> None:
    """The next print is refused by a printer that answers no more, for so many looks."""
    shop.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_BUSY)))
    shop.printer.states.extend([FELL_SILENT] * looks)
