"""Bar codes as vector pictures, one file a card, in one archive that is made while it is read."""

import zipfile
from io import BytesIO
from itertools import islice
from typing import Final

from app.core import code128, qr
from app.press.card_row import Pieces, Rows
from app.press.workbook import Poured

CARDS_OF_A_PART: Final = 1000
"""So many pictures are an archive of their own in the archive: one list of a million names would fill the memory."""
_BARS_HIGH: Final = 40


def picture_name(number: int) -> str:
    """The path of a card's picture by its place: in which part, and there. An id may hold what no file's name does."""
    return f"{number // CARDS_OF_A_PART:05}.zip/{number:08}.svg"


def code_archive(rows: Rows, *, is_qr: bool) -> Pieces:
    """The bytes of a ZIP of ZIPs with a picture for each card."""
    out = Poured()
    number = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        while cards := list(islice(rows, CARDS_OF_A_PART)):
            part = BytesIO()
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pictures:
                for place, row in enumerate(cards, number):
                    picture = qr_svg(row.token) if is_qr else bars_svg(row.token)
                    pictures.writestr(_entry(picture_name(place).partition("/")[2], zipfile.ZIP_DEFLATED), picture)
            archive.writestr(_entry(picture_name(number).partition("/")[0], zipfile.ZIP_STORED), part.getvalue())
            number += len(cards)
            yield out.taken()
    yield out.taken()


def bars_svg(value: str) -> str:
    """A Code 128 as one path, a unit a module, its quiet zones with it."""
    widths = code128.widths(value)
    place, path = code128.QUIET_ZONE, ""
    for number, width in enumerate(widths):
        if number % 2 == 0:
            path += f"M{place} 0h{width}v{_BARS_HIGH}h-{width}z"
        place += width
    return _svg(place + code128.QUIET_ZONE, _BARS_HIGH, path)


def qr_svg(value: str) -> str:
    """A QR code as one path, a unit a module, its quiet zone with it."""
    rows = qr.modules(value)
    zone = qr.QUIET_ZONE
    path = "".join(
        f"M{x + zone} {y + zone}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    size = len(rows) + 2 * zone
    return _svg(size, size, path)


def _svg(width: int, height: int, path: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
    return f'{head}<rect width="{width}" height="{height}" fill="#fff"/><path d="{path}"/></svg>\n'


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    """Without a clock: the same cards make the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = how
    return entry
