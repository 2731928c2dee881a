"""How good cards stand at the issuer: inactive as they should be, in use already, or gone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Final

from app.core.answer import Answer, Kind
from app.core.card import Standing
from app.core.problem import Problem
from app.core.rules import problem_of

SILENT_IN_A_ROW: Final = 20
"""After so many reads without an answer, one behind the other, the line is to blame and not a card."""


@unique
class Found(StrEnum):
    """What the issuer says of a card."""

    INACTIVE = "inactive"
    IN_USE = "in use"
    GONE = "gone"
    UNDECIDED = "not known"
    """A status word that is not known, or a read that decided nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the issuer said of a batch's good cards so far. `most` is how many there are to ask for.

    `problem` is why it was given up before the end: the reads that brought no answer at last are counted nowhere.
    """

    most: int
    found: Mapping[Found, int] = field(default_factory=dict[Found, int])
    problem: Problem | None = None

    @property
    def read(self) -> int:
        """How many were asked for."""
        return sum(self.found.values())

    @property
    def is_whole(self) -> bool:
        """Whether every one was asked for."""
        return self.problem is None and self.read >= self.most


@dataclass(slots=True)
class StateCheck:
    """Counts the answers for the cards of one batch, and gives up where none come any more.

    A single read that decides nothing makes its card one that is not known. With `problem` set nothing more is to be
    asked.
    """

    most: int
    problem: Problem | None = None
    _found: Counter[Found] = field(default_factory=Counter[Found])
    _silent: int = 0

    def take(self, answer: Answer) -> None:
        """What came for the next card."""
        if _speaks_of_its_card(answer):
            self._found[Found.UNDECIDED] += self._silent
            self._silent = 0
            self._found[_found(answer)] += 1
            return
        self._silent += 1
        if self._silent >= SILENT_IN_A_ROW:
            self.problem = problem_of(answer)

    def so_far(self) -> Checked:
        """What is known now."""
        found = Counter(self._found)
        if self.problem is None:
            found[Found.UNDECIDED] += self._silent
        return Checked(self.most, dict(+found), self.problem)


_STANDINGS = {Standing.INACTIVE: Found.INACTIVE, Standing.ACTIVE: Found.IN_USE}


def _speaks_of_its_card(answer: Answer) -> bool:
    """Any card would have met a refusal of the rights, as it would a line that is down."""
    return answer.card is not None or (answer.kind is Kind.REFUSED and answer.status != 403)


def _found(answer: Answer) -> Found:
    if answer.card is not None:
        return _STANDINGS.get(answer.card.standing, Found.UNDECIDED)
    return Found.GONE if answer.kind is Kind.REFUSED and answer.status == 404 else Found.UNDECIDED
