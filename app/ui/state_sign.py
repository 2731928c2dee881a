"""The sign of each state: a drawing and a tone, always shown beside the state's word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.core.activation import State
from app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Sign:
    """`small` is for rows, `large` for a result that is read from two metres."""

    small: str
    large: str
    tone: Tone


ACTIVE: Final = Sign("active", "sign-active", Tone.ACTIVE)
WAITING: Final = Sign("clock", "sign-wait", Tone.WAIT)
SENDING: Final = Sign("sending", "sign-sending", Tone.PLAIN)
IN_DOUBT: Final = Sign("question", "sign-ask", Tone.ASK)
STOPPED: Final = Sign("stop", "sign-stop", Tone.BAD)
OVER: Final = Sign("cross", "sign-stop", Tone.PLAIN)

SIGNS: Final[Mapping[State, Sign]] = {
    State.QUEUED: WAITING,
    State.SENDING: SENDING,
    State.UNKNOWN: IN_DOUBT,
    State.ACTIVE: ACTIVE,
    State.MISMATCH: STOPPED,
    State.TAKEN: STOPPED,
    State.HELD: STOPPED,
    State.CANCEL_WAIT: IN_DOUBT,
    State.CANCELLED: OVER,
    State.CLOSED: OVER,
}
"""Only ACTIVE is green."""
