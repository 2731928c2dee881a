"""The road of a sale: on disk before it is sent, on disk before it is told, and never a lie on the way."""

from datetime import timedelta

import pytest

from app.core.activation import State
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.core.rules import Facts
from app.till.activate import SendTimes, age_of
from app.till.papers import Printed
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from tests.fake_ledger import FakeLedger
from tests.fakes import FakeClock, Fate
from tests.till.whole_till import CARD, FailingLedger, WholeTill

FULL = Problem(Code.JOURNAL_FULL)
BROKEN = Problem(Code.JOURNAL_FAULT)


def test_a_card_is_sold_printed_and_loaded_once(till: WholeTill) -> None:
    sold = till.sells()
    assert [activation.state for activation in sold.activations] == [State.ACTIVE]
    assert till.states() == [State.QUEUED, State.SENDING, State.ACTIVE]
    assert (till.issuer.truth(CARD).loads, till.issuer.truth(CARD).amount) == (1, 50_000)
    assert sold.printed is not None
    assert sold.printed.paper.kind is PaperKind.RECEIPT
    assert sold.printed.report == PrintReport(PrintOutcome.YES)
    assert sold.fault is None


def test_every_step_is_on_disk_before_it_is_told(till: WholeTill) -> None:
    till.fated(Fate.LOST_AFTER).sells()
    till.settles(till.open())
    assert till.told == till.journalled
    assert till.states() == [State.QUEUED, State.SENDING, State.UNKNOWN, State.ACTIVE]


def test_sending_is_on_disk_and_told_before_the_first_byte_leaves(till: WholeTill) -> None:
    at_the_door: list[tuple[State, State]] = []
    till.issuer.before_call = lambda order: at_the_door.append((till.open().state, till.told[-1].state))
    till.sells()
    assert at_the_door == [(State.SENDING, State.SENDING)]


def test_a_card_that_was_not_read_is_read_before_it_is_sent(till: WholeTill) -> None:
    till.sells(read_before=False)
    assert till.issuer.reads == [CARD]
    assert till.states() == [State.QUEUED, State.SENDING, State.ACTIVE]


def test_a_card_read_a_moment_ago_is_not_read_again(till: WholeTill) -> None:
    till.sells()
    assert till.issuer.reads == []


def test_a_card_found_sold_is_not_sent(till: WholeTill) -> None:
    till.issuer.sell_elsewhere(CARD)
    sold = till.sells(read_before=False)
    assert [activation.state for activation in sold.activations] == [State.TAKEN]
    assert till.issuer.begun == []
    assert sold.printed is None


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        (Fate.NOT_SENT, State.QUEUED),
        (Fate.LOST_BEFORE, State.UNKNOWN),
        (Fate.LOST_AFTER, State.UNKNOWN),
        (Fate.LATE, State.UNKNOWN),
        (Fate.ERROR_BEFORE, State.UNKNOWN),
        (Fate.ERROR_AFTER, State.UNKNOWN),
        (Fate.UNAUTHORISED, State.QUEUED),
        (Fate.BAD_REQUEST, State.HELD),
        (Fate.FORBIDDEN, State.HELD),
        (Fate.NOT_FOUND, State.HELD),
        (Fate.CONFLICT, State.UNKNOWN),
        (Fate.TOO_MANY, State.QUEUED),
        (Fate.PORTAL, State.UNKNOWN),
        (Fate.GARBAGE, State.UNKNOWN),
        (Fate.STILL_INACTIVE, State.UNKNOWN),
        (Fate.OTHER_CARD, State.UNKNOWN),
        (Fate.OTHER_AMOUNT, State.MISMATCH),
        (Fate.METADATA_DROPPED, State.UNKNOWN),
        (Fate.ODD_WORD, State.UNKNOWN),
        (Fate.OK, State.ACTIVE),
    ],
)
def test_every_end_of_a_call_has_its_state(till: WholeTill, fate: Fate, state: State) -> None:
    sold = till.fated(fate).sells()
    assert [activation.state for activation in sold.activations] == [state]
    assert till.issuer.truth(CARD).loads <= 1


