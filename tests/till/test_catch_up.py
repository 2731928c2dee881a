"""The queue catches up by itself: oldest first, bounded, never in the cashier's way, and stopped by what stops all."""

from datetime import timedelta
from functools import partial

import pytest

from app.core.activation import Activation, State
from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.problem import Code
from app.core.scan import Token
from app.till.catch_up import BESIDE, DAY, GAPS, LOGIN_GAPS, PING_GAPS, CatchUp
from app.till.counter import Counter
from app.till.last_call import LastCall
from app.till.line import Line, LineState
from app.till.settle import cancel, settle
from tests.fakes import QUARANTINE, FakeChance, Fate
from tests.till.queue_driver import QueueDriver
from tests.till.whole_till import WholeTill

CARDS = tuple(f"GIFT-{number}" for number in range(5000, 5010))


def offline(till: WholeTill, *cards: str) -> list[Activation]:
    """Sales made while the line was down, one after another."""
    till.issuer.with_cards(*cards)
    sold = []
    for card in cards:
        till.fated(Fate.NOT_SENT)
        sold += till.sells(card).activations
        till.clock.move(60)
    till.fated()
    return sold


@pytest.fixture
def till() -> WholeTill:
    return WholeTill()


def test_what_waits_is_tried_oldest_first_and_becomes_active(till: WholeTill) -> None:
    sold = offline(till, *CARDS)
    driver = QueueDriver(till)
    driver.run(5)
    assert driver.begun == [activation.id for activation in sold]
    assert {driver.standing(activation).state for activation in sold} == {State.ACTIVE}
    assert not driver.plan.rows
    assert driver.plan.next_in() is None


def test_one_goes_ahead_and_then_no_more_than_four_are_in_hand(till: WholeTill) -> None:
    sold = offline(till, *CARDS)
    plan = QueueDriver(till).plan
    first = plan.begin()
    assert first == (sold[0].id,)
    assert plan.begin() == ()
    assert plan.next_in() is None, "an end is waited for, not a time"
    assert not plan.begin_ping()
    plan.ended(first[0], settle(till.road, first[0], till.tell))
    assert plan.begin() == tuple(activation.id for activation in sold[1:5])
    assert plan.begin() == ()


def test_a_try_whose_calls_are_over_makes_room_for_another_call(till: WholeTill) -> None:
    sold = [activation.id for activation in offline(till, *CARDS)]
    plan = CatchUp(till.road, FakeChance(), at_once=1)
    plan.take(till.ledger.queue())
    for place in range(1 + BESIDE):
        assert plan.begin() == (sold[place],)
        assert plan.begin() == (), "one call at a time"
        plan.calls_over(sold[place])
    assert len(plan.in_hand) == plan.hands
    assert plan.begin() == (), "what is called has to be written, too"
    assert plan.next_in() is None
    plan.ended(sold[0], settle(till.road, sold[0], till.tell))
    assert plan.begin() == (sold[1 + BESIDE],)


def test_the_calls_of_a_try_are_over_before_its_answer_is_written(till: WholeTill) -> None:
    (sold,) = offline(till, CARDS[0])
    stood: list[State] = []
    Counter(till.road, FakeChance()).catch_up(sold.id, till.tell, lambda: stood.append(till.standing(sold).state))
    assert stood == [State.SENDING]
    assert till.standing(sold).state is State.ACTIVE


@pytest.mark.parametrize("fate", [Fate.FORBIDDEN, Fate.TOO_MANY, Fate.UNAUTHORISED, Fate.NOT_SENT, Fate.LOST_AFTER])
def test_what_may_stop_the_queue_is_looked_at_before_another_call_is_made(till: WholeTill, fate: Fate) -> None:
    sold, other = offline(till, *CARDS[:2])
    over: list[str] = []
    till.fated(Fate.OK, fate)
    for activation in (sold, other):
        Counter(till.road, FakeChance()).catch_up(activation.id, till.tell, partial(over.append, activation.id))
    assert over == [sold.id]
    assert till.standing(other).state is not State.ACTIVE


