"""Reports of a HID-POS scanner become codes, whole or not at all."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.scanner.framing import LONGEST, Frame, Noise, NoiseKind
from app.scanner.hid_report import DATA_MAX, REPORT_BYTES, HidFrames, parsed
from tests.scanner.hid_reports import RECORDED, report, reports

TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"
SLIP = "7547" + "".join(str(number % 10) for number in range(300))


def read(*given_reports):
    frames = HidFrames()
    return [piece for part in given_reports if (piece := frames.feed(part)) is not None]


@pytest.mark.parametrize(("recorded", "code"), RECORDED)
def test_reports_as_the_manuals_show_them_are_read(recorded, code):
    assert read(*(bytes.fromhex(part) for part in recorded)) == [Frame(code)]


@pytest.mark.parametrize("length", [1, 55, 56, 57, 60, 112, 113, 300])
def test_a_code_of_any_length_comes_in_as_many_reports_as_it_needs(length):
    code = SLIP[:length]
    sent = reports(code, "]Q1")
    assert len(sent) == -(-length // DATA_MAX)
    assert read(*sent) == [Frame(f"]Q1{code}")]


def test_what_is_no_aim_identifier_is_left_away():
    assert read(report(b"GIFT-4711", b"\x00\x00\x00")) == [Frame("GIFT-4711")]


def test_an_end_sign_in_the_data_is_no_part_of_the_code():
    assert read(report(b"GIFT-4711\r\n")) == [Frame("]C0GIFT-4711")]


def test_reports_of_another_kind_belong_to_no_code():
    first, second = reports(SLIP[:100])
    assert read(first, bytes([1]) + bytes(63), b"", second) == [Frame(f"]C0{SLIP[:100]}")]


@pytest.mark.parametrize("size", [1, 5, 40, 63])
def test_a_cut_report_is_noise_and_what_follows_of_its_code_is_dropped(size):
    first, second, third = reports(SLIP[:150])
    assert read(first, second[:size], third) == [Noise(NoiseKind.CUT_OFF, size)]
    assert read(first[:size], report(b"GIFT-4711")) == [Noise(NoiseKind.CUT_OFF, size), Frame("]C0GIFT-4711")]


def test_a_length_that_no_report_can_have_is_noise():
    for length in (0, 57, 255):
        impossible = bytes([2, length]) + bytes(62)
        assert read(impossible) == [Noise(NoiseKind.CUT_OFF, REPORT_BYTES)]


def test_a_doubled_report_never_makes_another_cards_number():
    first, second, third = reports(SLIP[:150])
    for sent in ([first, first, second, third], [first, second, second, third]):
        assert [type(piece) for piece in read(*sent)] == [Noise]
    assert read(first, second, third, third) == [
        Frame(f"]C0{SLIP[:150]}"),
        Noise(NoiseKind.DAMAGED, 150 - 2 * DATA_MAX),
    ]
    assert read(*reports(TOKEN), *reports(TOKEN)) == [Frame(f"]C0{TOKEN}")] * 2


def test_a_code_whose_rest_never_comes_is_told_and_forgotten():
    frames = HidFrames()
    first, second = reports(SLIP[:100])
    assert frames.feed(first) is None
    assert frames.is_amid
    assert frames.silence() == Noise(NoiseKind.CUT_OFF, DATA_MAX)
    assert frames.feed(second) is None, "late, and alone it would be half a code"
    frames.feed(first)
    frames.silence()
    assert frames.silence() is None
    assert not frames.is_amid
    frames.feed(first)
    frames.cut()
    assert frames.feed(report(b"GIFT-4711")) == Frame("]C0GIFT-4711")
    frames.feed(first)
    frames.feed(second[:9])
    assert frames.silence() is None
    assert frames.feed(report(b"GIFT-4712")) == Frame("]C0GIFT-4712")


def test_a_code_without_end_takes_no_room():
    endless = [report(bytes([65 + turn % 26]) * DATA_MAX, has_more=True) for turn in range(1000)]
    told = read(*endless)
    assert told == [Noise(NoiseKind.TOO_LONG, DATA_MAX * (LONGEST // DATA_MAX + 1))]


def test_bytes_that_are_no_text_are_noise():
    assert read(report(b"47\xff11")) == [Noise(NoiseKind.NOT_TEXT, 5)]


def test_a_part_shows_nothing_of_a_token():
    part = parsed(report(TOKEN.encode()))
    assert TOKEN[8:] not in repr(part)


@given(st.lists(st.one_of(st.binary(max_size=70), st.builds(report, st.binary(min_size=1, max_size=56))), max_size=20))
def test_whatever_reports_come_a_code_is_text_and_no_longer_than_the_limit(sent):
    for piece in read(*sent):
        assert not isinstance(piece, Frame) or len(piece.text.encode()) <= LONGEST + 3


codes = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=400)


@given(st.lists(codes, max_size=6))
def test_what_was_scanned_is_what_is_read(scans):
    sent = [part for code in scans for part in reports(code)]
    assume(all(one != other for one, other in pairwise(sent)))
    assert read(*sent) == [Frame(f"]C0{code}") for code in scans]
