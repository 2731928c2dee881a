"""Whatever a scanner sends to the window: no crash, no question to the service but for what is a code, and no wait.

WINDOW_SCANS is how many (500).
"""

import os
import random
import time

from app.core.problem import Refusal
from app.core.scan import DEFAULT_PATTERNS, ScanPattern, decode
from app.core.trial_scan import ScanSource
from app.scanner.framing import Frame, Framer
from app.ui.sell_model import Phase
from tests.core.hostile_scans import hostile_scan
from tests.scanner.test_hostile_bytes import hostile_bytes
from tests.simulation import figures

SCANS = int(os.environ.get("WINDOW_SCANS", "500"))
PATTERNS = [ScanPattern.of(text) for text in DEFAULT_PATTERNS]
LONGEST_S = 0.05
ENDLESS = "7" * 1_000_000


def means_something(text):
    try:
        return bool(decode(text, PATTERNS))
    except Refusal:
        return False


def test_hostile_bytes_of_a_serial_scanner_open_no_sale_and_ask_only_for_cards(till, stage, qtbot):
    chance, framer = random.Random(48), Framer()
    for _scan in range(SCANS // 5):
        for piece in (*framer.feed(hostile_bytes(chance)), framer.silence()):
            if isinstance(piece, Frame):
                till.window.scans.heard(piece.text, ScanSource.SERIAL)
        qtbot.waitUntil(lambda: all(entry.look for entry in till.model.form.entries))
        till.model.clear()
    assert till.model.phase is Phase.FORM
    assert stage.issuer.begun == []
    assert stage.ledger.standing == {}


def test_hundreds_of_hostile_scans_ask_nobody_and_sell_nothing(till, stage, qtbot):
    chance, took, codes = random.Random(47), [], 0
    for text in [ENDLESS, *(hostile_scan(chance) for _ in range(SCANS))]:
        asked = len(stage.issuer.reads)
        began = time.thread_time()
        till.window.scanned(text)
        took.append(time.thread_time() - began)
        if means_something(text):
            codes += 1
            qtbot.waitUntil(lambda: all(entry.look for entry in till.model.form.entries))
            till.model.clear()
        else:
            assert len(stage.issuer.reads) == asked, ascii(text)
            assert till.model.form.entries == []
    assert till.model.phase is Phase.FORM
    assert stage.issuer.begun == []
    assert stage.ledger.standing == {}
    assert 0 < codes < SCANS // 4
    assert sorted(took)[len(took) * 99 // 100] < LONGEST_S
    figures.keep("hostile scans at the window", "all", {"scans": SCANS + 1, "slowest ms": round(max(took) * 1000)})
