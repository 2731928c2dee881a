"""Every fault of the matrix is brought about by a test that is there, or says why not."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.simulation import figures

TESTS = Path(__file__).resolve().parent
ROWS: list[dict[str, Any]] = tomllib.loads((TESTS / "fault_matrix.toml").read_text("utf-8"))["row"]
LEAST_REASON = 40
"""Letters. What is shorter explains nothing."""


@cache
def defined_in(file: str) -> frozenset[str]:
    """The tests that a file defines, found by reading and not by running it."""
    found = ast.walk(ast.parse((TESTS / file).read_text("utf-8")))
    return frozenset(each.name for each in found if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"))


def test_the_matrix_has_every_row_once() -> None:
    assert [row["number"] for row in ROWS] == list(range(1, 78))
    held = sum(bool(row["tests"]) for row in ROWS)
    explained = sum("reason" in row for row in ROWS)
    figures.keep("fault matrix", "all", {"rows": len(ROWS), "held by a test": held, "with a reason": explained})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['number']}")
def test_a_row_is_held_by_tests_that_are_there_or_says_why_not(row: dict[str, Any]) -> None:
    assert row.keys() - {"reason"} == {"number", "fault", "outcome", "tests"}
    assert row["fault"]
    assert row["outcome"]
    assert row["tests"] or "reason" in row
    assert "reason" not in row or len(row["reason"]) >= LEAST_REASON
    assert len(set(row["tests"])) == len(row["tests"])
    for name in row["tests"]:
        file, _, test = name.partition("::")
        assert test in defined_in(file), name
