"""A PDF (ISO 32000-1) page by page: lines, filled boxes and text. Of a page that is done two figures are kept.

Lengths are millimetres from the page's lower left corner. Text is set in the fonts that every reader has.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_PER_MM: Final = 72 / 25.4
_KIDS: Final = 64
"""Pages under one node of the tree."""
_FONTS: Final = 4
"""The number of the object that names the fonts, behind catalogue, root of the pages and information."""
_FIRST: Final = 5

SANS: Final = "F1"
MONO: Final = "F2"
BOLD: Final = "F3"
MONO_WIDTH: Final = 0.6
"""Each letter of MONO is as wide as this part of its size."""


class Page:
    """What is drawn onto one page."""

    def __init__(self) -> None:
        self._drawn: list[str] = []

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """A filled black box."""
        self._drawn.append(f"{_pt(x)} {_pt(y)} {_pt(width)} {_pt(height)} re f")

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A box's thin grey outline."""
        self._drawn.append(f"q .6 G .25 w {_pt(x)} {_pt(y)} {_pt(width)} {_pt(height)} re S Q")

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """A thin black line."""
        self._drawn.append(f".25 w {_pt(x)} {_pt(y)} m {_pt(to_x)} {_pt(to_y)} l S")

    def bars(self, x: float, y: float, height: float, module: float, widths: Sequence[int]) -> None:
        """Bars and spaces in turn, a bar first, each so many modules wide."""
        boxes: list[str] = []
        place = 0
        for number, width in enumerate(widths):
            if number % 2 == 0:
                boxes.append(f"{place} 0 {width} 1 re")
            place += width
        self._scaled(x, y, module, height, boxes)

    def squares(self, x: float, y: float, module: float, rows: Sequence[Sequence[bool]]) -> None:
        """Modules row by row from the top, the dark ones drawn; those side by side are one box."""
        boxes: list[str] = []
        for number, row in enumerate(rows):
            place = 0
            while place < len(row):
                end = place
                while end < len(row) and row[end]:
                    end += 1
                if end > place:
                    boxes.append(f"{place} {len(rows) - 1 - number} {end - place} 1 re")
                place = end + 1
        self._scaled(x, y, module, module, boxes)

    def text(self, x: float, y: float, size_pt: float, text: str, font: str = SANS) -> None:
        """One line of text from its left foot. What the font lacks is a question mark."""
        shown = text.encode("cp1252", "replace").decode("latin-1")
        escaped = shown.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self._drawn.append(f"BT /{font} {size_pt:g} Tf {_pt(x)} {_pt(y)} Td ({escaped}) Tj ET")

    def mono_centred(self, x: float, y: float, size_pt: float, text: str) -> None:
        """The same around a place, in letters of one width."""
        self.text(x - len(text) * size_pt * MONO_WIDTH / _PER_MM / 2, y, size_pt, text, MONO)

    def _scaled(self, x: float, y: float, across: float, up: float, boxes: list[str]) -> None:
        """One figure of whole numbers, so that no bar is a hair wider than its neighbour."""
        scale = f"{across * _PER_MM:.5f} 0 0 {up * _PER_MM:.5f} {_pt(x)} {_pt(y)} cm"
        self._drawn.append(f"q {scale} {' '.join(boxes)} f Q")

    @property
    def content(self) -> bytes:
        """The page's stream, compressed."""
        return zlib.compress("\n".join(self._drawn).encode("latin-1"), 1)


def document(pages: Iterable[Page], width_mm: float, height_mm: float, title: str) -> Iterator[bytes]:
    """The bytes of a document of equal pages, each page drawn when it is its turn."""
    places = array("Q", bytes(8 * _FIRST))
    at = 0

    def counted(number: int, body: bytes) -> bytes:
        nonlocal at
        whole = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        places[number] = at
        at += len(whole)
        return whole

    head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    at += len(head)
    yield head
    yield counted(_FONTS, _fonts())
    nodes = _Nodes()
    box = f"[0 0 {_pt(width_mm)} {_pt(height_mm)}]".encode()
    for page in pages:
        content = page.content
        node, is_full = nodes.of_next(places)
        stream, leaf = _added(places), _added(places)
        yield counted(stream, b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content))
        yield counted(
            leaf,
            b"<</Type/Page/Parent %d 0 R/MediaBox %b/Resources %d 0 R/Contents %d 0 R>>" % (node, box, _FONTS, stream),
        )
        nodes.leaves.append(leaf)
        if is_full:
            yield counted(node, nodes.closed())
    if nodes.leaves:
        yield counted(nodes.node, nodes.closed())
    yield counted(2, b"<</Type/Pages/Count %d/Kids[%b]>>" % (nodes.count, _references(nodes.done)))
    yield counted(1, b"<</Type/Catalog/Pages 2 0 R>>")
    yield counted(3, b"<</Title<%b>/Producer(giftcard-till)>>" % ("\ufeff" + title).encode("utf-16-be").hex().encode())
    yield from _table(places, at)


class _Nodes:
    """The tree of pages while it grows: the node at work with its leaves, and those that are done."""

    def __init__(self) -> None:
        self.node = 0
        self.leaves = array("Q")
        self.done = array("Q")
        self.count = 0

    def of_next(self, places: "array[int]") -> tuple[int, bool]:
        """The node of the next page, and whether that page fills it."""
        if not self.leaves:
            self.node = _added(places)
        self.count += 1
        return self.node, len(self.leaves) == _KIDS - 1

    def closed(self) -> bytes:
        """The node at work as an object."""
        body = b"<</Type/Pages/Parent 2 0 R/Count %d/Kids[%b]>>" % (len(self.leaves), _references(self.leaves))
        self.done.append(self.node)
        del self.leaves[:]
        return body


def _added(places: "array[int]") -> int:
    places.append(0)
    return len(places) - 1


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _fonts() -> bytes:
    """What every reader brings along."""
    named = ((SANS, "Helvetica"), (MONO, "Courier"), (BOLD, "Helvetica-Bold"))
    fonts = "".join(
        f"/{name}<</Type/Font/Subtype/Type1/BaseFont/{base}/Encoding/WinAnsiEncoding>>" for name, base in named
    )
    return f"<</Font<<{fonts}>>>>".encode()


def _table(places: "array[int]", at: int) -> Iterator[bytes]:
    yield b"xref\n0 %d\n0000000000 65535 f \n" % len(places)
    for start in range(1, len(places), 1000):
        yield b"".join(b"%010d 00000 n \n" % place for place in places[start : start + 1000])
    yield b"trailer\n<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places), at)


def _pt(millimetres: float) -> str:
    return f"{millimetres * _PER_MM:.3f}".rstrip("0").rstrip(".")
