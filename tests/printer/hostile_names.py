"""Names that mean harm, or are merely foreign: commands of a printer, ends of lines, signs that turn a text round."""

import random
from typing import Final

HOSTILE: Final = (
    "\x1bp\x00\x32\x32",
    "\x1dV\x00",
    "\x10\x14\x01\x00\x01",
    "a\x00b\nc\rd",
    "\x9b\x80\x7f\u202e\u2066evil",
    "😀👨\u200d👩\u200d👧 王小明",
    "שלום עולם محمد علي",
    "Z\u0300\u0301\u0302" + "\u0303" * 500,
    "x" * 10_000,
    "王" * 3_000,
    "\ud800\ue000\U0010ffff",
    " ",
)
PARTS: Final = ("\x1b", "\x1d", "\x10", "\x1bp\x00", "\x1dV\x00", "{", "\u202e", "\u2028", "=1+1", '"', "\\", "\r\n")
PLAIN: Final = "".join(map(chr, range(0xA0))) + "æøåÆØÅäöÄÖéü"
"""Every control character there is, and what a usual printer writes as text."""
FOREIGN: Final = 0.01
"""The part of all names with signs that no code page has: such a line is drawn, which takes its time."""


def hostile_name(chance: random.Random) -> str:
    """One name of a few parts."""
    is_foreign = chance.random() < FOREIGN
    return "".join(_part(chance, is_foreign=is_foreign) for _ in range(chance.randint(1, 4)))


def _part(chance: random.Random, *, is_foreign: bool) -> str:
    if chance.random() < 0.4:
        return chance.choice(PARTS)
    if is_foreign and chance.random() < 0.3:
        return chance.choice(HOSTILE[:7])
    length = chance.randint(1, 12)
    if is_foreign:
        return "".join(chr(chance.randrange(0x3000)) for _ in range(length))
    return "".join(chance.choices(PLAIN, k=length))
