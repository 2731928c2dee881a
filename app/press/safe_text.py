"""Text in a file that a spreadsheet may open: nothing in it is a formula, and every value can be had back exactly.

A cell that begins with a sign of GUARDED gets an apostrophe in front (OWASP ASVS 1.2.10). So that this can be undone
without doubt, a value that begins with an apostrophe gets one, too.
"""

import re
from collections.abc import Sequence
from typing import Final

GUARD: Final = "'"
GUARDED: Final = frozenset("=+-@\t\r\n\0" + GUARD)


def guarded(value: str) -> str:
    """The value as no spreadsheet takes it for a formula."""
    return GUARD + value if value[:1] in GUARDED and value else value


def unguarded(cell: str) -> str:
    """The value of a cell that was guarded."""
    return cell[1:] if cell[:1] == GUARD else cell


def csv_rows(rows: Sequence[Sequence[str]]) -> str:
    """Rows of comma-separated values (RFC 4180): each value guarded and in quotes, whatever it holds."""
    joined = _NEXT + _NEXT.join([_BETWEEN.join(row) for row in rows])
    has_its_own = joined.count(_NEXT) == len(rows) and joined.count(_BETWEEN) == sum(map(len, rows)) - len(rows)
    if has_its_own and _SPECIAL.search(joined) is None:
        return '"' + joined[1:].replace(_BETWEEN, '","').replace(_NEXT, '"\r\n"') + '"\r\n'
    return "".join([_row(row) for row in rows])


_NEXT: Final = "\x1e"
_BETWEEN: Final = "\x1f"
_SPECIAL: Final = re.compile(f'"|[{_NEXT}{_BETWEEN}][{re.escape("".join(sorted(GUARDED)))}]')
"""What most rows have none of: those are written several at once."""


def _row(values: Sequence[str]) -> str:
    return '"' + '","'.join([guarded(value).replace('"', '""') for value in values]) + '"\r\n'
