"""A shop's logo as dots: dithered once, kept, and never wider than the paper."""

import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.printer.bitmap import Bitmap

if TYPE_CHECKING:
    from PIL import Image

HEIGHT_MAX: Final = 240
"""Dots: three centimetres of paper for each receipt are enough."""
PIXELS_MAX: Final = 16_000_000
"""A small file may claim to be a picture that no memory holds."""
WHITE: Final = 255

log = logging.getLogger(__name__)


def logo_picture(file: Path | None, dots: int) -> Bitmap | None:
    """The logo in ink for paper of `dots`; None where there is none, or none that can be read: receipts come first.

    Made smaller where it is wider than the paper or higher than HEIGHT_MAX, and never larger, as whole dots stay sharp.
    Read and dithered again only when the file changes.
    """
    if file is None:
        return None
    try:
        state = file.stat()
    except (OSError, ValueError) as fault:
        log.warning("the logo cannot be read: %s", type(fault).__name__)
        return None
    return _drawn(file, dots, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _drawn(file: Path, dots: int, _changed_ns: int, _size: int) -> Bitmap | None:
    from PIL import Image

    try:
        with Image.open(file, formats=["PNG"]) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise ValueError("the picture is too large")  # noqa: TRY301 - told as every other fault of the file
            return _dithered(_on_white(picture), dots)
    except (OSError, ValueError, SyntaxError) as fault:  # the library calls a broken picture a fault of syntax
        log.warning("the logo cannot be read: %s", type(fault).__name__)
        return None


def _on_white(picture: "Image.Image") -> "Image.Image":
    """In greys, with what is transparent as white as the paper."""
    from PIL import Image

    coloured = picture.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, (WHITE, WHITE, WHITE, WHITE))
    return Image.alpha_composite(paper, coloured).convert("L")


def _dithered(grey: "Image.Image", dots: int) -> Bitmap:
    from PIL import Image

    scale = min(1.0, dots / grey.width, HEIGHT_MAX / grey.height)
    width, height = max(1, int(grey.width * scale)), max(1, int(grey.height * scale))
    if scale < 1:
        typeless: Any = grey  # the library's types name numpy's, which is not here
        grey = typeless.resize((width, height), Image.Resampling.LANCZOS)
    padded = Image.new("L", (-(-width // 8) * 8, height), WHITE)
    padded.paste(grey, ((padded.width - width) // 2, 0))
    dithered: Any = padded.convert("1", dither=Image.Dither.FLOYDSTEINBERG)
    ink = dithered.point([1] + [0] * 255)
    return Bitmap(padded.width // 8, height, ink.tobytes())
