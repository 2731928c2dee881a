"""The cash drawer opens with the receipt of a sale just made, once, and it is written down; with nothing else."""

from dataclasses import replace

import pytest

from app.core.problem import Code, Problem
from app.till.counter import Counter
from app.till.drawer import Opening, open_drawer
from app.till.offline import Approval
from app.till.ports import LedgerFault, NoteKind, PrintOutcome, PrintReport
from app.till.print_hand import PrintHand
from app.till.print_queue import AT_ONCE, PrintQueue
from tests.fakes import FakeChance, Fate
from tests.till.whole_till import WholeTill

NO_PAPER = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER))
SILENT = PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT))


def opening(till: WholeTill, hand: PrintHand | None = None) -> PrintQueue | None:
    papers = replace(till.road.papers, opens_drawer=True, hand=hand)
    till.road = replace(till.road, papers=papers)
    return PrintQueue(papers, hand) if hand else None


def noted(till: WholeTill) -> list[str]:
    return [str(note.facts["paper"]) for note in till.ledger.notes(9, NoteKind.DRAWER)]


def test_a_till_opens_no_drawer_unless_it_is_told_to(till: WholeTill) -> None:
    till.sells()
    assert (till.printer.drawers, noted(till)) == ([], [])


@pytest.mark.parametrize("report", [PrintReport(PrintOutcome.YES), SILENT])
def test_the_receipt_of_a_sale_opens_it_and_a_copy_does_not(till: WholeTill, report: PrintReport) -> None:
    opening(till)
    till.printer.reports.append(report)
    till.sells()
    till.road.papers.print_again(1)
    assert (till.printer.drawers, noted(till)) == ([1], ["000001"])


def test_a_slip_opens_nothing(till: WholeTill) -> None:
    opening(till)
    till.fated(Fate.NOT_SENT).sells()
    assert len(till.printer.papers) == 1
    assert (till.printer.drawers, noted(till)) == ([], [])


def test_what_did_not_come_out_opened_nothing(till: WholeTill) -> None:
    opening(till)
    till.printer.reports.append(NO_PAPER)
    till.sells()
    assert noted(till) == []


def test_beside_the_sales_it_opens_with_the_receipt_and_with_none_that_waited(till: WholeTill) -> None:
    queue = opening(till, PrintHand())
    assert queue is not None

    def prints() -> None:
        while queue.print_next(lambda _printed: None) == AT_ONCE:
            pass

    till.sells("GIFT-4711")
    prints()
    till.printer.reports.append(NO_PAPER)
    till.sells("GIFT-4712")
    prints()
    till.clock.move(30)
    prints()
    assert [paper.number for paper in till.printer.papers] == [1, 2, 2]
    assert till.printer.drawers == [1, 2], "the second was asked for, and the printer took nothing"
    assert noted(till) == ["000001"]


def opens(till: WholeTill, report: PrintReport) -> list[dict[str, object]]:
    """Opens the drawer without a sale; the journal's lines, as they stood before the kick and after it, oldest last."""
    opening = Opening("Kari", "change", Approval("Berit S.", till.clock.now()))
    before: list[object] = []

    def kick() -> PrintReport:
        before.extend(till.ledger.notes(9, NoteKind.DRAWER))
        return report

    assert Counter(till.road, FakeChance()).open_drawer(opening, kick) == report
    assert len(before) == 1, "it is written down before anything opens"
    return [dict(note.facts) for note in till.ledger.notes(9, NoteKind.DRAWER)]


WHO = {"person": "Kari", "reason": "change", "supervisor": "Berit S."}


@pytest.mark.parametrize("report", [PrintReport(PrintOutcome.YES), SILENT])
def test_a_drawer_opened_without_a_sale_is_written_down_with_who_and_why(till: WholeTill, report: PrintReport) -> None:
    assert opens(till, report) == [WHO]


def test_a_drawer_that_stayed_shut_is_written_down_as_that(till: WholeTill) -> None:
    assert opens(till, NO_PAPER) == [WHO | {"stayed_shut": "printer-no-paper"}, WHO]
    assert opens(WholeTill(), PrintReport(PrintOutcome.NO))[0]["stayed_shut"] == "no-printer"


def test_a_journal_that_cannot_be_written_opens_no_drawer(till: WholeTill) -> None:
    till.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
    opening = Opening("Kari", "change", Approval("Berit S.", till.clock.now()))
    with pytest.raises(LedgerFault):
        open_drawer(till.ledger, till.clock, opening, lambda: pytest.fail("it opened"))
