"""Code 128 as bar widths (ISO/IEC 15417), for drawing a paper's bar code without any library."""

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
_CHECK_MODULUS: Final = 103
QUIET_ZONE: Final = 10
"""Modules of white that the standard wants on each side."""


def widths(data: str) -> tuple[int, ...]:
    """The widths of bars and spaces in modules, a bar first, without the quiet zones.

    An even number of figures is coded in pairs, anything else sign by sign. Raises ValueError for nothing, or for
    what is not printable ASCII.
    """
    if not data or not data.isascii() or not data.isprintable():
        raise ValueError("Code 128 takes printable ASCII here")
    symbols = _symbols(data)
    check = (symbols[0] + sum(place * symbol for place, symbol in enumerate(symbols))) % _CHECK_MODULUS
    patterns = [_PATTERNS[symbol] for symbol in (*symbols, check)]
    return tuple(int(width) for width in "".join((*patterns, _STOP)))


def _symbols(data: str) -> list[int]:
    if data.isdecimal() and len(data) % 2 == 0:
        return [_START_C, *(int(data[place : place + 2]) for place in range(0, len(data), 2))]
    return [_START_B, *(ord(sign) - ord(" ") for sign in data)]
