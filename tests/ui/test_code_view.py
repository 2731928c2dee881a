"""Codes on the screen are read back by a real reader, at every size."""

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from app.ui.code_view import BarCodeView, QrCodeView
from app.ui.theme import Theme
from tests.ui.shop_floor import FRESH, RESOURCES

CODES = [FRESH, "GIFT-4711", "DINCARD:0123456789abcdef"]
SHARES = [1.0, 2.0, 3.4]


@pytest.fixture
def theme(qapp) -> Theme:
    return Theme("dark", RESOURCES)


def read_back(view, kind) -> str:
    grey = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    (found,) = zxingcpp.read_barcodes(pixels, formats=kind)
    return found.text


@pytest.mark.parametrize("data", CODES)
@pytest.mark.parametrize("share", SHARES)
def test_a_reader_reads_the_bar_code_from_the_screen(qtbot, theme, data, share) -> None:
    view = BarCodeView(data, theme)
    qtbot.addWidget(view)
    view.resize(4 * round(view.modules * share / 4 + 1), 64)
    assert read_back(view, zxingcpp.BarcodeFormat.Code128) == data


@pytest.mark.parametrize("data", CODES)
@pytest.mark.parametrize("share", SHARES)
def test_a_reader_reads_the_qr_code_from_the_screen(qtbot, theme, data, share) -> None:
    view = QrCodeView(data, theme, height=100)
    qtbot.addWidget(view)
    view.resize(4 * round(view.modules * share / 4 + 1), 4 * round(view.modules * share / 4 + 3))
    assert read_back(view, zxingcpp.BarcodeFormat.QRCode) == data
