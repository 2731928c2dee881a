"""The rules of an activation: from where it stands and what was heard, the one next step.

Each function is a row or two of reliability's transition table (T01 to T28) and nothing else: no clock, no I/O.
The ledger writes the step; `app.till` decides when to ask.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypedDict, Unpack

from app.core.activation import Activation, Order, State, Step
from app.core.answer import Answer, Cause, Kind
from app.core.attribution import METADATA_KEY, Attribution, attribute
from app.core.card import Card, Standing, printable
from app.core.problem import Code, Fact, Problem

FRESH: Final = timedelta(seconds=10)
"""T04: a card read before the confirmation need not be read again within this time."""

SENDS_MAX: Final = 3
"""T15, T17: after so many sends a person decides."""

DEFINITE: Final = frozenset({400, 403, 404, 413, 415})
"""T10: statuses that refuse before anything is done."""

ONE_MORE: Final = "a person allowed one more send"
"""The note of an activation that was held after all its sends and then tried again by a person (T24)."""

PUT_BACK: Final = "the journal was put back: this sale may have been cancelled since"
"""The note of what stood open in a journal that is older than it was (T28): nothing is sent before a person decides."""

READS_APART: Final = timedelta(seconds=10)
"""T19: the two reads that prove a cancel are at least this far apart."""

READ_ONCE: Final = "read once after the quarantine"
"""How the note of a CANCEL_WAIT begins whose first read came after the quarantine; the issuer's time may follow."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of this issuer. `server_cas`: a second activate was seen to be refused; until then assume not.

    `quarantine` is how long after the last send a late landing is still thought possible (reliability, Q).
    """

    server_cas: bool = False
    quarantine: timedelta = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago the last send ended, by a clock that cannot be set: None when that was before this start."""

    since_send: timedelta | None

    def past(self, quarantine: timedelta) -> bool:
        """Unknown counts as zero: the quarantine starts again after a restart."""
        return self.since_send is not None and self.since_send >= quarantine


class _Changes(TypedDict, total=False):
    sends: int
    ambiguous: bool
    send_ended_at: datetime | None
    seen_after_send: datetime | None
    problem: Problem | None
    evidence: Card | None
    note: str


def _step(activation: Activation, to: State, rule: str, **changes: Unpack[_Changes]) -> Step:
    """A step that keeps what is known of the sends unless told otherwise."""
    kept = Step(to, rule, activation.sends, activation.ambiguous, activation.send_ended_at, activation.seen_after_send)
    return replace(kept, **changes)


def may_send_unread(activation: Activation, now: datetime) -> bool:
    """T04: the first send may skip the read when the card was read as inactive for this sale a moment ago."""
    waited = now - activation.order.confirmed_at
    return (
        activation.state is State.QUEUED
        and activation.sends == 0
        and not activation.ambiguous
        and activation.order.read_before
        and timedelta(0) <= waited < FRESH
    )


def sending(activation: Activation) -> Step:
    """T04, T15: about to call. Written before the first byte leaves."""
    rule = "T04" if activation.state is State.QUEUED else "T15"
    return _step(activation, State.SENDING, rule, sends=activation.sends + 1)


def after_activate(activation: Activation, answer: Answer, now: datetime) -> Step:
    """T05 to T10 and T13: what a SENDING activation becomes once its call has ended."""
    match answer.kind:
        case Kind.NOT_SENT:
            return _not_carried_out(activation, "T05", answer)
        case Kind.UNAUTHORISED:
            return _not_carried_out(activation, "T09", answer)
        case Kind.TOO_MANY:
            return _not_carried_out(activation, "T08", answer)
        case Kind.REFUSED if not activation.ambiguous:
            return _step(activation, State.HELD, "T10", problem=_nameless(problem_of(answer), activation.order))
        case Kind.CARD if answer.card is not None:
            return _after_card(activation, answer, answer.card, now)
        case _:
            return _doubt(activation, answer, now)


