"""What a printer says of itself, told apart by the bits that are fixed in each kind of status byte.

Epson's command reference, bit 7 first: a DLE EOT answer is 0xx1xx10, the first of four ASB bytes 0xx1xx00 (the other
three are 0xx0xxxx), a GS r answer 0xx0xxxx. A byte of ASB, which comes unasked, must never be read as an answer.
"""

from dataclasses import dataclass, field
from typing import Final

ASB_REST: Final = 3
BLOCK_HEADERS: Final = frozenset({0x37, 0x3D, 0x5F})
"""Each begins an answer of several bytes, which ends with NUL: to GS ( H, to GS I, and to others never asked here."""
BLOCK_MAX: Final = 64

OFFLINE: Final = 0x08
"""DLE EOT 1: the printer does not print now."""
COVER_OPEN: Final = 0x04
"""DLE EOT 2."""
PAPER_LOW: Final = 0x0C
"""DLE EOT 4: the sensor at the roll sees its end coming."""
PAPER_ENDED: Final = 0x60
"""DLE EOT 4: the sensor at the print head sees no paper."""
ROLL_ENDED: Final = 0x0C
"""GS r 1: the same, in the answer that comes in turn."""


@dataclass(slots=True)
class StatusBytes:
    """Sorts a stream of status bytes: `real_time` holds the answers to DLE EOT, `in_turn` those to GS r.

    `blocks` holds the longer answers, from header to the last byte before the NUL.
    """

    real_time: list[int] = field(default_factory=list[int])
    in_turn: list[int] = field(default_factory=list[int])
    blocks: list[bytes] = field(default_factory=list[bytes])
    _asb_left: int = 0
    _block: bytearray = field(default_factory=bytearray)

    def feed(self, received: bytes) -> None:
        """Takes in what has been read, in pieces of any size."""
        for byte in received:
            self._sort(byte)

    def _sort(self, byte: int) -> None:
        if self._block:
            self._go_on_with_block(byte)
        elif self._asb_left and not byte & 0x90:
            self._asb_left -= 1
        elif byte & 0x93 == 0x12:
            self.real_time.append(byte)
        elif byte & 0x93 == 0x10:
            self._asb_left = ASB_REST
        elif byte in BLOCK_HEADERS:
            self._block.append(byte)
        elif not byte & 0x90:
            self.in_turn.append(byte)

    def _go_on_with_block(self, byte: int) -> None:
        if byte and len(self._block) < BLOCK_MAX:
            self._block.append(byte)
            return
        self.blocks.append(bytes(self._block))
        self._block.clear()
