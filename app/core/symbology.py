"""Which kind of bar code a scan came from, by the AIM identifier that many scanners send first (ISO/IEC 15424)."""

import re
from typing import Final

AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]", re.ASCII)
"""A bracket, the symbology's letter and a modifier: `]C0`."""

_KINDS: Final = {
    "A": "Code 39",
    "C": "Code 128",
    "E": "EAN/UPC",
    "F": "Codabar",
    "G": "Code 93",
    "I": "Interleaved 2 of 5",
    "L": "PDF417",
    "Q": "QR",
    "d": "Data Matrix",
    "e": "GS1 DataBar",
    "z": "Aztec",
}
_GS1: Final = {"]C1": "GS1-128", "]Q3": "GS1 QR", "]d2": "GS1 Data Matrix"}


def symbology(text: str) -> str:
    """The name of the bar code's kind; the identifier itself where its letter has none here; empty without one."""
    found = AIM.match(text.strip())
    if found is None:
        return ""
    return _GS1.get(found[0]) or _KINDS.get(found[0][1], found[0])