def _nameless(problem: Problem, order: Order) -> Problem:
    """The problem without the customer: the issuer may repeat a name, and what the journal keeps of a step stays."""
    message = str(problem.facts.get("message", ""))
    for personal in filter(None, (order.customer_name, order.customer_id)):
        message = message.replace(personal, "…")
    return replace(problem, facts={**problem.facts, "message": message}) if message else problem


def _not_carried_out(activation: Activation, rule: str, answer: Answer) -> Step:
    """This send was never carried out and does not count; an earlier one may have been."""
    to = State.UNKNOWN if activation.ambiguous else State.QUEUED
    return _step(activation, to, rule, sends=activation.sends - 1, problem=problem_of(answer))


def _after_card(activation: Activation, answer: Answer, card: Card, now: datetime) -> Step:
    match attribute(card, activation.order):
        case Attribution.OURS:
            return _step(activation, State.ACTIVE, "T06", send_ended_at=now, evidence=card)
        case Attribution.OURS_DIFFERS:
            return _mismatch(activation, card)
        case _:
            return _doubt(activation, answer, now)


def _doubt(activation: Activation, answer: Answer, now: datetime) -> Step:
    """T07: the call may have been carried out. Never again is this activation simply queued."""
    return _step(
        activation,
        State.UNKNOWN,
        "T07",
        ambiguous=True,
        send_ended_at=now,
        seen_after_send=issuers_time(answer),
        problem=problem_of(answer),
        evidence=answer.card,
    )


def _mismatch(activation: Activation, card: Card) -> Step:
    """T13."""
    currency = card.currency or activation.order.money.currency.value
    loaded = max(card.amount or 0, card.amount_balance or 0)
    problem = Problem(Code.WRONG_AMOUNT_LOADED, {"loaded": loaded, "currency": currency})
    return _step(activation, State.MISMATCH, "T13", problem=problem, evidence=card)


@dataclass(frozen=True, slots=True)
class SendAgain:
    """The read allows a send: write SENDING and call."""


def after_read(activation: Activation, answer: Answer, age: Age, facts: Facts) -> Step | SendAgain:
    """T12 to T17 and T23: what a QUEUED or UNKNOWN activation becomes once its card was read."""
    if answer.kind is Kind.REFUSED and answer.status == 404:
        return _card_not_there(activation, answer, age, facts)
    if answer.kind is not Kind.CARD or answer.card is None:
        return _same(activation, problem_of(answer), answer)
    card = answer.card
    match attribute(card, activation.order):
        case Attribution.OURS:
            rule = "T23" if activation.state is State.QUEUED else "T12"
            return _step(activation, State.ACTIVE, rule, evidence=card)
        case Attribution.OURS_DIFFERS:
            return _mismatch(activation, card)
        case Attribution.ANOTHERS:
            return _taken(activation, card, "T14")
        case Attribution.INACTIVE:
            return _still_inactive(activation, answer, age, facts)
        case Attribution.UNDECIDED:
            return _same(activation, _undecided(card, activation.order), answer)


def _undecided(card: Card, order: Order) -> Problem:
    """Active for the sum that was ordered, and without any id: more reads will not tell whose money it is."""
    if card.card_id == order.card.text and card.standing is Standing.ACTIVE and METADATA_KEY not in card.metadata:
        return Problem(Code.CARD_WITHOUT_ID, {"amount": card.amount or 0, "currency": card.currency or ""})
    return Problem(Code.ANSWER_UNCLEAR, {"word": printable(card.status)})


def _taken(activation: Activation, card: Card, rule: str) -> Step:
    """T14, T21: active, and not by this activation. What is known of the other goes along."""
    where = printable(card.originated_by or "")
    facts: dict[str, Fact] = {"where": where, "amount": card.amount or 0, "currency": card.currency or ""}
    return _step(activation, State.TAKEN, rule, problem=Problem(Code.CARD_ALREADY_ACTIVE, facts), evidence=card)


def _card_not_there(activation: Activation, answer: Answer, age: Age, facts: Facts) -> Step:
    """T17 once the quarantine is over; at once where nothing can have been carried out; otherwise wait."""
    problem = Problem(Code.CARD_UNKNOWN, {"card": activation.order.card.last})
    if activation.ambiguous and not age.past(facts.quarantine):
        return _same(activation, problem, answer)
    return _step(activation, State.HELD, "T17", problem=problem)


