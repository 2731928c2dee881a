"""What every ledger promises about papers and their prints, alone and together with what they speak of."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.activation import Activation, State
from app.core.case import CaseAction, Way
from app.core.paper import Align, BarCode, Blank, Pair, Paper, PaperKind, Rule, Text
from app.core.problem import Code, Problem
from app.core.rules import closed
from app.till.ports import Ledger, PrintOutcome, StepRefused
from tests.ledger.orders import NAME, NOON, order, standing_at, step_to

LATER = NOON + timedelta(minutes=5)

EVERY_LINE = (
    Text("Gavekort på 500,00 kr ✓", Align.CENTRE, bold=True, size=2),
    Text("høyre", Align.RIGHT),
    Pair("Navn", NAME, bold=True),
    Rule(),
    Blank(),
    BarCode("000001"),
)


def paper(kind: PaperKind = PaperKind.SLIP) -> Callable[[int], Paper]:
    return lambda number: Paper(kind, number, EVERY_LINE)


def receipt_of(_: Activation, number: int) -> Paper:
    return Paper(PaperKind.RECEIPT, number, EVERY_LINE)


def refused(action: Callable[[], object]) -> Problem:
    with pytest.raises(StepRefused) as caught:
        action()
    return caught.value.problem


class PaperContract:
    """Give it a fixture `ledger`: an empty one."""

    def test_papers_are_numbered_from_one_without_a_gap(self, ledger: Ledger) -> None:
        activations = ledger.add([order(1), order(2)])
        assert ledger.next_number() == 1
        numbers = [ledger.issue_paper(activations, NOON, paper()).number for _ in range(3)]
        assert numbers == [1, 2, 3]
        assert ledger.next_number() == 4

    def test_a_paper_comes_back_as_it_was_issued(self, ledger: Ledger) -> None:
        activations = ledger.add([order(2, sale=5), order(1, sale=5)])
        issued = ledger.issue_paper(activations, NOON, paper(PaperKind.RECEIPT))
        record = ledger.paper(1)
        assert record is not None
        assert record.paper == issued == Paper(PaperKind.RECEIPT, 1, EVERY_LINE)
        assert (record.sale_id, record.at, record.printed, record.copies) == ("sale-5", NOON, None, 0)
        assert record.activation_ids == tuple(a.id for a in activations)
        assert ledger.paper_of(activations[1].id) == record

    def test_the_latest_paper_speaks_for_an_activation(self, ledger: Ledger) -> None:
        one, two = ledger.add([order(1), order(2)])
        ledger.issue_paper([one, two], NOON, paper())
        ledger.issue_paper([one], NOON, paper(PaperKind.RECEIPT))
        assert [record and record.paper.number for record in map(ledger.paper_of, (one.id, two.id, "x"))] == [
            2,
            1,
            None,
        ]

    def test_one_receipt_speaks_of_an_activation(self, ledger: Ledger) -> None:
        one, two = ledger.add([order(1), order(2)])
        ledger.issue_paper([one], NOON, paper(PaperKind.RECEIPT))
        again = refused(lambda: ledger.issue_paper([two, one], NOON, paper(PaperKind.RECEIPT)))
        assert again.code is Code.STEP_NOT_ALLOWED
        assert (ledger.next_number(), ledger.paper_of(two.id)) == (2, None)
        ledger.issue_paper([two, one], NOON, paper())
        ledger.issue_paper([two], NOON, paper(PaperKind.RECEIPT))

    def test_a_paper_that_could_not_be_written_takes_no_number(self, ledger: Ledger) -> None:
        activations = ledger.add([order(1)])

        def broken(number: int) -> Paper:
            raise LookupError(number)

        with pytest.raises(LookupError):
            ledger.issue_paper(activations, NOON, broken)
        with pytest.raises(ValueError, match="number"):
            ledger.issue_paper(activations, NOON, lambda number: paper()(number + 1))
        with pytest.raises(ValueError, match="at least one"):
            ledger.issue_paper([], NOON, paper())
        assert ledger.issue_paper(activations, NOON, paper()).number == 1

    def test_a_paper_of_an_activation_that_is_not_there_is_refused(self, ledger: Ledger) -> None:
        ledger.add([order(1)])
        nobody = type(ledger.latest(1)[0])(order(2), State.QUEUED, 1, NOON)
        assert refused(lambda: ledger.issue_paper([nobody], NOON, paper())).code is Code.STEP_NOT_ALLOWED
        assert ledger.next_number() == 1

    def test_what_became_of_a_print_is_kept_and_copies_are_counted(self, ledger: Ledger) -> None:
        ledger.issue_paper(ledger.add([order(1)]), NOON, paper())
        told = []
        for outcome in ("waiting", "no", "waiting", "unknown", "waiting", "yes"):
            problem = Problem(Code.PRINTER_NO_PAPER) if outcome == "no" else None
            ledger.note_print(1, PrintOutcome(outcome), NOON, problem)
            record = ledger.paper(1)
            assert record is not None
            told.append((record.printed, record.copies))
        assert [(outcome.value, copies) for outcome, copies in told if outcome] == [
            ("waiting", 0),
            ("no", 0),
            ("waiting", 0),
            ("unknown", 0),
            ("waiting", 1),
            ("yes", 1),
        ]

    def test_a_receipt_that_was_never_sent_to_the_printer_is_kept_while_its_card_is_active(
        self, ledger: Ledger
    ) -> None:
        active = [standing_at(ledger, number, State.ACTIVE) for number in (1, 2, 3)]
        for activation in active:
            ledger.issue_paper([activation], NOON, paper())
            ledger.issue_paper([activation], NOON, paper(PaperKind.RECEIPT))
        (waiting,) = ledger.add([order(4)])
        ledger.issue_paper([waiting], NOON, paper())
        assert ledger.kept_receipts() == (2, 4, 6)
        ledger.note_print(4, PrintOutcome.WAITING, NOON)
        ledger.note_print(4, PrintOutcome.NO, NOON, Problem(Code.PRINTER_NO_PAPER))
        assert ledger.kept_receipts() == (2, 6)
        ledger.issue_paper(active[:1], NOON, paper(PaperKind.SLIP))
        assert ledger.kept_receipts() == (6,)

    def test_an_active_card_that_no_receipt_speaks_of_is_found(self, ledger: Ledger) -> None:
        first, second = (standing_at(ledger, number, State.ACTIVE) for number in (1, 2))
        ledger.add([order(3)])
        ledger.issue_paper([first], NOON, paper())
        assert ledger.without_receipt() == (first, second)
        ledger.issue_paper([first], NOON, paper(PaperKind.RECEIPT))
        assert ledger.without_receipt() == (second,)

    def test_a_sale_that_waits_is_written_with_its_slip_and_the_beginning_of_its_print(self, ledger: Ledger) -> None:
        ledger.issue_paper(ledger.add([order(1)]), NOON, paper())
        added, slip = ledger.add_with_slip(
            [order(2, sale=2, place=0), order(3, sale=2, place=1)], paper(), PrintOutcome.WAITING
        )
        assert ledger.sale("sale-2") == added
        assert {activation.state for activation in added} == {State.QUEUED}
        record = ledger.paper(2)
        assert record is not None
        assert record.paper == slip
        assert record.activation_ids == tuple(activation.id for activation in added)
        assert (record.sale_id, record.at, record.printed, record.copies) == ("sale-2", NOON, PrintOutcome.WAITING, 0)
        assert [event.rule for event in ledger.history(added[1].id)] == ["T01"]
        ledger.note_print(2, PrintOutcome.YES, NOON)
        assert ledger.issue_paper(added, NOON, paper()).number == 3

    def test_a_sale_and_its_slip_are_written_both_or_neither(self, ledger: Ledger) -> None:
        ledger.add([order(1, card="CARD-A")])
        sold_here = [order(2, card="CARD-B"), order(3, card="CARD-A")]
        assert refused(lambda: ledger.add_with_slip(sold_here, paper(), PrintOutcome.DUE)).code is Code.CARD_OPEN_HERE
        with pytest.raises(ValueError, match="number"):
            ledger.add_with_slip(sold_here[:1], lambda number: paper()(number + 1), PrintOutcome.DUE)
        with pytest.raises(ValueError, match="at least one"):
            ledger.add_with_slip([], paper(), PrintOutcome.DUE)
        assert (ledger.waiting_count(), ledger.next_number(), ledger.paper(1)) == (1, 1, None)

    @pytest.mark.parametrize("begins", [PrintOutcome.WAITING, PrintOutcome.DUE, None])
    def test_a_card_becomes_active_together_with_its_receipt(self, ledger: Ledger, begins: PrintOutcome | None) -> None:
        there = standing_at(ledger, 1, State.SENDING)
        step = step_to(there, State.ACTIVE)
        active, issued = ledger.step_with_receipt(there, step, NOON, receipt_of, begins)
        assert (active.state, ledger.activation(there.id)) == (State.ACTIVE, active)
        record = ledger.paper_of(there.id)
        assert record is not None
        assert (record.paper, record.at) == (issued, NOON)
        assert (record.printed, record.copies) == (begins, 0)
        assert ledger.kept_receipts() == (() if begins else (1,))

    def test_a_step_and_its_receipt_are_written_both_or_neither(self, ledger: Ledger) -> None:
        there = standing_at(ledger, 1, State.SENDING)
        step = step_to(there, State.ACTIVE)

        def refused_again() -> bool:
            problem = refused(lambda: ledger.step_with_receipt(there, step, NOON, receipt_of, PrintOutcome.WAITING))
            return problem.code is Code.STEP_NOT_ALLOWED

        with pytest.raises(ValueError, match="number"):
            ledger.step_with_receipt(there, step, NOON, lambda _, n: receipt_of(there, n + 1), PrintOutcome.WAITING)
        assert (ledger.activation(there.id), ledger.next_number()) == (there, 1)
        ledger.issue_paper([there], NOON, paper(PaperKind.RECEIPT))
        assert refused_again(), "it has a receipt"
        assert (ledger.activation(there.id), ledger.next_number()) == (there, 2)
        active = ledger.step(there, step, NOON)
        assert refused_again(), "it moved on"
        assert ledger.activation(there.id) == active

    def test_a_paper_that_was_never_issued_has_no_prints(self, ledger: Ledger) -> None:
        assert ledger.paper(1) is None
        assert refused(lambda: ledger.note_print(1, PrintOutcome.WAITING, NOON)).code is Code.STEP_NOT_ALLOWED

    def test_what_waits_for_the_printer_comes_in_the_order_in_which_it_was_wanted(self, ledger: Ledger) -> None:
        assert (ledger.print_jobs(), ledger.due_paper()) == ((), None)
        activations = ledger.add([order(1), order(2)])
        ledger.issue_paper(activations, NOON, paper())
        ledger.issue_paper(activations[:1], NOON, paper(), PrintOutcome.DUE)
        ledger.issue_paper(activations[1:], NOON, paper(), PrintOutcome.WAITING)
        ledger.note_print(1, PrintOutcome.DUE, NOON)
        assert [(job.number, job.outcome.value) for job in ledger.print_jobs()] == [
            (2, "due"),
            (3, "waiting"),
            (1, "due"),
        ]
        assert ledger.due_paper() == ledger.paper(2)
        ledger.note_print(2, PrintOutcome.WAITING, NOON)
        assert ledger.due_paper() == ledger.paper(1)
        no_paper = Problem(Code.PRINTER_NO_PAPER, {"address": "tcp://10.0.0.7:9100"})
        ledger.note_print(2, PrintOutcome.DUE, LATER, no_paper)
        assert ledger.due_paper() == ledger.paper(2), "it keeps its place"
        first = ledger.print_jobs()[0]
        assert (first.record, first.problem) == (ledger.paper(2), no_paper)
        assert (first.since, first.last_at) == (NOON, LATER), "it waits since it was wanted first"
        ledger.note_print(2, PrintOutcome.YES, LATER)
        ledger.note_print(2, PrintOutcome.DUE, LATER)
        assert ledger.print_jobs()[-1].since == LATER, "it is wanted once more"
        for number, outcome in ((1, "dropped"), (2, "yes"), (3, "no")):
            ledger.note_print(number, PrintOutcome(outcome), NOON)
        assert (ledger.print_jobs(), ledger.due_paper()) == ((), None)

    def test_a_print_moves_from_where_it_stands_and_with_the_cards_it_speaks_of(self, ledger: Ledger) -> None:
        (waiting,) = ledger.add([order(1)])
        ledger.issue_paper([waiting], NOON, paper(), PrintOutcome.DUE)
        begins = (PrintOutcome.DUE, PrintOutcome.WAITING)
        sending = ledger.step(waiting, step_to(waiting, State.SENDING), NOON)
        stale = refused(lambda: ledger.move_print(1, begins, NOON, standing=[waiting]))
        assert (stale.code, stale.facts) == (Code.PAPER_NOT_OPEN, {"number": "000001"})
        ledger.move_print(1, begins, NOON, standing=[sending])
        assert refused(lambda: ledger.move_print(1, begins, NOON)).code is Code.PAPER_NOT_OPEN
        ledger.move_print(1, (PrintOutcome.WAITING, PrintOutcome.UNKNOWN), NOON, Problem(Code.PRINTER_SILENT))
        (job,) = ledger.print_jobs()
        assert (job.outcome, job.problem) == (PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT))
        ledger.move_print(1, (PrintOutcome.UNKNOWN, PrintOutcome.YES), NOON)
        assert refused(lambda: ledger.move_print(1, (PrintOutcome.YES, PrintOutcome.DUE), NOON)).code is (
            Code.PAPER_NOT_OPEN
        )
        assert refused(lambda: ledger.move_print(2, begins, NOON)).code is Code.PAPER_NOT_OPEN

    def test_a_paper_remembers_how_its_cards_stood_and_whether_it_may_be_out(self, ledger: Ledger) -> None:
        there = standing_at(ledger, 1, State.UNKNOWN)
        (waiting,) = ledger.add([order(2)])
        ledger.issue_paper([there, waiting], NOON, paper(), PrintOutcome.DUE)
        told = []
        for outcome in ("waiting", "due", "waiting", "unknown", "due", "dropped"):
            ledger.note_print(1, PrintOutcome(outcome), NOON)
            record = ledger.paper(1)
            assert record is not None
            told.append(record.may_be_out)
        assert record.states == (State.UNKNOWN, State.QUEUED)
        assert told == [True, False, True, True, True, True], "a part of it may be out, whoever says that it is not"

    def test_no_money_leaves_while_a_paper_of_the_sale_is_printed(self, ledger: Ledger) -> None:
        one, two = ledger.add([order(1, sale=1, place=0), order(2, sale=1, place=1)])
        ledger.issue_paper([one], NOON, paper(), PrintOutcome.WAITING)
        cancelled = step_to(two, State.CANCELLED)
        assert refused(lambda: ledger.step(two, cancelled, NOON)).code is Code.PAPER_IN_PRINT, "it may carry both codes"
        ledger.note_print(1, PrintOutcome.DUE, NOON)
        after = ledger.step(two, cancelled, NOON)
        assert after.state is State.CANCELLED, "a slip that is due never comes out as it was"

    def test_no_money_leaves_for_a_card_that_stands_on_anothers_receipt_that_is_due(self, ledger: Ledger) -> None:
        one, two = ledger.add([order(1, sale=1, place=0), order(2, sale=1, place=1)])
        ledger.issue_paper([one], NOON, paper(PaperKind.RECEIPT), PrintOutcome.DUE)
        assert refused(lambda: ledger.step(two, step_to(two, State.CANCELLED), NOON)).code is Code.PAPER_IN_PRINT
        ledger.note_print(1, PrintOutcome.DROPPED, NOON)
        assert ledger.step(two, step_to(two, State.CANCELLED), NOON).state is State.CANCELLED

    def test_no_case_is_paid_out_while_a_paper_of_the_sale_is_printed(self, ledger: Ledger) -> None:
        taken = standing_at(ledger, 1, State.TAKEN)
        ledger.issue_paper([taken], NOON, paper(), PrintOutcome.WAITING)
        action = CaseAction(taken.id, NOON, Way.REFUND, "Ola", "paid back", closes=True)
        assert refused(lambda: ledger.act(action, closed(taken, "paid back"))).code is Code.PAPER_IN_PRINT
        ledger.note_print(1, PrintOutcome.YES, NOON)
        assert ledger.act(action, closed(taken, "paid back"))[0].state is State.CLOSED