def test_a_look_at_a_card_is_no_last_call(till: WholeTill) -> None:
    over: list[str] = []
    issuer = LastCall(till.issuer, lambda: over.append("over"))
    assert issuer.read(CardCode(CARDS[0])) == till.issuer.read(CardCode(CARDS[0]))
    assert issuer.ping() == till.issuer.ping()
    assert issuer.look_up(Token("DINCARD:1")) == till.issuer.look_up(Token("DINCARD:1"))
    assert over == []


def test_nothing_is_begun_while_a_cashier_is_served(till: WholeTill) -> None:
    offline(till, *CARDS[:2])
    plan = QueueDriver(till).plan
    served = till.road.claims.begin_sale()
    assert plan.begin() == ()
    assert plan.next_in() is not None
    till.road.claims.end_sale(served)
    assert len(plan.begin()) == 1


def test_what_another_worker_has_in_hand_is_left_alone(till: WholeTill) -> None:
    first, second = offline(till, *CARDS[:2])
    plan = QueueDriver(till).plan
    assert till.road.claims.take(first.id)
    assert plan.begin() == (second.id,)
    standing = settle(till.road, first.id, till.tell)
    assert standing is not None
    assert standing.activation.state is State.QUEUED
    assert till.issuer.reads == [], "no second call for one card"


def test_one_bad_entry_holds_up_nobody(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:5])
    driver = QueueDriver(till)
    till.fated(reads=(Fate.ERROR_BEFORE,))
    driver.run(0.5)
    assert [driver.standing(activation).state for activation in sold] == [State.QUEUED] + [State.ACTIVE] * 4
    driver.run(2)
    assert driver.standing(sold[0]).state is State.ACTIVE


def test_what_was_tried_in_vain_waits_longer_each_time_and_after_a_day_is_tried_daily(till: WholeTill) -> None:
    (sold,) = offline(till, CARDS[0])
    till.issuer.cards[CARDS[0]].status = "frozen"
    driver = QueueDriver(till)
    tried = []
    for gap in GAPS:
        driver.turn()
        tried.append(len(driver.begun))
        assert driver.plan.next_in() == gap
        till.clock.move(gap.total_seconds())
    assert tried == list(range(1, len(GAPS) + 1))
    assert not driver.plan.has_late
    driver.run(DAY.total_seconds())
    assert driver.plan.has_late
    before = len(driver.begun)
    driver.run(DAY.total_seconds() * 3)
    assert 2 <= len(driver.begun) - before <= 4
    assert driver.standing(sold).state is State.QUEUED


def test_the_issuers_pause_is_one_for_all_and_never_cut_short(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:3])
    driver = QueueDriver(till, FakeChance(0.0))
    till.fated(reads=(Fate.TOO_MANY,))
    driver.turn()
    assert driver.begun == [sold[0].id]
    assert driver.plan.next_in() == timedelta(seconds=7)
    till.clock.move(6.9)
    driver.turn()
    assert len(driver.begun) == 1
    driver.run(1)
    assert {driver.standing(activation).state for activation in sold} == {State.ACTIVE}


def test_while_the_line_is_down_one_light_call_looks_for_it_at_growing_gaps(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:3])
    driver = QueueDriver(till)
    till.fated(reads=(Fate.NOT_SENT,))
    till.issuer.ping_answer = Answer(Kind.NOT_SENT, Cause.LINE)
    driver.run(300)
    assert len(driver.begun) == 1, "nothing but the light call is tried"
    assert driver.plan.is_waiting_for_line
    gaps = [later - earlier for earlier, later in zip(driver.pings, driver.pings[1:], strict=False)]
    assert tuple(gaps[:4]) == PING_GAPS[1:5]
    assert set(gaps[4:]) == {PING_GAPS[-1]}
    till.issuer.ping_answer = None
    driver.run(120)
    assert not driver.plan.is_waiting_for_line
    assert {driver.standing(activation).state for activation in sold} == {State.ACTIVE}


