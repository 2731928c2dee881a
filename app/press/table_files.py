"""The manufacturer's file as text: comma-separated values, or a JSON object a line. Made while it is read."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from app.press.card_row import CardRow, Pieces, Rows, chosen
from app.press.safe_text import csv_row

_AT_ONCE: Final = 500
"""Rows in a piece."""


def csv_file(rows: Rows, columns: Sequence[str]) -> Pieces:
    """UTF-8 with a byte-order mark, so that a spreadsheet reads its letters; every cell in quotes, none a formula.

    Where a cell was guarded, its first apostrophe does not belong to the value (`app.press.safe_text`).
    """
    take = chosen(columns)
    yield b"\xef\xbb\xbf" + csv_row(columns).encode()
    yield from _in_pieces(rows, lambda row: csv_row(take(row)))


def json_lines(rows: Rows, columns: Sequence[str]) -> Pieces:
    """One JSON object a line, every value a text, exactly as it is."""
    take = chosen(columns)

    def line(row: CardRow) -> str:
        return json.dumps(dict(zip(columns, take(row), strict=True)), separators=(",", ":")) + "\n"

    yield from _in_pieces(rows, line)


def _in_pieces(rows: Rows, line: Callable[[CardRow], str]) -> Pieces:
    def pieces() -> Iterator[str]:
        while piece := "".join([line(row) for row in islice(rows, _AT_ONCE)]):
            yield piece

    for piece in pieces():
        yield piece.encode()
