"""What is open is settled by looking: after a lost answer, a restart, a cancel."""

import pytest

from app.core.activation import State
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.core.rules import READ_ONCE
from app.till.ports import LedgerFault, StepRefused
from app.till.settle import cancel, recover, settle, settle_all
from tests.fake_ledger import FakeLedger
from tests.fakes import Fate, Second
from tests.till.whole_till import CARD, FailingLedger, WholeTill

FULL = Problem(Code.JOURNAL_FULL)


def test_a_lost_answer_is_settled_by_reading_and_printed(till: WholeTill) -> None:
    till.fated(Fate.LOST_AFTER).sells()
    settled = till.settles(till.open())
    assert settled.activation.state is State.ACTIVE
    assert settled.printed is not None
    assert settled.printed.paper.kind is PaperKind.RECEIPT
    assert (till.issuer.truth(CARD).loads, len(till.issuer.begun)) == (1, 1)


def test_a_sale_made_with_the_line_down_is_sent_when_the_line_is_back(till: WholeTill) -> None:
    till.fated(Fate.NOT_SENT).sells()
    till.clock.move(3600)
    settled = till.settles(till.open())
    assert settled.activation.state is State.ACTIVE
    assert till.issuer.reads == [CARD]
    assert [paper.kind for paper in till.printer.papers] == [PaperKind.SLIP, PaperKind.RECEIPT]


def test_a_card_still_inactive_is_left_alone_until_the_quarantine_is_over() -> None:
    till = WholeTill(Second.ADD)
    till.fated(Fate.LATE).sells()
    till.issuer.late_calls = 99
    till.issuer.late[0].calls_left = 99
    assert till.settles(till.open()).activation.state is State.UNKNOWN
    till.clock.move(119)
    assert till.settles(till.open()).activation.state is State.UNKNOWN
    till.clock.move(1)
    assert till.settles(till.open()).activation.state is State.ACTIVE
    assert (till.issuer.truth(CARD).loads, till.issuer.truth(CARD).amount) == (1, 50_000)


def test_three_sends_into_silence_end_with_a_person(till: WholeTill) -> None:
    till.fated(*[Fate.LOST_BEFORE] * 3).sells()
    for _ in range(3):
        till.clock.move(120)
        till.settles(till.open())
    assert (till.open().state, till.open().sends) == (State.HELD, 3)
    assert till.ledger.cases() == (till.open(),)
    assert till.ledger.queue() == ()
    assert len({call.body for call in till.issuer.seen}) <= 1


def test_every_send_repeats_the_same_bytes(till: WholeTill) -> None:
    till.fated(Fate.ERROR_BEFORE, Fate.ERROR_BEFORE).sells()
    for _ in range(2):
        till.clock.move(120)
        till.settles(till.open())
    assert len(till.issuer.seen) == 3
    assert {call.body for call in till.issuer.seen} == {till.open().order.body}


def test_what_is_settled_or_with_a_person_stays_as_it_is(till: WholeTill) -> None:
    held = till.fated(Fate.BAD_REQUEST).sells().activations[0]
    before = len(till.told)
    assert till.settles(held).activation == held
    assert len(till.told) == before
    assert till.ledger.cases() == (held,)


def test_nothing_is_settled_for_an_id_nobody_knows(till: WholeTill) -> None:
    assert settle(till.road, "nobody", till.tell) is None
    assert cancel(till.road, "nobody", till.tell) is None


def test_after_a_crash_in_mid_call_the_till_does_not_know_and_looks(till: WholeTill) -> None:
    class Crash(BaseException):
        pass

    def crash(order: object) -> None:
        raise Crash

    till.issuer.before_call = crash
    with pytest.raises(Crash):
        till.sells()
    assert till.open().state is State.SENDING
    recovered = till.restarts()
    assert [(activation.state, activation.ambiguous) for activation in recovered] == [(State.UNKNOWN, True)]
    assert recover(till.road) == ()
    till.issuer.before_call = lambda order: None
    till.clock.move(119)
    assert till.settles(till.open()).activation.state is State.UNKNOWN
    till.clock.move(1)
    assert till.settles(till.open()).activation.state is State.ACTIVE
    assert till.issuer.truth(CARD).loads == 1


def test_after_a_restart_the_quarantine_begins_again_but_for_what_the_issuers_own_clock_proves(till: WholeTill) -> None:
    till.fated(Fate.STILL_INACTIVE).sells()
    till.clock.move(100)
    till.restarts()
    till.clock.move(20)
    assert till.settles(till.open()).activation.state is State.UNKNOWN  # the issuer's dates are cut to whole seconds
    till.clock.move(1)
    assert till.settles(till.open()).activation.state is State.ACTIVE

    till.issuer.tells_time = False
    till.fated(Fate.STILL_INACTIVE).sells("GIFT-4712")
    till.clock.move(100)
    till.restarts()
    till.clock.move(20)
    assert till.settles(till.open("GIFT-4712")).activation.state is State.UNKNOWN


