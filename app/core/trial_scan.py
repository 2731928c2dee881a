"""What is told of a scan that was made to try a scanner: its form and how it came, and never the whole code."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from app.core.key_reading import Reading
from app.core.problem import Problem, Refusal
from app.core.scan import ScanPattern, Token, bare, decode
from app.core.slip_code import looks_like_slip
from app.core.symbology import symbology

ENDS_SHOWN: Final = 4
SHOWN_FROM: Final = 8
"""Of a code shorter than this no sign is shown: its end would be half of it."""


@unique
class ScanSource(StrEnum):
    """How a scan came in."""

    KEYBOARD = "keyboard"
    SERIAL = "serial"
    HID_POS = "hid-pos"


@unique
class ScanKind(StrEnum):
    """What a scan is by its form."""

    CARD = "card"
    TOKEN = "token"  # noqa: S105 - a kind's name, not a secret
    SLIP = "slip"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TrialScan:
    """One scan, told to whoever tries a scanner. `problem` says why it is no card, token or slip.

    `length` counts the code's signs without an AIM identifier; `last_four` is empty for a short code. `symbology` is
    empty where the scanner names none. Of a scanner that types, `gap_ms` is the mean time between its keys and
    `reading` how they were read; else both are None.
    """

    source: ScanSource
    kind: ScanKind
    length: int
    last_four: str
    symbology: str = ""
    gap_ms: float | None = None
    reading: Reading | None = None
    problem: Problem | None = None


def trial_of(
    text: str,
    patterns: Sequence[ScanPattern],
    source: ScanSource,
    *,
    gap_ms: float | None = None,
    reading: Reading | None = None,
) -> TrialScan:
    """What may be told of this scan."""
    code = bare(text)
    kind, problem = _kind(text, patterns)
    last_four = code[-ENDS_SHOWN:] if len(code) >= SHOWN_FROM and code.isprintable() else ""
    return TrialScan(source, kind, len(code), last_four, symbology(text), gap_ms, reading, problem)


def _kind(text: str, patterns: Sequence[ScanPattern]) -> tuple[ScanKind, Problem | None]:
    if looks_like_slip(text):
        return ScanKind.SLIP, None
    try:
        meaning = decode(text, patterns)
    except Refusal as refusal:
        return ScanKind.OTHER, refusal.problem
    return (ScanKind.TOKEN if isinstance(meaning, Token) else ScanKind.CARD), None
