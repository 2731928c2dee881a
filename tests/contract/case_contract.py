"""What every ledger promises about cases, about orders of other journals, and about what the till notes of itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.core.activation import OPEN, Activation, State, Step
from app.core.case import Case, CaseAction, Way, ways
from app.core.problem import Code, Problem
from app.core.rules import cancelled, closed, restored, retried
from app.till.ports import Ledger, Note, NoteKind, StepRefused
from tests.ledger.orders import NAME, NOON, card, full_order, order, standing_at, step_to

LATER = NOON + timedelta(hours=1)
WITHOUT_ID = Problem(Code.CARD_WITHOUT_ID, {"amount": 50_000, "currency": "NOK"})


def refused(action: Callable[[], object]) -> Problem:
    with pytest.raises(StepRefused) as caught:
        action()
    return caught.value.problem


def done(activation: Activation, way: Way, *, closes: bool = True, other: str | None = None) -> CaseAction:
    return CaseAction(activation.id, LATER, way, NAME, "the customer came back", closes=closes, other=other)


def undecided(ledger: Ledger, number: int) -> Activation:
    """Active for the sum that was ordered, and nobody can tell whose it is."""
    unknown = standing_at(ledger, number, State.UNKNOWN)
    return ledger.step(unknown, step_to(unknown, State.UNKNOWN, problem=WITHOUT_ID), NOON)


def cancel_failed(ledger: Ledger, number: int) -> Activation:
    waiting = standing_at(ledger, number, State.CANCEL_WAIT)
    return ledger.step(waiting, step_to(waiting, State.ACTIVE, problem=Problem(Code.CANCEL_FAILED)), NOON)


def snapshot(ledger: Ledger) -> tuple[object, ...]:
    rows = ledger.latest(99)
    return (rows, ledger.cases(), *(ledger.case(row.id) for row in rows), *(ledger.history(row.id) for row in rows))


class CaseContract:
    """Give it a fixture `ledger`: an empty one."""

    # ------------------------------------------------------------ cases

    @pytest.mark.parametrize("state", [State.HELD, State.TAKEN, State.MISMATCH])
    def test_what_is_never_settled_by_itself_opens_a_case(self, ledger: Ledger, state: State) -> None:
        there = standing_at(ledger, 1, state)
        assert ledger.case(there.id) == Case(there, there.at, is_open=True)
        assert ledger.cases() == (there,)

    @pytest.mark.parametrize("make", [undecided, cancel_failed])
    def test_what_no_answer_can_settle_opens_a_case(self, ledger: Ledger, make: Callable) -> None:
        there = make(ledger, 1)
        assert ledger.case(there.id) == Case(there, there.at, is_open=True)
        assert ledger.cases() == (there,)

    @pytest.mark.parametrize("state", [State.QUEUED, State.UNKNOWN, State.ACTIVE, State.CANCELLED])
    def test_what_goes_its_way_has_no_case(self, ledger: Ledger, state: State) -> None:
        there = standing_at(ledger, 1, state)
        assert ledger.case(there.id) is None
        assert ledger.case("nobody") is None

    def test_a_case_stays_open_while_it_is_tried_again_and_ends_when_the_card_is_active(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        (again,) = ledger.act(done(held, Way.RETRY, closes=False), retried(held))
        assert ledger.cases() == (again,)
        sending = ledger.step(again, step_to(again, State.SENDING), LATER)
        refused_again = ledger.step(sending, step_to(sending, State.HELD), LATER)
        case = ledger.case(held.id)
        assert case == Case(refused_again, held.at, is_open=True, actions=(done(held, Way.RETRY, closes=False),))
        active = ledger.step(
            ledger.step(refused_again, step_to(refused_again, State.UNKNOWN), LATER),
            Step(State.ACTIVE, "T12", 1, ambiguous=False, evidence=card(1)),
            LATER,
        )
        assert ledger.cases() == ()
        assert ledger.case(held.id) == Case(
            active, held.at, is_open=False, actions=(done(held, Way.RETRY, closes=False),)
        )

    def test_a_cancelled_case_stays_open_until_a_person_says_where_the_money_went(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        none = ledger.step(held, cancelled(held), LATER)
        assert ledger.cases() == (none,)
        assert ledger.act(done(none, Way.REFUND), None) == (none,)
        assert ledger.cases() == ()
        assert ledger.case(none.id) == Case(none, held.at, is_open=False, actions=(done(none, Way.REFUND),))

    @pytest.mark.parametrize("state", [State.TAKEN, State.MISMATCH])
    def test_a_person_closes_a_case_with_name_time_and_reason(self, ledger: Ledger, state: State) -> None:
        there = standing_at(ledger, 1, state)
        (after,) = ledger.act(done(there, Way.ACCEPT), closed(there, "put right by head office"))
        assert (after.state, after.at, after.note) == (State.CLOSED, LATER, "put right by head office")
        assert ledger.activation(there.id) == after
        assert ledger.cases() == ()
        assert ledger.case(there.id) == Case(after, there.at, is_open=False, actions=(done(there, Way.ACCEPT),))

    def test_doubt_without_end_is_closed_by_a_person(self, ledger: Ledger) -> None:
        there = undecided(ledger, 1)
        (after,) = ledger.act(done(there, Way.ACCEPT), closed(there, "the customer paid with it"))
        assert (after.state, ledger.history(there.id)[-1].rule) == (State.CLOSED, "T26")
        assert (ledger.cases(), ledger.queue()) == ((), ())

    def test_the_money_goes_onto_another_card_in_one_go(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        onward = order(2, sale=1, replaces=held.id)
        after, added = ledger.act(done(held, Way.MOVE, other=onward.activation_id), cancelled(held), [onward])
        assert (after.state, added.state) == (State.CANCELLED, State.QUEUED)
        assert ledger.activation(added.id) == added
        assert added.order.replaces == held.id
        assert (ledger.queue(), ledger.cases()) == ((added,), ())
        case = ledger.case(held.id)
        assert case is not None
        assert case.actions == (done(held, Way.MOVE, other=added.id),)

    def test_a_case_may_be_moved_to_a_sale_that_is_already_there(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        (there,) = ledger.add([order(2)])
        (after,) = ledger.act(done(held, Way.MOVE, other=there.id), cancelled(held))
        assert ledger.case(after.id) == Case(
            after, held.at, is_open=False, actions=(done(held, Way.MOVE, other=there.id),)
        )

    def test_money_moves_to_an_activation_that_is_there(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        before = snapshot(ledger)
        moving = done(held, Way.MOVE, other=order(2).activation_id)
        assert refused(lambda: ledger.act(moving, cancelled(held))).code is Code.STEP_NOT_ALLOWED
        assert snapshot(ledger) == before

    def test_an_order_that_names_another_case_is_a_bug(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        with pytest.raises(ValueError, match="names it"):
            ledger.act(done(held, Way.MOVE, other=order(2).activation_id), cancelled(held), [order(2)])
        assert ledger.cases() == (held,)

    @pytest.mark.parametrize("way", list(Way))
    @pytest.mark.parametrize("state", list(State))
    def test_a_case_is_dealt_with_only_in_a_way_that_its_state_allows(
        self, ledger: Ledger, state: State, way: Way
    ) -> None:
        there = undecided(ledger, 1) if state is State.UNKNOWN else standing_at(ledger, 1, state)
        is_open = ledger.cases() == (there,)
        other = ledger.add([order(9)])[0].id if way is Way.MOVE else None
        before = snapshot(ledger)
        action = done(there, way, closes=False, other=other)
        if is_open and way in ways(there) and not (there.is_open and way in {Way.MOVE, Way.REFUND}):
            assert ledger.act(action, None) == (there,)
            return
        assert refused(lambda: ledger.act(action, None)).code is Code.STEP_NOT_ALLOWED
        assert snapshot(ledger) == before

    @pytest.mark.parametrize("way", [Way.MOVE, Way.REFUND])
    @pytest.mark.parametrize("step", [None, retried], ids=["no step", "tried again"])
    def test_no_money_leaves_while_the_first_card_may_still_be_loaded(
        self, ledger: Ledger, way: Way, step: Callable | None
    ) -> None:
        held = standing_at(ledger, 1, State.HELD)
        onward = [order(2, replaces=held.id)] if way is Way.MOVE else []
        before = snapshot(ledger)
        action = done(held, way, other=onward[0].activation_id if onward else None)
        problem = refused(lambda: ledger.act(action, step and step(held), onward))
        assert problem.code is Code.STEP_NOT_ALLOWED
        assert snapshot(ledger) == before

    def test_a_way_that_is_not_allowed_is_named(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        problem = refused(lambda: ledger.act(done(held, Way.ACCEPT), None))
        facts = {"reference": held.short_id, "state": "held", "to": "accept"}
        assert problem == Problem(Code.STEP_NOT_ALLOWED, facts)

    def test_of_two_persons_one_acts(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        ledger.act(done(held, Way.RETRY, closes=False), retried(held))
        before = snapshot(ledger)
        late = done(held, Way.REFUND)
        assert refused(lambda: ledger.act(late, cancelled(held))).code is Code.STEP_NOT_ALLOWED
        assert refused(lambda: ledger.act(late, None)).code is Code.STEP_NOT_ALLOWED
        assert snapshot(ledger) == before

    def test_a_closed_case_is_not_dealt_with_again(self, ledger: Ledger) -> None:
        held = standing_at(ledger, 1, State.HELD)
        (after,) = ledger.act(done(held, Way.REFUND), cancelled(held))
        before = snapshot(ledger)
        assert refused(lambda: ledger.act(done(after, Way.REFUND), None)) == Problem(Code.STEP_NOT_ALLOWED)
        assert refused(lambda: ledger.act(done(after, Way.REFUND), None)) == Problem(Code.STEP_NOT_ALLOWED)
        assert snapshot(ledger) == before

    @pytest.mark.parametrize(
        "step",
        [
            lambda there: step_to(there, State.ACTIVE),
            lambda there: step_to(there, State.CANCELLED, sends=there.sends + 1),
        ],
        ids=["no such step", "a send nobody made"],
    )
    def test_a_step_that_is_not_allowed_takes_the_deed_with_it(self, ledger: Ledger, step: Callable) -> None:
        held = standing_at(ledger, 1, State.HELD)
        before = snapshot(ledger)
        onward = order(2, replaces=held.id)
        moving = done(held, Way.MOVE, other=onward.activation_id)
        assert refused(lambda: ledger.act(moving, step(held), [onward])).code is Code.STEP_NOT_ALLOWED
        assert snapshot(ledger) == before

    @pytest.mark.parametrize("state", [State.QUEUED, State.ACTIVE])
    def test_a_card_that_is_not_free_takes_the_deed_with_it(self, ledger: Ledger, state: State) -> None:
        held = standing_at(ledger, 1, State.HELD)
        there = standing_at(ledger, 3, state)
        before = snapshot(ledger)
        onward = order(2, card=there.order.card.text, replaces=held.id)
        problem = refused(
            lambda: ledger.act(done(held, Way.MOVE, other=onward.activation_id), cancelled(held), [onward])
        )
        assert problem.code is (Code.CARD_OPEN_HERE if state in OPEN else Code.CARD_SOLD_HERE)
        assert snapshot(ledger) == before

    def test_a_case_that_opens_again_keeps_what_was_done_before(self, ledger: Ledger) -> None:
        there = undecided(ledger, 1)
        ledger.act(done(there, Way.ACCEPT), None)
        assert ledger.cases() == ()
        again = ledger.step(there, step_to(there, State.UNKNOWN, problem=WITHOUT_ID), LATER)
        assert ledger.cases() == (again,)
        assert ledger.case(there.id) == Case(again, LATER, is_open=True, actions=(done(there, Way.ACCEPT),))

    def test_cases_are_served_oldest_sale_first(self, ledger: Ledger) -> None:
        (one, two) = ledger.add([order(1), order(2)])
        second = ledger.step(two, step_to(two, State.HELD), NOON)
        first = ledger.step(one, step_to(one, State.TAKEN), NOON)
        assert ledger.cases() == (first, second)

    # ------------------------------------------------------------ orders of another journal

    def test_an_order_of_another_journal_begins_in_doubt(self, ledger: Ledger) -> None:
        (taken,) = ledger.take_over([full_order(1)], "from a slip", LATER)
        assert (taken.state, taken.seq, taken.sends, taken.ambiguous) == (State.UNKNOWN, 1, 0, True)
        assert (taken.at, taken.note, taken.order) == (LATER, "from a slip", full_order(1))
        assert ledger.queue() == (taken,)
        assert ledger.activation(taken.id) == taken
        (event,) = ledger.history(taken.id)
        assert (event.rule, event.note) == ("T27", "from a slip")

    def test_what_is_known_here_stays_as_it_stands(self, ledger: Ledger) -> None:
        active = standing_at(ledger, 1, State.ACTIVE)
        taken = ledger.take_over([order(1), order(2), order(1)], "rescued", LATER)
        assert [row.state for row in taken] == [State.ACTIVE, State.UNKNOWN, State.ACTIVE]
        assert ledger.activation(active.id) == active
        assert ledger.take_over([order(2)], "rescued again", LATER) == (taken[1],)
        assert ledger.take_over([order(3), order(3)], "twice", LATER) == (ledger.latest(1)[0],) * 2

    @pytest.mark.parametrize("state", [State.HELD, State.MISMATCH])
    def test_a_card_of_another_sale_is_not_taken_over(self, ledger: Ledger, state: State) -> None:
        here = standing_at(ledger, 1, state)
        before = snapshot(ledger)
        orders = [order(2), order(1), order(3, card=here.order.card.text)]
        problem = refused(lambda: ledger.take_over(orders, "rescued", LATER))
        assert problem.code is (Code.CARD_OPEN_HERE if state in OPEN else Code.CARD_SOLD_HERE)
        assert problem.facts == {"card": "0001", "state": state.value, "reference": here.short_id}
        assert snapshot(ledger) == before

    def test_one_card_twice_is_not_taken_over(self, ledger: Ledger) -> None:
        twice = [order(1, card="CARD-A"), order(2, card="CARD-A")]
        assert refused(lambda: ledger.take_over(twice, "rescued", LATER)).code is Code.STEP_NOT_ALLOWED
        assert ledger.latest(9) == ()

    def test_nothing_taken_over_is_nothing_written(self, ledger: Ledger) -> None:
        assert ledger.take_over([], "rescued", LATER) == ()

    def test_what_was_taken_over_is_settled_like_any_other(self, ledger: Ledger) -> None:
        (taken,) = ledger.take_over([order(1)], "from a slip", LATER)
        active = ledger.step(taken, step_to(taken, State.ACTIVE, evidence=card(1)), LATER)
        assert ledger.activation(taken.id) == active
        assert ledger.queue() == ()
        assert ledger.step(ledger.take_over([order(2)], "", LATER)[0], restored(taken), LATER).seq == 2

    # ------------------------------------------------------------ what the till notes of itself

    def test_the_newest_notes_come_first_of_one_kind_or_of_all(self, ledger: Ledger) -> None:
        assert ledger.notes(9) == ()
        told = [
            Note(NoteKind.LINE, NOON, {"from": "online", "to": "offline"}),
            Note(NoteKind.CLOCK, LATER, {"seconds": -90}),
            Note(NoteKind.LINE, NOON, {"from": "offline", "to": "online, “æøå”"}),
            Note(NoteKind.BACKUP, NOON, {}),
        ]
        for note in told:
            ledger.note(note)
        assert ledger.notes(9) == tuple(told[::-1])
        assert ledger.notes(9, NoteKind.LINE) == (told[2], told[0])
        assert ledger.notes(1, NoteKind.LINE) == (told[2],)
        assert ledger.notes(2) == (told[3], told[2])
        assert ledger.notes(9, NoteKind.RESTORED) == ()

    def test_the_contact_told_last_counts_even_where_the_clock_was_put_back(self, ledger: Ledger) -> None:
        assert ledger.last_contact() is None
        for at in (NOON, LATER, NOON - timedelta(days=365)):
            ledger.note_contact(at)
            assert ledger.last_contact() == at

    def test_what_persons_did_is_told_from_a_moment_on_across_time_zones(self, ledger: Ledger) -> None:
        assert ledger.actions(NOON) == ()
        first, second = (standing_at(ledger, number, State.HELD) for number in (1, 2))
        moments = (LATER, LATER.astimezone(UTC) + timedelta(hours=1))
        done = [
            CaseAction(held.id, at, Way.REFUND, "Kari", "paid back", closes=True)
            for held, at in zip((first, second), moments, strict=True)
        ]
        for held, action in zip((first, second), done, strict=True):
            ledger.act(action, cancelled(held))
        assert ledger.actions(LATER) == tuple(done)
        assert ledger.actions(LATER + timedelta(seconds=1)) == tuple(done[1:])

    def test_what_a_cashier_sold_is_counted_across_time_zones(self, ledger: Ledger) -> None:
        moments = [
            NOON - timedelta(microseconds=1),
            NOON,
            NOON.astimezone(UTC),
            NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30))),
            (NOON - timedelta(seconds=1)).astimezone(timezone(timedelta(hours=14))),
            NOON + timedelta(microseconds=1),
            datetime(2026, 1, 1, tzinfo=UTC),  # the clock was put back
            NOON + timedelta(days=1),
        ]
        for number, moment in enumerate(moments):
            ledger.add([order(number, confirmed_at=moment)])
        ledger.add([order(99, operator_id="18")])
        ledger.take_over([order(98, operator_id="18")], "whoever takes a slip over sold nothing", LATER)
        for since in (NOON, NOON.astimezone(UTC), NOON.astimezone(timezone(timedelta(hours=13)))):
            assert ledger.sold_since("17", since) == 5
            assert ledger.sold_since("18", since) == 1
            assert ledger.sold_since("19", since) == 0
        assert ledger.sold_since("17", NOON + timedelta(days=2)) == 0
