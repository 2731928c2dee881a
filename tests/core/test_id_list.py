"""Card ids from a list of head office's own."""

import pytest

from app.core.id_list import TOLD_MOST, Cell, IdList
from app.core.problem import Code


def taken(*cells: Cell) -> IdList:
    given = IdList()
    given.take(cells)
    return given


def test_every_row_is_an_id_and_a_heading_is_none() -> None:
    given = taken("card_id", "GC0001", "", None, "GC0002")
    assert list(given.ids) == ["GC0001", "GC0002"]
    assert given.ids["GC0002"] == 5, "rows are counted as a spreadsheet shows them"
    assert given.is_usable
    assert not given.problems


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("=cmd()", Code.IDS_FORMULA),
        ("@SUM(A1)", Code.IDS_FORMULA),
        (" GC0002", Code.IDS_SPACES),
        ("GC 0002", Code.IDS_SPACES),
        ("   ", Code.IDS_SPACES),
        ("x" * 256, Code.IDS_TOO_LONG),
        ("GC/0002", Code.IDS_BAD_SIGN),
        ("GC..2", Code.IDS_BAD_SIGN),
        ("GC0001", Code.IDS_DOUBLED),
        (4711, Code.IDS_NUMBER),
        (1.2e15, Code.IDS_NUMBER),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_fault(cell: Cell, code: Code) -> None:
    given = taken("GC0001", cell)
    assert [problem.code for problem in given.problems] == [code]
    assert given.problems[0].facts["row"] == 2
    assert list(given.ids) == ["GC0001"]
    assert not given.is_usable


def test_a_doubled_id_names_the_row_it_repeats() -> None:
    assert taken("a1", "b2", "a1").problems[0].facts["first"] == 1


def test_an_id_of_255_signs_is_one() -> None:
    assert taken("x" * 255).is_usable


def test_a_byte_order_mark_is_passed_over_and_told() -> None:
    given = taken("\ufeffGC0001", "GC0002")
    assert list(given.ids) == ["GC0001", "GC0002"]
    assert [problem.code for problem in given.problems] == [Code.IDS_BOM]
    assert given.is_usable
    assert taken("\ufeffcard_id", "GC0001").is_usable


@pytest.mark.parametrize("cells", [(), ("id",), ("", None)])
def test_a_list_without_ids_says_so(cells: tuple[Cell, ...]) -> None:
    given = taken(*cells)
    assert [problem.code for problem in given.problems] == [Code.IDS_NONE]
    assert not given.is_usable


def test_of_many_bad_rows_the_first_are_named_and_all_are_counted() -> None:
    given = taken(*["=x"] * 1000)
    assert given.refused == 1000
    assert len(given.problems) == TOLD_MOST
