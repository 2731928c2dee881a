"""What is never settled by itself is a case: the ways out, each signed, and the money in one place only."""

import pytest

from app.core.activation import Activation, State
from app.core.card import CardCode
from app.core.case import CaseAction, Way, ways
from app.core.paper import Pair
from app.core.problem import Code
from app.core.sale import transaction_of
from app.till import cases
from app.till.activate import sell
from app.till.ports import StepRefused
from tests.fakes import MONDAY, Fate, sale
from tests.till.whole_till import CARD, WholeTill

OTHER = CardCode("GIFT-4712")
WHO, WHY = "Kari Nordmann", "the customer asked for it"


def held(till: WholeTill) -> Activation:
    return till.fated(Fate.BAD_REQUEST).sells().activations[0]


def taken(till: WholeTill) -> Activation:
    sold = till.fated(Fate.NOT_SENT).sells().activations[0]
    till.issuer.sell_elsewhere(CARD)
    return till.fated().settles(sold).activation


def mismatch(till: WholeTill) -> Activation:
    return till.fated(Fate.OTHER_AMOUNT).sells().activations[0]


def without_id(till: WholeTill) -> Activation:
    sold = till.fated(Fate.METADATA_DROPPED).sells().activations[0]
    return till.fated().settles(sold).activation


KINDS = {"held": held, "taken": taken, "mismatch": mismatch, "without an id": without_id}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_case_is_open_until_a_person_closes_it_with_name_and_reason(till: WholeTill, kind: str) -> None:
    activation = KINDS[kind](till)
    (case,) = cases.open_cases(till.road)
    assert (case.activation.id, case.is_open, case.actions) == (activation.id, True, ())
    closed = cases.refund(till.road, activation.id, WHO, WHY, till.tell)
    assert closed is not None
    assert closed.state in {State.CANCELLED, State.CLOSED}
    assert cases.open_cases(till.road) == ()
    after = till.ledger.case(activation.id)
    assert after is not None
    assert not after.is_open
    assert [(a.way, a.person, a.reason, a.closes) for a in after.actions] == [(Way.REFUND, WHO, WHY, True)]
    assert till.told[-1] == closed


def test_the_cause_was_mended_and_the_same_bytes_load_the_card(till: WholeTill) -> None:
    activation = held(till)
    settled = cases.try_again(till.fated().road, activation.id, WHO, WHY, till.tell)
    assert settled is not None
    assert settled.activation.state is State.ACTIVE
    assert cases.open_cases(till.road) == ()
    assert len({call.body for call in till.issuer.seen}) == 1
    assert till.issuer.truth(CARD).loads == 1


def test_a_case_without_an_id_is_read_again_and_stays_open(till: WholeTill) -> None:
    activation = without_id(till)
    settled = cases.try_again(till.road, activation.id, WHO, WHY, till.tell)
    assert settled is not None
    assert settled.activation.state is State.UNKNOWN
    assert len(cases.open_cases(till.road)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_money_moves_to_another_card_in_one_write_and_both_papers_are_joined(till: WholeTill, kind: str) -> None:
    activation = KINDS[kind](till)
    sold = cases.move(till.fated().road, activation.id, OTHER, WHO, WHY, till.tell)
    assert sold is not None
    (moved,) = sold.activations
    assert (moved.state, moved.order.money, moved.order.replaces) == (
        State.ACTIVE,
        activation.order.money,
        activation.id,
    )
    assert sold.printed is not None
    assert any(isinstance(x, Pair) and x.right == activation.short_id for x in sold.printed.paper.lines)
    assert cases.open_cases(till.road) == ()
    closed = till.ledger.case(activation.id)
    assert closed is not None
    assert closed.actions[0].other == moved.id
    assert till.issuer.truth(OTHER.text).loads == 1


def test_money_that_moves_still_names_the_payment_it_came_from(till: WholeTill) -> None:
    (held,) = sell(till.fated(Fate.BAD_REQUEST).road, sale(dintero_transaction_id="T1.2"), till.tell).activations
    moved = cases.move(till.road, held.id, OTHER, WHO, WHY, till.tell)
    assert moved is not None
    assert transaction_of(moved.activations[0].order) == "T1.2"


def test_money_in_doubt_is_cancelled_first_and_then_given_back(till: WholeTill) -> None:
    till.fated(*[Fate.LOST_BEFORE] * 3).sells()
    for _ in range(3):
        till.clock.move(120)
        till.settles(till.open())
    activation = till.open()
    assert (activation.state, ways(activation)) == (State.HELD, {Way.RETRY, Way.CANCEL})
    for way in (cases.refund, cases.accept):
        with pytest.raises(StepRefused) as refused:
            way(till.road, activation.id, WHO, WHY, till.tell)
        assert refused.value.problem.code is Code.STEP_NOT_ALLOWED
    cancelled = cases.cancel_first(till.road, activation.id, WHO, WHY, till.tell)
    assert cancelled is not None
    assert cancelled.activation.state is State.CANCEL_WAIT
    for _ in range(3):
        till.clock.move(121)
        till.settles(till.standing(activation))
    after = till.standing(activation)
    assert after.state is State.CANCELLED
    (case,) = cases.open_cases(till.road)  # the customer's money is still here
    assert [(done.way, done.person, done.reason, done.closes) for done in case.actions] == [
        (Way.CANCEL, WHO, WHY, False)
    ]
    assert cases.refund(till.road, activation.id, WHO, WHY, till.tell) == after
    assert cases.open_cases(till.road) == ()


def test_a_card_that_was_put_right_is_accepted(till: WholeTill) -> None:
    activation = mismatch(till)
    closed = cases.accept(till.road, activation.id, WHO, "head office corrected the sum", till.tell)
    assert closed is not None
    assert (closed.state, closed.note) == (State.CLOSED, "head office corrected the sum")


def test_the_other_card_must_be_free_here_and_then_nothing_was_written(till: WholeTill) -> None:
    till.sells(OTHER.text)
    activation = held(till)
    with pytest.raises(StepRefused) as refused:
        cases.move(till.fated().road, activation.id, OTHER, WHO, WHY, till.tell)
    assert refused.value.problem.code is Code.CARD_SOLD_HERE
    assert till.standing(activation).state is State.HELD
    assert len(cases.open_cases(till.road)) == 1


def test_nothing_is_done_about_what_is_not_there(till: WholeTill) -> None:
    assert cases.try_again(till.road, "0" * 32, WHO, WHY, till.tell) is None
    assert cases.cancel_first(till.road, "0" * 32, WHO, WHY, till.tell) is None
    assert cases.refund(till.road, "0" * 32, WHO, WHY, till.tell) is None
    assert cases.move(till.road, "0" * 32, OTHER, WHO, WHY, till.tell) is None


def test_a_deed_has_a_name_a_reason_and_a_move_has_its_other_card() -> None:
    for person, reason, way, other in (
        ("", WHY, Way.REFUND, None),
        (WHO, " ", Way.REFUND, None),
        (WHO, WHY, Way.MOVE, None),
        (WHO, WHY, Way.REFUND, "b" * 32),
    ):
        with pytest.raises(ValueError, match=r"case|move"):
            CaseAction("a" * 32, MONDAY, way, person, reason, closes=True, other=other)


def test_an_active_card_that_is_no_case_has_no_way_out(till: WholeTill) -> None:
    sold = till.sells().activations[0]
    with pytest.raises(StepRefused):
        cases.try_again(till.road, sold.id, WHO, WHY, till.tell)
    waiting = till.fated(Fate.NOT_SENT).sells(OTHER.text).activations[0]
    assert ways(waiting) == frozenset()
