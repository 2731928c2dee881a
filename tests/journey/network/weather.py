"""What one till does and what the line does to it meanwhile, drawn from a seed: the same seed, the same plan."""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.journey.network.exchange import Fault
from tests.journey.network.fault_line import DEAF, OPEN, REFUSING

SINGLE: Final = (
    "reset-first",
    "black-hole",
    "cut-request",
    "reset-after-request",
    "drop-answer",
    "half-answer",
    "slow-answer",
    "slow-request",
    "late",
    "portal",
    "bad-gateway",
)
"""Everything that may happen to one exchange."""
FLAPPING: Final = 0.3
"""The part of all exchanges that fails on a line that comes and goes."""
FLAPS: Final = ("reset-first", "reset-after-request", "black-hole")
LATE_MAX_S: Final = 0.3
"""A late request goes on its way so soon after the till gave up; the quarantine is longer by far."""


class Act(StrEnum):
    """What the till is asked to do."""

    SELL = "sell"
    SELL_TWO = "sell-two"
    SETTLE = "settle"
    CANCEL = "cancel"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Turn:
    """One act, and the line as it is meanwhile: a fault for each exchange in turn, and how the door stands."""

    act: Act
    faults: tuple[Fault, ...] = ()
    doors: str = OPEN


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan. `adds`: the server puts a second activation on top. `knows_cas`: the till was told that it refuses."""

    seed: int
    adds: bool
    knows_cas: bool
    turns: tuple[Turn, ...]


def schedule(seed: int) -> Schedule:
    """The plan of a seed."""
    chance = random.Random(seed)
    adds = chance.random() < 0.5
    turns = [_turn(Act.SELL, chance)]
    for _ in range(chance.randint(2, 4)):
        act = chance.choices(tuple(Act), (4, 1, 3, 1, 1))[0]
        turns.append(_turn(act, chance))
    return Schedule(seed, adds, not adds and chance.random() < 0.5, tuple(turns))


def _turn(act: Act, chance: random.Random) -> Turn:
    what = chance.random()
    if what < 0.1:
        return Turn(act, doors=REFUSING)
    if what < 0.15:
        return Turn(act, doors=DEAF)
    if what < 0.3:
        return Turn(act, tuple(_flap(chance) for _ in range(8)))
    before = (Fault("pass"),) * chance.choice((0, 0, 1, 1, 2))  # whether the token, the read or the activate is met
    return Turn(act, (*before, *(_fault(chance.choice(SINGLE), chance) for _ in range(chance.choice((1, 1, 1, 2))))))


def _flap(chance: random.Random) -> Fault:
    return _fault(chance.choice(FLAPS) if chance.random() < FLAPPING else "pass", chance)


def _fault(kind: str, chance: random.Random) -> Fault:
    return Fault(
        kind,
        at=chance.random(),
        wait_s=chance.uniform(0, LATE_MAX_S),
        bytes_s=chance.choice((100, 1000)),
        is_reset=chance.random() < 0.5,
    )
