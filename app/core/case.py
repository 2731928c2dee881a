"""A case: an activation that is never settled by itself, and what persons did about it until it was closed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Final

from app.core.activation import CASES, Activation, State, Step
from app.core.problem import Code

_NEEDS_A_PERSON: Final = frozenset({Code.CARD_WITHOUT_ID, Code.CANCEL_FAILED})


@unique
class Way(StrEnum):
    """What a person may do about a case."""

    RETRY = "retry"
    """The cause is mended: the same bytes go again."""
    CANCEL = "cancel"
    """It is given up: once it is proven that no money is on the card, the money may leave."""
    MOVE = "move"
    """The money goes onto another card, by a new activation."""
    REFUND = "refund"
    """The customer has the money back."""
    ACCEPT = "accept"
    """The card is as it should be, or was put right elsewhere: nothing more is to be done."""


@dataclass(frozen=True, slots=True)
class CaseAction:
    """What one person did about a case. `other` is the activation that carries the money on (MOVE)."""

    activation_id: str
    at: datetime
    way: Way
    person: str
    reason: str
    closes: bool
    other: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a deed without a name or a reason, and for a MOVE to nowhere."""
        if not self.person.strip() or not self.reason.strip():
            raise ValueError("whoever acts on a case says who and why")
        if (self.way is Way.MOVE) != (self.other is not None):
            raise ValueError("a move, and only that, names where the money went")


@dataclass(frozen=True, slots=True)
class Case:
    """An activation that a person has, or had, to deal with. `is_open` until an action closes it or it came good."""

    activation: Activation
    opened_at: datetime
    is_open: bool
    actions: tuple[CaseAction, ...] = ()


def opens_case(step: Step) -> bool:
    """Whether a step hands its activation to a person: refused, taken, otherwise loaded, or beyond any proof."""
    if step.to is State.CLOSED:
        return False
    return step.to in CASES or (step.problem is not None and step.problem.code in _NEEDS_A_PERSON)


def ends_case(step: Step) -> bool:
    """Whether a step leaves nothing to a person: the card is active as it was confirmed, or a person closed it."""
    return step.to is State.CLOSED or (step.to is State.ACTIVE and not opens_case(step))


def ways(activation: Activation) -> frozenset[Way]:
    """What may be done about a case as it stands.

    No money leaves (MOVE, REFUND) before it is proven that none is on the first card: while a HELD activation is in
    doubt it has to be cancelled first (T18), and CANCELLED is that proof.
    """
    match activation.state:
        case State.HELD if activation.ambiguous:
            return frozenset({Way.RETRY, Way.CANCEL})
        case State.HELD:
            return frozenset({Way.RETRY, Way.MOVE, Way.REFUND})
        case State.CANCELLED | State.TAKEN | State.MISMATCH:
            return frozenset({Way.MOVE, Way.REFUND, Way.ACCEPT})
        case State.QUEUED | State.UNKNOWN | State.CANCEL_WAIT if _is_without_id(activation):
            return frozenset({Way.RETRY, Way.MOVE, Way.REFUND, Way.ACCEPT})
        case State.ACTIVE:
            return frozenset({Way.ACCEPT, Way.REFUND})
        case _:
            return frozenset()


def _is_without_id(activation: Activation) -> bool:
    """Active for the sum that was ordered, and nobody's: no read will ever end this doubt, nor prove a cancel."""
    return activation.problem is not None and activation.problem.code is Code.CARD_WITHOUT_ID
