"""A line of text as a picture, for the signs that a printer's code page lacks and for paper shown as a picture.

Letters stand in the same columns as the printer's own, so that a drawn line fits between printed ones.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from app.core.paper import LaidLine, columns_of
from app.printer.bitmap import Bitmap
from app.printer.lettering import is_mark, letter, right_to_left
from app.printer.profile import PrinterProfile

if TYPE_CHECKING:
    from PIL import Image

LETTER_HEIGHT: Final = 24
LINE_HEIGHT: Final = 30
"""A line of the printer's own is 24 dots of letter and 6 of space; a double one is 48 and brings no space."""


def line_height(size: int) -> int:
    """The paper that one printed line of this size takes, in dots."""
    return max(LINE_HEIGHT, LETTER_HEIGHT * size)


def line_picture(line: LaidLine, profile: PrinterProfile) -> Bitmap:
    """The line in ink, as wide as its own columns rounded up to whole bytes, and never wider than the paper."""
    from PIL import Image

    cell = profile.letter_dots * line.size
    width = min(max(8, -(-columns_of(line.text) * cell // 8) * 8), profile.dots)
    image = Image.new("1", (width, line_height(line.size)), 0)
    column = 0
    for piece in _pieces(line.text):
        columns = columns_of(piece)
        _draw(image, piece, column * cell, (columns * cell, LETTER_HEIGHT * line.size), bold=line.bold)
        column += columns
    return Bitmap(width // 8, image.height, image.tobytes())


def _draw(image: "Image.Image", piece: str, left: int, cell: tuple[int, int], *, bold: bool) -> None:
    if piece.isspace() or not cell[0]:
        return
    ink = letter(piece, *cell)
    image.paste(1, (left, 0), ink)
    if bold:
        image.paste(1, (left + 1, 0), ink)


def _pieces(text: str) -> Iterator[str]:
    """What is drawn at once: a letter with its marks, or a run of words that is written from right to left."""
    piece = ""
    for place, sign in enumerate(text):
        if piece and (is_mark(sign) or (right_to_left(piece) and _goes_on(text, place))):
            piece += sign
            continue
        if piece:
            yield piece
        piece = sign
    if piece:
        yield piece


def _goes_on(text: str, place: int) -> bool:
    """Whether a run from right to left goes on here: by its letters, and by one space between two of its words."""
    sign, following = text[place], text[place + 1 : place + 2]
    return right_to_left(sign) or (sign == " " and right_to_left(following))
