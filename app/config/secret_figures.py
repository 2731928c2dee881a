"""Figures that nobody can guess, for the ids of new cards: from the system's own source of chance."""

import os
from typing import Final

_EVEN: Final = 250
"""Bytes below it fall evenly on ten figures; those above are thrown away."""
_THROWN_AWAY: Final = bytes(range(_EVEN, 256))
_FIGURE_OF: Final = bytes(ord("0") + value % 10 for value in range(256))


class SystemFigures:
    """The `Figures` of head office. A million ids take no time worth naming."""

    def figures(self, count: int) -> str:
        """So many figures, each as likely as any other."""
        drawn = b""
        while len(drawn) < count:
            lacking = count - len(drawn)
            drawn += os.urandom(lacking + lacking // 16 + 16).translate(_FIGURE_OF, _THROWN_AWAY)
        return drawn[:count].decode("ascii")
