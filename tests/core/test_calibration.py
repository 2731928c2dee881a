"""Three codes tell how a scanner is set, or that it cannot be told."""

from dataclasses import replace

import pytest

from app.core.calibration import CODES, Finding, Tap, codes_paper, finding, together
from app.core.code128 import QUIET_ZONE, widths
from app.core.key_reading import KeyNumbers, Layout, Stroke
from app.core.paper import BarCode, QrCode, Text
from tests.core.keyboards import LAYOUTS, pressed


def taps(code, layout="us", *, before=(), after=("Return",), pace=5, has_caps_lock=False):
    strokes = pressed(code, layout, has_caps_lock=has_caps_lock)
    keys = [*((name, None) for name in before), *((stroke.text, stroke) for stroke in strokes)]
    keys += [(name, None) for name in after]
    return [Tap(name, stroke, 1000 + place * pace) for place, (name, stroke) in enumerate(keys)]


def found(code=CODES[0], layout="us", **how):
    return finding(taps(code, layout, **how), code, KeyNumbers.X11)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"us"}))
def test_a_us_scanner_is_recognised_on_every_other_layout(layout, code):
    assert found(code, layout) == Finding(Layout.US, "", "Return", 5)


def test_a_scanner_of_this_computers_layout_is_read_as_typed():
    assert found() == Finding(Layout.TYPED, "", "Return", 5)


def test_prefix_suffix_and_pace_are_found():
    assert found(before=("F9",), after=("Tab",), pace=40) == Finding(Layout.TYPED, "F9", "Tab", 40)
    assert found(after=()) == Finding(Layout.TYPED, "", "", 5)
    assert found(after=("Return", "Down")).suffix == "Return"


def test_an_aim_identifier_is_no_prefix():
    for layout in ("us", "no"):
        keys = taps(f"]C0{CODES[0]}", layout, before=("F9",))
        assert finding(keys, CODES[0], KeyNumbers.X11).prefix == "F9"


@pytest.mark.parametrize("layout", ["us", "no"])
def test_caps_lock_tells_whether_the_scanner_minds_it(layout):
    assert found(layout=layout, has_caps_lock=True).minds_caps_lock is False
    turned = finding(taps(CODES[0].swapcase(), layout, has_caps_lock=True), CODES[0], KeyNumbers.X11)
    assert turned.minds_caps_lock is True


def test_another_code_or_none_tells_nothing():
    assert finding(taps("GIFT-4711"), CODES[0], KeyNumbers.X11) is None
    assert finding([], CODES[0], KeyNumbers.X11) is None
    assert finding(taps(CODES[0], "no"), CODES[0], None) is None


def test_without_key_numbers_a_scanner_of_this_layout_is_recognised_all_the_same():
    assert finding(taps(f"]C0{CODES[0]}"), CODES[0], None) == Finding(Layout.TYPED, "", "Return", 5)


def test_findings_that_agree_become_settings():
    assert together([found(code, "no", pace=60, before=("~",)) for code in CODES]) == {
        "wedge_prefix": "~",
        "wedge_suffix": "Return",
        "wedge_gap_ms_max": 100,
        "wedge_shortest": 6,
        "wedge_layout": "us",
        "wedge_minds_caps_lock": False,
    }
    quick = [found(code) for code in CODES]
    assert together(quick)["wedge_gap_ms_max"] == 80
    assert together([Finding(Layout.TYPED, "", "", 900, minds_caps_lock=True)])["wedge_minds_caps_lock"] is True


def test_a_computer_that_was_busy_during_one_code_is_no_slow_scanner():
    one, two, three = (found(code) for code in CODES)
    hiccup = replace(two, gap_ms=300)
    assert together([one, hiccup, three])["wedge_gap_ms_max"] == 80
    assert together([hiccup, hiccup, three])["wedge_gap_ms_max"] == 480
    assert together([replace(one, gap_ms=400)] * 3)["wedge_gap_ms_max"] == 500


def test_a_scanner_as_slow_as_typing_needs_longer_codes_unless_it_sends_a_key_before_them():
    slow = [found(code, pace=60) for code in CODES]
    assert (together(slow)["wedge_gap_ms_max"], together(slow)["wedge_shortest"]) == (100, 12)
    assert together([replace(each, prefix="F9") for each in slow])["wedge_shortest"] == 6
    assert together([found(code) for code in CODES])["wedge_shortest"] == 6


def test_the_codes_lie_on_paper_in_both_kinds_under_their_numbers():
    paper = codes_paper("Set up", "Scan one of each pair.", ["1", "2", "3"])
    assert [line.data for line in paper.lines if isinstance(line, BarCode)] == list(CODES)
    assert [line.data for line in paper.lines if isinstance(line, QrCode)] == list(CODES)
    words = [line.text for line in paper.lines if isinstance(line, Text)]
    assert words == ["Set up", "Scan one of each pair.", "1", "2", "3"]


@pytest.mark.parametrize("code", CODES)
def test_a_bar_is_two_dots_wide_on_the_narrowest_paper(code):
    assert 2 * (sum(widths(code)) + 2 * QUIET_ZONE) <= 384


def test_findings_that_contradict_each_other_become_none():
    assert together([Finding(Layout.TYPED, "", "Return", 5), Finding(Layout.TYPED, "", "Tab", 5)]) is None
    assert together([]) is None


def test_a_key_that_prints_nothing_in_mid_code_belongs_to_it():
    keys = taps(CODES[0])
    keys.insert(4, Tap("Shift", None, keys[4].at_ms))
    assert finding(keys, CODES[0], KeyNumbers.X11).layout is Layout.TYPED
    assert isinstance(keys[0].stroke, Stroke)
