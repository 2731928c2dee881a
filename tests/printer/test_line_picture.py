"""Lines that are drawn: what stands in them, how large, and what is drawn for a sign that no font has."""

import pytest
from PIL import Image

from app.core.paper import LaidLine
from app.printer import lettering
from app.printer.bitmap import Bitmap
from app.printer.lettering import font_with, letter
from app.printer.line_picture import line_height, line_picture
from app.printer.profile import PRESETS

WIDE = PRESETS["80mm"]
NO_FONT_HAS_IT = "\U000e0fff"


@pytest.fixture
def only_the_font_that_always_exists(monkeypatch):
    """A machine without fonts of its own."""
    monkeypatch.setattr(lettering, "_font_folders", tuple)
    caches = (lettering.letter, lettering.font_with, lettering._installed)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def ink(picture: Bitmap) -> Image.Image:
    return Image.frombytes("1", (picture.width, picture.height), picture.rows)


def dots(image: Image.Image) -> int:
    return sum(map(int.bit_count, image.tobytes()))


def columns_with_ink(picture: Bitmap, cell: int = 12) -> list[int]:
    image = ink(picture)
    return [left // cell for left in range(0, image.width, cell) if image.crop((left, 0, left + cell, 30)).getbbox()]


def test_a_drawn_line_is_as_high_as_a_printed_one() -> None:
    assert line_picture(LaidLine("€"), WIDE).height == line_height(1) == 30
    assert line_picture(LaidLine("€", size=2), WIDE).height == line_height(2) == 48


def test_letters_stand_in_the_columns_of_the_printers_own() -> None:
    assert columns_with_ink(line_picture(LaidLine("a  b    c"), WIDE)) == [0, 3, 8]


def test_a_wide_sign_takes_two_columns() -> None:
    assert columns_with_ink(line_picture(LaidLine("王 b"), WIDE)) == [0, 1, 3]


def test_a_mark_stays_on_its_letter() -> None:
    plain, marked = line_picture(LaidLine("xx"), WIDE), line_picture(LaidLine("x\u0304x"), WIDE)
    assert plain.width == marked.width
    assert ink(plain).getbbox()[1] > ink(marked).getbbox()[1]


@pytest.mark.parametrize("name", ["80mm", "80mm-42", "58mm"])
def test_a_full_line_is_not_wider_than_the_paper(name) -> None:
    profile = PRESETS[name]
    for size in (1, 2):
        drawn = line_picture(LaidLine("王" * (profile.columns // size // 2), size=size), profile)
        assert drawn.width <= profile.dots


def test_bold_has_more_ink() -> None:
    plain, bold = line_picture(LaidLine("Ł"), WIDE), line_picture(LaidLine("Ł", bold=True), WIDE)
    assert sum(map(int.bit_count, bold.rows)) > sum(map(int.bit_count, plain.rows))


def test_an_empty_line_is_white() -> None:
    assert not any(line_picture(LaidLine(""), WIDE).rows)


def test_a_sign_that_no_font_has_is_a_box(only_the_font_that_always_exists) -> None:
    assert font_with("王") is None
    box = letter("王", 24, 24)
    assert box.getbbox() == (1, 4, 22, 21)
    assert box.getpixel((10, 10)) == 0
    assert letter(NO_FONT_HAS_IT, 24, 24).tobytes() == box.tobytes()
    assert letter("?", 24, 24).tobytes() != box.tobytes()


def test_letters_need_no_font_of_the_system(only_the_font_that_always_exists) -> None:
    assert [font_with(sign) for sign in "Łφж€"] == [""] * 4


def test_a_font_that_cannot_be_read_is_passed_over(only_the_font_that_always_exists, monkeypatch, tmp_path) -> None:
    (tmp_path / "mono.ttf").write_bytes(b"no font")
    (tmp_path / "Sans-Bold.ttf").write_bytes(b"no font")
    monkeypatch.setattr(lettering, "_font_folders", lambda: (tmp_path,))
    assert font_with("王") is None
    assert lettering._installed() == (str(tmp_path / "mono.ttf"),)


def test_words_from_right_to_left_are_drawn_as_one_run_that_begins_at_the_right() -> None:
    narrow_first, narrow_last = letter("ווש", 36, 24), letter("שוו", 36, 24)
    half = (0, 0, 18, 24)
    assert dots(narrow_first.crop(half)) > dots(narrow_last.crop(half))


def test_two_words_from_right_to_left_change_places_together() -> None:
    together = line_picture(LaidLine("אב גד"), WIDE)
    assert together.rows != line_picture(LaidLine("גד אב"), WIDE).rows
    assert together.width == 64


def test_without_a_shaping_library_a_run_is_turned_round(monkeypatch) -> None:
    from PIL import features

    monkeypatch.setattr(features, "check", lambda name: False)
    assert lettering._as_drawn("אבג") == "גבא"
    assert lettering._as_drawn("abc") == "abc"


def test_a_picture_has_exactly_its_own_dots() -> None:
    with pytest.raises(ValueError, match="exactly its own dots"):
        Bitmap(2, 2, b"\x00\x00\x00")


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_fonts_are_looked_for_where_the_system_keeps_them(platform, monkeypatch) -> None:
    monkeypatch.setattr(lettering.sys, "platform", platform)
    assert all("onts" in str(folder) for folder in lettering._font_folders())
