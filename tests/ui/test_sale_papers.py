"""How the cards of a sale stand after it, whoever settled them, and which papers *Print again* brings."""

import pytest

from app.core.activation import State
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.till.ports import PrintOutcome, PrintReport
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import ending
from tests.fakes import Fate
from tests.ui.stage import CARDS, HeldWorker


@pytest.fixture
def worker():
    return HeldWorker()


@pytest.fixture
def model(stage, worker):
    return SellModel(stage.counter(), worker)


def sold(model, worker, stage, *fates):
    for card in CARDS[: len(fates)]:
        model.scanned(card)
    worker.work()
    model.type_amount("500")
    stage.issuer.fates.extend(fates)
    model.confirm()
    worker.work()


def settled_behind(model, worker, stage, *, by_itself=True):
    """The queue is settled while the sale stands on the screen; not by itself: by whoever tells no paper."""
    for settled in stage.counter().settle_all(model.moved):
        if by_itself:
            model.settled(settled)
    worker.work()


def cards_on(paper):
    text = "\n".join(getattr(line, "text", "") + getattr(line, "right", "") for line in paper.lines)
    return [card[-4:] for card in CARDS if card[-4:] in text]


def test_a_card_that_was_settled_elsewhere_is_shown_as_it_stands_in_the_journal(model, worker, stage):
    sold(model, worker, stage, Fate.LOST_AFTER)
    assert model.activations[0].state is State.UNKNOWN
    settled_behind(model, worker, stage, by_itself=False)
    assert model.activations[0].state is State.ACTIVE
    assert model.printed is None, "the slip of before is not true any more"
    model.print_again()
    worker.work()
    assert model.printed.paper.kind is PaperKind.RECEIPT


def test_each_of_several_held_cards_gets_its_slip(model, worker, stage):
    sold(model, worker, stage, Fate.BAD_REQUEST, Fate.BAD_REQUEST, Fate.BAD_REQUEST)
    assert model.printed is None
    model.print_again()
    worker.work()
    slips = {record.activation_ids for record in stage.ledger.papers.values()}
    assert slips == {(activation.id,) for activation in model.activations}
    assert len(stage.printer.papers) == 3


def test_print_again_brings_the_receipt_of_every_card_once_one_was_settled_later(model, worker, stage):
    sold(model, worker, stage, Fate.OK, Fate.LOST_AFTER, Fate.OK)
    settled_behind(model, worker, stage)
    assert [activation.state for activation in model.activations] == [State.ACTIVE] * 3
    before = len(stage.printer.papers)
    model.print_again()
    worker.work()
    assert sorted({paper.number for paper in stage.printer.papers[before:]}) == [1, 2]
    assert len(stage.printer.papers) == before + 2


def test_a_paper_that_did_not_come_out_is_not_hidden_by_the_next_that_did(model, worker, stage):
    sold(model, worker, stage, Fate.LOST_AFTER, Fate.LOST_AFTER)
    stage.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    settled_behind(model, worker, stage)
    assert [activation.state for activation in model.activations] == [State.ACTIVE] * 2
    assert model.print_fault.code is Code.PRINTER_NO_PAPER
    model.print_again()
    worker.work()
    assert model.print_fault is None


def test_a_receipt_that_is_kept_for_later_is_shown_and_never_called_printed(model, worker, stage):
    sold(model, worker, stage, Fate.LOST_AFTER)
    (activation,) = model.activations
    model.settled(stage.counter().catch_up(activation.id, model.moved))
    worker.work()
    assert model.printed.paper.kind is PaperKind.RECEIPT
    assert model.printed.report == PrintReport(PrintOutcome.NO)
    assert ending(model).lead == "Receipt 000002 is kept. Scan the next card."


def test_what_happens_to_other_cards_changes_nothing_on_this_screen(model, worker, stage):
    sold(model, worker, stage, Fate.LOST_AFTER)
    model.clear()
    sold(model, worker, stage, Fate.OK)
    shown = model.activations
    settled_behind(model, worker, stage)
    assert model.activations == shown
    model.clear()
    settled_behind(model, worker, stage)
    assert model.activations == ()


def broken(*_facts, **_how):
    raise RuntimeError("a bug")


def test_a_bug_in_mid_sale_leaves_no_screen_that_waits_for_ever(model, worker, stage):
    stage.printer.print = broken
    with pytest.raises(RuntimeError):
        sold(model, worker, stage, Fate.OK)
    assert (model.phase, model.activations[0].state) == (Phase.RESULT, State.ACTIVE)


def test_a_bug_before_anything_was_told_gives_the_form_back(model, worker):
    model.phase = Phase.SELLING
    model._worker.run(broken, model._sold)
    with pytest.raises(RuntimeError):
        worker.work()
    assert (model.phase, model.activations) == (Phase.FORM, ())


def test_a_bug_while_printing_leaves_the_buttons_usable(model, worker, stage):
    sold(model, worker, stage, Fate.LOST_AFTER)

    stage.printer.print = broken
    model.print_again()
    assert model.is_busy
    with pytest.raises(RuntimeError):
        worker.work()
    assert not model.is_busy
    assert model.activations[0].state is State.UNKNOWN
