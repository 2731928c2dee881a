"""The table of transitions, T01 to T28, row by row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.core.activation import Activation, State, Step, queued
from app.core.answer import Answer, Cause, Kind
from app.core.card import Card
from app.core.problem import Code
from app.core.rules import (
    READ_ONCE,
    Age,
    Facts,
    SendAgain,
    after_activate,
    after_cancel_read,
    after_read,
    cancelled,
    closed,
    may_send_unread,
    put_back,
    recovered,
    restored,
    retried,
    sending,
)
from tests.fakes import MONDAY, order

ORDER = order()
OURS = Card("GIFT-4711", "unused", 50_000, "NOK", metadata={"pos_activation_id": "a" * 32})
WAITING = Card("GIFT-4711", "inactive")
ANOTHERS = replace(OURS, metadata={"pos_activation_id": "b" * 32}, originated_by="OSLO/9")
TOO_LITTLE = replace(OURS, amount=30_000)
ODD = replace(OURS, status="frozen")
SERVER_AT = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)

YOUNG, OLD, UNKNOWN_AGE = Age(timedelta(seconds=119)), Age(timedelta(seconds=120)), Age(None)
CAREFUL, REFUSES_TWICE = Facts(), Facts(server_cas=True)

NOT_SENT = Answer(Kind.NOT_SENT, Cause.LINE)
SILENCE = Answer(Kind.UNCLEAR, Cause.TIME_OUT)
GONE = Answer(Kind.REFUSED, status=404)


def seen(card: Card) -> Answer:
    return Answer(Kind.CARD, status=200, card=card, server_at=SERVER_AT)


def refused(status: int) -> Answer:
    return Answer(Kind.REFUSED, status=status, message="no")


def standing(state: State, sends: int = 1, *, ambiguous: bool = False, note: str = "") -> Activation:
    return Activation(ORDER, state, 3, MONDAY, sends, ambiguous, note=note)


def doubtful(state: State, sends: int = 1) -> Activation:
    return standing(state, sends, ambiguous=True)


def told(step: Step | SendAgain) -> tuple[State, str, Code | None]:
    """Where a step leads, by which row, and what is told."""
    assert isinstance(step, Step)
    return step.to, step.rule, step.problem.code if step.problem else None


def test_t01_a_confirmed_sale_stands_in_the_queue_before_anything_is_sent() -> None:
    assert (queued(ORDER).state, queued(ORDER).sends) == (State.QUEUED, 0)


def test_t04_a_card_read_a_moment_ago_is_sent_without_another_read() -> None:
    fresh = replace(queued(ORDER), order=order(read_before=True))
    assert may_send_unread(fresh, MONDAY + timedelta(seconds=9))
    assert not may_send_unread(fresh, MONDAY + timedelta(seconds=10))
    assert not may_send_unread(fresh, MONDAY - timedelta(seconds=1)), "the clock was turned back"
    assert not may_send_unread(replace(fresh, order=order(read_before=False)), MONDAY)
    assert not may_send_unread(replace(fresh, sends=1), MONDAY)
    assert not may_send_unread(replace(fresh, ambiguous=True), MONDAY)
    assert not may_send_unread(replace(fresh, state=State.UNKNOWN), MONDAY)


def test_t04_a_send_is_counted_before_it_leaves() -> None:
    step = sending(queued(ORDER))
    assert (told(step), step.sends, step.ambiguous) == ((State.SENDING, "T04", None), 1, False)


def test_t04_a_card_that_waits_is_sent_after_a_read() -> None:
    assert isinstance(after_read(queued(ORDER), seen(WAITING), UNKNOWN_AGE, CAREFUL), SendAgain)


def test_t05_a_call_that_never_left_goes_back_to_the_queue_and_does_not_count() -> None:
    step = after_activate(standing(State.SENDING), NOT_SENT, MONDAY)
    assert (told(step), step.sends, step.ambiguous) == ((State.QUEUED, "T05", Code.LINE_DOWN), 0, False)


def test_t05_a_call_that_never_left_does_not_take_an_earlier_doubt_away() -> None:
    step = after_activate(doubtful(State.SENDING, 2), NOT_SENT, MONDAY)
    assert (told(step), step.sends, step.ambiguous) == ((State.UNKNOWN, "T05", Code.LINE_DOWN), 1, True)


def test_t06_a_card_with_our_money_on_it_is_active() -> None:
    step = after_activate(standing(State.SENDING), seen(OURS), MONDAY)
    assert (told(step), step.evidence, step.send_ended_at) == ((State.ACTIVE, "T06", None), OURS, MONDAY)


@pytest.mark.parametrize(
    "answer",
    [
        SILENCE,
        Answer(Kind.UNCLEAR, Cause.CUT, 200),
        Answer(Kind.UNCLEAR, status=302),
        *(Answer(Kind.UNCLEAR, status=status) for status in (408, 409, 410, 412, 422, 425, 500, 502, 503)),
        seen(WAITING),
        seen(ODD),
        seen(ANOTHERS),
        seen(replace(OURS, metadata={})),
        seen(replace(OURS, card_id="GIFT-4712")),
    ],
)
def test_t07_silence_and_odd_answers_are_doubt_and_never_failure(answer: Answer) -> None:
    step = after_activate(standing(State.SENDING), answer, MONDAY)
    assert (step.to, step.rule, step.ambiguous, step.sends) == (State.UNKNOWN, "T07", True, 1)
    assert step.problem is not None
    assert (step.send_ended_at, step.evidence) == (MONDAY, answer.card)


def test_t07_a_quarantine_is_measured_by_the_issuers_own_time_and_nobody_elses() -> None:
    answered = after_activate(standing(State.SENDING), seen(WAITING), MONDAY)
    portal = replace(Answer(Kind.UNCLEAR, Cause.ODD, 200), server_at=SERVER_AT - timedelta(days=900))
    assert answered.seen_after_send == SERVER_AT
    assert after_activate(standing(State.SENDING), portal, MONDAY).seen_after_send is None
    assert _waits(after_read(doubtful(State.UNKNOWN), portal, YOUNG, CAREFUL)).seen_after_send is None


def test_t08_a_busy_issuer_did_nothing() -> None:
    busy = Answer(Kind.TOO_MANY, status=429, retry_after_s=7)
    step = after_activate(standing(State.SENDING), busy, MONDAY)
    assert (told(step), step.sends) == ((State.QUEUED, "T08", Code.TOO_MANY_CALLS), 0)
    assert after_activate(doubtful(State.SENDING), busy, MONDAY).to is State.UNKNOWN


def test_t09_a_login_that_is_refused_blames_no_card() -> None:
    answer = Answer(Kind.UNAUTHORISED, Cause.LOGIN, 401)
    step = after_activate(standing(State.SENDING), answer, MONDAY)
    assert (told(step), step.sends) == ((State.QUEUED, "T09", Code.LOGIN_REFUSED), 0)
    assert after_activate(doubtful(State.SENDING), answer, MONDAY).to is State.UNKNOWN


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, Code.REFUSED),
        (403, Code.NOT_ALLOWED),
        (404, Code.CARD_UNKNOWN),
        (413, Code.REFUSED),
        (415, Code.REFUSED),
    ],
)
def test_t10_a_definite_no_is_held_for_a_person(status: int, code: Code) -> None:
    step = after_activate(standing(State.SENDING), refused(status), MONDAY)
    assert (told(step), step.ambiguous) == ((State.HELD, "T10", code), False)


def test_t10_a_no_after_a_doubtful_send_proves_nothing() -> None:
    assert told(after_activate(doubtful(State.SENDING, 2), refused(400), MONDAY))[:2] == (State.UNKNOWN, "T07")


def test_t11_what_was_left_in_mid_call_is_unknown_after_a_restart() -> None:
    step = recovered(standing(State.SENDING))
    assert (told(step), step.ambiguous, step.sends) == ((State.UNKNOWN, "T11", Code.NO_ANSWER), True, 1)
    assert (step.send_ended_at, step.seen_after_send) == (None, None)


def test_t12_doubt_ends_when_the_card_is_read_as_ours() -> None:
    step = after_read(doubtful(State.UNKNOWN), seen(OURS), UNKNOWN_AGE, CAREFUL)
    assert (told(step), _step(step).evidence) == ((State.ACTIVE, "T12", None), OURS)


@pytest.mark.parametrize("state", [State.UNKNOWN, State.QUEUED, State.CANCEL_WAIT, State.SENDING])
def test_t13_our_card_with_another_sum_is_a_mismatch(state: State) -> None:
    activation = standing(state, ambiguous=state is not State.QUEUED)
    step = {
        State.SENDING: lambda: after_activate(activation, seen(TOO_LITTLE), MONDAY),
        State.CANCEL_WAIT: lambda: after_cancel_read(activation, seen(TOO_LITTLE), OLD, CAREFUL, read_twice=True),
    }.get(state, lambda: after_read(activation, seen(TOO_LITTLE), OLD, CAREFUL))()
    assert told(step) == (State.MISMATCH, "T13", Code.WRONG_AMOUNT_LOADED)
    assert _facts(step) == {"loaded": 30_000, "currency": "NOK"}


def test_t07_our_id_without_a_sum_proves_nothing_and_is_doubt() -> None:
    bare = replace(TOO_LITTLE, amount=None, currency=None)
    step = after_activate(standing(State.SENDING), seen(bare), MONDAY)
    assert told(step) == (State.UNKNOWN, "T07", Code.ANSWER_UNCLEAR)


def test_t10_the_customers_name_does_not_stay_in_the_refusals_words() -> None:
    personal = replace(ORDER, customer_name="Ærlig Øystein Åsen", customer_id="K-2231")
    leaving = replace(standing(State.SENDING), order=personal)
    refused = Answer(Kind.REFUSED, status=400, message="Ærlig Øystein Åsen (K-2231) is not allowed")
    assert _facts(after_activate(leaving, refused, MONDAY)) == {"status": 400, "message": "… (…) is not allowed"}


def test_t24_a_person_allows_one_send_more_and_no_second() -> None:
    held = standing(State.HELD, ambiguous=True, sends=3)
    again = held.moved(retried(held), MONDAY)
    undecided = after_read(again, SILENCE, OLD, CAREFUL)
    assert isinstance(undecided, Step)
    for allowed in (again, again.moved(undecided, MONDAY)):
        assert isinstance(after_read(allowed, seen(WAITING), OLD, CAREFUL), SendAgain)
    spent = replace(again, sends=4)
    assert told(after_read(spent, seen(WAITING), OLD, CAREFUL)) == (State.HELD, "T17", Code.SENDS_EXHAUSTED)


@pytest.mark.parametrize("state", [State.UNKNOWN, State.QUEUED])
def test_t14_a_card_sold_by_another_till_is_taken(state: State) -> None:
    step = after_read(standing(state, ambiguous=state is State.UNKNOWN), seen(ANOTHERS), OLD, CAREFUL)
    assert told(step) == (State.TAKEN, "T14", Code.CARD_ALREADY_ACTIVE)
    assert _facts(step) == {"where": "OSLO/9", "amount": 50_000, "currency": "NOK"}


def test_t14_a_card_taken_by_nobody_known_is_taken_all_the_same() -> None:
    bare = Card("GIFT-4711", "unused", amount=1)
    assert _facts(after_read(queued(ORDER), seen(bare), OLD, CAREFUL)) == {"where": "", "amount": 1, "currency": ""}


def test_t16_an_active_card_of_which_the_answer_says_nothing_more_is_not_decided() -> None:
    bare = Card("GIFT-4711", "unused")
    assert told(after_read(doubtful(State.UNKNOWN), seen(bare), OLD, CAREFUL))[:2] == (State.UNKNOWN, "T16")


def test_t15_a_card_still_inactive_is_sent_again_only_after_the_quarantine() -> None:
    activation = doubtful(State.UNKNOWN)
    assert isinstance(after_read(activation, seen(WAITING), OLD, CAREFUL), SendAgain)
    for age in (YOUNG, UNKNOWN_AGE):
        assert told(after_read(activation, seen(WAITING), age, CAREFUL)) == (State.UNKNOWN, "T16", Code.NO_ANSWER)


def test_t15_an_issuer_known_to_refuse_a_second_activation_needs_no_quarantine() -> None:
    assert isinstance(after_read(doubtful(State.UNKNOWN), seen(WAITING), UNKNOWN_AGE, REFUSES_TWICE), SendAgain)


def test_t15_a_second_send_is_counted_and_keeps_the_doubt() -> None:
    step = sending(doubtful(State.UNKNOWN))
    assert (told(step), step.sends, step.ambiguous) == ((State.SENDING, "T15", None), 2, True)


@pytest.mark.parametrize(
    "answer",
    [NOT_SENT, SILENCE, refused(403), refused(400), Answer(Kind.TOO_MANY, status=429), seen(ODD)],
)
@pytest.mark.parametrize("state", [State.UNKNOWN, State.QUEUED, State.CANCEL_WAIT])
def test_t16_a_read_that_fails_changes_nothing_but_the_reason(state: State, answer: Answer) -> None:
    activation = standing(state, ambiguous=state is not State.QUEUED)
    if state is State.CANCEL_WAIT:
        step: Step | SendAgain = after_cancel_read(activation, answer, OLD, CAREFUL, read_twice=True)
    else:
        step = after_read(activation, answer, OLD, REFUSES_TWICE)
    assert (_step(step).to, _step(step).rule, _step(step).sends) == (state, "T16", 1)
    assert _step(step).ambiguous is activation.ambiguous
    assert _step(step).problem is not None


def test_t16_the_first_time_the_issuer_names_is_kept() -> None:
    first = _waits(after_read(doubtful(State.UNKNOWN), seen(WAITING), YOUNG, CAREFUL))
    assert first.seen_after_send == SERVER_AT
    later = replace(doubtful(State.UNKNOWN), seen_after_send=SERVER_AT)
    answer = replace(seen(WAITING), server_at=SERVER_AT + timedelta(seconds=60))
    assert _waits(after_read(later, answer, YOUNG, CAREFUL)).seen_after_send == SERVER_AT
    assert _waits(after_read(queued(ORDER), seen(ODD), YOUNG, CAREFUL)).seen_after_send is None


def test_t17_after_three_sends_a_person_decides() -> None:
    step = after_read(doubtful(State.UNKNOWN, 3), seen(WAITING), OLD, CAREFUL)
    assert (told(step), _facts(step)) == ((State.HELD, "T17", Code.SENDS_EXHAUSTED), {"sends": 3})


@pytest.mark.parametrize("facts", [CAREFUL, REFUSES_TWICE])
def test_t17_before_the_quarantine_is_over_nobody_is_told_that_nothing_happened(facts: Facts) -> None:
    assert told(after_read(doubtful(State.UNKNOWN, 3), seen(WAITING), YOUNG, facts))[:2] == (State.UNKNOWN, "T16")


def test_t17_a_card_the_issuer_does_not_know_is_held() -> None:
    assert told(after_read(queued(ORDER), GONE, UNKNOWN_AGE, CAREFUL)) == (State.HELD, "T17", Code.CARD_UNKNOWN)
    assert told(after_read(doubtful(State.UNKNOWN), GONE, OLD, CAREFUL)) == (State.HELD, "T17", Code.CARD_UNKNOWN)
    assert told(after_read(doubtful(State.UNKNOWN), GONE, YOUNG, CAREFUL))[:2] == (State.UNKNOWN, "T16")


@pytest.mark.parametrize("state", [State.UNKNOWN, State.HELD])
def test_t18_a_cancel_of_what_may_have_landed_waits(state: State) -> None:
    step = cancelled(doubtful(state))
    assert (step.to, step.rule, step.ambiguous) == (State.CANCEL_WAIT, "T18", True)


@pytest.mark.parametrize("answer", [seen(WAITING), GONE])
def test_t19_a_cancel_is_proven_by_two_reads_after_the_quarantine(answer: Answer) -> None:
    waiting = doubtful(State.CANCEL_WAIT)
    early = after_cancel_read(waiting, answer, YOUNG, REFUSES_TWICE, read_twice=True)
    once = after_cancel_read(waiting, answer, OLD, CAREFUL, read_twice=False)
    twice = after_cancel_read(waiting, answer, OLD, CAREFUL, read_twice=True)
    assert (early.to, early.rule, early.note) == (State.CANCEL_WAIT, "T16", "")
    assert (once.to, once.rule, once.note[: len(READ_ONCE)]) == (State.CANCEL_WAIT, "T16", READ_ONCE)
    assert told(twice) == (State.CANCELLED, "T19", None)


def test_t20_a_cancel_that_came_too_late_is_said_to_have_failed() -> None:
    step = after_cancel_read(doubtful(State.CANCEL_WAIT), seen(OURS), OLD, CAREFUL, read_twice=True)
    assert (told(step), step.evidence) == ((State.ACTIVE, "T20", Code.CANCEL_FAILED), OURS)


def test_t21_a_card_sold_elsewhere_while_its_cancel_waited_is_taken() -> None:
    step = after_cancel_read(doubtful(State.CANCEL_WAIT), seen(ANOTHERS), OLD, CAREFUL, read_twice=False)
    assert told(step) == (State.TAKEN, "T21", Code.CARD_ALREADY_ACTIVE)


@pytest.mark.parametrize("state", [State.QUEUED, State.HELD])
def test_t22_what_never_left_is_cancelled_at_once(state: State) -> None:
    assert told(cancelled(standing(state, 0))) == (State.CANCELLED, "T22", None)


def test_t23_a_queued_card_that_is_already_ours_is_active() -> None:
    assert told(after_read(queued(ORDER), seen(OURS), UNKNOWN_AGE, CAREFUL)) == (State.ACTIVE, "T23", None)


def test_t24_a_mended_cause_sends_the_same_order_again() -> None:
    assert told(retried(standing(State.HELD))) == (State.QUEUED, "T24", None)
    assert told(retried(doubtful(State.HELD))) == (State.UNKNOWN, "T24", None)


def test_t25_a_person_closes_a_mismatch_and_says_how() -> None:
    step = closed(doubtful(State.MISMATCH), "200,00 kr given in cash")
    assert (told(step), step.note) == ((State.CLOSED, "T25", None), "200,00 kr given in cash")


@pytest.mark.parametrize("state", [State.QUEUED, State.HELD, State.CANCEL_WAIT])
def test_t28_a_journal_that_came_back_from_the_past_is_not_believed(state: State) -> None:
    step = restored(replace(standing(state), seen_after_send=SERVER_AT, send_ended_at=MONDAY))
    assert (told(step), step.ambiguous) == ((State.UNKNOWN, "T28", Code.NO_ANSWER), True)
    assert (step.send_ended_at, step.seen_after_send) == (None, None)


@pytest.mark.parametrize("facts", [CAREFUL, REFUSES_TWICE])
@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.UNKNOWN, State.HELD, State.CANCEL_WAIT])
def test_t28_what_was_cancelled_after_the_backup_is_sent_again_by_a_person_alone(state: State, facts: Facts) -> None:
    before = standing(state, ambiguous=state in {State.UNKNOWN, State.CANCEL_WAIT})
    back = before.moved(put_back(before), MONDAY)
    waiting = back.moved(_waits(after_read(back, seen(WAITING), YOUNG, facts)), MONDAY)
    assert told(after_read(waiting, seen(WAITING), OLD, facts)) == (State.HELD, "T17", Code.RESTORED_UNSENT)
    assert told(after_read(waiting, seen(OURS), OLD, facts)) == (State.ACTIVE, "T12", None)
    held = waiting.moved(_step(after_read(waiting, seen(WAITING), OLD, facts)), MONDAY)
    allowed = held.moved(retried(held), MONDAY)
    assert isinstance(after_read(allowed, seen(WAITING), OLD, facts), SendAgain)


def _step(step: Step | SendAgain) -> Step:
    assert isinstance(step, Step)
    return step


def _waits(step: Step | SendAgain) -> Step:
    assert told(step)[1] == "T16"
    return _step(step)


def _facts(step: Step | SendAgain) -> dict[str, str | int]:
    problem = _step(step).problem
    assert problem is not None
    return dict(problem.facts)
