"""What the page of papers says at its head agrees with the cards below it, and says nothing twice."""

import pytest

from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.ui.paper_words import asked_words, papers_summary, waits_words


@pytest.mark.parametrize(
    ("printing", "asked", "said"),
    [
        (0, 0, "No paper waits for the printer."),
        (1, 0, "1 paper is being printed."),
        (2, 0, "2 papers are being printed."),
        (0, 1, "1 paper: did it come out?"),
        (1, 2, "1 paper is being printed. 2 papers: did they come out?"),
    ],
)
def test_what_is_being_printed_and_what_is_asked_count(printing: int, asked: int, said: str) -> None:
    assert papers_summary(0, None, printing=printing, asked=asked) == said


@pytest.mark.parametrize("code", [code for code in Code if code.value.startswith("printer-")])
def test_why_papers_wait_is_told_without_saying_anything_twice(code: Code) -> None:
    told = waits_words(Problem(code)).split(". ")
    assert len(set(told)) == len(told)
    assert sum("wait" in each.lower() or "kept" in each.lower() for each in told) <= 1 + (code is Code.PRINTER_BUSY)


def test_a_busy_printer_is_told_once() -> None:
    told = waits_words(Problem(Code.PRINTER_BUSY, {"address": "usb"}))
    assert told.lower().count("something else is printing") == 1
    assert "Wait a moment" in told


@pytest.mark.parametrize("kind", PaperKind)
def test_a_question_about_a_copy_says_that_it_is_one(kind: PaperKind) -> None:
    paper = Paper(kind, 7, ())
    asked = [asked_words(paper, is_copy=is_copy).what for is_copy in (False, True)]
    assert ["copy" in told for told in asked] == [False, True]
    assert all("000007" in told for told in asked)
