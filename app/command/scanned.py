"""Card codes from standard input: a token is money, and need not stand in the list of running programs."""

import sys
from collections.abc import Sequence
from typing import Final

from app.core.problem import Code, refuse

FROM_STDIN: Final = "-"
SIGNS_MAX: Final = 100_000
"""More than any sale's cards; an endless stream ends here."""


def read_codes(given: Sequence[str]) -> tuple[str, ...]:
    """The codes given, or those of standard input, one a line, where a single `-` was.

    Raises Refusal: SCAN_EMPTY, SCAN_TOO_LONG, SCAN_UNREADABLE.
    """
    if tuple(given) != (FROM_STDIN,):
        return tuple(given)
    try:
        text = sys.stdin.read(SIGNS_MAX + 1)
    except UnicodeDecodeError:
        raise refuse(Code.SCAN_UNREADABLE) from None  # its words would hold what was read
    if len(text) > SIGNS_MAX:
        raise refuse(Code.SCAN_TOO_LONG, length=len(text))
    codes = tuple(line.strip() for line in text.splitlines() if line.strip())
    if not codes:
        raise refuse(Code.SCAN_EMPTY)
    return codes
