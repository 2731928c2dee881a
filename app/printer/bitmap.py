"""Black and white dots as a printer takes them: rows of whole bytes, a set bit is ink."""

from dataclasses import dataclass
from typing import Final

RASTER: Final = b"\x1dv0\x00"
"""GS v 0: prints dots at their natural size and feeds the paper by their height."""


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
        """The picture as a print command."""
        size = self.width_bytes.to_bytes(2, "little") + self.height.to_bytes(2, "little")
        return RASTER + size + self.rows
