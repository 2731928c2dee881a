"""Card codes that are safe in a path, and status words that decide only what is known."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.card import ACTIVATED, NOT_YET_ACTIVE, Card, CardCode, Standing, printable
from app.core.problem import Code, Refusal

HOSTILE = [
    "",
    ".",
    "..",
    "../activate",
    "a/../b",
    "a..b",
    "a/b",
    "a\\b",
    "%2F",
    "a%2e%2e",
    "a?b",
    "a#b",
    "a b",
    "a\n",
    "\na",
    "a\x00",
    "-a",
    ".a",
    "_a",
    ":a",
    "a;b",
    "a@b",
    "a&b",
    "kort-æ",
    "４７１１",
    "a" * 256,
    "a\u202eb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_code_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        CardCode(text)
    assert caught.value.problem.code is Code.CARD_CODE_BAD
    assert str(caught.value.problem.facts["code"]).isprintable()


@pytest.mark.parametrize("text", ["G", "GIFT-4711", "1234567890123456", "a.b_c:d-e", "a" * 255])
def test_a_plain_code_is_taken_as_it_is(text: str) -> None:
    assert CardCode(text).text == text


@given(st.text(max_size=300) | st.text("aZ09:_.-/%?#\\ \n", max_size=12))
@example("a.")
def test_no_code_ever_changes_the_path_it_stands_in(text: str) -> None:
    with suppress(Refusal):
        code = CardCode(text)
        assert quote(code.text, safe=":") == code.text
        assert 1 <= len(code.text) <= 255
        assert ".." not in code.text
        assert code.text[0].isalnum()


@pytest.mark.parametrize(
    ("text", "first", "shown"),
    [
        ("GIFT-4711", 0, "····4711"),
        ("GIFT-4711", 2, "GI···4711"),
        ("GIFT-4711", 4, "GIFT·4711"),
        ("GIFT-4711", 5, "GIFT-4711"),
        ("4711", 0, "4711"),
        ("1234567890123456", 6, "123456····3456"),
    ],
)
def test_a_code_is_masked_but_for_its_end(text: str, first: int, shown: str) -> None:
    assert CardCode(text).masked(first) == shown


def test_a_sentence_names_a_card_by_its_last_four() -> None:
    assert CardCode("GIFT-4711").last == "4711"


def test_codes_have_an_order() -> None:
    assert sorted([CardCode("b"), CardCode("a")]) == [CardCode("a"), CardCode("b")]


@given(st.text(max_size=80), st.integers(1, 40))
def test_outside_text_is_printable_and_bounded(text: str, most: int) -> None:
    shown = printable(text, most)
    assert shown.isprintable()
    assert len(shown) <= most


@pytest.mark.parametrize("word", sorted(NOT_YET_ACTIVE | {"Inactive"}))
def test_a_card_that_waits_is_inactive(word: str) -> None:
    assert Card("a", word).standing is Standing.INACTIVE


@pytest.mark.parametrize("word", sorted(ACTIVATED | {"UNUSED"}))
def test_a_card_with_money_on_it_is_active(word: str) -> None:
    assert Card("a", word).standing is Standing.ACTIVE


@given(st.text(max_size=20).filter(lambda word: word.casefold() not in NOT_YET_ACTIVE | ACTIVATED))
def test_a_word_never_seen_before_decides_nothing(word: str) -> None:
    assert Card("a", word).standing is Standing.UNDECIDED
