"""What is said of a test strip, which is no paper of a sale."""

import pytest

from app.core.problem import Code, Problem
from app.ui.strip_words import strip_words


@pytest.mark.parametrize("code", [code for code in Code if code.value.startswith("printer-")])
def test_nobody_is_told_that_a_strip_is_kept(code: Code) -> None:
    words = strip_words(Problem(code))
    assert words.what
    assert words.todo
    assert not any(said in words.todo for said in ("waits", "meanwhile", "came-out", "copy"))
