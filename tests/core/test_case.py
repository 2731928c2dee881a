"""A case: what opens it, what ends it, and what a person may do about it."""

from dataclasses import replace

import pytest

from app.core.activation import CASES, Activation, State, Step
from app.core.case import CaseAction, Way, ends_case, opens_case, ways
from app.core.problem import Code, Problem
from app.core.rules import closed
from tests.fakes import MONDAY, order

WITHOUT_ID = Problem(Code.CARD_WITHOUT_ID)


def standing(state: State, *, ambiguous: bool = False, problem: Problem | None = None) -> Activation:
    return Activation(order(), state, 4, MONDAY, ambiguous=ambiguous, problem=problem)


def step(to: State, code: Code | None = None) -> Step:
    return Step(to, "T99", 1, ambiguous=False, problem=Problem(code) if code else None)


@pytest.mark.parametrize("to", list(State))
def test_what_is_never_settled_by_itself_opens_a_case(to: State) -> None:
    assert opens_case(step(to)) == (to in CASES)
    assert opens_case(step(to, Code.CARD_WITHOUT_ID)) == (to is not State.CLOSED)


def test_a_card_that_is_active_against_a_cancel_opens_a_case_and_ends_none() -> None:
    assert opens_case(step(State.ACTIVE, Code.CANCEL_FAILED))
    assert not ends_case(step(State.ACTIVE, Code.CANCEL_FAILED))


@pytest.mark.parametrize("to", list(State))
def test_a_case_ends_by_an_active_card_or_by_a_person(to: State) -> None:
    assert ends_case(step(to)) == (to in {State.ACTIVE, State.CLOSED})


@pytest.mark.parametrize("state", [State.QUEUED, State.UNKNOWN, State.CANCEL_WAIT])
def test_doubt_that_no_read_can_end_is_closed_by_a_person_wherever_it_waits(state: State) -> None:
    doubted = standing(state, problem=WITHOUT_ID)
    last = closed(doubted, "paid with")
    assert (last.rule, doubted.moved(last, MONDAY).state) == ("T26", State.CLOSED)
    assert ends_case(last)
    assert not opens_case(last)


@pytest.mark.parametrize(
    ("activation", "allowed"),
    [
        (standing(State.HELD), {Way.RETRY, Way.MOVE, Way.REFUND}),
        (standing(State.HELD, ambiguous=True), {Way.RETRY, Way.CANCEL}),
        (standing(State.CANCELLED), {Way.MOVE, Way.REFUND, Way.ACCEPT}),
        (standing(State.TAKEN), {Way.MOVE, Way.REFUND, Way.ACCEPT}),
        (standing(State.MISMATCH), {Way.MOVE, Way.REFUND, Way.ACCEPT}),
        (standing(State.UNKNOWN, problem=WITHOUT_ID), set(Way) - {Way.CANCEL}),
        (standing(State.QUEUED, problem=WITHOUT_ID), set(Way) - {Way.CANCEL}),
        (standing(State.CANCEL_WAIT, ambiguous=True, problem=WITHOUT_ID), set(Way) - {Way.CANCEL}),
        (standing(State.UNKNOWN), set()),
        (standing(State.ACTIVE), {Way.ACCEPT, Way.REFUND}),
        (standing(State.QUEUED), set()),
        (standing(State.CANCEL_WAIT, ambiguous=True), set()),
    ],
    ids=lambda value: value.state.value if isinstance(value, Activation) else f"{len(value)}",
)
def test_no_money_leaves_before_it_is_proven_that_none_is_on_the_card(
    activation: Activation, allowed: set[Way]
) -> None:
    assert ways(activation) == allowed


def test_whoever_acts_says_who_and_why() -> None:
    action = CaseAction("a", MONDAY, Way.REFUND, "Ola", "wrong card", closes=True)
    for nothing in ({"person": " "}, {"reason": ""}):
        with pytest.raises(ValueError, match="who and why"):
            replace(action, **nothing)


def test_a_move_names_where_the_money_went() -> None:
    action = CaseAction("a", MONDAY, Way.MOVE, "Ola", "wrong card", closes=True, other="b")
    for wrong in ({"other": None}, {"way": Way.REFUND}):
        with pytest.raises(ValueError, match="where the money went"):
            replace(action, **wrong)
