"""The slip is the spare copy: any till of the chain reads it, settles it once, and both tills end with one truth."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.core.activation import Activation, Order, State, taken_over
from app.core.card import CardCode
from app.core.paper import PaperKind, QrCode
from app.core.problem import Code, Problem, Refusal, refuse
from app.core.slip_code import looks_like_slip, request_of
from app.till.activate import Road, sell
from app.till.papers import Papers
from app.till.ports import StepRefused
from app.till.settle import settle
from app.till.slips import SlipWriter, read_slip, take_over
from tests import fakes
from tests.fake_issuer import FakeIssuer, Fate
from tests.fake_ledger import FakeLedger
from tests.fakes import FakeSeal


@dataclass(slots=True)
class TakingLedger(FakeLedger):
    """The ledger in memory with T27, as the contract has it."""

    def take_over(self, orders: Sequence[Order], note: str, at: datetime) -> tuple[Activation, ...]:
        (order,) = orders
        if self.open_for(order.card):
            raise StepRefused(Problem(Code.CARD_OPEN_HERE))
        self.standing[order.activation_id] = taken_over(order, at, note)
        self.events[order.activation_id] = []
        return (self.standing[order.activation_id],)


QUARANTINE_S = fakes.QUARANTINE.total_seconds() + 1


def nobody(problem: Problem) -> None:
    pytest.fail(f"nothing was to be told, but {problem}")


def with_slips(papers: Papers) -> Papers:
    return replace(papers, letterhead=replace(papers.letterhead, slip_text=SlipWriter(FakeSeal(), "OSLO", nobody)))


def code_on(paper) -> str:
    (code,) = [line.data for line in paper.lines if isinstance(line, QrCode)]
    return code


@pytest.fixture
def clock() -> fakes.FakeClock:
    return fakes.FakeClock()


@pytest.fixture
def issuer(clock) -> FakeIssuer:
    return FakeIssuer(clock).with_cards("GIFT-4711")


def till(number: str, clock, issuer) -> Road:
    return fakes.road(TakingLedger(), issuer, clock, papers=with_slips, shop_changes=[("till_id", number)])


def nothing(_told: Activation) -> None:
    """Nobody watches."""


def test_a_slip_of_one_till_is_settled_by_another_and_the_first_finds_the_same(clock, issuer) -> None:
    first, second = till("1", clock, issuer), till("2", clock, issuer)
    issuer.fates.append(Fate.NOT_SENT)
    sold = sell(first, fakes.sale(), nothing)
    assert sold.activations[0].state is State.QUEUED
    slip = code_on(sold.printed.paper)
    assert looks_like_slip(slip)

    taken = take_over(second, read_slip(slip, FakeSeal()), "Ola")
    assert (taken.state, taken.ambiguous, taken.id) == (State.UNKNOWN, True, sold.activations[0].id)
    clock.move(QUARANTINE_S)
    settled = settle(second, taken.id, nothing)
    assert settled.activation.state is State.ACTIVE
    assert settled.printed.paper.kind is PaperKind.RECEIPT
    assert json.loads(issuer.seen[0].body)["metadata"]["pos_taken_over_by"] == "OSLO/2"

    assert settle(first, taken.id, nothing).activation.state is State.ACTIVE
    assert [call.activation_id for call in issuer.seen] == [taken.id]


def test_a_call_of_the_first_till_that_is_still_on_its_way_is_waited_for(clock, issuer) -> None:
    """This till may run for hours: that says nothing of when the first one sent."""
    first, second = till("1", clock, issuer), till("2", clock, issuer)
    clock.move(10 * QUARANTINE_S)
    issuer.fates.append(Fate.LATE)
    issuer.late_calls = 5
    sold = sell(first, fakes.sale(), nothing)
    assert sold.activations[0].state is State.UNKNOWN
    slip = code_on(first.papers.print_slip(sold.activations[0]).paper)
    taken = take_over(second, read_slip(slip, FakeSeal()), "Ola")
    assert settle(second, taken.id, nothing).activation.state is State.UNKNOWN
    clock.move(QUARANTINE_S)
    assert settle(second, taken.id, nothing).activation.state is State.ACTIVE
    assert settle(first, taken.id, nothing).activation.state is State.ACTIVE
    assert len(issuer.begun) == 1


def test_what_this_till_knows_stays_as_it_stands(clock, issuer) -> None:
    road = till("1", clock, issuer)
    (sold,) = sell(road, fakes.sale(), nothing).activations
    assert sold.state is State.ACTIVE
    assert take_over(road, request_of(sold.order, "OSLO"), "Ola") == sold


def test_a_slip_scanned_twice_is_taken_over_once(clock, issuer) -> None:
    road = till("2", clock, issuer)
    request = request_of(fakes.order(), "OSLO")
    once = take_over(road, request, "Ola")
    clock.move(60)
    assert take_over(road, request, "Ola") == once
    assert len(road.ledger.queue()) == 1
    assert road.send_times.since(once.id) == timedelta(minutes=1)


def test_the_journal_says_where_it_came_from_and_who_took_it(clock, issuer) -> None:
    taken = take_over(till("2", clock, issuer), request_of(fakes.order(), "OSLO"), "Ola")
    assert taken.note == "by the slip of till OSLO/1, approved by Ola"
    assert (taken.order.till_id, taken.order.operator_id) == ("1", "Ola")
    assert taken.order.confirmed_at == fakes.order().confirmed_at.replace(microsecond=0)
    assert taken.order.confirmed_at.utcoffset() == clock.now().utcoffset()


def test_a_card_that_this_till_sold_otherwise_is_not_taken_over(clock, issuer) -> None:
    road = till("2", clock, issuer)
    road.ledger.add([fakes.order(activation_id="b" * 32)])
    with pytest.raises(StepRefused):
        take_over(road, request_of(fakes.order(), "OSLO"), "Ola")


def test_the_slip_of_another_chain_is_not_read(clock) -> None:
    slip = SlipWriter(FakeSeal(b"another key"), "OSLO", nobody)(fakes.order())
    with pytest.raises(Refusal) as told:
        read_slip(slip, FakeSeal())
    assert told.value.problem.code is Code.SLIP_NOT_SIGNED


def test_a_locked_keyring_leaves_the_code_off_and_is_told() -> None:
    told: list[Problem] = []
    writer = SlipWriter(FakeSeal(fault=refuse(Code.KEYRING_LOCKED)), "OSLO", told.append)
    assert writer(fakes.order()) is None
    assert told == [Problem(Code.SLIP_UNSIGNED, {"reason": "keyring-locked"})]


def test_a_slip_is_not_read_while_the_keyring_is_locked() -> None:
    slip = SlipWriter(FakeSeal(), "OSLO", nobody)(fakes.order())
    with pytest.raises(Refusal) as told:
        read_slip(slip, FakeSeal(fault=refuse(Code.KEYRING_LOCKED)))
    assert told.value.problem.code is Code.KEYRING_LOCKED


def test_an_order_whose_last_day_no_slip_can_name_has_no_code() -> None:
    late = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-5)))
    assert SlipWriter(FakeSeal(), "OSLO", nobody)(replace(fakes.order(), expires_at=late)) is None


def test_the_seal_is_set_before_the_journal_is_written(clock, issuer) -> None:
    """A keyring that asks a person for its password must not keep the journal, and the other lane with it, waiting."""
    seal = FakeSeal()
    writer = SlipWriter(seal, "OSLO", nobody)

    class Watched(FakeLedger):
        def issue_paper(self, activations, at, build, begins=None):
            assert len(seal.signed) == 1
            paper = super().issue_paper(activations, at, build, begins)
            assert len(seal.signed) == 1
            return paper

    def sealed(papers: Papers) -> Papers:
        return replace(papers, letterhead=replace(papers.letterhead, slip_text=writer))

    road = fakes.road(Watched(), issuer, clock, papers=sealed)
    issuer.fates.append(Fate.NOT_SENT)
    sold = sell(road, fakes.sale(), nothing)
    assert read_slip(code_on(sold.printed.paper), seal).card == CardCode("GIFT-4711")
    assert read_slip(code_on(sold.printed.paper), seal).confirmed_at.tzinfo is UTC
