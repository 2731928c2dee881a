"""A batch's answer is read as it arrives: whole cards are never lost to what follows, and pictures are not kept."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dintero.card_stream import REST_MAX, AnsweredCard, CardStream

PICTURE = "data:image/png;base64," + "A" * 600


def card(number: int, **changes: Any) -> dict[str, Any]:
    fields = {
        "id": f"{number}",
        "card_id": f"7001{number}",
        "status": "inactive",
        "amount": 0,
        "pin": {"format": {"length": 4}, "pin": {"value": f"{number:04}", "barcode_128": PICTURE}},
        "card_token": {"token": {"value": f"{number:016}", "barcode_128": PICTURE}, "expires_at": None},
    }
    return fields | changes


def answer(*cards: object) -> bytes:
    return json.dumps({"cards": cards, "more": 1.5}).encode()


def streamed(*pieces: bytes, bytes_max: int = 10**8) -> tuple[list[AnsweredCard], bytes]:
    found: list[AnsweredCard] = []
    stream = CardStream(found.append, bytes_max)
    for piece in pieces:
        assert stream.feed(piece)
    stream.end()
    return found, stream.rest


def told(found: list[AnsweredCard]) -> list[tuple[str, str, str, str]]:
    return [(each.card_id, each.status, each.token, each.pin) for each in found]


@given(st.lists(st.integers(0, 10**6), max_size=5), st.integers(1, 700))
def test_the_cards_are_found_wherever_the_pieces_end(numbers: list[int], size: int) -> None:
    body = answer(*map(card, numbers))
    found, rest = streamed(*(body[start : start + size] for start in range(0, len(body), size)))
    assert told(found) == [(f"7001{n}", "inactive", f"{n:016}", f"{n:04}") for n in numbers]
    assert rest == (b"" if numbers else body)


def test_what_else_a_card_says_is_kept_without_pictures_and_without_its_secrets() -> None:
    (found,), _ = streamed(answer(card(7, expires_at="2030-01-01")))
    kept = json.dumps(found.fields)
    assert found.fields["expires_at"] == "2030-01-01"
    assert found.fields["pin"] == {"format": {"length": 4}, "pin": {}}
    assert "base64" not in kept
    assert "0007" not in kept
    assert "0007" not in repr(found)


@given(st.integers(0, 400))
def test_whole_cards_of_a_cut_answer_are_kept_and_the_rest_with_them(place: int) -> None:
    body = answer(card(1), card(2))
    cut = body[: min(place * 10, len(body) - 1)]
    found, rest = streamed(cut)
    whole = cut.count(b'"expires_at": null}}')
    assert len(found) == whole
    assert cut.endswith(rest)
    assert bool(rest) == bool(cut)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"<html>",
        b"[1,2]",
        b'{"cards": 7}',
        b'{"card',
        b'{"cards":[{]}',
        b"\xff\xfe",
        b'{"cards":[1e999]}x',
    ],
)
def test_what_is_no_answer_is_kept_as_it_is_and_raises_nothing(body: bytes) -> None:
    found, rest = streamed(body)
    assert [each for each in found if each.card_id] == []
    assert rest == body


@pytest.mark.parametrize("odd", [None, 7, "text", [], {}, {"card_id": 7, "pin": 3, "card_token": {"token": []}}])
def test_a_card_that_is_none_counts_as_one_without_a_name(odd: object) -> None:
    found, _ = streamed(answer(card(1), odd))
    assert told(found)[1:] == [("", "", "", "")]


def test_an_answer_without_end_is_not_read_to_its_end_and_not_kept_whole() -> None:
    stream = CardStream(lambda _: None, 10 * 1024 * 1024)
    pieces = 0
    while stream.feed(b"x" * 65_536):
        pieces += 1
    assert pieces == 160
    stream.end()
    assert len(stream.rest) == REST_MAX
