"""The manufacturer's file as a workbook (ECMA-376): every cell a text, so that no program makes a number of it.

It is written in one go into whatever takes it, without a file in between: the libraries for this keep rows in files of
their own, in clear.
"""

import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from io import RawIOBase
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from app.press.card_row import Pieces, Rows, chosen

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ROWS_OF_A_SHEET: Final = 1_048_576
"""More do not open in Excel; what follows goes onto another sheet."""
_AT_ONCE: Final = 500
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KINDS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Poured(RawIOBase):
    """Takes what a writer writes, until it is taken away. It cannot be wound back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, piece: "ReadableBuffer", /) -> int:
        """Holds it."""
        before = len(self._held)
        self._held += piece
        return len(self._held) - before

    def taken(self) -> bytes:
        """What was written since the last time."""
        held, self._held = bytes(self._held), bytearray()
        return held


def workbook(rows: Rows, columns: Sequence[str], sheet_rows: int = ROWS_OF_A_SHEET) -> Pieces:
    """The bytes of an .xlsx file. Each sheet begins with the columns' names."""
    out = Poured()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        sheets = 0
        first = next(rows, None)
        while first is not None or not sheets:
            sheets += 1
            left = iter(()) if first is None else chain((first,), islice(rows, sheet_rows - 2))
            with archive.open(_entry(f"xl/worksheets/sheet{sheets}.xml"), "w", force_zip64=True) as sheet:
                for piece in _sheet(left, columns):
                    sheet.write(piece)
                    yield out.taken()
            first = next(rows, None)
        for name, text in _frame(sheets):
            archive.writestr(_entry(name), _HEAD + text)
    yield out.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    """Without a clock: the same cards make the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(rows: Rows, columns: Sequence[str]) -> Iterator[bytes]:
    take = chosen(columns)
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{_row(columns)}'.encode()
    while piece := "".join([_row(row) for row in take(list(islice(rows, _AT_ONCE)))]):
        yield piece.encode()
    yield b"</sheetData></worksheet>"


def _row(values: Sequence[str]) -> str:
    """Text stands in the cell itself, marked as text, with its spaces kept."""
    cells = "".join([f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' for value in values])
    return f"<row>{cells}</row>"


def _frame(sheets: int) -> Iterator[tuple[str, str]]:
    """What makes a workbook of the sheets."""
    numbers = range(1, sheets + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KINDS}.worksheet+xml"/>' for n in numbers
    )
    relations_kind = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = f'<Default Extension="rels" ContentType="{relations_kind}"/>'
    defaults += '<Default Extension="xml" ContentType="application/xml"/>'
    main = f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{main}{parts}</Types>'
    yield "_rels/.rels", _relations((f"{_RELATIONS}/officeDocument", "xl/workbook.xml"))
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(*((f"{_RELATIONS}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers)),
    )
    named = "".join(f'<sheet name="Cards {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>'


def _relations(*parts: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{place}" Type="{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'
