"""Three codes tell how a scanner is set, or that it cannot be told."""

import pytest

from app.core.calibration import CODES, Finding, Tap, finding, together
from app.core.key_reading import KeyNumbers, Layout, Stroke
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
        "wedge_layout": "us",
        "wedge_minds_caps_lock": False,
    }
    quick = [found(code) for code in CODES]
    assert together(quick)["wedge_gap_ms_max"] == 80
    assert together([Finding(Layout.TYPED, "", "", 900, minds_caps_lock=True)])["wedge_minds_caps_lock"] is True


def test_findings_that_contradict_each_other_become_none():
    assert together([Finding(Layout.TYPED, "", "Return", 5), Finding(Layout.TYPED, "", "Tab", 5)]) is None
    assert together([]) is None


def test_a_key_that_prints_nothing_in_mid_code_belongs_to_it():
    keys = taps(CODES[0])
    keys.insert(4, Tap("Shift", None, keys[4].at_ms))
    assert finding(keys, CODES[0], KeyNumbers.X11).layout is Layout.TYPED
    assert isinstance(keys[0].stroke, Stroke)
