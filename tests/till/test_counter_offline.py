"""The counter while the line is down: limits, approvals, slips of other tills, and a clock that is not believed."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.core.activation import State
from app.core.limits import LimitName, Limits
from app.core.money import Currency
from app.core.problem import Code, Problem, refuse
from app.core.slip_code import SlipRequest, encode, request_of
from app.till.clock_watch import ClockWatch
from app.till.counter import Counter, Waiting
from app.till.line import Line, LineState
from app.till.offline import Approval, OfflineDesk, OverLimit
from app.till.ports import NoteKind
from tests.fakes import FakeChance, Fate, sale
from tests.till.whole_till import CARD, WholeTill

OFFLINE = Line(LineState.OFFLINE)


class OneApprover:
    """Kari's PIN is 482913."""

    def check(self, pin: str) -> str | Problem:
        return "Kari" if pin == "482913" else Problem(Code.APPROVAL_WRONG)


@dataclass
class PlainSeal:
    """A seal that anybody could make."""

    is_locked: bool = False

    def sign(self, payload: bytes) -> bytes:
        return (payload * 16)[:16]

    def verify(self, payload: bytes, tag: bytes) -> bool:
        if self.is_locked:
            raise refuse(Code.KEYRING_LOCKED)
        return tag == self.sign(payload)


def counter_of(till: WholeTill, line: Line = OFFLINE) -> Counter:
    desk = OfflineDesk(till.ledger, till.clock, Limits, OneApprover(), "7")
    watch = ClockWatch(till.clock)
    return Counter(till.road, FakeChance(), desk=desk, line=lambda: line, clock_watch=watch, seal=PlainSeal())


def test_below_the_limits_selling_offline_needs_nobodys_decision(till: WholeTill) -> None:
    sold = counter_of(till.fated(Fate.NOT_SENT)).sell(sale(minor=100_000), till.tell)
    assert sold.activations[0].state is State.QUEUED
    assert till.ledger.notes(9, NoteKind.APPROVAL) == ()


def test_a_sale_over_a_limit_is_not_written_and_names_the_limit(till: WholeTill) -> None:
    with pytest.raises(OverLimit) as over:
        counter_of(till).sell(sale(minor=100_001), till.tell)
    assert [problem.code for problem in over.value.problems] == [Code.OFFLINE_CARD_LIMIT]
    assert over.value.may_be_approved
    assert till.ledger.queue() == ()


def test_online_the_same_sale_needs_nobody(till: WholeTill) -> None:
    sold = counter_of(till, Line(LineState.ONLINE)).sell(sale(minor=100_001), till.tell)
    assert sold.activations[0].state is State.ACTIVE


def test_while_the_issuer_sends_callers_away_the_limits_hold_as_with_the_line_down(till: WholeTill) -> None:
    with pytest.raises(OverLimit):
        counter_of(till, Line(LineState.BUSY)).sell(sale(minor=100_001), till.tell)
    sold = counter_of(till, Line(LineState.BUSY)).sell(sale(minor=100_000), till.tell)
    assert sold.activations[0].state is State.ACTIVE, "it is tried all the same"


def test_a_supervisor_lets_one_sale_through_and_the_journal_says_who(till: WholeTill) -> None:
    counter = counter_of(till)
    assert counter.approve("000000") == Problem(Code.APPROVAL_WRONG)
    approval = counter.approve("482913")
    assert isinstance(approval, Approval)
    sold = counter.sell(sale(minor=150_000), till.fated(Fate.NOT_SENT).tell, approval)
    assert sold.activations[0].state is State.QUEUED
    note, wrong = till.ledger.notes(9, NoteKind.APPROVAL)
    assert (note.facts["person"], note.facts["limits"]) == ("Kari", "offline-card-limit")
    assert wrong.facts == {"refused": "approval-wrong", "cashier": "7"}