def test_a_sale_made_with_the_line_down_is_kept_and_says_so_on_paper(till: WholeTill) -> None:
    sold = till.fated(Fate.NOT_SENT).sells()
    assert sold.activations[0].problem == Problem(Code.LINE_DOWN)
    assert sold.activations[0].sends == 0
    assert sold.printed is not None
    assert sold.printed.paper.kind is PaperKind.SLIP


def test_twenty_cards_are_twenty_results_and_one_paper(till: WholeTill) -> None:
    cards = [f"FIRM-{number:04d}" for number in range(20)]
    till.issuer.with_cards(*cards)
    sold = till.sells(*cards)
    assert {activation.state for activation in sold.activations} == {State.ACTIVE}
    assert [activation.order.card.text for activation in sold.activations] == cards
    assert len(till.printer.papers) == 1
    assert all(till.issuer.truth(card).loads == 1 for card in cards)


def test_a_card_that_waits_too_long_for_its_turn_is_read_again(till: WholeTill) -> None:
    till.issuer.before_call = lambda order: till.clock.move(11)
    till.sells(CARD, "GIFT-4712")
    assert till.issuer.reads == ["GIFT-4712"]


def test_a_card_that_is_open_here_is_not_sold_twice(till: WholeTill) -> None:
    till.fated(Fate.NOT_SENT).sells()
    with pytest.raises(StepRefused) as caught:
        till.sells("GIFT-4712", CARD)
    assert caught.value.problem.code is Code.CARD_OPEN_HERE
    assert till.issuer.begun == [till.open().id]
    assert till.ledger.open_for(till.told[0].order.card) is not None
    assert len(till.ledger.standing) == 1


def test_a_printers_fault_is_told_and_hides_no_activation(till: WholeTill) -> None:
    no_paper = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER))
    till.printer.reports.append(no_paper)
    sold = till.sells()
    assert sold.activations[0].state is State.ACTIVE
    assert isinstance(sold.printed, Printed)
    assert sold.printed.report == no_paper


@pytest.mark.parametrize("writes_before", [0, 1], ids=["issue", "printed"])
def test_a_journal_that_fails_on_the_paper_is_told_and_hides_no_activation(writes_before: int) -> None:
    till = WholeTill(ledger=FailingLedger(good_writes=3 + writes_before, fault=LedgerFault(FULL, is_certain=True)))
    sold = till.sells()
    assert [activation.state for activation in sold.activations] == [State.ACTIVE]
    assert (sold.printed, sold.fault) == (None, FULL)


@pytest.mark.parametrize("is_certain", [True, False])
@pytest.mark.parametrize(
    ("writes", "told", "begun"),
    [
        (0, [], 0),
        (1, [State.QUEUED] * 2, 0),
        (2, [State.QUEUED] * 2 + [State.SENDING], 1),
        (3, [State.QUEUED] * 2 + [State.SENDING, State.ACTIVE], 1),
        (4, [State.QUEUED] * 2 + [State.SENDING, State.ACTIVE, State.SENDING], 2),
    ],
)
def test_a_journal_that_fails_in_mid_sale_ends_it_and_nothing_more_is_claimed(
    writes: int, told: list[State], begun: int, is_certain: bool
) -> None:
    till = WholeTill(ledger=FailingLedger(good_writes=writes, fault=LedgerFault(BROKEN, is_certain=is_certain)))
    with pytest.raises(LedgerFault):
        till.sells(CARD, "GIFT-4712")
    assert till.states() == told
    assert len(till.issuer.begun) == begun
    assert till.printer.papers == []
    assert till.told == till.journalled


