"""Code 128 as bar widths (ISO/IEC 15417), for drawing a paper's bar code without any library."""

import re
from typing import Final

_WIDTHS: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
_PATTERNS: Final = tuple(_WIDTHS[place : place + 6] for place in range(0, len(_WIDTHS), 6))
"""Three bars and three spaces for each of the 106 symbols."""
_STOP: Final = "2331112"
_START_B: Final = 104
_START_C: Final = 105
_CODE_B: Final = 100
_CODE_C: Final = 99
"""From signs to pairs, and back."""
_RUNS: Final = re.compile(r"[0-9]+|[^0-9]+")
_CHECK_MODULUS: Final = 103
QUIET_ZONE: Final = 10
"""Modules of white that the standard wants on each side."""


def widths(data: str) -> tuple[int, ...]:
    """The widths of bars and spaces in modules, a bar first, without the quiet zones.

    Figures in a row are coded in pairs. Raises ValueError for nothing, or for what is not printable ASCII.
    """
    if not data or not data.isascii() or not data.isprintable():
        raise ValueError("Code 128 takes printable ASCII here")
    symbols = _symbols(data)
    check = (symbols[0] + sum(place * symbol for place, symbol in enumerate(symbols))) % _CHECK_MODULUS
    patterns = [_PATTERNS[symbol] for symbol in (*symbols, check)]
    return tuple(int(width) for width in "".join((*patterns, _STOP)))


def _symbols(data: str) -> list[int]:
    """Long runs of figures in pairs, the rest sign by sign: as short as ISO/IEC 15417, annex E, makes it."""
    symbols: list[int] = []
    left, is_paired = len(data), False
    for run in _RUNS.findall(data):
        left -= len(run)
        if not _is_worth_pairs(run, is_first=not symbols, is_last=not left):
            if not symbols or is_paired:
                symbols.append(_CODE_B if symbols else _START_B)
            symbols += _one_by_one(run)
            is_paired = False
            continue
        odd, pairs = (run[:1], run[1:]) if len(run) % 2 and symbols else ("", run)
        symbols += _one_by_one(odd)
        symbols.append(_CODE_C if symbols else _START_C)
        symbols += [int(pairs[place : place + 2]) for place in range(0, len(pairs) - 1, 2)]
        is_paired = len(pairs) % 2 == 0
        if not is_paired:
            symbols += [_CODE_B, *_one_by_one(pairs[-1])]
    return symbols


def _is_worth_pairs(run: str, *, is_first: bool, is_last: bool) -> bool:
    """Whether the turn to pairs, and back again, costs less than it saves."""
    if not run.isdecimal():
        return False
    if is_first and is_last:
        return len(run) % 2 == 0 or len(run) > 3
    return len(run) >= (4 if is_first or is_last else 6)


def _one_by_one(signs: str) -> list[int]:
    return [ord(sign) - ord(" ") for sign in signs]
