"""What every ledger promises, whatever it is made of."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.activation import CASES, NEXT, OPEN, QUEUE, BadTransition, State, Step
from app.core.card import CardCode
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.core.rules import READ_ONCE, restored, sending
from app.till.ports import Ledger, StepRefused
from tests.ledger.orders import NAME, NOON, card, full_order, order, standing_at, step_to

STEPS = [(old, new) for old in State for new in State]


def refused(action: Callable[[], object]) -> Problem:
    with pytest.raises(StepRefused) as caught:
        action()
    return caught.value.problem


class LedgerContract:
    """Give it a fixture `ledger`: an empty one."""

    # ------------------------------------------------------------ orders

    def test_a_confirmed_sale_waits_in_the_queue(self, ledger: Ledger) -> None:
        (added,) = ledger.add([order(1)])
        assert (added.state, added.seq, added.sends, added.ambiguous) == (State.QUEUED, 1, 0, False)
        assert ledger.queue() == (added,)
        assert ledger.activation(added.id) == added

    def test_an_order_comes_back_as_it_was_confirmed(self, ledger: Ledger) -> None:
        ledger.add([full_order(1)])
        found = ledger.activation(full_order(1).activation_id)
        assert found is not None
        assert found.order == full_order(1)
        assert found.order.confirmed_at.utcoffset() == NOON.utcoffset()

    @pytest.mark.parametrize("currency", list(Currency))
    def test_the_largest_amount_of_each_currency_comes_back(self, ledger: Ledger, currency: Currency) -> None:
        money = Money(10**12, currency)
        (added,) = ledger.add([order(1, money=money)])
        assert ledger.activation(added.id) == added
        assert added.order.money == money

    def test_nothing_ordered_is_nothing_written(self, ledger: Ledger) -> None:
        assert ledger.add([]) == ()
        assert ledger.latest(9) == ()

    def test_the_cards_of_a_sale_come_back_in_the_order_they_were_scanned(self, ledger: Ledger) -> None:
        ledger.add([order(7, sale=1, place=2), order(9, sale=1, place=0), order(8, sale=1, place=1)])
        ledger.add([order(3, sale=2)])
        assert [a.order.card.last for a in ledger.sale("sale-1")] == ["0009", "0008", "0007"]
        assert ledger.sale("sale-3") == ()

    def test_what_nobody_ordered_is_not_there(self, ledger: Ledger) -> None:
        assert ledger.activation("nobody") is None
        assert ledger.history("nobody") == ()
        assert ledger.open_for(CardCode("CARD-1")) is None

    def test_one_bad_card_keeps_the_whole_sale_off_the_journal(self, ledger: Ledger) -> None:
        ledger.add([order(1, card="CARD-A")])
        refused(lambda: ledger.add([order(2, card="CARD-B"), order(3, card="CARD-A")]))
        assert [a.order.card.text for a in ledger.latest(9)] == ["CARD-A"]
        assert ledger.open_for(CardCode("CARD-B")) is None

    def test_an_activation_id_is_used_once(self, ledger: Ledger) -> None:
        ledger.add([order(1)])
        assert refused(lambda: ledger.add([order(1, card="CARD-OTHER")])).code is Code.STEP_NOT_ALLOWED

    def test_one_card_twice_in_a_sale_is_refused(self, ledger: Ledger) -> None:
        twice = [order(1, card="CARD-A"), order(2, card="CARD-A")]
        assert refused(lambda: ledger.add(twice)).code is Code.STEP_NOT_ALLOWED
        assert ledger.latest(9) == ()

    @pytest.mark.parametrize("state", list(State))
    def test_a_card_is_sold_again_only_where_the_first_sale_came_to_nothing(self, ledger: Ledger, state: State) -> None:
        first = standing_at(ledger, 1, state)
        again = order(2, card=first.order.card.text)
        if state not in OPEN | {State.ACTIVE, State.MISMATCH}:
            assert ledger.open_for(first.order.card) is None
            (second,) = ledger.add([again])
            assert ledger.open_for(first.order.card) == second
            return
        assert ledger.open_for(first.order.card) == first
        problem = refused(lambda: ledger.add([again]))
        assert problem.code is (Code.CARD_OPEN_HERE if state in OPEN else Code.CARD_SOLD_HERE)
        assert problem.facts == {"card": "0001", "state": state.value, "reference": first.short_id}

    # ------------------------------------------------------------ steps

    @pytest.mark.parametrize(("old", "new"), STEPS, ids=[f"{old.value}-{new.value}" for old, new in STEPS])
    def test_a_step_is_taken_exactly_where_the_table_of_steps_has_it(
        self, ledger: Ledger, old: State, new: State
    ) -> None:
        before = standing_at(ledger, 1, old)
        step = step_to(before, new)
        if new in NEXT[old]:
            after = ledger.step(before, step, NOON)
            assert (after.state, after.seq) == (new, before.seq + 1)
            assert ledger.activation(before.id) == after
            return
        problem = refused(lambda: ledger.step(before, step, NOON))
        assert problem == Problem(
            Code.STEP_NOT_ALLOWED, {"reference": before.short_id, "state": old.value, "to": new.value}
        )
        assert ledger.activation(before.id) == before

    @pytest.mark.parametrize("state", list(State))
    def test_an_activation_stands_where_a_person_looks_for_it(self, ledger: Ledger, state: State) -> None:
        there = standing_at(ledger, 1, state)
        assert ledger.queue() == ((there,) if state in QUEUE else ())
        assert ledger.cases() == ((there,) if state in CASES else ())
        assert ledger.waiting_count() == (state in QUEUE)

    def test_everything_a_step_knows_comes_back(self, ledger: Ledger) -> None:
        (added,) = ledger.add([order(1)])
        leaving = ledger.step(added, sending(added), NOON)
        step = Step(
            State.UNKNOWN,
            "T07",
            sends=1,
            ambiguous=True,
            send_ended_at=NOON + timedelta(seconds=1),
            seen_after_send=NOON + timedelta(seconds=2),
            problem=Problem(Code.ANSWER_UNCLEAR, {"status": 502, "message": "Bad “Gateway” æøå"}),
            evidence=card(1, status="ferdig"),
            note=READ_ONCE,
        )
        after = ledger.step(leaving, step, NOON + timedelta(seconds=3))
        assert ledger.activation(added.id) == after
        assert (after.sends, after.ambiguous, after.problem, after.note) == (1, True, step.problem, READ_ONCE)
        assert (after.send_ended_at, after.seen_after_send) == (step.send_ended_at, step.seen_after_send)
        assert after.evidence == step.evidence

    def test_the_last_card_seen_stays_as_evidence_until_another_is_seen(self, ledger: Ledger) -> None:
        unknown = standing_at(ledger, 1, State.UNKNOWN)
        seen = ledger.step(unknown, step_to(unknown, State.UNKNOWN, evidence=card(1)), NOON)
        later = ledger.step(seen, step_to(seen, State.UNKNOWN), NOON)
        assert later.evidence == card(1)
        assert ledger.activation(later.id) == later
        last = ledger.step(later, step_to(later, State.ACTIVE, evidence=card(1, status="used")), NOON)
        assert ledger.activation(last.id) == last
        assert [event.evidence for event in ledger.history(last.id)][-3:] == [
            card(1),
            None,
            card(1, status="used"),
        ]

    def test_evidence_says_nothing_of_the_person(self, ledger: Ledger) -> None:
        unknown = standing_at(ledger, 1, State.UNKNOWN)
        seen = step_to(unknown, State.ACTIVE, evidence=card(1, customer_id="kunde-77", name=NAME))
        active = ledger.step(unknown, seen, NOON)
        assert active.evidence == card(1)
        assert ledger.activation(active.id) == active

    def test_a_card_of_which_little_is_known_is_evidence_too(self, ledger: Ledger) -> None:
        little = card(1, amount=None, currency=None, active_from=None, expires_at=None, metadata={})
        unknown = standing_at(ledger, 1, State.UNKNOWN)
        after = ledger.step(unknown, step_to(unknown, State.UNKNOWN, evidence=little), NOON)
        assert ledger.activation(after.id) == after

    def test_one_step_is_taken_by_one_worker(self, ledger: Ledger) -> None:
        (added,) = ledger.add([order(1)])
        leaving = ledger.step(added, sending(added), NOON)
        problem = refused(lambda: ledger.step(added, sending(added), NOON))
        assert problem.code is Code.STEP_NOT_ALLOWED
        assert ledger.activation(added.id) == leaving
        assert len(ledger.history(added.id)) == 2

    def test_a_step_of_an_activation_that_was_never_written_is_refused(self, ledger: Ledger) -> None:
        (added,) = ledger.add([order(1)])
        stranger = step_to(added, State.HELD)
        nobody = type(added)(order(2), State.QUEUED, 1, NOON)
        assert refused(lambda: ledger.step(nobody, stranger, NOON)).code is Code.STEP_NOT_ALLOWED

    @pytest.mark.parametrize(
        ("old", "new", "change"),
        [
            (State.QUEUED, State.SENDING, 0),
            (State.QUEUED, State.SENDING, 2),
            (State.QUEUED, State.HELD, 1),
            (State.SENDING, State.UNKNOWN, 1),
            (State.UNKNOWN, State.UNKNOWN, -1),
        ],
    )
    def test_every_send_is_counted_once(self, ledger: Ledger, old: State, new: State, change: int) -> None:
        before = standing_at(ledger, 1, old)
        assert refused(lambda: ledger.step(before, step_to(before, new, sends=before.sends + change), NOON))

    def test_a_send_that_never_left_is_taken_back(self, ledger: Ledger) -> None:
        leaving = standing_at(ledger, 1, State.SENDING)
        back = ledger.step(leaving, step_to(leaving, State.QUEUED, sends=0), NOON)
        assert (back.state, back.sends) == (State.QUEUED, 0)

    def test_doubt_is_never_forgotten(self, ledger: Ledger) -> None:
        (added,) = ledger.add([order(1)])
        doubtful = ledger.step(added, restored(added), NOON)
        assert doubtful.ambiguous
        forgetting = step_to(doubtful, State.ACTIVE, ambiguous=False)
        with pytest.raises(BadTransition):
            doubtful.moved(forgetting, NOON)
        assert refused(lambda: ledger.step(doubtful, forgetting, NOON)).code is Code.STEP_NOT_ALLOWED

    def test_a_history_tells_every_step_in_order(self, ledger: Ledger) -> None:
        active = standing_at(ledger, 1, State.UNKNOWN)
        standing_at(ledger, 2, State.HELD)
        history = ledger.history(active.id)
        assert [event.seq for event in history] == list(range(1, active.seq + 1))
        assert history[0].rule == "T01"
        assert (history[-1].state, history[-1].at, history[-1].problem) == (active.state, active.at, active.problem)

    # ------------------------------------------------------------ lists

    def test_the_queue_and_the_cases_are_served_oldest_first(self, ledger: Ledger) -> None:
        ids = {state: [] for state in (State.QUEUED, State.TAKEN)}
        for number, state in ((5, State.QUEUED), (9, State.TAKEN), (1, State.QUEUED), (7, State.TAKEN)):
            ids[state].append(standing_at(ledger, number, state).id)
        assert [a.id for a in ledger.queue()] == ids[State.QUEUED]
        assert [a.id for a in ledger.cases()] == ids[State.TAKEN]

    def test_the_newest_are_shown_first_and_page_by_page(self, ledger: Ledger) -> None:
        numbers = [4, 2, 9, 1, 7]
        for number in numbers:
            ledger.add([order(number)])
        first = ledger.latest(2)
        rest = ledger.latest(9, before=first[-1].id)
        assert [int(a.id, 16) for a in first + rest] == numbers[::-1]
        assert ledger.latest(9, before=rest[-1].id) == ()
        assert ledger.latest(9, before="nobody") == ()

    # ------------------------------------------------------------ sums

    def test_what_waits_is_counted_and_summed(self, ledger: Ledger) -> None:
        assert (ledger.waiting_count(), ledger.waiting_minor()) == (0, {})
        ledger.add([order(1), order(2, money=Money(25_050, Currency.NOK)), order(3, money=Money(7, Currency.EUR))])
        standing_at(ledger, 4, State.ACTIVE)
        assert ledger.waiting_count() == 3
        assert ledger.waiting_minor() == {Currency.NOK: 75_050, Currency.EUR: 7}
