"""The kind of bar code is told by the identifier before the code."""

import pytest

from app.core.symbology import symbology


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("]C0GIFT-4711", "Code 128"),
        ("]C1GIFT-4711", "GS1-128"),
        (" ]Q1DINCARD:x", "QR"),
        ("]Q3x", "GS1 QR"),
        ("]E05701234567899", "EAN/UPC"),
        ("]d1x", "Data Matrix"),
        ("]X0x", "]X0"),
        ("GIFT-4711", ""),
        ("]", ""),
        ("", ""),
    ],
)
def test_an_identifier_names_its_kind_and_nothing_else_does(text, kind):
    assert symbology(text) == kind
