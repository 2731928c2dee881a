"""Bytes from a serial line, in whatever pieces they come, to codes: where one begins and ends, and what is noise."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from app.core import slip_code

LONGEST: Final = slip_code.LONGEST + 8
"""Bytes. What is longer than any code, that of a slip and a scanner's own signs before it, is noise up to the next end
sign."""

STX: Final = 0x02
ETX: Final = 0x03
ENDS: Final = frozenset(b"\r\n\t") | {ETX}
"""Each of these ends a code; one right after another ends nothing, so that CR LF counts once."""

_STRAY: Final = 0xFF
"""What a line often gives while it is being plugged in. Never part of UTF-8."""


@unique
class NoiseKind(StrEnum):
    """Why bytes became no code."""

    TOO_LONG = "too-long"
    NOT_TEXT = "not-text"
    CUT_OFF = "cut-off"
    CHECK_FAILED = "check-failed"


@dataclass(frozen=True, slots=True)
class Frame:
    """One code as the scanner sent it, without its end sign. May be a token: its repr shows its length only."""

    text: str

    def __repr__(self) -> str:
        return f"Frame({len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that were dropped, and how many."""

    kind: NoiseKind
    size: int


Piece = Frame | Noise


class Framer:
    """Cuts a scanner's bytes into codes. Any division of the same bytes gives the same codes.

    A code ends at CR, LF, TAB or ETX. STX begins one anew. NUL and other control bytes are dropped. With `has_check`
    a code between STX and ETX is followed by one byte, the XOR of all after STX up to and including ETX.
    """

    def __init__(self, *, has_check: bool = False) -> None:
        self._has_check = has_check
        self._bytes = bytearray()
        self._check: int | None = None
        self._awaits_check = False
        self._drops = False
        self._saw_end = False

    @property
    def is_amid(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._bytes) or self._drops or self._awaits_check

    def feed(self, data: bytes) -> tuple[Piece, ...]:
        """What these bytes completed, in order."""
        return tuple(piece for byte in data if (piece := self._take(byte)) is not None)

    def silence(self) -> Piece | None:
        """The line has been silent for a while: what lies here is a code, from a scanner that sends no end sign.

        After the first end sign ever seen it is half a code instead, and half a card's number may be another's.
        """
        if not self.is_amid:
            return None
        was_dropping, awaited_check = self._drops, self._awaits_check
        if self._saw_end or was_dropping or awaited_check or self._check is not None:
            size = len(self._bytes)
            self.cut()
            return None if was_dropping else Noise(NoiseKind.CUT_OFF, size)
        return self._finish()

    def cut(self) -> None:
        """Forgets a code that has begun: the line was lost."""
        self._bytes.clear()
        self._check = None
        self._awaits_check = self._drops = False

    def _take(self, byte: int) -> Piece | None:
        if self._awaits_check:
            return self._checked(byte)
        if byte == STX:
            return self._begin()
        if self._check is not None:
            self._check ^= byte
        if byte in ENDS:
            self._saw_end = True
            return self._end(byte)
        if self._drops or byte < 0x20 or byte == 0x7F or (byte == _STRAY and not self._bytes):
            return None
        self._bytes.append(byte)
        return self._overrun() if len(self._bytes) > LONGEST else None

    def _begin(self) -> Piece | None:
        size = len(self._bytes)
        self.cut()
        self._check = 0
        return Noise(NoiseKind.CUT_OFF, size) if size else None

    def _overrun(self) -> Piece:
        size = len(self._bytes)
        self.cut()
        self._drops = True
        return Noise(NoiseKind.TOO_LONG, size)

    def _end(self, byte: int) -> Piece | None:
        if self._drops:
            self.cut()
            return None
        if byte == ETX and self._has_check and self._check is not None:
            self._awaits_check = True
            return None
        return self._finish()

    def _checked(self, byte: int) -> Piece | None:
        if byte == self._check:
            return self._finish()
        size = len(self._bytes)
        self.cut()
        return Noise(NoiseKind.CHECK_FAILED, size)

    def _finish(self) -> Piece | None:
        raw = bytes(self._bytes)
        self.cut()
        if not raw:
            return None
        try:
            return Frame(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return Noise(NoiseKind.NOT_TEXT, len(raw))