def test_the_whole_queue_is_tried_and_one_bad_row_blocks_nobody(till: WholeTill) -> None:
    till.fated(*[Fate.NOT_SENT] * 3).sells(CARD, "GIFT-4712", "GIFT-4713")
    till.clock.move(60)
    till.fated(Fate.OK, Fate.LOST_AFTER, reads=(Fate.ERROR_BEFORE, Fate.OK, Fate.OK))
    tried = settle_all(till.road, till.tell)
    assert [settled.activation.state for settled in tried] == [State.QUEUED, State.ACTIVE, State.UNKNOWN]
    assert [activation.order.card.text for activation in till.ledger.queue()] == [CARD, "GIFT-4713"]
    assert [settled.printed is not None for settled in tried] == [False, True, False]


def test_a_step_another_worker_took_stands() -> None:
    class Contested(FakeLedger):
        is_contested = False

        def step(self, activation, step, at):
            if self.is_contested:
                raise StepRefused(Problem(Code.STEP_NOT_ALLOWED))
            return super().step(activation, step, at)

    till = WholeTill(ledger=(ledger := Contested()))
    till.fated(Fate.NOT_SENT).sells()
    ledger.is_contested = True
    (settled,) = settle_all(till.road, till.tell)
    assert settled.activation == till.open()
    assert till.settles(till.open()).activation == till.open()


def test_an_activation_in_mid_call_is_left_to_its_worker(till: WholeTill) -> None:
    tried: list[State] = []
    till.issuer.before_call = lambda order: tried.extend(s.activation.state for s in settle_all(till.road, till.tell))
    till.sells()
    assert tried == [State.SENDING]
    assert till.issuer.truth(CARD).loads == 1


def test_a_journal_that_fails_on_the_paper_hides_no_settled_card() -> None:
    till = WholeTill(ledger=FailingLedger(good_writes=6, fault=LedgerFault(FULL, is_certain=True)))
    till.fated(Fate.LOST_AFTER).sells()
    settled = till.settles(till.open())
    assert (settled.activation.state, settled.printed, settled.fault) == (State.ACTIVE, None, FULL)


def test_a_mended_cause_lets_a_held_card_go_on(till: WholeTill) -> None:
    held = till.fated(Fate.FORBIDDEN).sells().activations[0]
    assert till.retries(held).state is State.ACTIVE
    assert till.states()[-3:] == [State.QUEUED, State.SENDING, State.ACTIVE]
    assert till.issuer.truth(CARD).loads == 1


def test_a_retry_of_what_is_not_held_is_one_try_to_settle_it(till: WholeTill) -> None:
    till.fated(Fate.LOST_AFTER).sells()
    assert till.retries(till.open()).state is State.ACTIVE


def test_a_held_card_that_another_till_sold_is_taken_on_retry(till: WholeTill) -> None:
    till.issuer.sell_elsewhere(CARD)
    held = till.sells().activations[0]
    assert held.state is State.HELD
    assert till.retries(held).state is State.TAKEN


def test_a_sale_that_never_left_is_cancelled_with_the_line_down(till: WholeTill) -> None:
    queued = till.fated(Fate.NOT_SENT).sells().activations[0]
    assert till.cancels(queued).state is State.CANCELLED
    assert till.issuer.reads == []
    assert till.sells().activations[0].state is State.ACTIVE, "its card may be sold anew"


def test_a_cancel_of_what_may_have_landed_takes_two_reads_after_the_quarantine(till: WholeTill) -> None:
    doubtful = till.fated(Fate.LOST_BEFORE).sells().activations[0]
    assert till.cancels(doubtful).state is State.CANCEL_WAIT
    assert (till.cancels(doubtful).state, till.open().note) == (State.CANCEL_WAIT, "")
    till.clock.move(120)
    assert till.cancels(doubtful).note.startswith(READ_ONCE)
    till.clock.move(9)
    assert till.settles(till.open()).activation.note.startswith(READ_ONCE)
    till.clock.move(1)
    assert till.settles(till.open()).activation.state is State.CANCELLED
    assert till.issuer.truth(CARD).loads == 0


def test_a_read_that_fails_between_the_two_begins_them_anew(till: WholeTill) -> None:
    doubtful = till.fated(Fate.LOST_BEFORE).sells().activations[0]
    till.cancels(doubtful)
    till.clock.move(120)
    till.settles(doubtful)
    till.fated(reads=(Fate.ERROR_BEFORE,))
    till.clock.move(20)
    assert (till.settles(doubtful).activation.note, till.settles(doubtful).activation.state) == ("", State.CANCEL_WAIT)
    till.clock.move(9)
    assert till.settles(doubtful).activation.state is State.CANCEL_WAIT
    till.clock.move(1)
    assert till.settles(doubtful).activation.state is State.CANCELLED


