"""Cards for the press, pictures and the proof sheet: every code is read back by readers that share nothing with us."""

import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
import zxingcpp
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core.code128 import widths
from app.press.card_row import CardRow
from app.press.card_sheet import CARDS_OF_A_PAGE, card_pages
from app.press.code_archive import CARDS_OF_A_PART, bars_svg, code_archive, picture_name, qr_svg
from app.press.pdf import Page, document
from app.press.proof_sheet import proof_sheet

FORMS = {"figures": "{:016}", "prefix": "DINCARD:{:08}", "odd": "{:05}", "letters": "aB-{:04}"}


def cards(count: int, form: str = FORMS["figures"]) -> Iterator[CardRow]:
    for number in range(count):
        yield CardRow(f"7001{number:06}", form.format(number * 7919 + 1), f"{number:04}", "", "Høst (100 % \\)", "")


def printed(pdf: bytes, folder: Path, dpi: int = 200) -> list[Image.Image]:
    """The pages as a print shop's own program sees them; it comes along with the print scheduler of the tests."""
    if not shutil.which("pdftoppm"):
        pytest.skip("there is no pdftoppm to draw the pages")
    (folder / "made.pdf").write_bytes(pdf)
    call = ["pdftoppm", "-gray", "-r", str(dpi), "made.pdf", "page"]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=True)
    assert not done.stderr, "a PDF that has to be mended is none"
    return [_loaded(path) for path in sorted(folder.glob("page*.pgm"))]


def _loaded(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.copy()


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("form", FORMS)
def test_every_code_on_the_pages_is_read_as_its_token(tmp_path: Path, form: str) -> None:
    made = b"".join(card_pages(cards(11, FORMS[form]), "Høst", is_qr=False))
    pages = printed(made, tmp_path)
    assert [len(read(page)) for page in pages] == [CARDS_OF_A_PAGE, 3]
    assert {token for page in pages for token in read(page)} == {row.token for row in cards(11, FORMS[form])}


def test_qr_codes_on_the_pages_are_read_as_their_tokens(tmp_path: Path) -> None:
    long = "DINCARD:{:036}"
    (page,) = printed(b"".join(card_pages(cards(3, long), "Høst", is_qr=True)), tmp_path)
    assert sorted(read(page)) == [row.token for row in cards(3, long)]


def test_a_document_of_many_pages_has_each_of_them(tmp_path: Path) -> None:
    def pages() -> Iterator[Page]:
        for number in range(131):
            page = Page()
            page.box(10, 10 + number / 10, 20, 20)
            page.text(5, 5, 9, f"({number}) \\ €")
            yield page

    assert len(printed(b"".join(document(pages(), 60, 60, "Høst")), tmp_path, dpi=20)) == 131


def test_memory_does_not_grow_with_the_pages() -> None:
    import tracemalloc

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in card_pages(cards(count), "Høst", is_qr=False):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(1600) < 1.3 * peak(400)


def drawn(svg: str, dots: int = 10) -> Image.Image:
    """The boxes of our own pictures, so many dots a unit."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found
    picture = Image.new("L", (int(found[1]) * dots, int(found[2]) * dots), 255)
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", svg):
        left, top = int(x) * dots, int(y) * dots
        picture.paste(0, (left, top, left + int(width) * dots, top + int(height) * dots))
    return picture


@pytest.mark.parametrize(
    ("is_qr", "count", "parts"),
    [(False, CARDS_OF_A_PART + 2, ["00000.zip", "00001.zip"]), (True, 3, ["00000.zip"])],
    ids=["bars", "qr"],
)
def test_every_picture_of_the_archive_is_read_as_its_cards_token(is_qr: bool, count: int, parts: list[str]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(code_archive(cards(count), is_qr=is_qr))))
    assert archive.namelist() == parts
    for number, row in enumerate(cards(count)):
        if count > CARDS_OF_A_PART > number and number % 200:
            continue
        part, name = picture_name(number).split("/")
        svg = zipfile.ZipFile(io.BytesIO(archive.read(part))).read(name).decode()
        assert read(drawn(svg)) == [row.token]


def test_a_picture_has_its_quiet_zone() -> None:
    for svg, zone in ((bars_svg("4711"), 10), (qr_svg("4711"), 4)):
        left = min(int(x) for x in re.findall(r"M(\d+) ", svg))
        assert left == zone


def by_the_library(value: str) -> tuple[int, ...]:
    """Code 128 as python-barcode encodes it."""
    (modules,) = Code128(value).build()
    return tuple(len(list(run)) for _, run in groupby(modules.strip("0")))


@given(st.text("0123456789", min_size=2, max_size=30).filter(lambda text: len(text) % 2 == 0 and text[:2] < "99"))
def test_our_table_agrees_with_that_of_a_library(value: str) -> None:
    """python-barcode 0.16.1 takes 99 at the beginning for a change of its set and leaves it out."""
    assert widths(value) == by_the_library(value)
    assert widths("99" + value) != by_the_library("99" + value), "a library that is mended needs no exception here"


def test_the_proof_sheet_is_as_wide_as_the_cards_will_be() -> None:
    value = "DINCARD:4711471147114711"
    made = b"".join(proof_sheet("Try it", ("Modules of {mm} mm, {width} mm wide",), value, (0.25,), "Square:"))
    streams = re.findall(rb"stream\n(.*?)\nendstream", made, re.DOTALL)
    drawn_words = b"".join(zlib.decompress(stream) for stream in streams)
    assert f"{(sum(widths(value)) + 2 * 10) * 0.25:.1f} mm wide".encode() in drawn_words


def test_the_proof_sheet_shows_a_test_code_at_three_widths_and_as_a_square(tmp_path: Path) -> None:
    lines = ("Print it without scaling.", "Modules of {mm} mm, {width} mm wide")
    made = b"".join(proof_sheet("Try it", lines, "4711471147114711", (0.19, 0.25, 0.33), "As a square:"))
    (page,) = printed(made, tmp_path, dpi=400)
    assert read(page) == ["4711471147114711"] * 4


def test_a_code_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        b"".join(card_pages(iter([CardRow("1", "ø", "", "", "", "")]), "", is_qr=False))
