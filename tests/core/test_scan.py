"""What a scan means: a card, a token, or a sentence that says why not.

SCANS is how many hostile ones are tried here and as slips together (200,000).
"""

import os
import random
import re
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.card import CardCode
from app.core.problem import Code, Problem, Refusal
from app.core.scan import DEFAULT_PATTERNS, LONGEST, ScanPattern, Token, decode
from tests.core.hostile_scans import hostile_scan
from tests.simulation import figures

PATTERNS = [ScanPattern.of(text) for text in DEFAULT_PATTERNS]
SCANS = int(os.environ.get("SCANS", "200000"))
TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"

SAYS_WHY = {
    Code.SCAN_EMPTY,
    Code.SCAN_TOO_LONG,
    Code.SCAN_UNREADABLE,
    Code.SCAN_NOT_A_CARD,
    Code.CARD_CODE_BAD,
}


def refusal(text: str, patterns: list[ScanPattern] = PATTERNS) -> tuple[Code, dict[str, str | int]]:
    with pytest.raises(Refusal) as caught:
        decode(text, patterns)
    return caught.value.problem.code, dict(caught.value.problem.facts)


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        ("GIFT-4711", "GIFT-4711"),
        ("  GIFT-4711\r\n", "GIFT-4711"),
        ("]C0GIFT-4711", "GIFT-4711"),
        ("]C1 GIFT-4711", "GIFT-4711"),
        ("1234567890123456", "1234567890123456"),
        ("gift-4711", "gift-4711"),
    ],
)
def test_a_card_is_read_as_it_is_printed(scanned: str, code: str) -> None:
    assert decode(scanned, PATTERNS) == CardCode(code)


def test_a_token_is_told_from_a_card_and_shows_itself_to_nobody() -> None:
    token = decode(TOKEN, PATTERNS)
    assert token == Token(TOKEN)
    assert TOKEN not in repr(token)
    assert TOKEN not in str(token)


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        ("", Code.SCAN_EMPTY),
        (" \r\n", Code.SCAN_EMPTY),
        ("]C0", Code.SCAN_EMPTY),
        ("x" * (LONGEST + 1), Code.SCAN_TOO_LONG),
        ("GIFT\x1d4711", Code.SCAN_UNREADABLE),
        ("kort-ærlig", Code.SCAN_UNREADABLE),
        ("5701234567899", Code.SCAN_NOT_A_CARD),
        ("12345678", Code.SCAN_NOT_A_CARD),
        ("DINCARD:short", Code.SCAN_NOT_A_CARD),
        ("a/../b", Code.SCAN_NOT_A_CARD),
        ("GIFT..4711", Code.CARD_CODE_BAD),
    ],
)
def test_what_is_no_card_gets_its_reason(scanned: str, code: Code) -> None:
    assert refusal(scanned)[0] is code


def test_a_products_number_is_shown_whole_and_a_long_code_only_by_its_ends() -> None:
    assert refusal("5701234567899")[1] == {"code": "5701234567899"}
    secret = f"DINCARD:{'7' * 80}42AB"
    assert refusal(secret) == (Code.SCAN_NOT_A_CARD, {"code": "DIN…42AB"})


def test_patterns_are_tried_in_order() -> None:
    first = ScanPattern.of(r"9(?P<card_id>[0-9]+)")
    second = ScanPattern.of(r"(?P<card_id>[0-9]+)")
    assert decode("911", [first, second]) == CardCode("11")
    assert decode("911", [second, first]) == CardCode("911")


def test_a_pattern_that_finds_an_empty_code_finds_no_card() -> None:
    assert refusal("X", [ScanPattern.of("X(?P<card_id>Y)?")])[0] is Code.CARD_CODE_BAD
    assert refusal("X", [ScanPattern.of("X(?P<token>Y)?")])[0] is Code.CARD_CODE_BAD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(", "no regular expression"),
        (r"(?P<card_id>a){99999999999999}", "no regular expression"),
        ("[0-9]+", "exactly one group"),
        ("(?P<card_id>a)(?P<token>b)", "exactly one group"),
        ("(?u)(?P<card_id>a)", "incompatible"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_named(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ScanPattern.of(text)


def test_patterns_know_ascii_figures_only() -> None:
    assert ScanPattern.of(r"(?P<card_id>\d+)").expression.flags & re.ASCII


def decoded(text: str) -> CardCode | Token | Problem:
    try:
        return decode(text, PATTERNS)
    except Refusal as refused:
        return refused.problem


@given(st.text(max_size=300) | st.text("]C0DINCARD:.-_/% \x1d9", max_size=40))
@example("]C0")
@example("]C0]C0GIFT")
def test_whatever_is_scanned_is_a_card_a_token_or_a_refusal(text: str) -> None:
    meaning = decoded(text)
    if isinstance(meaning, Problem):
        assert meaning.code in SAYS_WHY
        assert all(str(fact).isprintable() for fact in meaning.facts.values())
    else:
        assert isinstance(meaning, CardCode | Token)


def test_a_hundred_thousand_hostile_scans_are_refused_in_words_or_are_codes_that_change_no_address() -> None:
    chance = random.Random(55)
    count, refused = SCANS // 2, 0
    for _ in range(count):
        meaning = decoded(hostile_scan(chance))
        if isinstance(meaning, Problem):
            refused += 1
            assert meaning.code in SAYS_WHY
            assert all(str(fact).isprintable() for fact in meaning.facts.values())
        elif isinstance(meaning, CardCode):
            assert quote(meaning.text, safe=":") == meaning.text
    assert count // 2 < refused < count
    figures.keep("hostile scans", "cards", {"scans": count, "refused": refused})


@pytest.mark.parametrize(
    "code", ["eca390d2-5e73-477d-8764-0a5a2f331628", "ECA390D2-5E73", "hello", "http", "www.example.com"]
)
def test_half_a_token_and_a_word_are_no_cards(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        decode(code, PATTERNS)
    assert refused.value.problem.code is Code.SCAN_NOT_A_CARD