def test_a_restart_between_the_two_reads_begins_the_quarantine_anew(till: WholeTill) -> None:
    till.issuer.tells_time = False
    doubtful = till.fated(Fate.LOST_BEFORE).sells().activations[0]
    till.cancels(doubtful)
    till.clock.move(120)
    till.settles(doubtful)
    till.restarts()
    till.clock.move(60)
    assert (till.settles(doubtful).activation.state, till.open().note) == (State.CANCEL_WAIT, "")
    till.clock.move(60)
    assert till.settles(doubtful).activation.note.startswith(READ_ONCE)


def test_a_cancel_that_came_too_late_says_that_the_card_is_active(till: WholeTill) -> None:
    doubtful = till.fated(Fate.LATE).sells().activations[0]
    till.cancels(doubtful)
    till.clock.move(120)
    settled = till.settles(doubtful)
    assert settled.activation.state is State.ACTIVE
    assert settled.activation.problem == Problem(Code.CANCEL_FAILED)
    assert settled.printed is not None


def test_reads_that_lag_behind_a_load_prove_no_cancel_before_the_quarantine_is_over(till: WholeTill) -> None:
    doubtful = till.fated(Fate.LOST_AFTER).sells().activations[0]
    till.cancels(doubtful)
    till.fated(reads=(Fate.STILL_INACTIVE,) * 3)
    for _ in range(3):
        till.clock.move(39)
        assert till.settles(doubtful).activation.state is State.CANCEL_WAIT
    till.clock.move(39)
    settled = till.settles(doubtful)
    assert (settled.activation.state, settled.activation.problem) == (State.ACTIVE, Problem(Code.CANCEL_FAILED))
    assert till.issuer.truth(CARD).loads == 1


@pytest.mark.parametrize("fate", [Fate.OK, Fate.OTHER_AMOUNT])
def test_what_is_loaded_is_not_cancelled(till: WholeTill, fate: Fate) -> None:
    loaded = till.fated(fate).sells().activations[0]
    with pytest.raises(StepRefused) as caught:
        till.cancels(loaded)
    assert caught.value.problem.code is Code.STEP_NOT_ALLOWED
    assert till.open() == loaded


def test_what_is_in_mid_call_is_not_cancelled(till: WholeTill) -> None:
    refused: list[Code] = []

    def cancel_now(order: object) -> None:
        with pytest.raises(StepRefused) as caught:
            till.cancels(till.open())
        refused.append(caught.value.problem.code)

    till.issuer.before_call = cancel_now
    assert till.sells().activations[0].state is State.ACTIVE
    assert refused == [Code.STEP_NOT_ALLOWED]


def test_a_read_that_took_long_says_how_the_card_was_when_it_was_asked_for(till: WholeTill) -> None:
    till.fated(Fate.STILL_INACTIVE).sells()
    till.issuer.tells_time = False
    till.clock.move(100)
    till.issuer.after_read = lambda: till.clock.move(25)
    assert till.settles(till.open()).activation.state is State.UNKNOWN
    assert till.open().sends == 1
    till.issuer.after_read = lambda: None
    assert till.settles(till.open()).activation.state is State.ACTIVE


def test_two_reads_that_prove_a_cancel_are_apart_when_they_are_asked_for(till: WholeTill) -> None:
    till.fated(Fate.STILL_INACTIVE).sells()
    till.issuer.tells_time = False
    till.cancels(till.open())
    till.clock.move(120)
    assert till.settles(till.open()).activation.note == READ_ONCE
    till.issuer.after_read = lambda: till.clock.move(20)
    assert till.settles(till.open()).activation.state is State.CANCEL_WAIT
    till.issuer.after_read = lambda: None
    assert till.settles(till.open()).activation.state is State.CANCELLED


def test_where_the_line_is_down_the_rest_of_the_queue_is_not_made_to_wait_for_it(till: WholeTill) -> None:
    till.fated(*[Fate.NOT_SENT] * 3).sells(CARD, "GIFT-4712", "GIFT-4713")
    till.clock.move(60)
    till.issuer.reads.clear()
    till.fated(reads=(Fate.NOT_SENT, Fate.OK, Fate.OK))
    tried = settle_all(till.road, till.tell)
    assert [settled.activation.state for settled in tried] == [State.QUEUED] * 3
    assert till.issuer.reads == [CARD]


def test_commands_that_live_for_a_moment_prove_a_cancel_by_the_issuers_clock(till: WholeTill) -> None:
    doubtful = till.fated(Fate.STILL_INACTIVE).sells().activations[0]
    till.cancels(doubtful)

    def after_a_restart(seconds: int) -> State:
        till.clock.move(seconds)
        till.restarts()
        return till.settles(till.open()).activation.state

    assert after_a_restart(122) is State.CANCEL_WAIT
    assert after_a_restart(10) is State.CANCEL_WAIT  # the issuer's dates are cut to whole seconds
    assert after_a_restart(1) is State.CANCELLED
