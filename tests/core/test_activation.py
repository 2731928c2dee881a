"""One activation: its order never changes, and it moves only by steps of the table."""

from dataclasses import FrozenInstanceError, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.activation import CASES, NEXT, OPEN, QUEUE, Activation, BadTransition, State, Step, queued, taken_over
from app.core.card import Card
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.core.receipt import SLIP_OF
from tests.fakes import MONDAY, order

ORDER = order()
states = st.sampled_from(State)


def test_an_order_begins_in_the_queue() -> None:
    activation = queued(ORDER)
    assert (activation.state, activation.seq, activation.at, activation.sends) == (State.QUEUED, 1, MONDAY, 0)
    assert not activation.ambiguous


def test_what_is_taken_over_begins_in_doubt() -> None:
    activation = taken_over(ORDER, MONDAY, "from a slip")
    assert (activation.state, activation.seq, activation.at, activation.sends) == (State.UNKNOWN, 1, MONDAY, 0)
    assert (activation.ambiguous, activation.note) == (True, "from a slip")
    assert NEXT[None] == {State.QUEUED, State.UNKNOWN}


def test_an_activation_has_a_name_that_can_be_read_aloud() -> None:
    assert queued(order(activation_id="0192f3a7b4c5d6e7f8091a2b0192ab7f")).short_id == "0192-AB7F"
    assert queued(ORDER).id == "a" * 32


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activation_id": ""}, "1 to 35"),
        ({"activation_id": "a" * 36}, "1 to 35"),
        ({"money": Money(0, Currency.NOK)}, "more than nothing"),
        ({"money": Money(-1, Currency.NOK)}, "more than nothing"),
        ({"body": b""}, "frozen body"),
        ({"confirmed_at": datetime(2026, 11, 23)}, "aware"),  # noqa: DTZ001 - a time without a zone is what is refused
        ({"expires_at": datetime(2026, 11, 23)}, "aware"),  # noqa: DTZ001 - a time without a zone is what is refused
        ({"active_from": datetime(2026, 11, 23)}, "aware"),  # noqa: DTZ001 - a time without a zone is what is refused
    ],
)
def test_what_no_form_can_make_is_no_order(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(ORDER, **changes)


def test_an_order_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        ORDER.body = b"other"


@given(states, states, st.integers(0, 3), st.booleans())
def test_a_step_that_the_table_lacks_is_never_taken(old: State, new: State, sends: int, ambiguous: bool) -> None:
    activation = Activation(ORDER, old, 4, MONDAY, sends, ambiguous)
    step = Step(new, "T00", sends, ambiguous=True)
    if new in NEXT[old]:
        moved = activation.moved(step, MONDAY)
        assert (moved.state, moved.seq, moved.order) == (new, 5, ORDER)
        return
    with pytest.raises(BadTransition):
        activation.moved(step, MONDAY)


def test_doubt_is_never_forgotten() -> None:
    doubtful = Activation(ORDER, State.UNKNOWN, 4, MONDAY, 1, ambiguous=True)
    with pytest.raises(BadTransition, match="doubt is never forgotten"):
        doubtful.moved(Step(State.ACTIVE, "T12", 1, ambiguous=False), MONDAY)


def test_a_step_carries_what_is_known_and_keeps_the_last_card_seen() -> None:
    card = Card("GIFT-4711", "inactive")
    problem = Problem(Code.NO_ANSWER)
    first = queued(ORDER).moved(Step(State.QUEUED, "T16", 0, ambiguous=False, problem=problem, evidence=card), MONDAY)
    second = first.moved(Step(State.SENDING, "T04", 1, ambiguous=False, note="a note"), MONDAY)
    assert (first.problem, first.evidence) == (problem, card)
    assert (second.problem, second.evidence, second.note, second.sends) == (None, card, "a note", 1)


def test_every_state_has_its_row_its_paper_and_its_place() -> None:
    assert set(NEXT) == {None, *State}
    assert set(SLIP_OF) == set(State) - {State.ACTIVE}
    assert OPEN >= QUEUE
    assert not QUEUE & CASES
    assert {state for state in State if not NEXT[state]} == {State.ACTIVE, State.CANCELLED, State.CLOSED}
    assert {state for state in State if Activation(ORDER, state, 1, MONDAY).is_open} == OPEN


def test_from_every_state_an_end_can_be_reached() -> None:
    ends = {state for state in State if not NEXT[state]}
    while new := {state for state in State if NEXT[state] & ends} - ends:
        ends |= new
    assert ends == set(State)
