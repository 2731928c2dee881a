"""What the print queues of the systems have in common: how one stands, and a job from its handing over to its end."""

from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Final, Protocol

from app.core.problem import Code


@unique
class JobState(IntEnum):
    """RFC 8011, 5.3.7; other systems' states are told in these."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


ENDED: Final = frozenset({JobState.CANCELLED, JobState.ABORTED, JobState.COMPLETED})


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue as it stands. `problem` is what is wrong with its printer by the queue's own account, if anything."""

    takes_jobs: bool
    problem: Code | None = None
    is_low: bool = False


@dataclass(frozen=True, slots=True)
class JobStanding:
    """A job as it stands. `was_begun` is False where the printer certainly got nothing of it."""

    state: JobState
    was_begun: bool


class PrintQueue(Protocol):
    """A queue. Every method ends in bounded time and raises OSError or ValueError where nobody answers well."""

    @property
    def address(self) -> str:
        """As settings and sentences name it."""
        ...

    def state(self, wait_s: float) -> QueueState | None:
        """How the queue is; None where there is none of this name."""
        ...

    def hand_over(self, job: bytes, title: str, wait_s: float) -> int | None:
        """The number of the job that was made of these bytes; None where it was refused and none was made."""
        ...

    def job(self, number: int, wait_s: float) -> JobStanding:
        """How a job stands."""
        ...

    def take_back(self, number: int, wait_s: float) -> JobStanding:
        """Takes a job out of the queue. How it stands then: what was not begun never comes out."""
        ...
