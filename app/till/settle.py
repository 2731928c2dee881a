"""Settling what is open: by the queue itself and by `queue retry`. Doubt is settled by looking, never by guessing."""

from dataclasses import dataclass, replace
from typing import Final

from app.core.activation import Activation, State, Step
from app.core.paper import Paper
from app.core.problem import Code, Problem
from app.core.rules import (
    READ_ONCE,
    READS_APART,
    SendAgain,
    after_cancel_read,
    after_read,
    cancelled,
    first_cancel_read,
    recovered,
)
from app.till.activate import DATE_STEP, Road, age_of, read_and_go_on, send_queued
from app.till.papers import Printed
from app.till.ports import LedgerFault, StepRefused, Tell
from app.till.print_in_line import print_begun

FOR_ALL: Final = frozenset(
    {
        Code.LINE_DOWN,
        Code.CERTIFICATE_REFUSED,
        Code.CLOCK_OFF,
        Code.LOGIN_REFUSED,
        Code.ACCOUNT_UNKNOWN,
        Code.SECRET_MISSING,
        Code.NOT_ALLOWED,
        Code.TOO_MANY_CALLS,
    }
)
"""What stops one activation and would stop every other: the line, the account, the issuer's own pause."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An activation after one try to settle it, and the paper that came of it, if any.

    `fault` is told beside the activation, which is on disk as it is given here: the journal failed about the paper.
    """

    activation: Activation
    printed: Printed | None = None
    fault: Problem | None = None
    kept: Paper | None = None
    """The receipt that was issued and not printed."""


def recover(road: Road) -> tuple[Activation, ...]:
    """T11, before anything else runs: each SENDING that an earlier process left becomes UNKNOWN. Raises LedgerFault.

    So does what it left in print, by a state of its own.
    """
    road.papers.recover()
    left = [a for a in road.ledger.queue() if a.state is State.SENDING]
    return tuple(road.ledger.step(a, recovered(a), road.clock.now()) for a in left)


def settle(road: Road, activation_id: str, tell: Tell, *, prints: bool = True) -> Settled | None:
    """One try for one open activation: read the card, take the one step allowed. None for an unknown id.

    Where it stands already settled, or with a person, it is returned as it is; so it is where another worker has it
    in hand or was quicker. `prints` False keeps the receipt of a card that became active, to be printed later.
    Raises LedgerFault.
    """
    if not road.claims.take(activation_id):
        return _as_it_stands(road, activation_id)
    try:
        return _settled(road, activation_id, tell, prints=prints)
    except StepRefused:  # the other worker's step stands
        return _as_it_stands(road, activation_id)
    finally:
        road.claims.release(activation_id)


def _as_it_stands(road: Road, activation_id: str) -> Settled | None:
    standing = road.ledger.activation(activation_id)
    return Settled(standing) if standing else None


def _settled(road: Road, activation_id: str, tell: Tell, *, prints: bool) -> Settled | None:
    activation = road.ledger.activation(activation_id)
    if activation is None:
        return None
    answers = _Answers(road, prints=prints)
    road = replace(road, write=answers.write)
    match activation.state:
        case State.QUEUED:
            after = send_queued(road, activation, tell)
        case State.UNKNOWN:
            after = read_and_go_on(road, activation, tell)
        case State.CANCEL_WAIT:
            after = _look_at_cancelled(road, activation, tell)
        case _:
            return Settled(activation)
    if answers.printed is None:
        return Settled(after, fault=answers.fault, kept=answers.receipt)
    try:
        return Settled(after, print_begun(road.papers, answers.printed) if prints else answers.printed)
    except LedgerFault as fault:
        return Settled(after, fault=fault.problem)


