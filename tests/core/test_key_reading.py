"""A scanner set to another country's keyboard is read right by the keys it pressed, or its trouble is recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.key_reading import US_KEYS, BurstReader, KeyNumbers, Layout, Reading, Stroke, is_spoilt, us_reading
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from tests.core.keyboards import LAYOUTS, pressed

TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"
PATTERNS = [ScanPattern.of(text) for text in DEFAULT_PATTERNS]
SLIP = "7547" + "1" * 90


def reader(layout=Layout.AUTO, numbers=KeyNumbers.X11, **options):
    return BurstReader(PATTERNS, numbers, layout, **options)


@pytest.mark.parametrize("numbers", KeyNumbers)
@pytest.mark.parametrize("code", [TOKEN, f"]C0{TOKEN}", "7001448200004711", "GIFT-4711", SLIP])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_scanner_set_to_a_us_keyboard_is_read_right_on_every_layout(layout, code, numbers):
    read = reader(numbers=numbers).read(pressed(code, layout, numbers=numbers))
    assert (read.text, read.is_known, read.is_spoilt) == (code, True, False)


@pytest.mark.parametrize("code", [TOKEN, "GIFT-4711", "gift-4711"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_caps_lock_changes_nothing(layout, code):
    read = reader().read(pressed(code, layout, has_caps_lock=True))
    assert (read.text, read.had_caps_lock) == (code, True)


@pytest.mark.parametrize("layout", [Layout.AUTO, Layout.US])
def test_a_scanner_that_minds_caps_lock_itself_is_taken_at_its_word(layout):
    strokes = pressed("gift-4711", has_caps_lock=True)  # it turned Shift round, and Caps Lock turned it back
    read = reader(layout, minds_caps_lock=True).read(strokes)
    assert read.text == "GIFT-4711"


def test_a_scanner_of_this_computers_own_layout_is_read_as_typed():
    strokes = tuple(Stroke(sign, 60, sign.isupper()) for sign in "GIFT-4711")
    assert reader().read(strokes) == Reading("GIFT-4711", Layout.TYPED, is_known=True)


def test_where_both_readings_are_a_code_the_typed_one_counts_until_the_other_was_proven():
    german = reader()
    assert german.read(pressed("YZ4711", "de")).text == "ZY4711"
    assert german.read(pressed(TOKEN, "de")).layout is Layout.US
    assert german.read(pressed("YZ4711", "de")) == Reading("YZ4711", Layout.US, is_known=True)
    typed = tuple(Stroke(sign, 0, has_shift=False) for sign in "GIFT-4711")
    assert german.read(typed).layout is Layout.TYPED


def test_the_settings_decide_which_reading_counts():
    assert reader(Layout.US).read(pressed("YZ4711", "de")).text == "YZ4711"
    assert reader(Layout.TYPED).read(pressed("YZ4711", "de")).text == "ZY4711"
    assert not reader(Layout.TYPED).read(pressed(TOKEN, "no")).is_known


def test_without_key_numbers_a_spoilt_token_is_recognised_and_never_guessed():
    for layout in ("no", "se", "dk", "de", "fr"):
        read = reader(numbers=None).read(pressed(TOKEN, layout))
        assert read.is_spoilt
        assert not read.is_known


@pytest.mark.parametrize("text", ["5701234567899", "hello", "https://example.com", "DINCARD:1"])
def test_what_is_only_no_card_is_no_fault_of_the_layout(text):
    assert not is_spoilt([Stroke(sign, 0, has_shift=False) for sign in text])


def test_a_dead_key_and_a_broken_lead_are_signs_of_another_layout():
    assert is_spoilt([Stroke("", 35, has_shift=False), Stroke("C", 54, has_shift=True)])
    assert is_spoilt([Stroke(sign, 0, has_shift=False) for sign in "dincard>6ccf"])


def test_a_key_that_no_us_keyboard_has_gives_no_second_reading():
    assert us_reading([Stroke("ひ", 250, has_shift=False)], KeyNumbers.X11) is None
    assert us_reading([], KeyNumbers.X11) is None


def test_a_us_keyboard_has_every_sign_of_ascii_that_prints():
    assert {sign for pair in US_KEYS.values() for sign in pair} == {chr(number) for number in range(32, 127)}


def test_a_reading_shows_nothing_of_a_token():
    assert TOKEN not in repr(reader().read(pressed(TOKEN)))


strokes = st.builds(Stroke, st.text(max_size=2), st.integers(-5, 400), st.booleans(), st.booleans())


@given(st.lists(strokes, max_size=60), st.sampled_from(Layout), st.booleans())
def test_whatever_keys_come_a_reading_is_made(keys, layout, minds):
    read = reader(layout, minds_caps_lock=minds).read(keys)
    assert not (read.is_known and read.is_spoilt)
