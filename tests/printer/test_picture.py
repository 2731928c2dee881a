"""The receipt as a picture."""

import io

import pytest
import zxingcpp
from PIL import Image

from app.core.paper import Align, BarCode, Paper, PaperKind, Text
from app.printer.picture import MARGIN_DOTS, paper_png
from app.printer.profile import PRESETS
from tests.printer import shop_papers


def picture(paper: Paper, name: str = "80mm") -> Image.Image:
    return Image.open(io.BytesIO(paper_png(paper, PRESETS[name])))


@pytest.mark.parametrize("name", PRESETS)
def test_it_is_as_wide_as_the_roll_and_its_code_can_be_scanned(name) -> None:
    shown = picture(shop_papers.one_card(), name)
    assert shown.width == PRESETS[name].dots + 2 * MARGIN_DOTS
    assert [code.text for code in zxingcpp.read_barcodes(shown.convert("L"))] == ["000184"]


@pytest.mark.parametrize("align", Align)
def test_a_line_stands_where_the_printer_puts_it(align) -> None:
    shown = picture(Paper(PaperKind.SLIP, 1, (Text("HHHH", align),)))
    left, _top, right, _bottom = shown.convert("L").point(lambda value: 255 - value).getbbox()
    white_left, white_right = left - MARGIN_DOTS, shown.width - MARGIN_DOTS - right
    nearest = {Align.LEFT: white_left, Align.RIGHT: white_right, Align.CENTRE: abs(white_left - white_right)}
    assert nearest[align] <= 4


def test_nothing_is_drawn_outside_the_printable_width() -> None:
    shown = picture(shop_papers.of_customer("王" * 100), "58mm").convert("L").point(lambda value: 255 - value)
    left, _top, right, _bottom = shown.getbbox()
    assert left >= MARGIN_DOTS
    assert right <= shown.width - MARGIN_DOTS


def test_a_code_that_does_not_fit_is_left_out_and_its_text_stays() -> None:
    code = "DC-7K3M9Q2XW4-LONGER-THAN-PAPER"
    with_code = picture(Paper(PaperKind.SLIP, 1, (BarCode(code),)), "58mm")
    assert not zxingcpp.read_barcodes(with_code.convert("L"))
    assert with_code.convert("L").point(lambda value: 255 - value).getbbox() is not None
