"""What a scanner that types meant: the signs as the keyboard's layout made them, or a second reading by key position.

A scanner presses keys, and the computer's layout makes signs of them. A scanner set to a US keyboard on a Norwegian
computer types Ø for a colon and + for a hyphen, and Caps Lock turns small letters into large ones. Which key was
pressed is known all the same, so the code is read a second time as a US keyboard would have written it, and the
reading that is a card, a token or a slip counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum, unique
from typing import Final

from app.core.problem import Refusal
from app.core.scan import ScanPattern, decode
from app.core.slip_code import looks_like_slip

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (86, "\\", "|"),
)
US_KEYS: Final = {
    first + place: (small[place], large[place]) for first, small, large in _ROWS for place in range(len(small))
}
"""A US keyboard by the numbers of scan code set 1, which Linux took over: each key without and with Shift."""


@unique
class KeyNumbers(IntEnum):
    """How a system numbers keys: how far its numbers lie above those of scan code set 1."""

    WINDOWS = 0
    X11 = 8
    """Also Wayland: X has counted from eight on since its first servers."""


@unique
class Layout(StrEnum):
    """Which reading of a scanner's keys counts."""

    AUTO = "auto"
    """As typed where that means something, else by key position; and by key position once that was proven right."""
    TYPED = "typed"
    US = "us"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One printed sign of a burst, with what a second reading by key position needs. A dead key has no text."""

    text: str
    scan_code: int
    has_shift: bool
    has_caps_lock: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A burst as it was read: by which reading, whether Caps Lock was on, and whether any code has this form.

    May be a token: its repr shows its length only.
    """

    text: str
    layout: Layout
    had_caps_lock: bool = False
    is_known: bool = False
    is_spoilt: bool = False
    """No reading has a form that is known, and the signs look as if another country's keyboard had made them."""

    def __repr__(self) -> str:
        return f"Reading({len(self.text)} characters, {self.layout.value})"


def typed_reading(strokes: Sequence[Stroke]) -> str:
    """The signs as the keyboard's layout made them."""
    return "".join(stroke.text for stroke in strokes)


def us_reading(strokes: Sequence[Stroke], numbers: KeyNumbers) -> str | None:
    """The same keys on a US keyboard, without Caps Lock; None where a key is not on it or has no number."""
    keys = [US_KEYS.get(stroke.scan_code - numbers) for stroke in strokes]
    if not keys or None in keys:
        return None
    return "".join(key[stroke.has_shift] for key, stroke in zip(keys, strokes, strict=True) if key is not None)


def is_spoilt(strokes: Sequence[Stroke]) -> bool:
    """Whether these signs look like a code on another country's keyboard.

    A dead key, a letter beyond ASCII, or the lead of a token with anything but a colon after it.
    """
    typed = typed_reading(strokes)
    has_dead_key = any(not stroke.text for stroke in strokes)
    return has_dead_key or not typed.isascii() or _BROKEN_LEAD.match(typed) is not None


_BROKEN_LEAD: Final = re.compile(r"(?:\][A-Z]?[0-9]|[A-Z][0-9])?DINC[AQ]RD[^:]", re.ASCII | re.IGNORECASE)
"""The lead of the issuer's tokens, with the A where a French keyboard has its Q, and no colon behind it."""


class BurstReader:
    """Reads one scanner's bursts, and remembers which reading was proven right.

    `minds_caps_lock`: the scanner turns Shift round by itself while Caps Lock is on. `numbers` is None where the
    system tells no key numbers; only what was typed counts then.
    """

    def __init__(
        self,
        patterns: Sequence[ScanPattern],
        numbers: KeyNumbers | None,
        layout: Layout = Layout.AUTO,
        *,
        minds_caps_lock: bool = False,
    ) -> None:
        self._patterns = patterns
        self._numbers = numbers
        self._minds_caps_lock = minds_caps_lock
        self._layout = layout
        self._proven: Layout = Layout.TYPED if layout is Layout.AUTO else layout

    def read(self, strokes: Sequence[Stroke]) -> Reading:
        """The burst by the reading that means something; else as it was typed."""
        had_caps_lock = any(stroke.has_caps_lock for stroke in strokes)
        for layout, text in self.readings(strokes):
            if self._means_something(text):
                if self._layout is Layout.AUTO:
                    self._proven = layout
                return Reading(text, layout, had_caps_lock, is_known=True)
        return Reading(typed_reading(strokes), Layout.TYPED, had_caps_lock, is_spoilt=is_spoilt(strokes))

    def readings(self, strokes: Sequence[Stroke]) -> list[tuple[Layout, str]]:
        """Each reading that the settings allow, the likeliest first."""
        had_caps_lock = any(stroke.has_caps_lock for stroke in strokes)
        typed, by_position = typed_reading(strokes), self._by_position(strokes)
        if had_caps_lock and self._minds_caps_lock:
            by_position = by_position.swapcase() if by_position else None
        elif had_caps_lock:
            typed = typed.swapcase() if typed.isascii() else typed
        readings = [(Layout.TYPED, typed)] + ([(Layout.US, by_position)] if by_position else [])
        if self._layout is not Layout.AUTO:
            readings = [reading for reading in readings if reading[0] is self._layout]
        return sorted(readings, key=lambda reading: reading[0] is not self._proven)

    def _by_position(self, strokes: Sequence[Stroke]) -> str | None:
        return None if self._numbers is None else us_reading(strokes, self._numbers)

    def _means_something(self, text: str) -> bool:
        if looks_like_slip(text):
            return True
        try:
            return bool(decode(text, self._patterns))
        except Refusal:
            return False