@dataclass(slots=True)
class _Answers:
    """Writes the steps of one try: that a card became active goes to the disk together with its receipt (T06, P1).

    A receipt that cannot be written never keeps the step from it. `fault` is what the journal failed at then.
    """

    road: Road
    prints: bool
    receipt: Paper | None = None
    printed: Printed | None = None
    """Its print, as it has begun; None where it is kept."""
    fault: Problem | None = None

    def write(self, activation: Activation, step: Step) -> Activation:
        """One step. Raises StepRefused, LedgerFault."""
        if step.to is not State.ACTIVE:
            return self.road.step(activation, step)
        try:
            papers = self.road.papers
            active, self.receipt, self.printed = papers.step_to_active(activation, step, prints=self.prints)
        except LedgerFault as fault:
            if not fault.is_certain:
                raise
            active = self.road.step(activation, step)
            self.fault = fault.problem
        except StepRefused:  # its receipt is there, or it moved on, of which the step alone is told
            active = self.road.step(activation, step)
        except Exception:  # a bug about the paper
            self.road.step(activation, step)
            raise
        return active


def settle_all(road: Road, tell: Tell) -> tuple[Settled, ...]:
    """One try for everything in the queue, oldest first. One bad row never blocks those behind it.

    Where the fault is the line's or the account's, the rest is returned as it is: it would only fare the same.
    """
    tries: list[Settled] = []
    is_blocked = False
    for activation in road.ledger.queue():
        tried = None if is_blocked else settle(road, activation.id, tell)
        tries.append(tried or Settled(activation))
        problem = tries[-1].activation.problem
        is_blocked = is_blocked or (tried is not None and problem is not None and problem.code in FOR_ALL)
    return tuple(tries)


def cancel(road: Road, activation_id: str, tell: Tell, *, looks: bool = False) -> Settled | None:
    """T18, T22: at once where nothing can have been loaded, else a wait that two later reads must end.

    With `looks`, the card of a sale that never left is read first: by its slip another till may have settled it, and
    then it is not cancelled (T23, T14). Raises StepRefused where a cancel is not allowed (active, taken, in mid-call).
    None for an unknown id.
    """
    activation = road.ledger.activation(activation_id)
    if activation is None:
        return None
    if activation.state is State.CANCEL_WAIT:
        return settle(road, activation_id, tell)
    settled = _found_settled(road, activation, tell) if looks and activation.state is State.QUEUED else None
    if settled is not None:
        return settled
    after = road.ledger.step(activation, cancelled(activation), road.clock.now())
    tell(after)
    return Settled(after)


def _found_settled(road: Road, activation: Activation, tell: Tell) -> Settled | None:
    """What a look at the card of a waiting sale ends; None where it ends nothing, whyever."""
    own = road.send_times.since(activation.id)
    answer = road.issuer.read(activation.order.card)
    step = after_read(activation, answer, age_of(activation, own, answer.server_at), road.facts)
    if isinstance(step, SendAgain) or step.to not in {State.ACTIVE, State.TAKEN, State.MISMATCH}:
        return None
    answers = _Answers(road, prints=False)
    after = answers.write(activation, step)
    tell(after)
    return Settled(after, fault=answers.fault, kept=answers.receipt)


def _look_at_cancelled(road: Road, activation: Activation, tell: Tell) -> Activation:
    """T19 to T21: two reads, both after the quarantine and apart. The first is written as a note."""
    first_read = f"{activation.id} read"
    own = road.send_times.since(activation.id)
    apart = road.send_times.since(first_read)
    answer = road.issuer.read(activation.order.card)
    age = age_of(activation, own, answer.server_at)
    first_at = first_cancel_read(activation)
    if first_at is not None and answer.server_at is not None:
        apart = max(apart, answer.server_at - first_at - DATE_STEP)
    is_second = activation.note.startswith(READ_ONCE) and apart >= READS_APART
    step = after_cancel_read(activation, answer, age, road.facts, read_twice=is_second)
    if step.note.startswith(READ_ONCE) and not activation.note.startswith(READ_ONCE):
        road.send_times.note(first_read)
    after = road.step(activation, step)
    tell(after)
    return after
