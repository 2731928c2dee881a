"""All that is hard on one paper: its codes are read back by two readers, its name commands nothing, its logo is right.

That the paper's text is as it was when somebody looked at it is among the golden papers.
"""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.core.paper import QrCode
from app.printer.escpos_bytes import receipt_bytes
from app.printer.profile import CODE_PAGES, PRESETS, profile_named
from tests.printer import golden_papers, shop_papers
from tests.printer.decoder import Event, decoded
from tests.printer.test_qr_code import drawn_by_the_printer
from tests.printer.test_receipt_bytes import picture

PAPER = shop_papers.hard("nb")
SLIP_CODE = next(line.data for line in PAPER.lines if isinstance(line, QrCode))
CODES = {"000191", SLIP_CODE}


def printed(profile) -> list[Event]:
    reader = decoded(receipt_bytes(PAPER, profile))
    assert not reader.warnings
    return reader.events


def shown(event: Event) -> Image.Image:
    """A code as it stands on paper, by command or as a picture, with white around it."""
    if event.what == "bar code":
        drawn = zxingcpp.create_barcode(event.text, zxingcpp.BarcodeFormat.Code128)
        bars = Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=event.facts["width"]))
        canvas = Image.new("L", (bars.width + 80, bars.height + 80), 255)
        canvas.paste(bars, (40, 40))
        return canvas
    image = drawn_by_the_printer(event) if event.what == "qr code" else picture(event)
    return image.convert("L")


@pytest.fixture(scope="module")
def images() -> dict[str, list[Image.Image]]:
    """What could hold a code, on each kind of paper."""
    return {
        name: [shown(event) for event in printed(profile) if event.what in {"bar code", "qr code", "picture"}]
        for name, profile in PRESETS.items()
    }


def test_both_codes_are_read_from_every_paper(images) -> None:
    for name, shots in images.items():
        assert {code.text for shot in shots for code in zxingcpp.read_barcodes(shot)} == CODES, name


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="there is no second reader (Debian: zbar-tools)")
def test_another_reader_reads_the_same(images, tmp_path: Path) -> None:
    for name, shots in images.items():
        files = [tmp_path / f"{name}-{place}.png" for place in range(len(shots))]
        for file, shot in zip(files, shots, strict=True):
            shot.save(file)
        done = subprocess.run(
            ["zbarimg", "--raw", "--quiet", "--nodbus", *files], capture_output=True, text=True, check=False
        )
        assert set(done.stdout.split()) == CODES, name


@pytest.mark.parametrize("dots", [384, 576])
def test_the_logo_is_as_it_was_when_somebody_looked_at_it(dots) -> None:
    profile = replace(next(preset for preset in PRESETS.values() if preset.dots == dots), logo=golden_papers.LOGO)
    first = next(event for event in printed(profile) if event.what == "picture")
    kept = Image.open(golden_papers.PICTURES / f"logo_{dots}.png")
    assert (first.facts["width"], first.facts["height"]) == kept.size
    printed_dots = bytes(byte ^ 0xFF for byte in first.rows)
    different = sum((ours ^ theirs).bit_count() for ours, theirs in zip(printed_dots, kept.tobytes(), strict=True))
    assert different <= 8, "a dot may be changed where it would be heard as a command, and no more"


@pytest.mark.parametrize("page", CODE_PAGES)
def test_the_hard_name_opens_no_drawer_and_cuts_nothing_in_any_code_page(page) -> None:
    events = printed(profile_named("80mm", page))
    assert not [event for event in events if event.what == "drawer"]
    assert [event.what for event in events].count("cut") == 1
    assert events[-1].what == "cut"
    assert [event.what for event in events].count("reset") == 1
    assert not [event.text for event in events if not event.text.isprintable() or "\ufffd" in event.text]
