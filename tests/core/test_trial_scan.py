"""A scan that was made to try a scanner tells its form, and never the whole code."""

import pytest

from app.core.key_reading import Layout, Reading
from app.core.problem import Code
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from app.core.trial_scan import ScanKind, ScanSource, trial_of

TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"
PATTERNS = [ScanPattern.of(text) for text in DEFAULT_PATTERNS]


@pytest.mark.parametrize(
    ("text", "kind", "length", "last_four", "symbology", "code"),
    [
        (f"]Q1{TOKEN}", ScanKind.TOKEN, 44, "2e5f", "QR", None),
        ("7001448200004711", ScanKind.CARD, 16, "4711", "", None),
        ("]C0GIFT-1", ScanKind.CARD, 6, "", "Code 128", None),
        ("7547" + "1" * 90, ScanKind.SLIP, 94, "1111", "", None),
        ("]E05701234567899", ScanKind.OTHER, 13, "7899", "EAN/UPC", Code.SCAN_NOT_A_CARD),
        ("", ScanKind.OTHER, 0, "", "", Code.SCAN_EMPTY),
        ("abcdefgh\x1b", ScanKind.OTHER, 9, "", "", Code.SCAN_UNREADABLE),
    ],
)
def test_a_trial_tells_kind_length_and_end(text, kind, length, last_four, symbology, code):
    trial = trial_of(text, PATTERNS, ScanSource.SERIAL)
    assert (trial.kind, trial.length, trial.last_four, trial.symbology) == (kind, length, last_four, symbology)
    assert (trial.problem.code if trial.problem else None) is code


def test_a_trial_of_a_token_shows_four_signs_and_no_more():
    reading = Reading(TOKEN, Layout.US, is_known=True)
    shown = repr(trial_of(TOKEN, PATTERNS, ScanSource.KEYBOARD, gap_ms=8.0, reading=reading))
    assert "2e5f" in shown
    assert TOKEN[8:] not in shown
