"""A receipt as a picture: what will come out of the printer, for those who have none at hand."""

import io
from typing import TYPE_CHECKING, Final

from app.core.paper import Align, LaidLine, Paper, lay_out
from app.printer.bar_code import HEIGHT_DOTS, bar_code_picture
from app.printer.bitmap import Bitmap
from app.printer.line_picture import line_height, line_picture
from app.printer.logo import logo_picture
from app.printer.profile import PrinterProfile
from app.printer.qr_code import qr_code_picture

if TYPE_CHECKING:
    from PIL import Image

MARGIN_DOTS: Final = 32
"""What a roll shows beside the printable width, about four millimetres."""
FEED_DOTS: Final = 48
DOTS_AN_INCH: Final = 203


def paper_png(paper: Paper, profile: PrinterProfile) -> bytes:
    """The paper as a black and white PNG, a dot of the printer a pixel, 203 to an inch."""
    from PIL import Image

    lines = lay_out(paper, profile.columns)
    logo = logo_picture(profile.logo, profile.dots)
    height = sum(_height(line, profile) for line in lines) + 2 * FEED_DOTS + (logo.height if logo else 0)
    image = Image.new("1", (profile.dots + 2 * MARGIN_DOTS, height), 1)
    top = FEED_DOTS
    if logo is not None:
        _put_drawn(image, logo, Align.CENTRE, top, profile)
        top += logo.height
    for line in lines:
        _put(image, line, top, profile)
        top += _height(line, profile)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True, dpi=(DOTS_AN_INCH, DOTS_AN_INCH))
    return out.getvalue()


def _height(line: LaidLine, profile: PrinterProfile) -> int:
    if line.qr_code is not None:
        picture = qr_code_picture(line.qr_code, profile.dots)
        return picture.height if picture is not None else 0
    return HEIGHT_DOTS if line.bar_code is not None else line_height(line.size)


def _put(image: "Image.Image", line: LaidLine, top: int, profile: PrinterProfile) -> None:
    drawn = _drawn(line, profile)
    if drawn is not None:
        _put_drawn(image, drawn, line.align, top, profile)


def _put_drawn(image: "Image.Image", drawn: Bitmap, align: Align, top: int, profile: PrinterProfile) -> None:
    from PIL import Image

    spare = profile.dots - drawn.width
    left = {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]
    ink = Image.frombytes("1", (drawn.width, drawn.height), drawn.rows)
    image.paste(0, (MARGIN_DOTS + left, top), ink)


def _drawn(line: LaidLine, profile: PrinterProfile) -> Bitmap | None:
    if line.bar_code is not None:
        return bar_code_picture(line.bar_code, profile.dots)
    if line.qr_code is not None:
        return qr_code_picture(line.qr_code, profile.dots)
    return line_picture(line, profile) if line.text else None
