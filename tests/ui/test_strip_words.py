"""What is said of a test strip and of the drawer, which are no papers of a sale."""

import pytest

from app.core.problem import Code, Problem
from app.ui.strip_words import drawer_words, strip_words


@pytest.mark.parametrize("code", [code for code in Code if code.value.startswith("printer-")])
def test_nobody_is_told_that_a_strip_is_kept(code: Code) -> None:
    words = strip_words(Problem(code))
    assert words.what
    assert words.todo
    assert not any(said in words.todo for said in ("waits", "meanwhile", "came-out", "copy"))


@pytest.mark.parametrize("code", [code for code in Code if code.value.startswith("printer-")])
def test_of_a_drawer_it_is_said_whether_it_may_be_open_and_nothing_of_paper_that_waits(code: Code) -> None:
    words = drawer_words(Problem(code))
    assert "drawer" in words.what + words.todo
    assert "its key" in words.todo
    assert not any(said in words.what + words.todo for said in ("paper came out", "waits", "papers not-come-out"))
