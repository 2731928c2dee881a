"""The paper on screen: what a reader held against it reads, at every scale."""

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap

from app.core import qr
from app.core.paper import Paper, PaperKind, QrCode, Text, lay_out
from app.ui.paper_view import PaperSheet
from app.ui.theme import Theme
from tests.ui.shop_floor import RESOURCES

USUAL = "7547" + "1093856274" * 20
LONG = USUAL * 5


@pytest.fixture
def theme(qapp) -> Theme:
    return Theme("dark", RESOURCES)


def shown(sheet: PaperSheet, ratio: float) -> Image.Image:
    """The sheet as a screen of `ratio` dots a pixel shows it."""
    seen = QPixmap(QSize(round(sheet.width() * ratio), round(sheet.height() * ratio)))
    seen.setDevicePixelRatio(ratio)
    sheet.render(seen)
    grey = seen.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return Image.frombytes("L", (grey.width(), grey.height()), bytes(grey.constBits()), "raw", "L", grey.bytesPerLine())


@pytest.mark.parametrize("width", [300, 420, 640])
@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("data", [USUAL, LONG], ids=len)
def test_a_scanner_reads_the_slip_from_the_screen(qtbot, theme, data, columns, width) -> None:
    sheet = PaperSheet(theme)
    qtbot.addWidget(sheet)
    sheet.resize(width, 100)
    paper = Paper(PaperKind.SLIP, 1, (Text("NOT ACTIVE YET", size=2), QrCode(data), Text("below")))
    sheet.show_lines(lay_out(paper, columns), columns, "")
    assert [code.text for code in zxingcpp.read_barcodes(shown(sheet, 1.0))] == [data]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_every_module_is_as_wide_as_every_other(qtbot, theme, monkeypatch, ratio) -> None:
    """Whole dots of the screen, whatever its scale: no grey seams, no module lost."""
    monkeypatch.setattr(PaperSheet, "devicePixelRatioF", lambda _sheet: ratio)
    sheet = PaperSheet(theme)
    qtbot.addWidget(sheet)
    sheet.resize(420, 100)
    sheet.show_lines(lay_out(Paper(PaperKind.SLIP, 1, (QrCode(USUAL),)), 42), 42, "")
    image = shown(sheet, ratio)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [USUAL]
    size = len(qr.modules(USUAL))
    module = round(sheet._module_width(size, sheet._sign_width(420)) * ratio)
    half = size * module // 2 + 1
    code = image.crop((image.width // 2 - half, 0, image.width // 2 + half, image.height - round(30 * ratio)))
    lines = [code.crop((0, top, code.width, top + 1)).tobytes() for top in range(code.height)]
    inks = [bytes(dot < 0x80 for dot in line) for line in lines]
    runs = [len(run) for ink in inks for run in ink.split(b"\x00") if run]
    assert len(runs) > size * module
    assert {length % module for length in runs} == {0}
