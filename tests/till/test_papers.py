"""Papers of sales: one number each, told truthfully, printed again as copies."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.activation import State
from app.core.paper import Paper, PaperKind, QrCode, Text
from app.core.problem import Code, Problem
from app.ledger.journal import SqliteLedger
from app.till.counter import Counter
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from tests.fakes import MONDAY, WORDS, FakeChance, Fate
from tests.till.whole_till import CARD, WholeTill

NO_PAPER = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER))
SILENT = PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT))


def texts(paper: Paper) -> Iterator[str]:
    return (line.text for line in paper.lines if isinstance(line, Text))


def is_copy(paper: Paper) -> bool:
    return WORDS["copy"] in texts(paper)


@pytest.mark.parametrize("report", [PrintReport(PrintOutcome.YES), NO_PAPER, SILENT])
def test_a_print_is_noted_before_its_first_byte_and_after_its_last(till: WholeTill, report: PrintReport) -> None:
    till.printer.reports.append(report)
    sold = till.sells()
    after = PrintOutcome.DUE if report == NO_PAPER else report.outcome
    assert till.ledger.prints[1] == [PrintOutcome.WAITING, after], "what did not come out is still wanted"
    assert sold.printed is not None
    assert sold.printed.report == report
    assert till.issuer.truth(CARD).loads == 1


@pytest.mark.parametrize("fate", [Fate.BAD_REQUEST, Fate.OTHER_AMOUNT])
def test_no_paper_comes_by_itself_where_a_person_decides_first(till: WholeTill, fate: Fate) -> None:
    assert till.fated(fate).sells().printed is None
    assert till.ledger.papers == {}


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate is not Fate.OK])
def test_only_an_active_card_gets_a_receipt(till: WholeTill, fate: Fate) -> None:
    till.fated(fate).sells()
    assert all(paper.kind is PaperKind.SLIP for paper in till.printer.papers)
    assert not any(WORDS["loaded"] in texts(paper) for paper in till.printer.papers)


def test_a_card_that_becomes_active_after_a_receipt_of_its_sale_gets_a_receipt_of_its_own(till: WholeTill) -> None:
    sold = till.fated(Fate.OK, Fate.LOST_AFTER).sells(CARD, "GIFT-4712")
    assert [activation.state for activation in sold.activations] == [State.ACTIVE, State.UNKNOWN]
    assert sold.printed is not None
    assert sold.printed.paper.kind is PaperKind.RECEIPT
    settled = till.settles(till.open("GIFT-4712"))
    assert settled.activation.state is State.ACTIVE
    assert settled.printed is not None
    assert settled.printed.paper.kind is PaperKind.RECEIPT
    assert [record.activation_ids for record in till.ledger.papers.values()] == [
        (sold.activations[0].id,),
        (sold.activations[1].id,),
    ]


def test_a_card_in_doubt_on_a_receipt_of_others_gets_its_own_slip_on_request(till: WholeTill) -> None:
    sold = till.fated(Fate.OK, Fate.LOST_AFTER).sells(CARD, "GIFT-4712")
    printed = till.road.papers.print_slip(sold.activations[1])
    assert (printed.paper.kind, printed.paper.number) == (PaperKind.SLIP, 2)
    assert not is_copy(printed.paper)


def test_one_card_has_one_receipt(till: WholeTill) -> None:
    (active,) = till.sells().activations
    assert till.road.papers.begin_paper([active]) is None
    assert len(till.ledger.papers) == 1


def test_a_second_print_is_marked_as_a_copy(till: WholeTill) -> None:
    till.sells()
    assert till.road.papers.print_again(1) == PrintReport(PrintOutcome.YES)
    first, second = till.printer.papers
    assert (is_copy(first), is_copy(second)) == (False, True)
    assert second.lines[-len(first.lines) :] == first.lines
    assert (second.number, second.kind) == (first.number, first.kind)


def test_a_paper_that_never_came_out_is_no_copy_the_first_time(till: WholeTill) -> None:
    till.printer.reports.extend([NO_PAPER, PrintReport(PrintOutcome.YES)])
    till.sells()
    till.road.papers.print_again(1)
    till.road.papers.print_again(1)
    assert [is_copy(paper) for paper in till.printer.papers] == [False, False, True]


def test_a_paper_that_may_have_come_out_is_a_copy_the_next_time(till: WholeTill) -> None:
    till.printer.reports.append(SILENT)
    till.sells()
    till.road.papers.print_again(1)
    assert is_copy(till.printer.papers[1])


def test_a_paper_that_is_not_there_cannot_be_printed_again(till: WholeTill) -> None:
    assert till.road.papers.print_again(17) == PrintReport(PrintOutcome.NO, Problem(Code.NOTHING_TO_PRINT))
    assert till.printer.papers == []


def test_a_slip_is_printed_again_while_it_is_true_and_anew_when_it_is_not(till: WholeTill) -> None:
    (queued,) = till.fated(Fate.NOT_SENT).sells().activations
    again = till.road.papers.print_slip(queued)
    assert (again.paper.number, is_copy(till.printer.papers[-1])) == (1, True)
    till.clock.move(60)
    till.fated(Fate.LOST_BEFORE)
    unknown = till.settles(queued).activation
    anew = till.road.papers.print_slip(unknown)
    assert (anew.paper.number, is_copy(till.printer.papers[-1])) == (2, False)
    assert WORDS["unknown_head"] in texts(anew.paper)


def test_a_receipt_on_request_stays_the_same_receipt(till: WholeTill) -> None:
    (active,) = till.sells().activations
    printed = till.road.papers.print_slip(active)
    assert (printed.paper.number, printed.paper.kind) == (1, PaperKind.RECEIPT)
    assert is_copy(till.printer.papers[-1])
    assert len(till.ledger.papers) == 1


def codes(paper: Paper) -> int:
    return sum(isinstance(line, QrCode) for line in paper.lines)


def with_slip_codes(till: WholeTill) -> WholeTill:
    papers = till.road.papers
    letterhead = replace(papers.letterhead, slip_text=lambda order: order.activation_id)
    till.road = replace(till.road, papers=replace(papers, letterhead=letterhead))
    return till


def test_a_slip_of_two_cards_is_printed_anew_for_the_one_that_still_waits_once_the_other_is_cancelled(
    till: WholeTill,
) -> None:
    cancelled, waiting = with_slip_codes(till).fated(Fate.NOT_SENT, Fate.NOT_SENT).sells(CARD, "GIFT-4712").activations
    assert codes(till.printer.papers[0]) == 2
    till.clock.move(60)
    till.cancels(cancelled)
    printed = till.road.papers.print_slip(waiting)
    assert (printed.paper.number, codes(printed.paper)) == (2, 1)


def test_a_paper_printed_again_by_its_number_carries_no_code_once_a_card_of_it_moved_on(till: WholeTill) -> None:
    cancelled, _ = with_slip_codes(till).fated(Fate.NOT_SENT, Fate.NOT_SENT).sells(CARD, "GIFT-4712").activations
    till.road.papers.print_again(1)
    assert codes(till.printer.papers[-1]) == 2
    till.clock.move(60)
    till.cancels(cancelled)
    till.road.papers.print_again(1)
    assert codes(till.printer.papers[-1]) == 0
    assert WORDS["slip_code"] not in texts(till.printer.papers[-1])


def test_a_copy_of_a_receipt_carries_no_code_of_a_card_that_waited_beside_the_active_one(till: WholeTill) -> None:
    with_slip_codes(till).fated(Fate.OK, Fate.LOST_AFTER).sells(CARD, "GIFT-4712")
    assert codes(till.printer.papers[0]) == 1
    till.road.papers.print_again(1)
    assert codes(till.printer.papers[-1]) == 0


def test_a_receipt_that_a_pulled_plug_kept_from_being_written_is_issued_at_the_next_start(till: WholeTill) -> None:
    def pulled(*_what: object) -> None:
        raise KeyboardInterrupt

    papers = till.road.papers
    till.road = replace(till.road, papers=replace(papers, letterhead=replace(papers.letterhead, slip_text=pulled)))
    with pytest.raises(KeyboardInterrupt):
        till.fated(Fate.OK, Fate.OK, Fate.LOST_AFTER).sells(CARD, "GIFT-4712", "GIFT-4713")
    assert till.ledger.papers == {}
    till.restarts()
    counter = Counter(till.road, FakeChance())
    counter.recover()
    (receipt,) = till.ledger.papers.values()
    assert (receipt.paper.kind, len(receipt.activation_ids)) == (PaperKind.RECEIPT, 2)
    assert counter.kept_receipts() == (1,)
    assert till.printer.papers == [], "until somebody wants it"
    counter.recover()
    assert len(till.ledger.papers) == 1


def test_a_journal_that_cannot_take_a_missing_receipt_keeps_nobody_from_starting(till: WholeTill) -> None:
    till.sells()
    till.ledger.papers.clear()
    till.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
    till.road.papers.issue_missing()
    assert till.ledger.papers == {}
    till.road.papers.issue_missing()
    assert len(till.ledger.papers) == 1


def test_a_held_card_gets_its_slip_on_request(till: WholeTill) -> None:
    (held,) = till.fated(Fate.BAD_REQUEST).sells().activations
    printed = till.road.papers.print_slip(held)
    assert (printed.paper.kind, printed.paper.number) == (PaperKind.SLIP, 1)
    assert WORDS["held_head"] in texts(printed.paper)


def test_numbers_have_no_gap_whatever_is_printed(till: WholeTill) -> None:
    till.fated(Fate.NOT_SENT, Fate.BAD_REQUEST, Fate.OK).sells(CARD)
    till.sells("GIFT-4712")
    till.sells("GIFT-4713")
    till.settles(till.open(CARD))
    assert sorted(till.ledger.papers) == list(range(1, len(till.ledger.papers) + 1))


def test_the_journal_on_disk_keeps_a_receipt_for_each_card_too(tmp_path: Path) -> None:
    journal = SqliteLedger.open(tmp_path / "journal.db", journal_id="j" * 32, till_id="1", at=MONDAY)
    with closing(journal):
        till = WholeTill(ledger=journal)
        sold = till.fated(Fate.OK, Fate.LOST_AFTER).sells(CARD, "GIFT-4712")
        settled = till.settles(till.open("GIFT-4712"))
        assert settled.printed is not None
        assert (settled.printed.paper.kind, settled.fault) == (PaperKind.RECEIPT, None)
        records = [journal.paper_of(activation.id) for activation in sold.activations]
        assert [record.paper.number for record in records if record] == [1, 2]
        assert till.told == till.journalled
