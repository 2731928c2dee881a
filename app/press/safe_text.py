"""Text in a file that a spreadsheet may open: nothing in it is a formula, and every value can be had back exactly.

A cell that begins with a sign of GUARDED gets an apostrophe in front (OWASP ASVS 1.2.10). So that this can be undone
without doubt, a value that begins with an apostrophe gets one, too.
"""

from collections.abc import Sequence
from itertools import chain
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
    """Rows of comma-separated values (RFC 4180): each value guarded and in quotes, whatever it holds.

    As most rows hold nothing that must be guarded, they are written all at once and looked at then.
    """
    widths = set(map(len, rows))
    if len(widths) == 1:
        [width] = widths
        row = '"' + '","'.join(["%s"] * width) + '"\r\n'
        text = row * len(rows) % tuple(chain.from_iterable(rows))
        if text.count('"') == 2 * width * len(rows) and not _has_guarded(text, len(rows)):
            return text
    return "".join([_row(row) for row in rows])


def _has_guarded(text: str, rows: int) -> bool:
    """Whether a cell, none of which holds quotes, begins with a sign that is guarded. Each row ends with such a one."""
    starts = ('"' + sign for sign in GUARDED - {"\r"})
    return text.count('"\r') != rows or any(start in text for start in starts)


def _row(values: Sequence[str]) -> str:
    return '"' + '","'.join([guarded(value).replace('"', '""') for value in values]) + '"\r\n'
