"""Black and white dots as a printer takes them: rows of whole bytes, a set bit is ink."""

from dataclasses import dataclass
from typing import Final

RASTER: Final = b"\x1dv0\x00"
"""GS v 0: prints dots at their natural size and feeds the paper by their height."""
HEARD_AT_ONCE: Final = ((b"\x10\x04", b"\x10\x06"), (b"\x10\x05", b"\x10\x07"), (b"\x10\x14", b"\x10\x15"))
"""DLE EOT, DLE ENQ and DLE DC4 are obeyed as they arrive, even amid dots: they ask, mend faults, or open the drawer.

Beside each what is sent instead: one dot more or another, which nobody sees.
"""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture of `width_bytes` * 8 by `height` dots, first row first, leftmost dot in the highest bit."""

    width_bytes: int
    height: int
    rows: bytes

    def __post_init__(self) -> None:
        """Raises ValueError where the dots do not fill the picture exactly: a printer would take text for dots."""
        if len(self.rows) != self.width_bytes * self.height:
            raise ValueError("a picture has exactly its own dots")

    @property
    def width(self) -> int:
        """The width in dots, a multiple of eight."""
        return self.width_bytes * 8

    @property
    def command(self) -> bytes:
        """The picture as a print command. None of its dots are ever taken for a command of their own."""
        size = self.width_bytes.to_bytes(2, "little") + self.height.to_bytes(2, "little")
        rows = self.rows
        for heard, harmless in HEARD_AT_ONCE:
            rows = rows.replace(heard, harmless)
        return RASTER + size + rows
