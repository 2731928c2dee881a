"""The cards to practise with: bar codes that a real reader reads, and a button that stands for a scan."""

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.ui.demonstration_panel import BarCodeView, DemonstrationPanel
from app.ui.theme import Theme
from tests.ui.shop_floor import ACTIVE, FRESH, RESOURCES, controls_without_a_name


@pytest.fixture
def theme(qapp) -> Theme:
    return Theme("dark", RESOURCES)


def read_back(view: BarCodeView) -> str:
    grey = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    (found,) = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.Code128)
    return found.text


@pytest.mark.parametrize("data", [FRESH, "GIFT-4711", "DINCARD:0123456789abcdef"])
@pytest.mark.parametrize("share", [1.0, 2.0, 3.4])
def test_a_reader_reads_the_bar_code_from_the_screen(qtbot, theme, data, share) -> None:
    view = BarCodeView(data, theme)
    qtbot.addWidget(view)
    view.resize(4 * round(view.modules * share / 4 + 1), 64)
    assert read_back(view) == data


def test_a_press_is_a_scan(qtbot, theme) -> None:
    scans: list[str] = []
    panel = DemonstrationPanel((FRESH, ACTIVE), theme, scans.append)
    qtbot.addWidget(panel)
    panel.show()
    panel.opened()
    assert panel.focusWidget() is panel.scan_buttons[0]
    qtbot.keyClick(panel.scan_buttons[0], Qt.Key.Key_Space)
    panel.scan_buttons[1].click()
    assert scans == [FRESH, ACTIVE]


def test_without_cards_there_is_still_a_page(qtbot, theme) -> None:
    panel = DemonstrationPanel((), theme, lambda _text: None)
    qtbot.addWidget(panel)
    panel.opened()
    assert panel.scan_buttons == []


def test_every_control_has_a_name(qtbot, theme) -> None:
    panel = DemonstrationPanel((FRESH, ACTIVE), theme, lambda _text: None)
    qtbot.addWidget(panel)
    assert controls_without_a_name(panel) == []
    assert [made.accessibleName() for made in panel.scan_buttons] == [f"Scan {FRESH}", f"Scan {ACTIVE}"]
