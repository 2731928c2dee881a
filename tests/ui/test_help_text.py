"""The help pages as the window shows them: plain text, nothing of how they are written."""

import pytest

from app.core.problem import Code
from app.ui.help_text import help_text
from tests.ui.shop_floor import RESOURCES


@pytest.mark.parametrize(
    "name", [*(code.value for code in Code), "selling", "queue", "cases", "setup", "scanning", "receipts", "checking"]
)
def test_every_page_reads_as_plain_text(name: str) -> None:
    page = help_text(RESOURCES, name)
    assert page is not None
    assert page.title
    assert page.sections
    for text in (page.title, page.opening, *(part for section in page.sections for part in section)):
        assert not set(text) & set("#*`<>")


def test_a_fault_says_why_first_and_then_what_to_do() -> None:
    page = help_text(RESOURCES, Code.NO_ANSWER.value)
    assert page is not None
    assert page.title == "No answer came"
    assert page.opening.startswith("The till asked the gift-card service")
    assert [heading for heading, _text in page.sections] == ["Why it happens", "What to do"]
    assert page.section(1).startswith("•  Keep the card here.")
    assert page.section(7) == ""


def test_a_page_that_does_not_exist_is_none() -> None:
    assert help_text(RESOURCES, "no-such-page") is None
