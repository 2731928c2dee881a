"""A file of codes that is opened in a spreadsheet runs nothing, and every value can be had back."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from app.press.safe_text import GUARD, GUARDED, csv_rows, guarded, unguarded

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(TEXTS)
def test_a_guarded_cell_is_no_formula_and_its_value_can_be_had_back(value: str) -> None:
    cell = guarded(value)
    assert cell[:1] not in GUARDED - {GUARD} or not cell
    assert unguarded(cell) == value


@given(st.lists(TEXTS.filter(lambda text: "\0" not in text), min_size=1, max_size=5))
def test_any_reader_of_the_format_finds_the_values_of_a_row(values: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_rows([values]), newline=""))
    assert [unguarded(cell) for cell in row] == values


@given(st.lists(st.text("ab\"\x1f=@'1", max_size=4), min_size=1, max_size=4))
def test_a_row_of_odd_signs_is_read_as_it_was(values: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_rows([values]), newline=""))
    assert [unguarded(cell) for cell in row] == values
    assert not [cell for cell in row if cell[:1] in GUARDED - {GUARD} and cell]


@given(st.lists(st.lists(st.text('ab"\x1e\x1f=1', max_size=3), min_size=1, max_size=3), max_size=5))
def test_rows_of_odd_signs_keep_apart(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_rows(rows), newline="")))
    assert [[unguarded(cell) for cell in row] for row in read] == rows


def test_figures_are_left_alone() -> None:
    assert csv_rows([["0047", "=1+1", "@home", "'tis"]]) == '"0047","\'=1+1","\'@home","\'\'tis"\r\n'
