"""The code on a slip, read back from what came out of the printer by a reader that shares nothing with its maker."""

from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from app.core import qr
from app.core.paper import Align, Paper, PaperKind, QrCode, Text, lay_out
from app.core.slip_code import LONGEST
from app.printer.escpos_bytes import receipt_bytes
from app.printer.picture import paper_png
from app.printer.profile import PRESETS, PrinterProfile
from app.printer.qr_code import MODULE_DOTS_MAX, command_module_dots, qr_code_picture
from tests.printer.decoder import Event, decoded
from tests.printer.test_receipt_bytes import picture

USUAL = "7547" + "1093856274" * 20
LONG = "7547" + "90123" * ((LONGEST - 4) // 5)
PAPERS = {name: PRESETS[name] for name in ("80mm", "80mm-42", "58mm", "58mm-plain")}
BOTH_WAYS = [replace(profile, has_qr_code=by_command) for profile in PAPERS.values() for by_command in (True, False)]


def slip(data: str) -> Paper:
    return Paper(PaperKind.SLIP, 1, (Text("above"), QrCode(data), Text("below")))


def printed(data: str, profile: PrinterProfile) -> list[Event]:
    reader = decoded(receipt_bytes(slip(data), profile))
    assert not reader.warnings
    return reader.events


def scanned(event: Event) -> list[str]:
    """What a scanner reads. A code by command is drawn as some printer's own encoder would draw it."""
    image = picture(event) if event.what == "picture" else drawn_by_the_printer(event)
    return [code.text for code in zxingcpp.read_barcodes(image)]


def drawn_by_the_printer(event: Event) -> Image.Image:
    code = zxingcpp.create_barcode(event.text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=event.facts["module dots"]))


@pytest.mark.parametrize("profile", BOTH_WAYS, ids=repr)
@pytest.mark.parametrize("data", [USUAL, LONG, "7"], ids=len)
def test_the_code_is_read_from_every_paper_by_command_and_as_a_picture(profile, data) -> None:
    code = next(event for event in printed(data, profile) if event.what in {"qr code", "picture"})
    assert code.align == "center"
    assert scanned(code) == [data]


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("length", [1, 50, 200, 400, 700, 1_000, LONGEST])
def test_no_code_is_wider_than_the_paper_with_white_at_its_sides(dots, length) -> None:
    data = ("7547" + "8" * LONGEST)[:length]
    by_command = command_module_dots(data, dots)
    assert by_command is None or by_command * (qr.size_at_most(data) + 8) <= dots
    drawn = qr_code_picture(data, dots)
    size = len(qr.modules(data))
    assert drawn.height % size == 0
    module_dots = drawn.height // size
    assert 3 <= module_dots <= MODULE_DOTS_MAX
    assert (size + 8) * module_dots <= dots
    assert drawn.width <= dots


def test_a_code_of_usual_length_has_modules_that_a_hand_scanner_reads() -> None:
    assert qr_code_picture(USUAL, 384).height // len(qr.modules(USUAL)) == 6
    assert command_module_dots(USUAL, 384) == 5
    assert command_module_dots(USUAL, 576) == 6


def test_a_narrow_paper_gets_a_picture_where_the_command_would_print_too_small() -> None:
    narrow = replace(PRESETS["58mm"], has_qr_code=True)
    assert "picture" in [event.what for event in printed(LONG, narrow)]
    assert "qr code" in [event.what for event in printed(USUAL, narrow)]


def test_a_code_that_no_paper_holds_is_left_out(monkeypatch) -> None:
    monkeypatch.setattr("app.printer.qr_code.modules", lambda _data: ((True,) * 400,) * 400)
    kinds = [event.what for event in printed(USUAL, PRESETS["58mm"])]
    assert "picture" not in kinds
    assert kinds.count("line") == 4


def test_the_modules_of_a_picture_are_whole_dots() -> None:
    drawn = qr_code_picture(USUAL, 384)
    for row in range(drawn.height):
        dots = drawn.rows[row * drawn.width_bytes : (row + 1) * drawn.width_bytes]
        line = f"{int.from_bytes(dots, 'big'):0{drawn.width}b}"[: drawn.height]
        runs = [len(run) for run in line.replace("01", "0 1").replace("10", "1 0").split()]
        assert {length % 6 for length in runs} == {0}


def test_white_stands_above_and_below() -> None:
    laid = lay_out(slip(USUAL), 32)
    place = next(place for place, line in enumerate(laid) if line.qr_code)
    assert laid[place].align is Align.CENTRE
    for beside in (laid[place - 1], laid[place + 1]):
        assert (beside.text, beside.qr_code, beside.bar_code) == ("", None, None)


@pytest.mark.parametrize("data", [USUAL, LONG], ids=len)
def test_the_paper_as_a_picture_shows_the_same_code(data, tmp_path) -> None:
    for profile in PAPERS.values():
        file = tmp_path / "paper.png"
        file.write_bytes(paper_png(slip(data), profile))
        with Image.open(file) as shown:
            assert [code.text for code in zxingcpp.read_barcodes(shown.convert("L"))] == [data]


@pytest.mark.parametrize("data", ["", "ø", "1\n", "7" * (LONGEST + 1)], ids=len)
def test_a_code_on_paper_is_figures_of_bounded_length(data) -> None:
    with pytest.raises(ValueError, match="QR code holds"):
        QrCode(data)


def test_a_code_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="holds something"):
        qr.modules("")
