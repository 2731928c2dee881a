"""The bar code on the screen is the bar code a scanner reads."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core.code128 import QUIET_ZONE, widths

MODULE = 3
HEIGHT = 60


def drawn(data: str) -> Image.Image:
    bars = widths(data)
    picture = Image.new("L", ((sum(bars) + 2 * QUIET_ZONE) * MODULE, HEIGHT), 255)
    left = QUIET_ZONE * MODULE
    for place, width in enumerate(bars):
        if place % 2 == 0:
            picture.paste(0, (left, 0, left + width * MODULE, HEIGHT))
        left += width * MODULE
    return picture


@pytest.mark.parametrize(
    "data", ["000184", "12345", "GIFT-4711", "DINCARD:6ccfec5d", " ~}{@", *(f"{pair:02d}" * 2 for pair in range(100))]
)
def test_a_reader_reads_what_was_coded(data):
    (found,) = zxingcpp.read_barcodes(drawn(data), formats=zxingcpp.BarcodeFormat.Code128)
    assert found.text == data


def test_every_sign_of_the_keyboard_can_be_coded():
    signs = "".join(chr(code) for code in range(32, 127))
    for place in range(0, len(signs), 19):
        part = signs[place : place + 19]
        (found,) = zxingcpp.read_barcodes(drawn(part), formats=zxingcpp.BarcodeFormat.Code128)
        assert found.text == part


@given(data=st.from_regex(r"[A-Z:#]{0,8}[0-9]{0,12}[a-z]{0,4}[0-9]{0,9}", fullmatch=True).filter(bool))
def test_figures_among_other_signs_are_read_as_they_were_coded(data):
    (found,) = zxingcpp.read_barcodes(drawn(data), formats=zxingcpp.BarcodeFormat.Code128)
    assert found.text == data
    assert len(widths(data)) <= 6 * (len(data) + 2) + 7, "pairs are used only where they save room"


def test_figures_behind_a_prefix_are_coded_in_pairs():
    assert sum(widths("DINCARD:4711471147114711")) == 11 * (1 + 8 + 1 + 8 + 1) + 13


def test_figures_in_pairs_take_half_the_room():
    assert sum(widths("000184")) == 11 * (1 + 3 + 1) + 13


@pytest.mark.parametrize("data", ["", "ø", "a\n", "€"])
def test_what_cannot_be_coded_is_refused(data):
    with pytest.raises(ValueError, match="printable ASCII"):
        widths(data)
