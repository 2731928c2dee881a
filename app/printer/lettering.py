"""Letters as dots: the font that has a sign is found, and a sign that no font has becomes a box, never a `?`.

One font always exists: it comes with the bar-code library. Others are taken where the system has them.
"""

import io
import os
import sys
import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image, ImageFont

LETTER_OF_CELL: Final = (20, 24)
"""A letter 20 dots large, with an advance of 12, stands in a cell of 24 dots."""
BASELINE_OF_CELL: Final = (19, 24)
TRIED_FIRST: Final = ("mono", "cjk", "sans", "gothic", "hei", "ming", "malgun", "arial", "emoji", "symbol")
"""Words in the names of fonts that are likely to have what a code page lacks, the best first."""
NEVER_TRIED: Final = ("bold", "italic", "oblique", "condensed", "light", "thin", "black", "lastresort")
FONTS_MAX: Final = 150
NO_SIGN: Final = "\uffff"
"""Unicode promises that this is never a character: what a font draws for it is its sign for a missing one."""


def is_mark(sign: str) -> bool:
    """Whether a sign stands on the letter before it."""
    return unicodedata.category(sign) in {"Mn", "Me"}


def right_to_left(text: str) -> bool:
    """Whether the text begins with a letter of Hebrew, Arabic or another script that runs leftwards."""
    return bool(text) and unicodedata.bidirectional(text[0]) in {"R", "AL"}


@lru_cache(maxsize=1024)
def letter(piece: str, width: int, height: int) -> "Image.Image":
    """A letter with its marks, or a run of right-to-left words, in a cell of `width` x `height` dots; ink is 1."""
    from PIL import Image, ImageDraw

    file = font_with(piece[0])
    font = _font(file, height * LETTER_OF_CELL[0] // LETTER_OF_CELL[1]) if file is not None else None
    if font is None:
        return _box(width, height)
    needed = max(1, round(font.getlength(piece)))
    image = Image.new("1", (max(width, needed), height), 0)
    baseline = height * BASELINE_OF_CELL[0] // BASELINE_OF_CELL[1]
    ImageDraw.Draw(image).text(((image.width - needed) // 2, baseline), _as_drawn(piece), 1, font, anchor="ls")
    return (
        image
        if image.width == width
        else image.transform((width, height), Image.Transform.EXTENT, (0, 0, image.width, height))
    )


def _as_drawn(piece: str) -> str:
    """Without a shaping library letters are drawn in the order given: a leftward run is turned round for it."""
    from PIL import features

    if right_to_left(piece) and not features.check("raqm"):
        return piece[::-1]
    return piece


def _box(width: int, height: int) -> "Image.Image":
    from PIL import Image, ImageDraw

    image = Image.new("1", (width, height), 0)
    ImageDraw.Draw(image).rectangle((1, height // 6, max(1, width - 3), height * 5 // 6), outline=1)
    return image


@lru_cache(maxsize=1024)
def font_with(sign: str) -> str | None:
    """The file of the first font that has the sign, an empty text for the one that always exists, None for no font."""
    for file in ("", *_installed()):
        font = _font(file, LETTER_OF_CELL[0])
        if font is not None and _has(font, sign):
            return file
    return None


def _has(font: "ImageFont.FreeTypeFont", sign: str) -> bool:
    drawn = _dots(font, sign)
    return any(drawn) and drawn != _dots(font, NO_SIGN)


def _dots(font: "ImageFont.FreeTypeFont", sign: str) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("1", (2 * LETTER_OF_CELL[1], 2 * LETTER_OF_CELL[1]), 0)
    ImageDraw.Draw(image).text((LETTER_OF_CELL[1] // 2, LETTER_OF_CELL[1] * 3 // 2), sign, 1, font, anchor="ls")
    return image.tobytes()


@lru_cache(maxsize=2 * FONTS_MAX)
def _font(file: str, size: int) -> "ImageFont.FreeTypeFont | None":
    """A font in one size; None where the file is none that can be drawn with, such as coloured pictures."""
    from PIL import ImageFont

    try:
        if file:
            return ImageFont.truetype(file, size)
        always = files("barcode") / "fonts" / "DejaVuSansMono.ttf"
        return ImageFont.truetype(io.BytesIO(always.read_bytes()), size)
    except OSError:
        return None


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    """The system's upright fonts, the likeliest first."""
    found = [
        path
        for folder in _font_folders()
        for path in folder.rglob("*.[to]t[fc]")
        if not any(word in path.name.casefold() for word in NEVER_TRIED)
    ]
    return tuple(str(path) for path in sorted(found, key=_rank)[:FONTS_MAX])


def _rank(path: Path) -> tuple[int, str]:
    name = path.name.casefold()
    places = [place for place, word in enumerate(TRIED_FIRST) if word in name]
    return (min(places, default=len(TRIED_FIRST)), name)


def _font_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"),)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"))
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
