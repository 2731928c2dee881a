"""Finds out how a scanner that types is set, by three codes that it reads: layout, Caps Lock, prefix, suffix, pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.core.key_reading import BurstReader, KeyNumbers, Layout, Stroke, typed_reading, us_reading
from app.core.paper import Align, BarCode, Blank, Paper, PaperKind, PaperLine, QrCode, Rule, Text
from app.core.symbology import AIM

CODES: Final = ("TILL:1/yz-QA", "Till:2_QW-mz", "till:3/zy-AM")
"""Between them they hold the signs that layouts disagree about, in both cases.

Twelve signs are the most whose bars are two dots wide on paper of 58 mm: of narrower ones hardly a scanner is sure.
"""

GAP_USUAL_MS: Final = 80
GAP_MOST_MS: Final = 500
SHORTEST: Final = 6
SHORTEST_OF_SLOW: Final = 12
"""Some people type an amount as fast as a slow scanner. Nobody's amount has twelve figures."""
_ROOM: Final = 1.6
"""The longest gap that was seen may well be longer on a busier day."""


def codes_paper(title: str, how: str, places: Sequence[str]) -> Paper:
    """The codes on paper, for a scanner that reads none from a screen. `places` are the words above each.

    No receipt: its number is 0, which no paper of the till's series has.
    """
    lines: list[PaperLine] = [Text(title, Align.CENTRE, bold=True), Text(how), Blank()]
    for place, code in zip(places, CODES, strict=True):
        lines += [Rule(), Text(place, Align.CENTRE, bold=True), Blank(), BarCode(code), QrCode(code)]
    return Paper(PaperKind.SLIP, 0, tuple(lines))


@dataclass(frozen=True, slots=True)
class Tap:
    """One key that was pressed: its name as the settings have it, its sign where it prints, and when, in ms."""

    name: str
    stroke: Stroke | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What one code told. `minds_caps_lock` is None while Caps Lock was off: then nobody can know."""

    layout: Layout
    prefix: str
    suffix: str
    gap_ms: int
    minds_caps_lock: bool | None = None
    has_long_prefix: bool = False
    """More keys before the code than the settings can name: `prefix` is the last of them."""
    has_long_suffix: bool = False
    """More keys after it than one, of which the others would be typed, or press what has the focus."""


def finding(taps: Sequence[Tap], code: str, numbers: KeyNumbers | None) -> Finding | None:
    """How this code was typed; None where no reading of the keys holds it."""
    printed = [place for place, tap in enumerate(taps) if tap.stroke is not None]
    for start in range(len(printed) - len(code) + 1):
        places = printed[start : start + len(code)]
        strokes = [stroke for place in places if (stroke := taps[place].stroke) is not None]
        read = _read(strokes, code, numbers)
        if read is None:
            continue
        layout, minds = read
        before, after = taps[: places[0]], taps[places[-1] + 1 :]
        gaps = [later.at_ms - earlier.at_ms for earlier, later in pairwise(taps)]
        prefix, is_long = _prefix(before, numbers)
        suffix = after[0].name if after else ""
        return Finding(layout, prefix, suffix, max(gaps, default=0), minds, is_long, any(map(_is_felt, after[1:])))
    return None


def _read(strokes: Sequence[Stroke], code: str, numbers: KeyNumbers | None) -> tuple[Layout, bool | None] | None:
    had_caps_lock = any(stroke.has_caps_lock for stroke in strokes)
    typed, by_key = typed_reading(strokes), us_reading(strokes, numbers) if numbers is not None else None
    if typed == code:
        return Layout.TYPED, True if had_caps_lock else None
    if had_caps_lock and typed.isascii() and typed.swapcase() == code:
        return Layout.TYPED, False
    if by_key == code:
        return Layout.US, False if had_caps_lock else None
    if had_caps_lock and by_key is not None and by_key.swapcase() == code:
        return Layout.US, True
    return None


def _is_felt(tap: Tap) -> bool:
    """Whether a key that is not taken for a scan's writes something into a field, or presses a button."""
    return tap.stroke is not None or tap.name == "Return"


def _prefix(before: Sequence[Tap], numbers: KeyNumbers | None) -> tuple[str, bool]:
    """The key before a code, and whether it takes more than that one. An AIM identifier is none: the till knows those.

    Of several keys the first will do where the others print nothing: within a scan such a key is passed over.
    """
    strokes = [tap.stroke for tap in before[-3:] if tap.stroke is not None]
    by_key = us_reading(strokes, numbers) if numbers is not None else None
    is_aim = any(AIM.fullmatch(text or "") for text in (typed_reading(strokes), by_key))
    kept = before[:-3] if is_aim else before
    if not kept:
        return "", False
    is_long = any(tap.stroke is not None for tap in kept[1:])
    return kept[-1 if is_long else 0].name, is_long


def together(findings: Sequence[Finding]) -> dict[str, str | int | bool] | None:
    """The settings of the scanner table that all findings agree on; None where they contradict each other.

    The longest gap is that of the usual code: where the computer had other work for a moment, in one code of three,
    that is no scanner's pace. A longer gap than need be would take a person's typing for a scan.
    """
    if len({(known.layout, known.prefix, known.suffix) for known in findings}) != 1:
        return None
    one = findings[0]
    longest = sorted(known.gap_ms for known in findings)[len(findings) // 2]
    room = -(-int(longest * _ROOM) // 10) * 10
    is_like_typing = room > GAP_USUAL_MS and not one.prefix
    minds = {known.minds_caps_lock for known in findings} - {None}
    return {
        "wedge_prefix": one.prefix,
        "wedge_suffix": one.suffix,
        "wedge_gap_ms_max": min(GAP_MOST_MS, max(GAP_USUAL_MS, room)),
        "wedge_shortest": SHORTEST_OF_SLOW if is_like_typing else SHORTEST,
        "wedge_layout": one.layout.value,
        "wedge_minds_caps_lock": minds == {True},
    }


def comes_back(
    taps: Sequence[Tap], code: str, values: Mapping[str, str | int | bool], numbers: KeyNumbers | None
) -> bool:
    """Whether these keys, were they scanned with the settings `values`, would be read as this code."""
    reader = BurstReader(
        (), numbers, Layout(str(values["wedge_layout"])), minds_caps_lock=bool(values["wedge_minds_caps_lock"])
    )
    strokes = _scan_of(taps, str(values["wedge_prefix"]), str(values["wedge_suffix"]))
    return any(AIM.sub("", text, count=1) == code for _, text in reader.readings(strokes))


def _scan_of(taps: Sequence[Tap], prefix: str, suffix: str) -> list[Stroke]:
    """What is left of a burst without prefix and suffix; without a prefix a key that prints nothing breaks it off."""
    names = [tap.name for tap in taps]
    if prefix and prefix not in names:
        return []
    strokes: list[Stroke] = []
    for tap in taps[names.index(prefix) + 1 :] if prefix else taps:
        if suffix and tap.name == suffix:
            break
        if tap.stroke is not None:
            strokes.append(tap.stroke)
        elif not prefix and suffix:
            strokes = []
    return strokes
