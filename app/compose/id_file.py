"""A list of card ids in a file, CSV or XLSX: its first column, cell by cell. What is wrong with one, the core says."""

import csv
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

from app.core.card import printable
from app.core.id_list import Cell, IdList
from app.core.problem import Code, Refusal, refuse

_XLSX_BEGINS = b"PK"


def read_ids(path: Path) -> IdList:
    """The ids of the file's first column, with what is wrong with it. Raises Refusal IDS_UNREADABLE."""
    given = IdList()
    try:
        with path.open("rb") as file:
            is_workbook = file.read(2) == _XLSX_BEGINS
        given.take(_of_workbook(path) if is_workbook else _of_text(path))
    except OSError as fault:
        raise _unreadable(path, fault.strerror or "the system says no") from fault
    except UnicodeDecodeError as fault:
        raise _unreadable(path, "it is no text in UTF-8") from fault
    except csv.Error as fault:
        raise _unreadable(path, printable(str(fault), 80)) from fault
    return given


def samples_of(ids: Collection[str]) -> Sequence[str]:
    """Ids that stand for a list: its shortest, its longest, and one with a sign that no other has."""
    if not ids:
        return ()
    by_length = sorted(ids, key=len)
    marked = next((each for each in by_length if not each.isalnum()), by_length[0])
    return list(dict.fromkeys([by_length[0], marked, by_length[-1]]))


def _of_text(path: Path) -> Iterator[Cell]:
    """Nordic spreadsheets part the columns of a CSV file by semicolons."""
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        rows = csv.reader(chain([first], file), delimiter=";" if ";" in first else ",")
        for row in rows:
            yield row[0] if row else ""


def _of_workbook(path: Path) -> Iterator[Cell]:
    """The first sheet. A cell that a spreadsheet made a formula of is read as it was typed."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as fault:
        raise _unreadable(path, "it is no XLSX file") from fault
    try:
        for (cell,) in book.worksheets[0].iter_rows(max_col=1, values_only=True):
            yield cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)
    finally:
        book.close()


def _unreadable(path: Path, reason: str) -> Refusal:
    return refuse(Code.IDS_UNREADABLE, file=path.name, reason=reason)