def test_the_tills_of_a_chain_do_not_come_back_in_one_second() -> None:
    looks = []
    for value in (0.0, 0.25, 0.5, 0.75, 0.999):
        till = WholeTill()
        offline(till, CARDS[0])
        driver = QueueDriver(till, FakeChance(value))
        till.fated(reads=(Fate.NOT_SENT,))
        till.issuer.ping_answer = Answer(Kind.NOT_SENT, Cause.LINE)
        began = till.clock.running()
        driver.run(600)
        looks.append((driver.pings[-1] - began).total_seconds() % 60)
    assert max(looks) - min(looks) > 10


def test_a_cashiers_call_that_gets_through_opens_the_queue_at_once(till: WholeTill) -> None:
    (sold,) = offline(till, CARDS[0])
    driver = QueueDriver(till)
    driver.plan.line_changed(Line(LineState.OFFLINE))
    driver.turn()
    assert driver.begun == []
    driver.plan.line_changed(Line(LineState.ONLINE))
    driver.turn()
    assert driver.standing(sold).state is State.ACTIVE


def test_a_line_that_is_known_to_be_down_is_not_looked_for_more_often_when_it_is_told_again(till: WholeTill) -> None:
    offline(till, CARDS[0])
    plan = QueueDriver(till).plan
    plan.line_changed(Line(LineState.OFFLINE))
    first = plan.next_in()
    plan.line_changed(Line(LineState.SILENT))
    assert plan.next_in() == first == PING_GAPS[0]


def test_missing_rights_stop_the_whole_queue_until_a_person_resumes(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:3])
    driver = QueueDriver(till)
    till.fated(reads=(Fate.FORBIDDEN,))
    driver.run(DAY.total_seconds())
    assert driver.begun == [sold[0].id]
    assert driver.plan.stopped is not None
    assert driver.plan.stopped.code is Code.NOT_ALLOWED
    assert driver.pings == []
    assert driver.standing(sold[0]).state is State.QUEUED, "no card is blamed"
    driver.plan.resume()
    driver.run(5)
    assert {driver.standing(activation).state for activation in sold} == {State.ACTIVE}


def test_a_refused_login_is_tried_again_at_long_gaps_and_no_card_is_blamed(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:2])
    driver = QueueDriver(till)
    till.fated(reads=(Fate.UNAUTHORISED,))
    till.issuer.ping_answer = Answer(Kind.UNAUTHORISED, Cause.LOGIN, 401)
    driver.run(3600)
    gaps = [later - earlier for earlier, later in zip(driver.pings, driver.pings[1:], strict=False)]
    assert gaps[-1] == LOGIN_GAPS[-1]
    assert driver.begun == [sold[0].id]
    till.issuer.ping_answer = None
    driver.run(1000)
    assert {driver.standing(activation).state for activation in sold} == {State.ACTIVE}


def test_doubt_is_looked_at_again_as_soon_as_the_quarantine_is_over(till: WholeTill) -> None:
    sold = till.fated(Fate.LOST_BEFORE).sells().activations[0]
    till.fated()
    driver = QueueDriver(till)
    driver.run(QUARANTINE.total_seconds() - 1)
    assert driver.standing(sold).state is State.UNKNOWN
    driver.run(2.5)
    assert driver.standing(sold).state is State.ACTIVE
    assert till.issuer.truth("GIFT-4711").loads == 1


def test_a_cancel_comes_to_its_end_by_itself_with_two_looks_apart(till: WholeTill) -> None:
    sold = till.fated(Fate.LOST_BEFORE).sells().activations[0]
    till.fated()
    cancel(till.road, sold.id, till.tell)
    driver = QueueDriver(till)
    driver.run(QUARANTINE.total_seconds() + 15)
    assert driver.standing(sold).state is State.CANCELLED
    assert till.issuer.truth("GIFT-4711").loads == 0


