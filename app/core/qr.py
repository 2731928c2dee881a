"""QR codes as modules (ISO/IEC 18004), for drawing a slip's code on paper and on screen alike.

Error correction is level M: a crease or a thumb over a seventh of the code does not matter.
"""

from functools import lru_cache
from typing import Final

QUIET_ZONE: Final = 4
"""Modules of white that the standard wants on each side."""
LEVEL: Final = "m"


@lru_cache(maxsize=64)
def modules(data: str) -> tuple[tuple[bool, ...], ...]:
    """The code's rows from top to bottom, dark modules True, without the quiet zone. The first call loads a library.

    Raises ValueError for nothing, or for what is more than any code holds.
    """
    import segno

    if not data:
        raise ValueError("a QR code holds something")
    code = segno.make_qr(data, error=LEVEL, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


@lru_cache(maxsize=64)
def size_at_most(data: str) -> int:
    """The modules on a side of the largest code that somebody else's encoder makes of the same data, at level M.

    It may not know that figures pack more densely, and take them as bytes.
    """
    import segno

    # Which mask is laid over it does not change its size: comparing all eight would take longer than all the rest.
    return len(segno.make_qr(data, error=LEVEL, boost_error=False, mode="byte", mask=0).matrix)
