"""A line to a printer, whatever it is made of: bytes go out, status comes back, and everything ends in bounded time."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Final, Protocol, Self

from app.core.problem import Code
from app.printer.patience import Patience
from app.printer.status_bytes import StatusBytes

REAL_TIME: Final = b"\x10\x04"
"""DLE EOT n: answered at once, even by a printer that is off-line."""
ANSWER_IN_TURN: Final = b"\x1dr\x01"
"""GS r 1: answered when everything before it has been printed."""
READ_AT_ONCE: Final = 4096


class Line(ABC):
    """An open line. Nothing raises; `is_open` tells when it is lost. As a context it closes so that nothing is lost.

    A line of its own kind hands bytes over and reads into `status`; what is asked and answered is the same on all.
    """

    keeps_old_answers: ClassVar[bool] = False
    """Whether answers to what was asked before this line was opened may still come: a cable outlives its opening."""

    def __init__(self) -> None:
        self.status = StatusBytes()
        self.carried_a_job = False
        self.is_open = True
        self._asked_in_turn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def ask(self, question: int, wait_s: float) -> int | None:
        """The printer's answer to DLE EOT `question`, or None where it gives none in time."""
        answers = self.status.real_time
        known = len(answers)
        self.hand_over(REAL_TIME + bytes([question]), wait_s)
        self.read_until(lambda: len(answers) > known, wait_s)
        return answers[-1] if len(answers) > known else None

    def send(self, data: bytes, wait_s: float) -> int:
        """Hands over as much of a job as is taken in time. How many bytes left this program."""
        self.carried_a_job = True
        return self.hand_over(data, wait_s)

    def answer_in_turn(self, wait_s: float, before: bytes = b"") -> int | None:
        """The answer to a GS r that is sent now, behind everything else; None where none comes in time.

        `before` are commands that go right before it. Every GS r of this line is counted, so that a late answer to an
        earlier one is never taken for this one's.
        """
        self._asked_in_turn += 1
        question = before + ANSWER_IN_TURN
        answers, wanted = self.status.in_turn, self._asked_in_turn
        if self.hand_over(question, wait_s) < len(question):
            return None
        self.read_until(lambda: len(answers) >= wanted, wait_s)
        return answers[wanted - 1] if len(answers) >= wanted else None

    def listen(self, wait_s: float) -> None:
        """Takes in whatever still comes of what was asked before, and forgets it."""
        self.read_until(lambda: False, wait_s)
        self.status = StatusBytes()
        self._asked_in_turn = 0

    @abstractmethod
    def hand_over(self, data: bytes, wait_s: float) -> int:
        """Writes, and reads what the printer says meanwhile. How many bytes left this program."""

    @abstractmethod
    def read_until(self, enough: Callable[[], bool], wait_s: float) -> None:
        """Reads into `status` until there is enough, the time is over or the line is lost."""

    @abstractmethod
    def close(self) -> None:
        """Ends the line so that what was sent still arrives, and what was not sent never does."""


class Place(Protocol):
    """Where a printer is plugged in."""

    @property
    def address(self) -> str:
        """As settings and sentences name it: `tcp://10.0.0.7:9100`."""
        ...

    def open(self, patience: Patience) -> Line | Code:
        """A line to the printer there, or why there is none: unreachable, busy or denied. Ends in bounded time."""
        ...
