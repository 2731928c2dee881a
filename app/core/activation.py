"""One activation: what was confirmed (never changes) and where it stands (one step at a time)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from typing import Final

from app.core.card import Card, CardCode
from app.core.money import Money
from app.core.problem import Code, Problem


@unique
class State(StrEnum):
    """The durable states (DRAFT is a form on screen; FAULT is the till's, not an activation's)."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACTIVE = "active"
    MISMATCH = "mismatch"
    TAKEN = "taken"
    HELD = "held"
    CANCEL_WAIT = "cancel_wait"
    CANCELLED = "cancelled"
    CLOSED = "closed"


OPEN: Final = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN, State.HELD, State.CANCEL_WAIT})
"""While an activation stands here its card cannot be sold again from this till."""

QUEUE: Final = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN, State.CANCEL_WAIT})
"""What still has to be settled with the issuer."""

CASES: Final = frozenset({State.HELD, State.TAKEN, State.MISMATCH})
"""What is never settled by itself: each of these opens a case (`app.core.case`)."""

NEXT: Final[Mapping[State | None, frozenset[State]]] = {
    None: frozenset({State.QUEUED, State.UNKNOWN}),  # T01 T27
    State.QUEUED: frozenset(
        {
            State.QUEUED,  # T16
            State.SENDING,  # T04
            State.UNKNOWN,  # T28
            State.ACTIVE,  # T23
            State.MISMATCH,  # T13
            State.TAKEN,  # T14
            State.HELD,  # a read before the first send says the issuer does not know the card
            State.CANCELLED,  # T22
            State.CLOSED,  # T26
        }
    ),
    State.SENDING: frozenset(
        {
            State.QUEUED,  # T05 T08 T09
            State.ACTIVE,  # T06
            State.UNKNOWN,  # T07 T11, and T05 T08 T09 where an earlier send may have landed
            State.HELD,  # T10
            State.MISMATCH,  # T13
        }
    ),
    State.UNKNOWN: frozenset(
        {
            State.UNKNOWN,  # T16
            State.ACTIVE,  # T12
            State.MISMATCH,  # T13
            State.TAKEN,  # T14
            State.SENDING,  # T15
            State.HELD,  # T17
            State.CANCEL_WAIT,  # T18
            State.CLOSED,  # T26
        }
    ),
    State.HELD: frozenset({State.CANCEL_WAIT, State.CANCELLED, State.QUEUED, State.UNKNOWN}),  # T18 T22 T24 T28
    State.CANCEL_WAIT: frozenset(
        {
            State.CANCEL_WAIT,  # T16
            State.UNKNOWN,  # T28
            State.CANCELLED,  # T19
            State.ACTIVE,  # T20
            State.MISMATCH,  # T13
            State.TAKEN,  # T21
            State.CLOSED,  # T26
        }
    ),
    State.MISMATCH: frozenset({State.CLOSED}),  # T25
    State.TAKEN: frozenset({State.CLOSED}),  # T25
    State.ACTIVE: frozenset(),
    State.CANCELLED: frozenset(),
    State.CLOSED: frozenset(),
}
"""Every allowed step; the numbers are the transition table's. The ledger carries the same table into its triggers."""