def test_no_approval_lets_everything_through(till: WholeTill) -> None:
    counter = counter_of(till)
    approval = counter.approve("482913")
    assert isinstance(approval, Approval)
    with pytest.raises(OverLimit) as over:
        counter.sell(sale(minor=200_001), till.tell, approval)
    assert not over.value.may_be_approved
    assert till.ledger.queue() == ()


def test_every_limit_has_its_gauge(till: WholeTill) -> None:
    counter = counter_of(till)
    names = {gauge.name for gauge in counter.gauges(sale(minor=50_000))}
    assert names == set(LimitName)
    plain = Counter(till.road, FakeChance())
    assert plain.gauges(None) == ()
    assert plain.approve("482913") == Problem(Code.APPROVAL_NOT_SET)


def test_a_dated_card_is_not_sold_by_a_clock_that_is_a_day_off(till: WholeTill) -> None:
    counter = counter_of(till, Line(LineState.ONLINE))
    dated = sale(expires_at=till.clock.now() + timedelta(days=400))
    assert counter.sell(dated, till.tell).activations[0].state is State.ACTIVE
    assert counter.clock_problem is None
    assert counter.clock_watch is not None
    counter.clock_watch.heard(till.clock.now() - timedelta(days=2), timedelta(0))
    assert counter.clock_problem is not None
    with pytest.raises(OverLimit) as over:
        counter.sell(replace(dated, lines=sale("GIFT-4712").lines), till.tell)
    assert over.value.problems[0].code is Code.CLOCK_OFF
    assert Counter(till.road, FakeChance()).clock_problem is None


def test_how_much_waits_is_told_without_reading_all_of_it(till: WholeTill) -> None:
    counter = counter_of(till)
    assert counter.waiting() == Waiting()
    counter.sell(sale(CARD), till.tell)
    counter_of(till, Line(LineState.ONLINE)).sell(sale("GIFT-4712"), till.fated(Fate.BAD_REQUEST).tell)
    assert counter.waiting() == Waiting(1, {Currency.NOK: 50_000}, 1)
    assert [case.activation.state for case in counter.open_cases()] == [State.HELD]


def test_the_receipt_of_what_became_active_by_itself_is_kept_and_later_printed_as_the_first(till: WholeTill) -> None:
    counter = counter_of(till)
    (waiting,) = counter.sell(sale(), till.fated(Fate.NOT_SENT).tell).activations
    papers = len(till.printer.papers)
    settled = counter.catch_up(waiting.id, till.fated().tell)
    assert settled is not None
    assert (settled.activation.state, settled.printed) == (State.ACTIVE, None)
    assert settled.kept is not None
    assert len(till.printer.papers) == papers
    counter.print_again(settled.kept.number)
    assert till.printer.papers[-1] == settled.kept, "no copy: it never came out before"


def test_a_kept_receipt_of_what_still_waits_is_none(till: WholeTill) -> None:
    counter = counter_of(till)
    (waiting,) = counter.sell(sale(), till.fated(Fate.NOT_SENT).tell).activations
    settled = counter.catch_up(waiting.id, till.fated(reads=(Fate.NOT_SENT,)).tell)
    assert settled is not None
    assert (settled.activation.state, settled.kept) == (State.QUEUED, None)
    assert counter.activation(waiting.id) == settled.activation
    assert list(counter.catching_up().rows) == []
    assert counter.ping().server_at is not None


def test_a_slip_of_another_till_is_settled_here_with_an_approval(till: WholeTill) -> None:
    first = WholeTill()
    (waiting,) = first.fated(Fate.NOT_SENT).sells().activations
    code = encode(request_of(waiting.order, "OSLO"), PlainSeal().sign)
    counter = counter_of(till)
    assert counter.read_slip(CARD) is None
    assert Counter(till.road, FakeChance()).read_slip(code) is None
    request = counter.read_slip(code)
    assert isinstance(request, SlipRequest)
    approval = counter.approve("482913")
    assert isinstance(approval, Approval)
    settled = counter.take_over(request, approval, till.fated().tell)
    assert settled is not None
    assert settled.activation.state is State.UNKNOWN, "the first till's call may still be on its way"
    till.clock.move(121)
    assert till.settles(settled.activation).activation.state is State.ACTIVE
    assert till.issuer.truth(CARD).loads == 1
    assert till.ledger.notes(9, NoteKind.APPROVAL)[0].facts["slip"] == waiting.short_id


