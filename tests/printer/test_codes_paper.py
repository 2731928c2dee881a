"""The codes that set a scanner up are read from every kind of paper, and their bars are wide enough for any scanner."""

import io

import pytest
import zxingcpp
from PIL import Image

from app.core.calibration import CODES, codes_paper
from app.printer.escpos_bytes import receipt_bytes
from app.printer.picture import paper_png
from app.printer.profile import PRESETS
from tests.printer.decoder import decoded

PAPER = codes_paper("Set up a scanner that types", "Scan one of each pair.", ["Code 1", "Code 2", "Code 3"])


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_each_code_is_read_in_both_kinds(name) -> None:
    paper = Image.open(io.BytesIO(paper_png(PAPER, PRESETS[name]))).convert("L")
    read = zxingcpp.read_barcodes(paper)
    kinds = {zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode}
    assert {(code.text, code.format) for code in read} == {(code, kind) for code in CODES for kind in kinds}


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_the_printers_own_bars_are_two_dots_wide_at_least(name) -> None:
    reader = decoded(receipt_bytes(PAPER, PRESETS[name]))
    assert not reader.warnings
    bars = [event for event in reader.events if event.what == "bar code"]
    assert len(bars) == (len(CODES) if PRESETS[name].has_bar_code else 0)
    assert all(event.facts["width"] >= 2 for event in bars)
