"""Pictures go and cards are cut off without a guess: whatever the answer holds, it reads as if read sign by sign."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dintero.card_split import PICTURE, CardSplitter, PictureSieve
from app.dintero.card_stream import AnsweredCard, CardStream

EXAMPLES = int(os.environ.get("ANSWERS", "40"))
ODD = st.text(alphabet='\\"},{[]: \n\u00e9\U0001f0a1' + "ab", max_size=8) | st.sampled_from(
    [f'"{PICTURE}": "', '"cards":[']
)
NAMES = st.sampled_from(
    [PICTURE, f'x"{PICTURE}', f"{PICTURE}\\", "cards", "card_id", "pin", "token", "card_token", "value"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
CODES = st.fixed_dictionaries({"value": ODD}, optional={PICTURE: ODD, "more": VALUES})
CARDS = st.fixed_dictionaries(
    {
        "card_id": ODD,
        "pin": st.fixed_dictionaries({"pin": CODES}),
        "card_token": st.fixed_dictionaries({"token": CODES}),
    },
    optional={"status": ODD, "links": VALUES, PICTURE: VALUES},
)
ANSWERS = st.fixed_dictionaries({}, optional={"before": VALUES}).flatmap(
    lambda before: st.lists(CARDS | VALUES, max_size=6).map(lambda cards: {**before, "cards": cards, "after": 1})
)
WRITINGS = st.fixed_dictionaries(
    {
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), (",\n", ":\t")]),
        "ensure_ascii": st.booleans(),
    }
)


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def without_pictures(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "" if k == PICTURE and isinstance(v, str) else without_pictures(v) for k, v in value.items()}
    return [without_pictures(each) for each in value] if isinstance(value, list) else value


def as_told(value: Any) -> tuple[str, str, str, str, Any]:
    """A card by the plain book: read whole, then taken apart."""
    card = json.loads(json.dumps(value)) if isinstance(value, dict) else {}
    codes: list[str] = []
    for outer, inner in (("card_token", "token"), ("pin", "pin")):
        box = card.get(outer)
        held = box.get(inner) if isinstance(box, dict) else None
        held = held if isinstance(held, dict) else {}
        held.pop(PICTURE, None)
        codes.append(held.pop("value", ""))
    texts = [each if isinstance(each, str) else "" for each in (card.get("card_id"), card.get("status"), *codes)]
    return texts[0], texts[1], texts[2], texts[3], without_pictures(card)


def told(card: AnsweredCard) -> tuple[str, str, str, str, Any]:
    return card.card_id, card.status, card.token, card.pin, without_pictures(card.fields)


@settings(max_examples=EXAMPLES)
@given(ANSWERS, WRITINGS, st.integers(1, 400))
def test_an_answer_reads_the_same_wherever_its_pieces_end(answer: Any, writing: Any, size: int) -> None:
    found: list[AnsweredCard] = []
    stream = CardStream(found.append, 10**8)
    for piece in pieces(json.dumps(answer, **writing).encode(), size):
        assert stream.feed(piece)
    stream.end()
    assert [told(card) for card in found] == [as_told(card) for card in answer["cards"]]


@settings(max_examples=EXAMPLES)
@given(VALUES, WRITINGS, st.integers(1, 60))
def test_what_is_left_of_an_answer_is_the_same_without_its_pictures(answer: Any, writing: Any, size: int) -> None:
    sieve = PictureSieve()
    left = b"".join(map(sieve.passed, pieces(json.dumps(answer, **writing).encode(), size))) + sieve.rest()
    assert without_pictures(json.loads(left)) == without_pictures(answer)


@pytest.mark.parametrize("size", [1, 7, 64, 10**6])
def test_a_picture_is_gone_wherever_the_pieces_end(size: int) -> None:
    body = json.dumps({"a": {PICTURE: "data:image\\/png;\\\\" + "A" * 300 + '\\"B\\'}, "b": "B"}).encode()
    sieve = PictureSieve()
    left = b"".join(map(sieve.passed, pieces(body, size))) + sieve.rest()
    assert json.loads(left) == {"a": {PICTURE: ""}, "b": "B"}


def test_an_answer_as_the_issuer_writes_it_is_cut_many_cards_at_a_time() -> None:
    cards = [{"card_id": f"7001{number}", "pin": {"pin": {"value": "}, {"}}} for number in range(500)]
    body = json.dumps({"more": {"cards": 1}, "cards": cards}).encode()
    splitter = CardSplitter()
    found = [card for piece in pieces(body, 4096) for card in splitter.cards(piece)]
    assert found == cards[: len(found)]
    assert len(found) > 490
    assert not splitter.is_lost
    assert json.loads(splitter.remains) == {"cards": cards[len(found) :]}


@pytest.mark.parametrize(
    "body",
    [
        b'{"more": {"cards":[1,{},{}]}, "cards":[]}',
        b'{"cards":[' + b"[" * 100_000,
        b'{"more": "' + b"x" * 5000,
        b'["cards":[',
    ],
)
def test_where_no_cut_is_certain_all_is_left_to_a_reader(body: bytes) -> None:
    splitter = CardSplitter()
    assert splitter.cards(body) == []
    assert splitter.is_lost
    assert splitter.remains == body
