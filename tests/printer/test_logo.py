"""A shop's logo on paper: dithered, kept, never wider than the paper, and never in a receipt's way."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.printer import logo
from app.printer.bitmap import Bitmap
from app.printer.escpos_bytes import receipt_bytes
from app.printer.logo import HEIGHT_MAX, logo_picture
from app.printer.picture import paper_png
from app.printer.profile import PRESETS
from tests.printer import shop_papers
from tests.printer.decoder import decoded


def drawn(file: Path, size: tuple[int, int], mode: str = "RGBA") -> Path:
    """A black disc on nothing, with a grey one in it."""
    nothing, black, grey = {"RGBA": ((0, 0, 0, 0), (0, 0, 0, 255), (128, 128, 128, 255)), "L": (255, 0, 128)}[mode]
    picture = Image.new(mode, size, nothing)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, size[0] - 1, size[1] - 1), fill=black)
    draw.ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill=grey)
    picture.save(file, "PNG")
    return file


def ink(bitmap) -> Image.Image:
    return Image.frombytes("1", (bitmap.width, bitmap.height), bitmap.rows)


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("size", [(1, 1), (9, 3), (300, 100), (576, 240), (5_000, 300), (50, 4_000), (3_000, 3_000)])
def test_it_is_never_wider_than_the_paper_nor_higher_than_three_centimetres_nor_made_larger(
    tmp_path, dots, size
) -> None:
    bitmap = logo_picture(drawn(tmp_path / "logo.png", size), dots)
    assert bitmap is not None
    assert bitmap.width <= dots
    assert bitmap.height <= min(HEIGHT_MAX, size[1])
    assert bitmap.width < size[0] + 8


@pytest.mark.parametrize("mode", ["RGBA", "L"])
def test_black_is_ink_grey_is_half_of_it_and_what_is_transparent_is_paper(tmp_path, mode) -> None:
    bitmap = logo_picture(drawn(tmp_path / "logo.png", (160, 160), mode), 384)
    shown = ink(bitmap)
    assert not shown.getpixel((0, 0))
    assert shown.getpixel((80, 10))
    middle = shown.crop((60, 60, 100, 100))
    share = sum(bool(middle.getpixel((x, y))) for x in range(40) for y in range(40)) / 1600
    assert 0.4 < share < 0.6


def test_line_art_goes_out_dot_for_dot(tmp_path) -> None:
    art = Image.new("1", (64, 16), 1)
    for column in range(0, 64, 2):
        art.putpixel((column, column % 16), 0)
    art.save(tmp_path / "logo.png", "PNG")
    shown = ink(logo_picture(tmp_path / "logo.png", 384))
    assert shown.tobytes() == bytes(byte ^ 0xFF for byte in art.tobytes())


@pytest.mark.parametrize("name", PRESETS)
def test_it_stands_in_the_middle_above_the_first_line(tmp_path, name) -> None:
    profile = replace(PRESETS[name], logo=drawn(tmp_path / "logo.png", (301, 90)))
    read = decoded(receipt_bytes(shop_papers.one_card(), profile))
    assert not read.warnings
    reset, first, *others = read.events
    assert (reset.what, first.what, first.align) == ("reset", "picture", "center")
    assert first.facts == {"width": 304, "height": 90}
    assert others == decoded(receipt_bytes(shop_papers.one_card(), PRESETS[name])).events[1:]
    shown = Image.open(io.BytesIO(paper_png(shop_papers.one_card(), profile)))
    assert shown.height == Image.open(io.BytesIO(paper_png(shop_papers.one_card(), PRESETS[name]))).height + 90


def test_it_is_read_once_and_again_when_it_changes(tmp_path, monkeypatch) -> None:
    opened: list[Path] = []
    really = Image.open

    def counted(file, **how):
        opened.append(file)
        return really(file, **how)

    file = drawn(tmp_path / "logo.png", (64, 32))
    monkeypatch.setattr(Image, "open", counted)
    first = [logo_picture(file, 384) for _ in range(3)][-1]
    assert len(opened) == 1
    drawn(file, (64, 48))
    os.utime(file, ns=(1, 1))
    second = logo_picture(file, 384)
    assert (len(opened), first.height, second.height) == (2, 32, 48)


@given(st.binary(min_size=64, max_size=64), st.lists(st.tuples(st.integers(0, 61), st.sampled_from([4, 5, 20]))))
def test_no_dots_are_ever_heard_as_a_command_and_hardly_one_is_changed(noise, places) -> None:
    rows = bytearray(noise)
    for place, command in places:
        rows[place : place + 3] = bytes([0x10, command, 1])
    sent = Bitmap(4, 16, bytes(rows)).command[8:]
    assert not [place for place in range(63) if sent[place] == 0x10 and sent[place + 1] in {4, 5, 20}]
    changed = [place for place in range(64) if sent[place] != rows[place]]
    assert all((sent[place] ^ rows[place]).bit_count() == 1 for place in changed)
    assert len(changed) == sum(rows[place] == 0x10 and rows[place + 1] in {4, 5, 20} for place in range(63))


def broken(tmp_path: Path) -> dict[str, Path]:
    whole = drawn(tmp_path / "whole.png", (200, 200)).read_bytes()
    files = {"cut": whole[: len(whole) // 2], "no picture": b"GIF89a", "empty": b"", "bent": whole[:20] + b"\xff" * 40}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in files} | {"absent": tmp_path / "absent", "folder": tmp_path}


def test_one_that_cannot_be_read_is_left_out_and_the_receipt_comes_out(tmp_path, monkeypatch) -> None:
    plain = receipt_bytes(shop_papers.one_card(), PRESETS["58mm"])
    for name, file in broken(tmp_path).items():
        assert receipt_bytes(shop_papers.one_card(), replace(PRESETS["58mm"], logo=file)) == plain, name
    monkeypatch.setattr(logo, "PIXELS_MAX", 100)
    assert logo_picture(drawn(tmp_path / "large.png", (50, 50)), 384) is None
    assert logo_picture(Path("\0"), 384) is None
    assert logo_picture(None, 384) is None
