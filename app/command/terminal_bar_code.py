"""A bar code in a terminal, for whoever has a scanner at hand and no card: two modules a column, dark on white."""

from itertools import cycle
from typing import Final

from app.core.code128 import QUIET_ZONE, widths

HEIGHT: Final = 3
"""Lines of a bar code."""

_SIGNS: Final = {(False, False): " ", (True, False): "▌", (False, True): "▐", (True, True): "█"}
_BLACK_ON_WHITE: Final = "\x1b[30;107m"
_AS_BEFORE: Final = "\x1b[0m"


def terminal_bar_code(text: str) -> str:
    """The lines to write, colours and quiet zones included. Raises ValueError for what Code 128 does not take."""
    white = [False] * QUIET_ZONE
    modules = list(white)
    for width, is_bar in zip(widths(text), cycle((True, False)), strict=False):
        modules += [is_bar] * width
    modules += white
    if len(modules) % 2:
        modules.append(False)
    signs = "".join(_SIGNS[left, right] for left, right in zip(modules[::2], modules[1::2], strict=True))
    return "\n".join([f"{_BLACK_ON_WHITE}{signs}{_AS_BEFORE}"] * HEIGHT)
