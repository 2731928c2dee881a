"""The bar codes that the issuer answers with can be read by a scanner."""

import base64
import io
import string

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.sandbox import barcode_picture

PRINTABLE = string.digits + string.ascii_letters + string.punctuation + " "


@settings(max_examples=40)
@given(st.text(PRINTABLE, min_size=1, max_size=40).filter(lambda text: text == text.strip()))
def test_a_scanner_reads_what_was_drawn(code: str) -> None:
    kind, _, picture = barcode_picture.data_uri(code).partition(",")
    assert kind == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    assert [(each.format, each.text) for each in found] == [(zxingcpp.BarcodeFormat.Code128, code)]


@pytest.mark.parametrize("code", ["", "Ærlig", "tab\t", "null\0"])
def test_what_code_128_cannot_hold_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        barcode_picture.data_uri(code)
