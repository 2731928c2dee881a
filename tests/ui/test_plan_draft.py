"""What a plan's fields say of tokens and PINs: every part of the formats that the gift-card service knows."""

from dataclasses import replace

import pytest

from app.core.code_format import CodeFormat
from app.ui.plan_draft import PlanTexts, draft_of
from tests.ui.fake_office import draft

TEXTS = PlanTexts.of(draft())


def test_what_is_ordered_is_made_of_the_signs_that_were_chosen() -> None:
    texts = replace(
        TEXTS,
        token_prefix="GC",
        token_length="20",
        has_figures=False,
        has_letters=True,
        pin_prefix="P-",
        pin_length="6",
        has_pin_figures=False,
        has_pin_symbols=True,
    )
    read = draft_of(texts).draft
    assert read is not None
    assert read.token == CodeFormat(20, "GC", numbers=False, characters=True)
    assert read.pin == CodeFormat(6, "P-", numbers=False, symbols=True)
    assert draft_of(PlanTexts.of(read)).draft == read


@pytest.mark.parametrize(
    ("texts", "field"),
    [(replace(TEXTS, has_figures=False), "token_length"), (replace(TEXTS, has_pin_figures=False), "pin_length")],
)
def test_a_code_of_no_signs_is_none(texts: PlanTexts, field: str) -> None:
    read = draft_of(texts)
    assert read.draft is None
    assert read.wrong == {field: "Choose what it is made of."}
    assert draft_of(replace(texts, pin_length="", has_figures=True)).draft is not None, "or no PIN at all"