class BadTransition(Exception):
    """A step that NEXT does not allow: a bug, never a person's fault."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was confirmed at the till for one card. Nothing in it changes afterwards.

    `activation_id` is at most 35 characters (a UUIDv7 without hyphens). `body` is the activate call's body, frozen as
    bytes and sent again byte for byte. `read_before` says that the card was read as inactive when it was scanned.
    """

    activation_id: str
    sale_id: str
    till_id: str
    operator_id: str
    card: CardCode
    money: Money
    body: bytes
    confirmed_at: datetime
    read_before: bool = False
    customer_id: str | None = None
    customer_name: str | None = None
    sale_reference: str | None = None
    active_from: datetime | None = None
    expires_at: datetime | None = None
    place: int = 0
    """The card's place in its sale, from 0."""
    replaces: str | None = None
    """The activation whose money this one carries on: a case that was moved to another card."""

    def __post_init__(self) -> None:
        """Raises ValueError for what no form can make: it would be a bug."""
        if not 0 < len(self.activation_id) <= 35:
            raise ValueError("activation_id must have 1 to 35 characters")
        if self.money.minor <= 0:
            raise ValueError("an activation loads more than nothing")
        if not self.body:
            raise ValueError("an order carries its frozen body")
        for moment in (self.confirmed_at, self.active_from, self.expires_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("times are aware")


def short_id(activation_id: str) -> str:
    """An activation id's last eight characters in two groups, for slips and speech: `0192-7F3A`."""
    last = activation_id[-8:].upper()
    return f"{last[:4]}-{last[4:]}"


@dataclass(frozen=True, slots=True)
class Activation:
    """An order and where it stands.

    `sends` counts the calls that may have left the till. `ambiguous` is true once any of them may have been carried
    out; it is never cleared. `send_ended_at` is when the last such call ended, by the till's clock, for people only;
    `seen_after_send` is the first time the issuer itself named after that end, which a quarantine may be measured by.
    `problem` says why it stands where it stands; `evidence` is the card as the issuer last answered it.
    """

    order: Order
    state: State
    seq: int
    at: datetime
    sends: int = 0
    ambiguous: bool = False
    send_ended_at: datetime | None = None
    seen_after_send: datetime | None = None
    problem: Problem | None = None
    evidence: Card | None = None
    note: str = ""

    @property
    def id(self) -> str:
        """The activation's id: what `pos_activation_id` holds at the issuer."""
        return self.order.activation_id

    @property
    def short_id(self) -> str:
        """The id's last eight characters in two groups, for slips and speech: `0192-7F3A`."""
        return short_id(self.id)

    @property
    def is_open(self) -> bool:
        """Its card cannot be sold again from this till."""
        return self.state in OPEN

    def moved(self, step: "Step", at: datetime) -> "Activation":
        """The same activation one step on. Raises BadTransition for a step that NEXT does not allow."""
        if step.to not in NEXT[self.state]:
            raise BadTransition(f"{self.id}: {self.state} -> {step.to}")
        if self.ambiguous and not step.ambiguous:
            raise BadTransition(f"{self.id}: doubt is never forgotten")
        return replace(
            self,
            state=step.to,
            seq=self.seq + 1,
            at=at,
            sends=step.sends,
            ambiguous=step.ambiguous,
            send_ended_at=step.send_ended_at,
            seen_after_send=step.seen_after_send,
            problem=step.problem,
            evidence=step.evidence or self.evidence,
            note=step.note,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step to write: where to, and what is known there. Made by `app.core.rules`, written by the ledger."""

    to: State
    rule: str
    sends: int
    ambiguous: bool
    send_ended_at: datetime | None = None
    seen_after_send: datetime | None = None
    problem: Problem | None = None
    evidence: Card | None = None
    note: str = ""


def queued(order: Order) -> Activation:
    """T01: the first durable state of an order."""
    return Activation(order=order, state=State.QUEUED, seq=1, at=order.confirmed_at)


def taken_over(order: Order, at: datetime, note: str) -> Activation:
    """T27: an order of another journal (a slip, a rescued file), which may have sent it: in doubt from the start.

    `note` says where it came from.
    """
    told = Problem(Code.TAKEN_OVER)
    return Activation(order=order, state=State.UNKNOWN, seq=1, at=at, ambiguous=True, problem=told, note=note)


@dataclass(frozen=True, slots=True)
class Event:
    """One row of an activation's history, as the journal shows it."""

    activation_id: str
    seq: int
    state: State
    at: datetime
    rule: str
    sends: int
    ambiguous: bool
    problem: Problem | None = None
    evidence: Card | None = None
    note: str = ""
