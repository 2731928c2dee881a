"""Bytes from a serial line, in whatever pieces they come, to codes: where one begins and ends, and what is noise."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from app.core import slip_code

LONGEST: Final = slip_code.LONGEST + 8
"""Bytes. What is longer than any code is noise up to the next end sign. A card's code has 256 signs at most, which
`core.scan` holds; a slip's code, on the same line, has up to 1,600 figures, and a scanner's own signs before it."""

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
    DAMAGED = "damaged"
    """A byte was lost on the line: the port hands a NUL on in its place. What is left may be another card's number."""


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

    A code ends at CR, LF, TAB or ETX. STX begins one anew. Control bytes are dropped, but a NUL is a byte that the
    port could not read, and a code that lost one is noise; only what a line gives while it is being plugged in is
    forgiven, before the first code or with its stray 0xFF. With `has_check` a code between STX and ETX is followed by
    one byte, the XOR of all after STX up to and including ETX.
    """

    def __init__(self, *, has_check: bool = False) -> None:
        self._has_check = has_check
        self._bytes = bytearray()
        self._check: int | None = None
        self._awaits_check = False
        self._drops = False
        self._saw_end = False
        self._lost = self._stray = 0
        self._is_new = True

    @property
    def is_amid(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._bytes) or self._drops or self._awaits_check or self._lost + self._stray > 0

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
            kind = NoiseKind.DAMAGED if self._lost or not self._bytes else NoiseKind.CUT_OFF
            size = len(self._bytes) + self._lost + self._stray
            self._forget()
            return None if was_dropping else Noise(kind, size)
        return self._finish()

    def cut(self) -> None:
        """Forgets a code that has begun: the line was lost, and is being plugged in when it comes back."""
        self._forget()
        self._is_new = True

    def _forget(self) -> None:
        self._bytes.clear()
        self._check = None
        self._awaits_check = self._drops = False
        self._lost = self._stray = 0

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
        is_stray = byte == _STRAY and not self._bytes
        if self._drops or is_stray or byte < 0x20 or byte == 0x7F:
            self._drop(byte)
            return None
        if self._is_new and not self._bytes:
            self._lost = 0
        self._stray = 0
        self._bytes.append(byte)
        return self._overrun() if len(self._bytes) > LONGEST else None

    def _drop(self, byte: int) -> None:
        """A NUL is a byte that was lost, unless a plug gave it. Of the others it is noted that they came."""
        if byte == 0:
            self._lost += 1
        elif not self._bytes and not self._drops:
            self._stray += 1
        if byte == _STRAY and not self._bytes:
            self._stray += self._lost
            self._lost = 0

    def _begin(self) -> Piece | None:
        size = len(self._bytes)
        self._forget()
        self._check = 0
        return Noise(NoiseKind.CUT_OFF, size) if size else None

    def _overrun(self) -> Piece:
        size = len(self._bytes)
        self._forget()
        self._drops = True
        return Noise(NoiseKind.TOO_LONG, size)

    def _end(self, byte: int) -> Piece | None:
        if self._drops:
            self._forget()
            return None
        if byte == ETX and self._has_check and self._check is not None:
            self._awaits_check = True
            return None
        return self._finish()

    def _checked(self, byte: int) -> Piece | None:
        if byte == self._check:
            return self._finish()
        size = len(self._bytes)
        self._forget()
        return Noise(NoiseKind.CHECK_FAILED, size)

    def _finish(self) -> Piece | None:
        raw, lost = bytes(self._bytes), self._lost or (self._stray if not self._bytes else 0)
        self._forget()
        if lost:
            return Noise(NoiseKind.DAMAGED, len(raw) + lost)
        if not raw:
            return None
        self._is_new = False
        try:
            return Frame(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return Noise(NoiseKind.NOT_TEXT, len(raw))
