"""What a card's token and PIN are asked to look like."""

import pytest

from app.core.code_format import CodeFormat

FIGURES = CodeFormat(16)
MIXED = CodeFormat(8, prefix="DINCARD:", symbols=True, characters=True, barcode=True)


@pytest.mark.parametrize(
    ("asked", "value", "fits"),
    [
        (FIGURES, "0123456789012345", True),
        (FIGURES, "012345678901234", False),
        (FIGURES, "012345678901234x", False),
        (FIGURES, "012345678901234#", False),
        (MIXED, "DINCARD:aB3#@%$1", True),
        (MIXED, "aB3#@%$1", False),
        (MIXED, "DINCARD:aB3#@%$", False),
        (MIXED, "DINCARD:aB3 @%$1", False),
        (MIXED, "DINCARD:aB3ø@%$1", False),
        (CodeFormat(2, numbers=False, characters=True), "a1", False),
    ],
)
def test_a_value_fits_only_the_format_that_was_asked_for(asked: CodeFormat, value: str, fits: bool) -> None:
    assert asked.fits(value) is fits


def test_every_field_is_said_to_the_issuer() -> None:
    assert MIXED.wire == {
        "length": 8,
        "prefix": "DINCARD:",
        "symbols": True,
        "numbers": True,
        "characters": True,
        "barcode": True,
    }
    assert MIXED.whole_length == 16


@pytest.mark.parametrize(
    ("length", "prefix", "numbers"),
    [(0, "", True), (256, "", True), (4, "ø", True), (4, "x" * 65, True), (4, "", False)],
)
def test_what_no_code_can_be_is_refused(length: int, prefix: str, numbers: bool) -> None:
    with pytest.raises(ValueError, match=r"a code|a prefix"):
        CodeFormat(length, prefix, numbers=numbers)
