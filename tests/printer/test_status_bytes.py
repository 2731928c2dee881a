"""Status bytes told apart by their fixed bits, in whatever order and pieces they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printer.status_bytes import StatusBytes

ONLINE, NO_PAPER = 0x16, 0x7E
ROLL_LOW = 0x03
ASB = [b"\x14\x00\x00\x0f", b"\x1c\x00\x0f\x0f", b"\x34\x00\x03\x0f"]


def sorted_out(*pieces: bytes) -> StatusBytes:
    status = StatusBytes()
    for piece in pieces:
        status.feed(piece)
    return status


def test_an_answer_in_turn_is_no_answer_in_real_time() -> None:
    status = sorted_out(bytes([ONLINE, ROLL_LOW, NO_PAPER]))
    assert (status.real_time, status.in_turn) == ([ONLINE, NO_PAPER], [ROLL_LOW])


@pytest.mark.parametrize("asb", ASB)
def test_four_bytes_that_nobody_asked_for_are_no_answers(asb) -> None:
    status = sorted_out(asb, bytes([ONLINE]), asb, b"\x00", asb)
    assert (status.real_time, status.in_turn) == ([ONLINE], [0])


def test_an_answer_in_the_middle_of_unasked_bytes_is_still_read() -> None:
    status = sorted_out(b"\x14\x00", bytes([ONLINE]), b"\x0f\x0f", b"\x00")
    assert (status.real_time, status.in_turn) == ([ONLINE], [0])


def test_an_answer_of_several_bytes_is_passed_over() -> None:
    status = sorted_out(b"_SINK\x00", b"\x37\x22AB12\x00", bytes([ONLINE]))
    assert (status.real_time, status.in_turn) == ([ONLINE], [])


def test_flow_control_is_no_answer() -> None:
    status = sorted_out(b"\x11\x13\x91\xff")
    assert (status.real_time, status.in_turn) == ([], [])


@given(
    st.lists(st.sampled_from([*ASB, b"\x16", b"\x7e", b"\x00", b"\x03"])),
    st.integers(min_value=1, max_value=5),
)
def test_the_pieces_a_network_makes_change_nothing(parts, size) -> None:
    stream = b"".join(parts)
    status = sorted_out(*(stream[place : place + size] for place in range(0, len(stream), size)))
    assert status.real_time == [part[0] for part in parts if part in {b"\x16", b"\x7e"}]
    assert status.in_turn == [part[0] for part in parts if part in {b"\x00", b"\x03"}]
