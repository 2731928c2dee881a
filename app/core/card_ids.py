"""How head office names new cards: a prefix, figures that nobody can guess, and a check digit by a named standard."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from app.core.card import CardCode

FIGURES_LEAST: Final = 4
FIGURES_MOST: Final = 64
PREFIX_MOST: Final = 64


@unique
class CheckDigit(StrEnum):
    """The standard of the last figure. It counts the figures of the whole id and passes other signs over."""

    NONE = "none"
    LUHN = "luhn"
    """ISO/IEC 7812-1: finds every single wrong figure, and most swapped neighbours."""
    MOD_11_10 = "mod-11-10"
    """ISO/IEC 7064, MOD 11,10: finds every single wrong figure, and nearly all swapped neighbours."""

    def of(self, figures: str) -> str:
        """The figure to put behind these; empty for NONE. Raises ValueError where there is nothing to count."""
        if self is CheckDigit.NONE:
            return ""
        counted = figures.encode("ascii", "ignore").translate(None, _NO_FIGURES)
        if not counted:
            raise ValueError("a check digit counts figures, and there are none")
        return str(_luhn(counted) if self is CheckDigit.LUHN else _mod_11_10(counted))

    def holds(self, card_id: str) -> bool:
        """Whether the last sign of an id is the right one. True for NONE."""
        if self is CheckDigit.NONE:
            return True
        try:
            return card_id[-1:] == self.of(card_id[:-1])
        except ValueError:
            return False


_NO_FIGURES: Final = bytes(set(range(256)) - set(b"0123456789"))
_VALUES: Final = bytes.maketrans(b"0123456789", bytes(range(10)))
_DOUBLED: Final = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
"""Twice each figure, and a result of two figures added up. A million ids are told in seconds by tables alone."""


def _luhn(figures: bytes) -> int:
    """Every second figure from the right is doubled, and what is lacking to a full ten is told."""
    return -(sum(figures[-1::-2].translate(_DOUBLED)) + sum(figures[-2::-2].translate(_VALUES))) % 10


def _mod_11_10(figures: bytes) -> int:
    """The hybrid system of ISO/IEC 7064 with one figure from 0 to 9."""
    rest = 10
    for figure in figures.translate(_VALUES):
        rest = 2 * ((rest + figure) % 10 or 10) % 11
    return (11 - rest) % 10


@dataclass(frozen=True, slots=True)
class IdScheme:
    """`prefix`, then so many random `figures`, then the check digit. The chance is handed in: `id_of` draws nothing."""

    prefix: str
    figures: int
    check: CheckDigit = CheckDigit.LUHN

    def __post_init__(self) -> None:
        """Raises ValueError for figures that are too few or too many; Refusal CARD_CODE_BAD for a prefix no id has."""
        if not FIGURES_LEAST <= self.figures <= FIGURES_MOST:
            raise ValueError(f"an id has {FIGURES_LEAST} to {FIGURES_MOST} random figures")
        if len(self.prefix) > PREFIX_MOST:
            raise ValueError(f"a prefix has at most {PREFIX_MOST} signs")
        CardCode(self.id_of("0" * self.figures))

    @property
    def length(self) -> int:
        """The signs of a whole id."""
        return len(self.prefix) + self.figures + len(self.check.of("0"))

    @property
    def room(self) -> int:
        """How many different ids there are."""
        return int(10**self.figures)

    @property
    def sample(self) -> str:
        """An id of this scheme that stands for all of them: the one whose figures run 1234567890."""
        return self.id_of(("1234567890" * 7)[: self.figures])

    def id_in_row(self, place: int, count: int, figures: str) -> str:
        """The id of one of `count` cards, which stand in a row: each in a stretch of its own, at random within it.

        No two are alike, whoever knows one knows nothing of the next, and a row of them is written down quickly. A
        guess is right as often as with figures drawn from the whole room. Raises ValueError for a place outside.
        """
        if not 0 <= place < count <= self.room:
            raise ValueError(f"there is no place {place} in a row of {count}")
        stretch = self.room // count
        number = place * stretch + int(figures) * stretch // self.room
        return self.id_of(f"{number:0{self.figures}d}")

    def id_of(self, figures: str) -> str:
        """The id with these random figures. Raises ValueError where they are not as many as the scheme has."""
        if len(figures) != self.figures or not (figures.isascii() and figures.isdecimal()):
            raise ValueError(f"this scheme takes {self.figures} figures")
        return f"{self.prefix}{figures}{self.check.of(self.prefix + figures)}"
