"""The modules that are drawn are a code that another reader reads, and how wide somebody else's may be."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core import qr
from app.core.paper import QR_CODE_MAX, QrCode

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=QR_CODE_MAX)
PIXELS = 4
"""Of a module."""


def drawn(data: str) -> Image.Image:
    rows = qr.modules(data)
    picture = Image.new("L", (len(rows) + 2 * qr.QUIET_ZONE,) * 2, 255)
    for y, row in enumerate(rows, qr.QUIET_ZONE):
        for x, is_dark in enumerate(row, qr.QUIET_ZONE):
            if is_dark:
                picture.putpixel((x, y), 0)
    return picture.resize((picture.width * PIXELS,) * 2, Image.Resampling.NEAREST)


@given(data=PRINTABLE)
def test_a_reader_reads_what_was_coded(data: str) -> None:
    (found,) = zxingcpp.read_barcodes(drawn(data), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == data


@given(data=st.one_of(PRINTABLE, st.text("0123456789", min_size=1, max_size=QR_CODE_MAX)))
def test_no_encoder_makes_a_wider_code_than_was_said(data: str) -> None:
    theirs = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    side = min(zxingcpp.write_barcode_to_image(theirs, scale=1, add_quiet_zones=False).shape)
    assert max(side, len(qr.modules(data))) <= qr.size_at_most(data)


@pytest.mark.parametrize("data", ["", "ø", "1\n", "7" * (QR_CODE_MAX + 1)], ids=len)
def test_a_code_on_paper_is_printable_signs_of_bounded_length(data: str) -> None:
    with pytest.raises(ValueError, match="QR code holds"):
        QrCode(data)


def test_a_code_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="holds something"):
        qr.modules("")
