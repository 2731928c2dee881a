"""Bar 11: a receipt's bytes, beside the same lines written by hand."""

import time
from collections.abc import Callable
from pathlib import Path

from app.core.paper import Align, BarCode, Pair, Paper, PaperKind, PaperLine, Rule, Text, lay_out
from app.printer.escpos_bytes import receipt_bytes
from app.printer.profile import PRESETS
from tests.bench.bar import Bar, compared

ROUNDS = 9
EACH = 50
PROFILE = PRESETS["80mm"]


def paper() -> Paper:
    """Forty lines, as a company's order of twenty cards makes them."""
    lines: list[PaperLine] = [Text("SHOP", Align.CENTRE, bold=True, size=2), Rule()]
    lines += [Pair(f"Card ····{4700 + place}", "500,00 kr") for place in range(36)]
    return Paper(PaperKind.RECEIPT, 184, (*lines, Rule(), BarCode("000184")))


def by_hand(receipt: Paper) -> bytes:
    """The same paper in the fewest commands: page, text, bar code, cut."""
    made = bytearray(b"\x1b@\x1bt\x13")
    for line in lay_out(receipt, PROFILE.columns):
        if line.bar_code:
            coded = b"{B" + line.bar_code.encode()
            made += b"\x1ba\x01\x1dh\x50\x1dw\x03\x1dk\x49" + bytes([len(coded)]) + coded
            continue
        large = line.size > 1
        made += (b"\x1ba\x01\x1bE\x01\x1d!\x11" if large else b"") + line.text.encode("cp858") + b"\n"
        made += b"\x1ba\x00\x1bE\x00\x1d!\x00" if large else b""
    return bytes(made + b"\x1bd\x06\x1dV\x00")


def bars(_folder: Path) -> list[Bar]:
    """Time and bytes over those of the hand."""
    receipt = paper()
    floors, figures = [], []
    for turn in range(ROUNDS + 1):
        floor = _each_us(lambda: by_hand(receipt))
        figure = _each_us(lambda: receipt_bytes(receipt, PROFILE))
        if turn:
            floors.append(floor)
            figures.append(figure)
    sizes = [float(len(by_hand(receipt)))], [float(len(receipt_bytes(receipt, PROFILE)))]
    return [
        compared("11 receipt's bytes, time over by hand", "us", floors, figures, 15.0),
        compared("11 receipt's bytes, size over by hand", "bytes", *sizes, 1.1),
    ]


def _each_us(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    for _ in range(EACH):
        work()
    return (time.perf_counter() - begun) / EACH * 1e6
