"""The counter: everything a screen or a command asks of the till."""

import pytest

from app.core.activation import State
from app.core.card import CardCode
from app.core.paper import PaperKind, Text
from app.core.problem import Code, Problem
from app.core.scan import Token
from app.till.counter import Counter, printing_aside
from app.till.ports import PrintOutcome
from tests.fakes import NORWEGIAN, WORDS, FakeChance, Fate, sale
from tests.till.whole_till import CARD, WholeTill


@pytest.fixture
def counter(till: WholeTill) -> Counter:
    return Counter(till.road, FakeChance())


def test_the_counter_knows_its_shop_and_its_paper(counter: Counter) -> None:
    assert counter.shop.number_form is NORWEGIAN
    assert counter.letterhead.shop is counter.shop
    assert counter.columns == 42


def test_a_code_is_decoded_without_asking_anyone(counter: Counter, till: WholeTill) -> None:
    assert counter.decoded(CARD) == CardCode(CARD)
    assert isinstance(counter.decoded("DINCARD:6ccfec5d-3a53-47de"), Token)
    assert counter.decoded("") == Problem(Code.SCAN_EMPTY)
    assert till.issuer.reads == []


def test_a_whole_sale_over_the_counter(counter: Counter, till: WholeTill) -> None:
    found = counter.look_up(CardCode(CARD))
    assert found.is_sellable
    sold = counter.sell(sale(CARD), till.tell)
    (active,) = sold.activations
    assert active.state is State.ACTIVE
    assert counter.latest(5) == (active,)
    assert counter.latest(5, before=active.id) == ()
    assert [event.state for event in counter.history(active.id)] == [State.QUEUED, State.SENDING, State.ACTIVE]
    record = counter.paper_of(active.id)
    assert record is not None
    assert (record.paper.number, record.printed) == (1, PrintOutcome.YES)
    assert counter.print_again(1).outcome is PrintOutcome.YES
    assert counter.print_slip(active).paper.number == 1
    assert (counter.queue(), counter.cases(), counter.next_number()) == ((), (), 2)


def test_a_preview_promises_nothing_and_writes_nothing(counter: Counter, till: WholeTill) -> None:
    paper = counter.preview(sale(CARD, "GIFT-4712"), counter.next_number())
    words = [line.text for line in paper.lines if isinstance(line, Text)]
    assert (paper.kind, paper.number) == (PaperKind.SLIP, 1)
    assert words.count(WORDS["queued_head"]) == 2
    assert WORDS["loaded"] not in words
    assert (till.ledger.standing, till.ledger.papers) == ({}, {})


def test_the_queue_is_settled_over_the_counter(counter: Counter, till: WholeTill) -> None:
    till.fated(Fate.NOT_SENT, Fate.LOST_AFTER)
    counter.sell(sale(CARD), till.tell)
    counter.sell(sale("GIFT-4712"), till.tell)
    first, second = counter.queue()
    settled = counter.settle(first.id, till.tell)
    assert settled is not None
    assert settled.activation.state is State.ACTIVE
    assert [tried.activation.id for tried in counter.settle_all(till.tell)] == [second.id]
    assert counter.queue() == ()


def test_cases_are_retried_and_cancelled_over_the_counter(counter: Counter, till: WholeTill) -> None:
    till.fated(Fate.FORBIDDEN, Fate.BAD_REQUEST)
    counter.sell(sale(CARD, "GIFT-4712"), till.tell)
    first, second = counter.cases()
    retried = counter.try_case_again(first.id, "Kari", "the rights are mended", till.tell)
    cancelled = counter.cancel(second.id, till.tell)
    assert retried is not None
    assert cancelled is not None
    assert (retried.activation.state, cancelled.activation.state) == (State.ACTIVE, State.CANCELLED)
    assert counter.cases() == (cancelled.activation,), "until a person says where the money went"


def test_a_start_recovers_what_was_left_in_mid_call(counter: Counter, till: WholeTill) -> None:
    def crash(order: object) -> None:
        raise KeyboardInterrupt

    till.issuer.before_call = crash
    with pytest.raises(KeyboardInterrupt):
        counter.sell(sale(CARD), till.tell)
    (left,) = counter.recover()
    assert (left.state, left.ambiguous) == (State.UNKNOWN, True)


def test_a_form_that_stood_open_for_an_hour_reads_its_card_again(counter: Counter, till: WholeTill) -> None:
    for waited, reads in ((10, 1), (11, 2)):
        card = f"GIFT-471{reads}"
        till.issuer.reads.clear()
        counter.look_up(CardCode(card))
        till.clock.move(waited)
        counter.sell(sale(card), till.tell)
        assert len(till.issuer.reads) == reads


def test_a_slip_says_how_the_journal_stands_whatever_the_screen_last_showed(counter: Counter, till: WholeTill) -> None:
    till.fated(Fate.LOST_AFTER)
    counter.look_up(CardCode(CARD))
    (doubtful,) = counter.sell(sale(CARD), till.tell).activations
    till.settles(doubtful)
    printed = counter.print_slip(doubtful)
    assert printed.paper.kind is PaperKind.RECEIPT


def test_a_counter_that_prints_aside_sells_before_its_paper_is_out(counter: Counter, till: WholeTill) -> None:
    aside = printing_aside(counter)
    sold = aside.sell(sale(CARD), till.tell)
    assert sold.printed is not None
    assert (sold.printed.report.outcome, till.printer.papers) == (PrintOutcome.WAITING, [])
    assert aside.print_queue is not None
    aside.print_queue.print_next(lambda _printed: None)
    assert [paper.number for paper in till.printer.papers] == [1]
