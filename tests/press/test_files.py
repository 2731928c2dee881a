"""The manufacturer's file has every card exactly, as text, in the columns that were asked for, and any size of it."""

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest

from app.press.card_row import COLUMNS, CardRow, checked_columns
from app.press.safe_text import unguarded
from app.press.table_files import csv_file, json_lines
from app.press.workbook import workbook
from tests.press.rows import rows

COUNTS = (0, 1, 499, 500, 501, 1234)
WANTED = ("token", "card_id", "pin")


def expected(count: int) -> list[list[str]]:
    return [[row.token, row.card_id, row.pin] for row in rows(count)]


@pytest.mark.parametrize("count", COUNTS)
def test_comma_separated_values_can_be_read_by_any_program(count: int) -> None:
    text = b"".join(csv_file(rows(count), WANTED)).decode("utf-8-sig")
    head, *cells = csv.reader(io.StringIO(text, newline=""))
    assert head == list(WANTED)
    assert [[unguarded(cell) for cell in row] for row in cells] == expected(count)
    assert not [cell for row in cells for cell in row if cell[:1] in {"=", "@", "+", "-"}]


@pytest.mark.parametrize("count", COUNTS)
def test_each_line_of_json_is_a_card(count: int) -> None:
    lines = b"".join(json_lines(rows(count), WANTED)).decode().splitlines()
    assert [list(json.loads(line).values()) for line in lines] == expected(count)
    assert all(tuple(json.loads(line)) == WANTED for line in lines)


def sheets_of(content: bytes) -> list[list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(cell.data_type == "s" for sheet in book for row in sheet.iter_rows() for cell in row)
    return [[["" if cell is None else str(cell) for cell in row] for row in sheet.values] for sheet in book]


@pytest.mark.parametrize("count", COUNTS)
def test_a_workbook_holds_text_alone(count: int) -> None:
    content = b"".join(workbook(rows(count), WANTED))
    ((head, *cells),) = sheets_of(content)
    assert head == list(WANTED)
    assert cells == expected(count)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_more_rows_than_a_sheet_takes_go_onto_the_next() -> None:
    sheets = sheets_of(b"".join(workbook(rows(25), WANTED, sheet_rows=11)))
    assert [len(sheet) for sheet in sheets] == [11, 11, 6]
    assert [row for sheet in sheets for row in sheet[1:]] == expected(25)


def test_all_columns_come_in_their_own_order() -> None:
    text = b"".join(csv_file(rows(1), COLUMNS)).decode("utf-8-sig")
    head, row = text.splitlines()
    assert head == '"card_id","token","pin","check_digit","series","picture"'
    assert row == '"7001000000","0000000000000000","0815","0","Høst",""'


def test_one_column_is_enough() -> None:
    lines = b"".join(csv_file(rows(2), ("pin",))).decode("utf-8-sig").splitlines()
    assert [unguarded(line[1:-1]) for line in lines] == ["pin", *(row.pin for row in rows(2))]


@pytest.mark.parametrize("make", [csv_file, json_lines, workbook])
def test_memory_does_not_grow_with_the_batch(make: Callable[..., Iterator[bytes]]) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in make(rows(count), WANTED):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(20_000) < 1.2 * peak(2_000)


@pytest.mark.parametrize("wanted", [(), ("token", "token"), ("token", "cvv"), ("",)])
def test_columns_that_there_are_not_are_refused(wanted: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="card_id, token, pin"):
        checked_columns(wanted)
    assert checked_columns([" pin", "token "]) == ("pin", "token")


def test_a_row_that_is_printed_shows_no_secret() -> None:
    assert repr(CardRow("7001", "4711", "0815", "", "", "")) == "CardRow(7001, •••)"