def _still_inactive(activation: Activation, answer: Answer, age: Age, facts: Facts) -> Step | SendAgain:
    """T15, T17, and T04 for a QUEUED activation.

    `inactive` does not prove that an earlier call will not land: hence the quarantine, unless the issuer is known to
    refuse a second activation.
    """
    if not activation.ambiguous:
        return SendAgain()
    is_settled = age.past(facts.quarantine)
    if activation.note == PUT_BACK:
        return _put_back_unsent(activation, answer, is_settled=is_settled)
    sends_max = SENDS_MAX + (activation.note == ONE_MORE)
    if activation.sends >= sends_max and is_settled:
        return _step(activation, State.HELD, "T17", problem=Problem(Code.SENDS_EXHAUSTED, {"sends": activation.sends}))
    if activation.sends < sends_max and (facts.server_cas or is_settled):
        return SendAgain()
    return _same(activation, _doubted(activation), answer)


def _put_back_unsent(activation: Activation, answer: Answer, *, is_settled: bool) -> Step:
    """T17: a cancel that was written after the backup is not in the journal any more, and its money is gone."""
    if not is_settled:
        return _same(activation, _doubted(activation), answer)
    return _step(activation, State.HELD, "T17", problem=Problem(Code.RESTORED_UNSENT))


def _doubted(activation: Activation) -> Problem:
    """Why it is in doubt. What once stopped a later call is over: the card was read just now."""
    problem = activation.problem
    is_about_the_send = problem is not None and problem.code in {Code.NO_ANSWER, Code.ANSWER_UNCLEAR, Code.TAKEN_OVER}
    return problem if problem is not None and is_about_the_send else Problem(Code.NO_ANSWER)


def _same(activation: Activation, problem: Problem, answer: Answer) -> Step:
    """T16: nothing new; ask again later. The first time the issuer names after a doubtful send is kept."""
    seen = activation.seen_after_send or (issuers_time(answer) if activation.ambiguous else None)
    return _step(
        activation,
        activation.state,
        "T16",
        problem=problem,
        evidence=answer.card,
        seen_after_send=seen,
        note=activation.note if activation.note in {ONE_MORE, PUT_BACK} else "",
    )


def issuers_time(answer: Answer) -> datetime | None:
    """The time an answer names, where it is surely the issuer's: a quarantine is measured from it.

    What a portal or a proxy names in its own answer may lie years in the past, and would end the quarantine at once.
    """
    return answer.server_at if answer.kind in {Kind.CARD, Kind.REFUSED, Kind.ALIVE} else None


def recovered(activation: Activation) -> Step:
    """T11: a start that finds SENDING cannot know whether the call left."""
    return _forgotten(activation, "T11")


def restored(activation: Activation) -> Step:
    """T28 after a fault (T03): what the journal holds may be what a failed commit left."""
    return _forgotten(activation, "T28")


def put_back(activation: Activation) -> Step:
    """T28, and T11 where it was in mid-call: the journal is older than it was; what happened since is not in it.

    It may have been sent since, or cancelled and its money given back: unless the card turns out to be loaded, a
    person decides.
    """
    step = recovered(activation) if activation.state is State.SENDING else restored(activation)
    return replace(step, note=PUT_BACK)


def _forgotten(activation: Activation, rule: str) -> Step:
    return _step(
        activation,
        State.UNKNOWN,
        rule,
        ambiguous=True,
        send_ended_at=None,
        seen_after_send=None,
        problem=Problem(Code.NO_ANSWER),
    )


def retried(activation: Activation) -> Step:
    """T24: the cause of a HELD activation was mended; the same bytes go again, after its last send once more."""
    return _step(activation, State.UNKNOWN if activation.ambiguous else State.QUEUED, "T24", note=ONE_MORE)


def cancelled(activation: Activation) -> Step:
    """T18, T22: a cancel. At once where no send may have landed, otherwise only after the quarantine."""
    if activation.ambiguous:
        return _step(activation, State.CANCEL_WAIT, "T18", problem=activation.problem)
    return _step(activation, State.CANCELLED, "T22")


