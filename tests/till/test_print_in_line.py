"""Printing in line, as a command does: what waited comes out first, and nothing is sent to a printer that said no."""

from dataclasses import replace

import pytest

from app.core.activation import State
from app.core.problem import Code, Problem
from app.till.papers import Printed
from app.till.ports import PrintOutcome, PrintReport
from app.till.print_in_line import OLDER_MAX, OLDER_TIME, print_begun
from tests.fakes import Fate
from tests.till.printing_till import NO_PAPER, OTHER, SILENT, THIRD, Watched
from tests.till.whole_till import CARD, WholeTill


def numbers(till: WholeTill) -> list[int]:
    return [paper.number for paper in till.printer.papers]


def due(till: WholeTill) -> list[int]:
    return [job.number for job in till.ledger.print_jobs() if job.outcome is PrintOutcome.DUE]


def with_papers_due(till: WholeTill, count: int) -> WholeTill:
    """So many papers of earlier sales wait, the oldest with its reason."""
    till.issuer.with_cards(*(f"GIFT-5{place:03d}" for place in range(count)))
    till.printer.reports.append(NO_PAPER)
    till.printer.states.extend([NO_PAPER] * (count - 1))
    for place in range(count):
        till.sells(f"GIFT-5{place:03d}")
    assert due(till) == list(range(1, count + 1))
    till.printer.papers.clear()
    return till


def test_what_waited_comes_out_before_the_paper_of_a_new_sale(till: WholeTill) -> None:
    sold = with_papers_due(till, 2).sells(OTHER)
    assert sold.printed is not None
    assert (numbers(till), sold.printed.report) == ([1, 2, 3], PrintReport(PrintOutcome.YES))
    assert till.ledger.print_jobs() == ()
    assert [outcome.value for outcome in till.ledger.prints[3]] == ["due", "waiting", "yes"]


def test_where_the_printer_still_refuses_the_new_paper_waits_behind_the_others(till: WholeTill) -> None:
    with_papers_due(till, 1).printer.states.append(NO_PAPER)
    sold = till.sells(OTHER)
    assert sold.printed is not None
    assert (numbers(till), sold.printed.report, due(till)) == ([], NO_PAPER, [1, 2])


def test_a_silent_printer_that_said_it_had_no_paper_is_sent_nothing(till: WholeTill) -> None:
    with_papers_due(till, 1).printer.states.append(SILENT)
    sold = till.sells(OTHER)
    assert sold.printed is not None
    assert (numbers(till), due(till)) == ([], [1, 2]), "nothing is left in doubt"
    assert sold.printed.report == PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_FELL_SILENT))


def test_of_an_older_paper_nobody_may_know_and_the_next_comes_out_all_the_same(till: WholeTill) -> None:
    with_papers_due(till, 2).printer.reports.append(SILENT)
    assert till.sells(OTHER).printed is not None
    assert numbers(till) == [1, 2, 3]
    assert [(job.number, job.outcome) for job in till.ledger.print_jobs()] == [(1, PrintOutcome.UNKNOWN)]


def test_a_customer_does_not_wait_for_more_than_so_many_papers_of_others(till: WholeTill) -> None:
    with_papers_due(till, OLDER_MAX + 2).sells(OTHER)
    assert numbers(till) == [*range(1, OLDER_MAX + 1), OLDER_MAX + 3]
    assert due(till) == [OLDER_MAX + 1, OLDER_MAX + 2]


def test_a_customer_does_not_wait_longer_than_so_long_for_papers_of_others(till: WholeTill) -> None:
    slow = Watched(meanwhile=lambda: till.clock.move(OLDER_TIME.total_seconds() / 2))
    with_papers_due(till, 4)
    till.road = replace(till.road, papers=replace(till.road.papers, printer=slow))
    till.sells(OTHER)
    assert [paper.number for paper in slow.papers] == [1, 2, 5]


def test_a_slip_of_a_card_in_mid_call_holds_nobody_up(till: WholeTill) -> None:
    till.printer.reports.append(NO_PAPER)
    (queued,) = till.fated(Fate.NOT_SENT).sells(CARD).activations
    till.ledger.standing[queued.id] = replace(till.standing(queued), state=State.SENDING)
    till.printer.papers.clear()
    till.fated(Fate.OK).sells(OTHER)
    assert (numbers(till), due(till)) == ([2], [1])


def test_the_receipt_of_this_sale_opens_the_drawer_and_no_older_one(till: WholeTill) -> None:
    till.road = replace(till.road, papers=replace(till.road.papers, opens_drawer=True))
    with_papers_due(till, 1)
    till.printer.drawers.clear()
    till.sells(OTHER)
    assert (numbers(till), till.printer.drawers) == ([1, 2], [2])


@pytest.mark.parametrize("became", [PrintOutcome.WAITING, PrintOutcome.YES])
def test_a_paper_that_another_worker_prints_is_not_printed_twice(till: WholeTill, became: PrintOutcome) -> None:
    with_papers_due(till, 1)
    paper = till.ledger.papers[1].paper
    till.ledger.note_print(1, became, till.clock.now())
    begun = Printed(paper, PrintReport(PrintOutcome.DUE))
    assert print_begun(till.road.papers, begun).report == PrintReport(became)
    assert numbers(till) == []


def test_two_workers_do_not_both_bring_out_what_waited(till: WholeTill) -> None:
    with_papers_due(till, 1)
    assert till.road.papers.hand_in_line.take(), "another worker is at it"
    till.sells(THIRD)
    assert (numbers(till), due(till)) == ([2], [1])