def test_what_another_till_settled_by_its_slip_is_not_cancelled_here_while_the_line_is_up(till: WholeTill) -> None:
    (waiting,) = till.fated(Fate.NOT_SENT).sells().activations
    other = WholeTill(clock=till.clock)
    other.issuer = till.issuer
    other.road = replace(other.road, issuer=till.issuer)
    code = encode(request_of(waiting.order, "OSLO"), PlainSeal().sign)
    taken_over = counter_of(other)
    request, approval = taken_over.read_slip(code), taken_over.approve("482913")
    assert isinstance(request, SlipRequest)
    assert isinstance(approval, Approval)
    taken_over.take_over(request, approval, other.tell)
    till.clock.move(121)
    for activation in other.ledger.queue():
        other.fated().settles(activation)
    assert till.issuer.truth(CARD).loads == 1
    cancelled = counter_of(till, Line(LineState.ONLINE)).cancel(waiting.id, till.tell)
    assert cancelled is not None
    assert cancelled.activation.state is State.ACTIVE, "the truth, and no money goes back"
    assert cancelled.kept is not None


def test_a_waiting_sale_is_cancelled_where_a_look_ends_nothing(till: WholeTill) -> None:
    counter = counter_of(till, Line(LineState.ONLINE))
    for card, reads in (("GIFT-4712", ()), ("GIFT-4713", (Fate.NOT_SENT,))):
        (waiting,) = till.fated(Fate.NOT_SENT).sells(card).activations
        till.fated(reads=reads)
        cancelled = counter.cancel(waiting.id, till.tell)
        assert cancelled is not None
        assert cancelled.activation.state is State.CANCELLED


def test_with_the_line_down_nobody_is_called_to_cancel(till: WholeTill) -> None:
    (waiting,) = till.fated(Fate.NOT_SENT).sells().activations
    reads = len(till.issuer.reads)
    cancelled = counter_of(till).cancel(waiting.id, till.tell)
    assert cancelled is not None
    assert cancelled.activation.state is State.CANCELLED
    assert len(till.issuer.reads) == reads


def test_a_slip_that_cannot_be_read_says_why(till: WholeTill) -> None:
    (waiting,) = WholeTill().fated(Fate.NOT_SENT).sells().activations
    code = encode(request_of(waiting.order, "OSLO"), PlainSeal().sign)
    counter = replace(counter_of(till), seal=PlainSeal(is_locked=True))
    assert counter.read_slip(code) == Problem(Code.KEYRING_LOCKED)


def test_what_persons_do_about_cases_goes_through_the_counter(till: WholeTill) -> None:
    counter = counter_of(till, Line(LineState.ONLINE))
    who, why = "Kari", "wrong card"
    held = [
        counter.sell(sale(card), till.fated(Fate.BAD_REQUEST).tell).activations[0].id
        for card in (CARD, "GIFT-4712", "GIFT-4713")
    ]
    till.fated()
    assert counter.refund_case(held[0], who, why, till.tell) is not None
    retried = counter.try_case_again(held[1], who, why, till.tell)
    assert retried is not None
    assert retried.activation.state is State.ACTIVE
    moved = counter.move_case(held[2], sale(CARD).lines[0].card, who, why, till.tell)
    assert moved is not None
    assert moved.activations[0].state is State.ACTIVE
    case = counter.case(held[2])
    assert case is not None
    assert not case.is_open
    assert counter.accept_case("0" * 32, who, why, till.tell) is None
    assert counter.cancel_case("0" * 32, who, why, till.tell) is None
