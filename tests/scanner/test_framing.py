"""Bytes from a scanner become codes, however they are cut."""

from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import slip_code
from app.scanner.framing import LONGEST, Frame, Framer, Noise, NoiseKind, Piece
from tests.scanner.line_levels import SPEEDS, levels, sampled
from tests.scanner.pty_scanner import ETX, STX, framed

CODE = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"

codes = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=40)
ends = st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
frames = st.builds(lambda code, end: framed(code, suffix=end), codes, ends)
anything = st.lists(
    st.one_of(frames, frames.map(STX.__add__), st.binary(max_size=20), st.just(b"x" * 300), st.just(STX)), max_size=8
).map(b"".join)


def read(*parts: bytes, has_check: bool = False) -> list[Piece]:
    framer = Framer(has_check=has_check)
    return [piece for part in parts for piece in framer.feed(part)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", ETX, b"\r\r\n\n"])
def test_every_usual_end_sign_ends_a_code_once(end):
    assert read(framed(CODE, suffix=end)) == [Frame(CODE)]


def test_several_codes_in_one_read_come_in_order():
    assert read(b"1111\r2222\r\n3333\t") == [Frame("1111"), Frame("2222"), Frame("3333")]


def test_a_code_in_single_bytes_is_one_code():
    assert read(*(bytes([byte]) for byte in framed(CODE))) == [Frame(CODE)]


@given(anything, st.booleans(), st.lists(st.integers(0, 2000), max_size=12))
def test_any_cutting_of_the_same_bytes_gives_the_same_codes(data, has_check, cuts):
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    parts = [data[a:b] for a, b in pairwise(places)]
    assert read(*parts, has_check=has_check) == read(data, has_check=has_check)


@given(st.lists(st.tuples(codes, ends), max_size=8))
def test_what_was_scanned_is_what_is_read(scans):
    data = b"".join(framed(code, suffix=end) for code, end in scans)
    assert read(data) == [Frame(code) for code, _ in scans]


@given(st.binary(max_size=4000))
def test_no_bytes_make_a_code_longer_than_the_limit_or_with_a_control_character(data):
    for piece in read(data):
        if isinstance(piece, Frame):
            assert len(piece.text.encode()) <= LONGEST
            assert not any(ord(sign) < 32 or ord(sign) == 127 for sign in piece.text)


def test_a_code_of_the_greatest_length_is_read_and_one_byte_more_is_noise_up_to_the_next_end():
    assert read(b"x" * LONGEST + b"\r") == [Frame("x" * LONGEST)]
    assert read(b"x" * 3_000 + b"\r4711\r") == [Noise(NoiseKind.TOO_LONG, LONGEST + 1), Frame("4711")]


def test_an_endless_stream_is_told_once_and_takes_no_room():
    framer = Framer()
    told = [piece for _ in range(100) for piece in framer.feed(b"y" * 1000)]
    assert told == [Noise(NoiseKind.TOO_LONG, LONGEST + 1)]
    assert framer.silence() is None
    assert framer.feed(b"4711\r") == (Frame("4711"),)


def test_control_bytes_and_what_a_line_gives_while_it_is_plugged_in_are_dropped():
    assert read(b"\x00\xff\x00\x1d47\x1d11\x7f\r") == [Frame("4711")]
    assert read(b"4710\r\x00\xff4711\r") == [Frame("4710"), Frame("4711")]


@pytest.mark.parametrize("damaged", [b"47\x0011\r", b"4711\x00\r", b"4710\r\x004711\r", STX + b"47\x00" + ETX])
def test_a_byte_that_the_port_could_not_read_makes_the_code_noise_and_never_a_shorter_code(damaged):
    *_before, last = read(damaged)
    assert isinstance(last, Noise)
    assert last.kind is NoiseKind.DAMAGED


def test_a_line_of_nothing_but_unreadable_bytes_is_noise():
    framer = Framer()
    assert framer.feed(b"\x00" * 9) == ()
    assert framer.silence() == Noise(NoiseKind.DAMAGED, 9)


@pytest.mark.parametrize(("theirs", "ours"), [(("E", 8), ("N", 8)), (("N", 8), ("E", 8)), (("O", 8), ("E", 8))])
def test_a_wrong_parity_never_makes_another_cards_number(theirs, ours):
    code = "700144820000471193"
    got = sampled(levels(f"{code}\r".encode(), *theirs), 1, *ours)
    framer = Framer()
    pieces = [*framer.feed(got), framer.silence()]
    assert not [piece for piece in pieces if isinstance(piece, Frame) and piece.text != code]


@pytest.mark.parametrize("ours", SPEEDS)
@pytest.mark.parametrize("theirs", SPEEDS)
def test_two_scans_at_a_wrong_speed_are_noise_twice_or_nothing_like_a_card(theirs, ours):
    code = "7001448200004711"
    framer = Framer()
    for _scan in range(2):
        got = sampled(levels(f"{code}\r\n".encode()), ours / theirs)
        pieces = [piece for piece in (*framer.feed(got), framer.silence()) if piece]
        texts = [piece.text for piece in pieces if isinstance(piece, Frame)]
        assert texts == [code] if ours == theirs else max(map(len, texts), default=0) < 6
        assert pieces


def test_bytes_that_are_no_text_are_noise_and_never_a_guess():
    assert read(b"47\xff11\r4712\r") == [Noise(NoiseKind.NOT_TEXT, 5), Frame("4712")]


def test_letters_beyond_ascii_arrive_so_that_they_can_be_refused_in_words():
    assert read("DINCARDØ6ccf\r".encode()) == [Frame("DINCARDØ6ccf")]


def test_a_start_sign_begins_anew_and_tells_what_was_cut_off():
    assert read(b"47" + STX + b"4711" + ETX) == [Noise(NoiseKind.CUT_OFF, 2), Frame("4711")]


def test_the_check_byte_is_held_against_the_code_even_when_it_looks_like_an_end_sign():
    # The code whose check byte is a carriage return, found by trying.
    code = next(f"{n}" for n in range(1000) if reduce(lambda a, b: a ^ b, f"{n}".encode() + ETX) == 13)
    for text in (CODE, code):
        frame = framed(text, prefix=STX, suffix=ETX, has_check=True)
        assert read(frame + frame, has_check=True) == [Frame(text), Frame(text)]


def test_a_wrong_check_byte_makes_the_code_noise():
    assert read(STX + b"4711" + ETX + b"\x01" + b"4712\r", has_check=True) == [
        Noise(NoiseKind.CHECK_FAILED, 4),
        Frame("4712"),
    ]


def test_silence_ends_a_code_of_a_scanner_that_sends_no_end_sign():
    framer = Framer()
    assert framer.feed(b"4711") == ()
    assert framer.is_amid
    assert framer.silence() == Frame("4711")
    assert framer.silence() is None


def test_silence_in_mid_code_of_a_scanner_that_sends_end_signs_never_makes_half_a_number_a_card():
    framer = Framer()
    framer.feed(b"4710\r")
    framer.feed(b"70011234567890123")
    assert framer.silence() == Noise(NoiseKind.CUT_OFF, 17)
    assert framer.feed(b"456\r") == (Frame("456"),)


def test_silence_before_the_end_of_a_marked_code_is_noise():
    framer = Framer(has_check=True)
    framer.feed(STX + b"4711")
    assert framer.silence() == Noise(NoiseKind.CUT_OFF, 4)
    framer.feed(STX + b"4711" + ETX)
    assert framer.silence() == Noise(NoiseKind.CUT_OFF, 4)


def test_a_lost_line_forgets_the_code_that_had_begun():
    framer = Framer()
    framer.feed(b"70011")
    framer.cut()
    assert framer.feed(b"4711\r") == (Frame("4711"),)


def test_the_repr_of_a_frame_shows_nothing_of_a_token():
    assert CODE not in repr(Frame(CODE))


def test_the_code_of_a_slip_is_read_whole():
    code = "7547" + "1" * (slip_code.LONGEST - 4)
    assert read(f"]Q1{code}\r".encode()) == [Frame(f"]Q1{code}")]