def test_what_joins_or_leaves_the_queue_meanwhile_is_noted(till: WholeTill) -> None:
    plan = QueueDriver(till).plan
    (sold,) = offline(till, CARDS[0])
    plan.note(sold)
    plan.note(sold)
    assert list(plan.rows) == [sold.id]
    plan.take(till.ledger.queue())
    assert list(plan.rows) == [sold.id]
    (tried,) = plan.begin()
    settled = settle(till.road, tried, till.tell)
    assert settled is not None
    plan.note(settled.activation)
    plan.ended(tried, settled)
    assert not plan.rows


def test_what_could_not_be_tried_waits_like_anything_else(till: WholeTill) -> None:
    (sold,) = offline(till, CARDS[0])
    plan = QueueDriver(till).plan
    assert plan.begin() == (sold.id,)
    plan.ended(sold.id, None)
    assert plan.begin() == ()
    assert plan.next_in() == GAPS[0]


def test_with_everything_in_hand_an_end_is_waited_for(till: WholeTill) -> None:
    offline(till, *CARDS[:2])
    plan = QueueDriver(till).plan
    (first,) = plan.begin()
    plan.ended(first, settle(till.road, first, till.tell))
    assert len(plan.begin()) == 1
    assert plan.next_in() is None


def test_a_person_who_wants_everything_now_ends_every_wait(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:3])
    driver = QueueDriver(till)
    till.fated(reads=(Fate.TOO_MANY,))
    driver.turn()
    driver.plan.resume()
    driver.turn()
    assert {driver.standing(activation).state for activation in sold} == {State.ACTIVE}


def test_a_call_under_way_is_not_in_the_plan(till: WholeTill) -> None:
    sold = till.fated(Fate.NOT_SENT).sells().activations[0]
    plan: CatchUp = QueueDriver(till).plan
    plan.rows.clear()
    till.issuer.before_call = lambda order: plan.note(till.open())
    till.fated()
    settle(till.road, sold.id, till.tell)
    assert not plan.rows


def test_what_the_issuer_will_not_take_leaves_the_queue_for_a_person_and_those_behind_it_go_on(till: WholeTill) -> None:
    sold = offline(till, *CARDS[:3])
    till.fated(Fate.BAD_REQUEST)
    driver = QueueDriver(till)
    driver.run(5)
    assert [driver.standing(each).state for each in sold] == [State.HELD, State.ACTIVE, State.ACTIVE]
    assert till.ledger.queue() == ()


def test_five_hundred_sales_of_a_day_offline_are_settled_in_their_order_but_for_those_that_a_person_must_see(
    till: WholeTill,
) -> None:
    cards = [f"GIFT-{number}" for number in range(6000, 6500)]
    sold = offline(till, *cards)
    refused = set(cards[::50])
    for card in refused:
        till.issuer.sell_elsewhere(card)
    till.fated(reads=(Fate.TOO_MANY,))
    driver = QueueDriver(till)
    driver.run(600)
    assert list(dict.fromkeys(driver.begun)) == [activation.id for activation in sold]
    assert driver.at_once_most == driver.plan.at_once == 4
    for activation in sold:
        card = activation.order.card.text
        assert driver.standing(activation).state is (State.TAKEN if card in refused else State.ACTIVE)
        assert till.issuer.truth(card).loads == 1
    assert [call.card_id for call in till.issuer.seen] == [card for card in cards if card not in refused]
    assert not driver.plan.rows


def test_doubt_that_no_read_ends_for_a_day_stays_doubt_and_is_told_as_late(till: WholeTill) -> None:
    sold = till.fated(Fate.LOST_AFTER).sells().activations[0]
    till.fated(reads=(Fate.ERROR_BEFORE,) * 2_000)
    driver = QueueDriver(till)
    driver.run(DAY.total_seconds() + 3600)
    assert driver.standing(sold).state is State.UNKNOWN
    assert driver.plan.has_late
    assert State.ACTIVE not in till.states()
    assert till.printer.papers[1:] == []
    assert len(till.issuer.begun) == 1
    till.fated()
    driver.run(DAY.total_seconds())
    assert driver.standing(sold).state is State.ACTIVE
    assert not driver.plan.has_late
    assert till.issuer.truth("GIFT-4711").loads == 1
