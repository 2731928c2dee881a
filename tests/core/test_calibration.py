"""Three codes tell how a scanner is set, or that it cannot be told."""

from dataclasses import replace

import pytest

from app.core.calibration import CODES, Finding, Tap, codes_paper, comes_back, finding, together
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


def as_signs(code, before, after=("Return",)):
    keys = [Tap(sign, Stroke(sign, 11, has_shift=True), 900 + place) for place, sign in enumerate(before)]
    return [*keys, *taps(code, after=after)]


@pytest.mark.parametrize("before", ["@@", "#A"])
def test_several_signs_before_a_code_are_no_prefix_that_could_be_set(before):
    assert finding(as_signs(CODES[0], before), CODES[0], KeyNumbers.X11).has_long_prefix
    assert not finding(as_signs(CODES[0], before[:1]), CODES[0], KeyNumbers.X11).has_long_prefix


def test_of_several_keys_that_print_nothing_the_first_is_the_prefix():
    before = ("F8", "F9")
    told = found(before=before)
    assert (told.prefix, told.has_long_prefix) == ("F8", False)
    assert comes_back(taps(CODES[0], before=before), CODES[0], together([told]), KeyNumbers.X11)
    wrong = together([replace(told, prefix="F7")])
    assert not comes_back(taps(CODES[0], before=before), CODES[0], wrong, KeyNumbers.X11)


def test_more_keys_after_a_code_than_one_are_told_where_they_would_be_felt():
    assert found(after=("Return", "Return")).has_long_suffix
    assert not found(after=("Return", "Down")).has_long_suffix


@pytest.mark.parametrize("layout", ["us", "no"])
@pytest.mark.parametrize("before", ["", "~"])
def test_the_codes_come_back_by_the_settings_that_were_found(layout, before):
    keys = [*taps("", before=tuple(before), after=()), *taps(f"]C0{CODES[0]}", layout)]
    values = together([finding(keys, CODES[0], KeyNumbers.X11)])
    assert comes_back(keys, CODES[0], values, KeyNumbers.X11)


def test_settings_that_leave_a_sign_too_much_or_too_few_do_not_bring_a_code_back():
    twice = as_signs(CODES[0], "@@")
    values = together([replace(found(), prefix="@")])
    assert not comes_back(twice, CODES[0], values, KeyNumbers.X11)
    cut_off = together([replace(found(), suffix="/")])
    assert not comes_back(taps(CODES[0]), CODES[0], cut_off, KeyNumbers.X11)


def test_a_key_that_prints_nothing_breaks_off_a_scan_without_a_prefix():
    keys = taps(CODES[0])
    keys.insert(4, Tap("Down", None, keys[4].at_ms))
    assert not comes_back(keys, CODES[0], together([found()]), KeyNumbers.X11)


def test_a_scanner_that_minds_caps_lock_now_and_then_is_not_promised_to_be_read():
    turned = taps(CODES[0].swapcase(), has_caps_lock=True)
    told = finding(turned, CODES[0], KeyNumbers.X11)
    assert comes_back(turned, CODES[0], together([told]), KeyNumbers.X11)
    assert not comes_back(turned, CODES[0], together([told, replace(told, minds_caps_lock=False)]), KeyNumbers.X11)
