"""The reports of a HID-POS scanner as codes: pure functions on bytes (HID Point of Sale usage tables, section 4).

A report has 64 bytes: its number 2, the length of its data, three bytes of AIM identifier, 56 bytes of data, three
that makers use as they like, and a last byte whose lowest bit says that more of the same code follows.
"""

from dataclasses import dataclass, field
from typing import Final

from app.core.symbology import AIM
from app.scanner.framing import LONGEST, Frame, Noise, NoiseKind, Piece

REPORT_BYTES: Final = 64
REPORT_NUMBER: Final = 2
DATA_MAX: Final = 56
_AIM_AT: Final = 2
_DATA_AT: Final = 5
_MORE_AT: Final = 63
_MORE: Final = 0x01


@dataclass(frozen=True, slots=True)
class HidPart:
    """What one report holds. Its data may be a part of a token: its repr shows none of it."""

    aim: str
    data: bytes = field(repr=False)
    has_more: bool


def parsed(report: bytes) -> HidPart | None:
    """One report, its number first. None for a report of another kind, or one that is cut or impossible."""
    if len(report) != REPORT_BYTES or report[0] != REPORT_NUMBER or not 0 < report[1] <= DATA_MAX:
        return None
    aim = report[_AIM_AT:_DATA_AT].decode("latin-1")
    data = report[_DATA_AT : _DATA_AT + report[1]]
    return HidPart(aim if AIM.fullmatch(aim) else "", data, bool(report[_MORE_AT] & _MORE))


class HidFrames:
    """Puts reports together to codes. What may have lost or doubled a part is noise, and never half a code."""

    def __init__(self) -> None:
        self._parts: list[HidPart] = []
        self._ended_with: HidPart | None = None
        self._drops = False

    @property
    def is_amid(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._parts) or self._drops

    def feed(self, report: bytes) -> Piece | None:
        """What this report completed."""
        if report[:1] != bytes([REPORT_NUMBER]):
            return None  # keep-alives and makers' own reports belong to no code
        part = parsed(report)
        if part is None:
            return self._lose(NoiseKind.CUT_OFF, len(report))
        if self._drops:
            self._drops = part.has_more
            return None
        if self._is_doubled(part):
            return self._lose(NoiseKind.DAMAGED, len(part.data), drops=part.has_more)
        self._ended_with = None
        self._parts.append(part)
        size = sum(len(known.data) for known in self._parts)
        if size > LONGEST:
            return self._lose(NoiseKind.TOO_LONG, size, drops=part.has_more)
        return None if part.has_more else self._finish()

    def silence(self) -> Piece | None:
        """More should have followed and did not: the beginning of a code is no code."""
        if self._drops:
            self._drops = False
            return None
        return self._lose(NoiseKind.CUT_OFF, sum(len(part.data) for part in self._parts)) if self._parts else None

    def cut(self) -> None:
        """Forgets a code that has begun: the device was lost."""
        self._parts, self._drops, self._ended_with = [], False, None

    def _is_doubled(self, part: HidPart) -> bool:
        """Whether a report came twice: inside a code it would double a part, and a last part alone is no code."""
        return part == (self._parts[-1] if self._parts else self._ended_with)

    def _lose(self, kind: NoiseKind, size: int, *, drops: bool | None = None) -> Noise:
        was_amid = bool(self._parts)
        self.cut()
        self._drops = was_amid if drops is None else drops
        return Noise(kind, size)

    def _finish(self) -> Piece:
        parts, self._parts = self._parts, []
        if len(parts) > 1:
            self._ended_with = parts[-1]
        raw = b"".join(part.data for part in parts).rstrip(b"\r\n\t\x00")
        try:
            return Frame(parts[0].aim + raw.decode("utf-8"))
        except UnicodeDecodeError:
            return Noise(NoiseKind.NOT_TEXT, len(raw))
