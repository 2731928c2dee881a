"""What holds for every state, every answer and every age, whatever the row of the table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.activation import NEXT, Activation, State, Step
from app.core.answer import Answer, Cause, Kind
from app.core.attribution import Attribution, attribute
from app.core.card import Card
from app.core.problem import Code, Problem
from app.core.rules import (
    DEFINITE,
    READ_ONCE,
    SENDS_MAX,
    Age,
    Facts,
    SendAgain,
    after_activate,
    after_cancel_read,
    after_read,
    cancelled,
    closed,
    put_back,
    recovered,
    restored,
    retried,
    sending,
)
from tests.fakes import MONDAY, order

ORDER = order()

cards = st.builds(
    Card,
    card_id=st.sampled_from(["GIFT-4711"] * 5 + ["GIFT-4712"]),
    status=st.sampled_from(["inactive", "created", "unused", "used", "frozen"]),
    amount=st.sampled_from([None, 30_000, 50_000, 100_000]),
    currency=st.sampled_from([None, "NOK", "SEK"]),
    originated_by=st.none() | st.text(max_size=50),
    metadata=st.sampled_from([{}, {"pos_activation_id": "a" * 32}, {"pos_activation_id": "b" * 32}]),
)
times = st.none() | st.integers(0, 10_000).map(lambda s: datetime(2026, 11, 23, 13, tzinfo=UTC) + timedelta(seconds=s))
answers = st.one_of(
    st.builds(Answer, st.just(Kind.CARD), status=st.just(200), card=cards, server_at=times),
    st.builds(Answer, st.just(Kind.REFUSED), status=st.sampled_from(sorted(DEFINITE)), server_at=times),
    st.builds(Answer, st.just(Kind.ALIVE), status=st.just(200), server_at=times),
    st.builds(Answer, st.just(Kind.NOT_SENT), st.sampled_from(Cause)),
    st.builds(Answer, st.just(Kind.UNAUTHORISED), st.sampled_from(Cause), server_at=times),
    st.builds(Answer, st.just(Kind.TOO_MANY), retry_after_s=st.none() | st.integers(1, 300), server_at=times),
    st.builds(
        Answer,
        st.just(Kind.UNCLEAR),
        st.sampled_from(Cause),
        st.sampled_from([None, 100, 200, 302, 409, 418, 500, 502]),
        server_at=times,
    ),
)
ages = st.builds(Age, st.none() | st.integers(0, 300).map(lambda s: timedelta(seconds=s)))
facts = st.builds(Facts, st.booleans())

DOUBTFUL_ALWAYS = {State.UNKNOWN, State.CANCEL_WAIT}
NEVER_DOUBTFUL = {State.QUEUED, State.CANCELLED}


@st.composite
def activations(draw: st.DrawFn, *states: State) -> Activation:
    """Any activation that rules can have made: UNKNOWN is doubtful, QUEUED is not, a SENDING has sent once at least."""
    state = draw(st.sampled_from(states))
    ambiguous = state in DOUBTFUL_ALWAYS or (state not in NEVER_DOUBTFUL and draw(st.booleans()))
    sends = draw(st.integers(1 if state is State.SENDING else 0, SENDS_MAX))
    return Activation(
        ORDER,
        state,
        draw(st.integers(2, 9)),
        MONDAY,
        sends,
        ambiguous,
        send_ended_at=draw(st.none() | st.just(MONDAY)) if ambiguous else None,
        seen_after_send=draw(times) if ambiguous else None,
        problem=draw(st.none() | st.just(Problem(Code.NO_ANSWER))),
        note=draw(st.sampled_from(["", READ_ONCE])),
    )


def holds(activation: Activation, step: Step) -> Activation:
    """What every step keeps to; gives the activation one step on."""
    moved = activation.moved(step, MONDAY)  # raises for a step that NEXT lacks, and for forgotten doubt
    assert moved.sends >= 0
    assert moved.sends - activation.sends in {-1, 0, 1}
    assert moved.order is activation.order
    assert step.rule[0] == "T"
    assert step.rule[1:].isdigit()
    if moved.state is State.UNKNOWN:
        assert moved.ambiguous
    if moved.state is State.QUEUED:
        assert not moved.ambiguous
    return moved


@given(activations(State.SENDING), answers)
def test_after_a_call_the_table_is_kept_and_only_proof_makes_a_card_active(
    activation: Activation, answer: Answer
) -> None:
    moved = holds(activation, after_activate(activation, answer, MONDAY))
    is_ours = answer.card is not None and attribute(answer.card, ORDER) is Attribution.OURS
    assert (moved.state is State.ACTIVE) == is_ours
    if moved.state in {State.QUEUED, State.HELD}:
        assert answer.kind in {Kind.NOT_SENT, Kind.UNAUTHORISED, Kind.TOO_MANY, Kind.REFUSED}
    if moved.state is not State.ACTIVE:
        assert moved.problem is not None
    if answer.kind in {Kind.NOT_SENT, Kind.UNAUTHORISED, Kind.TOO_MANY}:
        assert moved.sends == activation.sends - 1
    else:
        assert moved.sends == activation.sends


@given(activations(State.QUEUED, State.UNKNOWN), answers, ages, facts)
def test_after_a_read_the_table_is_kept_and_only_proof_makes_a_card_active(
    activation: Activation, answer: Answer, age: Age, facts: Facts
) -> None:
    step = after_read(activation, answer, age, facts)
    if isinstance(step, SendAgain):
        assert answer.card is not None
        assert attribute(answer.card, ORDER) is Attribution.INACTIVE
        assert not activation.ambiguous or facts.server_cas or age.past(facts.quarantine)
        assert not activation.ambiguous or activation.sends < SENDS_MAX
        holds(activation, sending(activation))
        return
    moved = holds(activation, step)
    assert moved.sends == activation.sends
    is_ours = answer.card is not None and attribute(answer.card, ORDER) is Attribution.OURS
    assert (moved.state is State.ACTIVE) == is_ours
    if moved.state is State.ACTIVE:
        assert moved.evidence is answer.card
    if moved.state is State.HELD and activation.ambiguous:
        assert age.past(facts.quarantine)


@given(activations(State.CANCEL_WAIT), answers, ages, facts, st.booleans())
def test_a_cancel_is_never_proven_before_the_quarantine_or_by_one_read(
    activation: Activation, answer: Answer, age: Age, facts: Facts, twice: bool
) -> None:
    moved = holds(activation, after_cancel_read(activation, answer, age, facts, read_twice=twice))
    if moved.state is State.CANCELLED:
        assert twice
        assert age.past(facts.quarantine)
        assert answer.status == 404 or (
            answer.card is not None and attribute(answer.card, ORDER) is Attribution.INACTIVE
        )
    if moved.note == READ_ONCE:
        assert age.past(facts.quarantine)
    is_ours = answer.card is not None and attribute(answer.card, ORDER) is Attribution.OURS
    assert (moved.state is State.ACTIVE) == is_ours


ALONE: dict[Callable[[Activation], Step], tuple[State, ...]] = {
    sending: (State.QUEUED, State.UNKNOWN),
    recovered: (State.SENDING,),
    restored: (State.QUEUED, State.HELD, State.CANCEL_WAIT, State.SENDING, State.UNKNOWN),
    put_back: (State.QUEUED, State.HELD, State.CANCEL_WAIT, State.SENDING, State.UNKNOWN),
    retried: (State.HELD,),
    lambda activation: closed(activation, "cash"): (State.MISMATCH,),
}


@given(st.sampled_from(sorted(ALONE, key=lambda rule: ALONE[rule])), st.data())
def test_every_other_rule_keeps_the_table_too(rule: Callable[[Activation], Step], data: st.DataObject) -> None:
    holds(activation := data.draw(activations(*ALONE[rule])), rule(activation))


@given(activations(*State))
def test_a_cancel_is_a_step_of_the_table_or_of_no_state(activation: Activation) -> None:
    step = cancelled(activation)
    if activation.ambiguous:
        assert step.to is State.CANCEL_WAIT
    if activation.state in {State.ACTIVE, State.TAKEN, State.CANCELLED, State.CLOSED, State.SENDING, State.MISMATCH}:
        assert step.to not in NEXT[activation.state]
        return
    if activation.state is State.CANCEL_WAIT:
        return
    assert holds(activation, step).state in {State.CANCEL_WAIT, State.CANCELLED}


@given(activations(State.SENDING), answers)
def test_nothing_that_was_not_the_issuers_word_ends_a_quarantine(activation: Activation, answer: Answer) -> None:
    step = after_activate(activation, answer, MONDAY)
    if step.seen_after_send not in {None, activation.seen_after_send}:
        assert answer.kind in {Kind.CARD, Kind.REFUSED, Kind.ALIVE}


def test_an_age_that_nobody_knows_has_not_passed() -> None:
    assert not Age(None).past(timedelta(0))
    assert replace(Age(None), since_send=timedelta(0)).past(timedelta(0))
