"""The manufacturer's file as text: comma-separated values, or a JSON object a line. Made while it is read."""

import json
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from app.press.card_row import CardRow, Pieces, Rows, chosen
from app.press.safe_text import csv_rows

_AT_ONCE: Final = 500
"""Rows in a piece."""


def csv_file(rows: Rows, columns: Sequence[str]) -> Pieces:
    """UTF-8 with a byte-order mark, so that a spreadsheet reads its letters; every cell in quotes, none a formula.

    Where a cell was guarded, its first apostrophe does not belong to the value (`app.press.safe_text`).
    """
    take = chosen(columns)
    yield b"\xef\xbb\xbf" + csv_rows([columns]).encode()
    yield from _in_pieces(rows, lambda some: csv_rows(take(some)))


def json_lines(rows: Rows, columns: Sequence[str]) -> Pieces:
    """One JSON object a line, every value a text, exactly as it is."""
    take = chosen(columns)

    def lines(some: Sequence[CardRow]) -> str:
        return "".join([_LINE.encode(dict(zip(columns, row, strict=True))) + "\n" for row in take(some)])

    yield from _in_pieces(rows, lines)


_LINE: Final = json.JSONEncoder(separators=(",", ":"))


def _in_pieces(rows: Rows, text: Callable[[Sequence[CardRow]], str]) -> Pieces:
    while some := list(islice(rows, _AT_ONCE)):
        yield text(some).encode()
