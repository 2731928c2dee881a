"""Bytes as no scanner should send them: no crash, no code out of nothing, and nothing that takes time or room.

SCAN_BYTES is how many scans (10,000).
"""

import os
import random
import time

from app.core.key_reading import BurstReader, KeyNumbers, Stroke
from app.core.problem import Refusal
from app.core.scan import DEFAULT_PATTERNS, ScanPattern, Token, decode
from app.core.symbology import symbology
from app.core.trial_scan import ScanSource, trial_of
from app.scanner.framing import LONGEST, Frame, Framer
from app.scanner.hid_report import HidFrames
from tests.scanner.hid_reports import report, reports

SCANS = int(os.environ.get("SCAN_BYTES", "10000"))
PATTERNS = [ScanPattern.of(text) for text in DEFAULT_PATTERNS]
CARD = "700144820000471193"
TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"
LONGEST_MS = 100


def hostile_bytes(chance):
    """One scan: noise, halves of frames, identifiers, NULs, and a card or a token among it."""
    pieces = [
        lambda: chance.randbytes(chance.choice((1, 9, 60, 600, 4096))),
        lambda: b"]" + bytes([chance.choice(b"CEQd"), chance.choice(b"0123")]),
        lambda: bytes(chance.randrange(1, 9)),
        lambda: b"\x02",
        lambda: chance.choice((b"\r", b"\n", b"\r\n", b"\t", b"\x03")),
        CARD.encode,
        TOKEN.encode,
        lambda: CARD.encode()[: chance.randrange(1, 18)],
        lambda: TOKEN.encode()[chance.randrange(44) :],
        lambda: bytes([chance.randrange(128)]) * chance.choice((1, 300, 4096)),
    ]
    return b"".join(chance.choice(pieces)() for _piece in range(chance.randint(1, 6)))[:4096]


def meant(text):
    """What a code means, as every way in asks; whatever else happens is a crash."""
    symbology(text)
    trial_of(text, PATTERNS, ScanSource.SERIAL)
    try:
        meaning = decode(text, PATTERNS)
    except Refusal:
        return None
    return meaning.value if isinstance(meaning, Token) else meaning.text


def in_pieces(data, chance):
    while data:
        cut = chance.randint(1, 200)
        yield data[:cut]
        data = data[cut:]


def test_thousands_of_hostile_scans_crash_nothing_and_make_no_code_that_was_not_sent():
    chance, framers, took = random.Random(11), (Framer(), Framer(has_check=True)), []
    for _scan in range(SCANS):
        data, framer = hostile_bytes(chance), chance.choice(framers)
        begun = time.thread_time()
        pieces = [piece for part in in_pieces(data, chance) for piece in framer.feed(part)]
        pieces.append(framer.silence())
        if chance.random() < 0.1:
            framer.cut()
        texts = [piece.text for piece in pieces if isinstance(piece, Frame)]
        codes = [code for code in map(meant, texts) if code is not None]
        took.append((time.thread_time() - begun) * 1000)
        assert all(len(text.encode()) <= LONGEST for text in texts)
        printable = bytes(byte for byte in data if 0x20 <= byte < 0x7F)
        assert all(code.encode() in printable for code in codes)
    assert sorted(took)[len(took) * 99 // 100] < LONGEST_MS


def test_thousands_of_hostile_reports_crash_nothing_and_make_no_code_longer_than_the_limit():
    chance, frames = random.Random(12), HidFrames()
    for _scan in range(SCANS):
        data = hostile_bytes(chance)
        sent = chance.choice(
            (
                [data[:64]],
                [report(data[:56] or b"\0", chance.randbytes(3), has_more=chance.random() < 0.5)],
                reports(CARD * 5)[: chance.randint(1, 2)],
                [part[: chance.randint(0, 64)] for part in reports(TOKEN * 2)],
            )
        )
        for piece in (*map(frames.feed, sent), frames.silence()):
            if isinstance(piece, Frame):
                assert len(piece.text.encode()) <= LONGEST + 3
                meant(piece.text)


def test_thousands_of_hostile_bursts_are_read_without_a_crash():
    chance, reader = random.Random(13), BurstReader(PATTERNS, KeyNumbers.X11)
    for _scan in range(SCANS // 5):
        text = hostile_bytes(chance)[:300].decode("latin-1")
        strokes = [Stroke(sign, chance.randrange(120), chance.random() < 0.5, chance.random() < 0.1) for sign in text]
        meant(reader.read(strokes).text)
