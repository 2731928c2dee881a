"""The four zeros: no card loaded twice, nothing lost, nothing told that is not so, nothing left unsettled."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum, unique


@unique
class Zero(StrEnum):
    """What may never happen, by the word that the figures are quoted with."""

    TWICE = "twice"
    LOST = "lost"
    LIE = "lies"
    UNSETTLED = "unsettled"


OF_INVARIANT = {"I1": Zero.TWICE, "I2": Zero.LIE, "I3": Zero.LIE, "I4": Zero.UNSETTLED, "I5": Zero.LOST}
"""What the search calls by reliability's numbers."""


class Broken(AssertionError):
    """A promise that does not hold."""

    def __init__(self, zero: Zero, what: str) -> None:
        super().__init__(f"{zero}: {what}")
        self.zero = zero


def demand(holds: object, zero: Zero, what: str) -> None:
    """Raises Broken where it does not hold."""
    if not holds:
        raise Broken(zero, what)


@dataclass
class Tally:
    """What happened in a run, to be quoted beside its zeros."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, count: int = 1) -> None:
        self.counts[what] += count

    def told(self) -> dict[str, int]:
        """The zeros first, whatever happened besides after them."""
        return {zero.value: self.counts[zero.value] for zero in Zero} | dict(sorted(self.counts.items()))