def closed(activation: Activation, note: str) -> Step:
    """T25: a person dealt with a MISMATCH or a TAKEN; T26: with doubt that no answer can end. `note` says how."""
    rule = "T25" if activation.state in {State.MISMATCH, State.TAKEN} else "T26"
    return _step(activation, State.CLOSED, rule, problem=activation.problem, note=note)


def first_cancel_read(activation: Activation) -> datetime | None:
    """When, by the issuer's own clock, the first of the two reads was answered; None where there is no such."""
    told = activation.note.removeprefix(READ_ONCE).strip()
    return datetime.fromisoformat(told) if activation.note.startswith(READ_ONCE) and told else None


def after_cancel_read(activation: Activation, answer: Answer, age: Age, facts: Facts, *, read_twice: bool) -> Step:
    """T16, T19 to T21: a cancel is proven by two reads that both came after the quarantine."""
    if answer.kind is Kind.REFUSED and answer.status == 404:
        return _cancel_proven(activation, answer, age, facts, read_twice=read_twice)
    if answer.kind is not Kind.CARD or answer.card is None:
        return _same(activation, problem_of(answer), answer)
    card = answer.card
    match attribute(card, activation.order):
        case Attribution.OURS:
            return _step(activation, State.ACTIVE, "T20", problem=Problem(Code.CANCEL_FAILED), evidence=card)
        case Attribution.OURS_DIFFERS:
            return _mismatch(activation, card)
        case Attribution.ANOTHERS:
            return _taken(activation, card, "T21")
        case Attribution.INACTIVE:
            return _cancel_proven(activation, answer, age, facts, read_twice=read_twice)
        case Attribution.UNDECIDED:
            return _same(activation, _undecided(card, activation.order), answer)


def _cancel_proven(activation: Activation, answer: Answer, age: Age, facts: Facts, *, read_twice: bool) -> Step:
    """T19, or wait for the quarantine's end and the second read."""
    waiting = _same(activation, _doubted(activation), answer)
    if not age.past(facts.quarantine):
        return waiting
    if read_twice:
        return _step(activation, State.CANCELLED, "T19")
    if activation.note.startswith(READ_ONCE):
        return replace(waiting, note=activation.note)
    at = issuers_time(answer)
    return replace(waiting, note=f"{READ_ONCE} {at.isoformat()}" if at else READ_ONCE)


def problem_of(answer: Answer) -> Problem:
    """The Problem a person is told for an answer that proves no activation."""
    match answer.kind:
        case Kind.NOT_SENT:
            return Problem(_NOT_SENT.get(answer.cause, Code.LINE_DOWN))
        case Kind.UNAUTHORISED:
            return Problem(_UNAUTHORISED.get(answer.cause, Code.LOGIN_REFUSED))
        case Kind.TOO_MANY:
            wait: dict[str, Fact] = {"seconds": answer.retry_after_s} if answer.retry_after_s else {}
            return Problem(Code.TOO_MANY_CALLS, wait)
        case Kind.REFUSED if answer.status == 403:
            return Problem(Code.NOT_ALLOWED, {"message": printable(answer.message, 120)})
        case Kind.REFUSED if answer.status == 404:
            return Problem(Code.CARD_UNKNOWN)
        case Kind.REFUSED:
            return Problem(Code.REFUSED, {"status": answer.status or 0, "message": printable(answer.message, 120)})
        case _:
            return Problem(Code.ANSWER_UNCLEAR, {"status": answer.status}) if answer.status else Problem(Code.NO_ANSWER)


_NOT_SENT: Final = {
    Cause.LINE: Code.LINE_DOWN,
    Cause.CERTIFICATE: Code.CERTIFICATE_REFUSED,
    Cause.EXPIRED: Code.CERTIFICATE_REFUSED,
    Cause.CLOCK: Code.CLOCK_OFF,
    Cause.SECRET: Code.SECRET_MISSING,
}
_UNAUTHORISED: Final = {Cause.SECRET: Code.SECRET_MISSING, Cause.ACCOUNT: Code.ACCOUNT_UNKNOWN}