def test_a_step_another_worker_took_stands_and_the_sale_goes_on(till: WholeTill) -> None:
    def settle_the_second(order: object) -> None:
        till.issuer.before_call = lambda order: None
        second = till.open("GIFT-4712")
        till.road.claims.release(second.id)  # as a worker of an earlier process, which holds no claim here
        till.settles(second)

    till.issuer.before_call = settle_the_second
    sold = till.sells(CARD, "GIFT-4712", "GIFT-4713")
    assert [activation.state for activation in sold.activations] == [State.ACTIVE] * 3
    assert all(till.issuer.truth(card).loads == 1 for card in (CARD, "GIFT-4712", "GIFT-4713"))
    papers = [record.activation_ids for record in till.ledger.papers.values()]
    assert papers == [(sold.activations[1].id,), (sold.activations[0].id, sold.activations[2].id)]
    assert sold.fault is None


def test_a_receipt_another_worker_is_quicker_with_is_told_and_hides_no_activation() -> None:
    class Quicker(FakeLedger):
        def issue_paper(self, activations, at, build, begins=None):
            raise StepRefused(Problem(Code.STEP_NOT_ALLOWED))

    sold = WholeTill(ledger=Quicker()).sells()
    assert (sold.activations[0].state, sold.printed) == (State.ACTIVE, None)
    assert sold.fault == Problem(Code.STEP_NOT_ALLOWED)


def test_the_last_send_of_an_earlier_process_ended_before_this_one_began() -> None:
    clock = FakeClock()
    times = SendTimes(clock)
    clock.move(30)
    times.note("a")
    clock.move(12)
    assert (times.since("a"), times.since("b")) == (timedelta(seconds=12), timedelta(seconds=42))


def test_a_quarantine_is_measured_by_the_clock_that_proves_more(till: WholeTill) -> None:
    till.fated(Fate.STILL_INACTIVE).sells()
    doubtful = till.open()
    assert doubtful.seen_after_send is not None
    till.clock.move(5)
    own = till.road.send_times.since(doubtful.id)
    assert age_of(doubtful, own, None).since_send == timedelta(seconds=5)
    later = doubtful.seen_after_send + timedelta(seconds=90)
    assert age_of(doubtful, own, later).since_send == timedelta(seconds=89)  # a Date is cut to whole seconds
    assert age_of(doubtful, own, doubtful.seen_after_send - timedelta(days=1)).since_send == timedelta(seconds=5)


def test_a_wall_clock_that_is_turned_ends_no_quarantine(till: WholeTill) -> None:
    till.fated(Fate.LATE).sells()
    till.issuer.tells_time = False
    till.clock.turn(86_400)
    assert till.settles(till.open()).activation.state is State.UNKNOWN
    assert len(till.issuer.begun) == 1


def test_an_issuer_known_to_refuse_twice_is_asked_again_at_once() -> None:
    till = WholeTill(facts=Facts(server_cas=True))
    till.fated(Fate.LOST_BEFORE).sells()
    assert till.settles(till.open()).activation.state is State.ACTIVE
    assert till.issuer.truth(CARD).loads == 1


def test_a_bug_in_mid_call_leaves_doubt_and_never_a_sale_that_nothing_can_settle(till: WholeTill) -> None:
    class Bug(Exception):
        pass

    def fails(order: object) -> None:
        raise Bug

    till.issuer.before_call = fails
    with pytest.raises(Bug):
        till.sells()
    assert (till.open().state, till.open().ambiguous) == (State.UNKNOWN, True)
    assert till.told[-1].state is State.UNKNOWN


def test_after_a_bug_in_mid_call_the_quarantine_begins_with_it(till: WholeTill) -> None:
    def fails(order: object) -> None:
        raise ZeroDivisionError

    till.issuer.tells_time = False
    till.clock.move(3_600)
    till.issuer.before_call = fails
    with pytest.raises(ZeroDivisionError):
        till.sells()
    assert till.road.send_times.since(till.open().id) == timedelta(0)
