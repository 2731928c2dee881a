"""Paper as content: what is cleaned, how lines are broken, and that nothing is ever wider than the paper."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.paper import (
    Align,
    BarCode,
    Blank,
    LaidLine,
    Pair,
    Paper,
    PaperKind,
    PaperLine,
    Rule,
    Text,
    balanced,
    clean,
    columns_of,
    lay_out,
    receipt_number,
    wrapped,
)


def laid(*lines: PaperLine, columns: int = 32) -> tuple[LaidLine, ...]:
    return lay_out(Paper(PaperKind.SLIP, 7, lines), columns)


def words(text: str) -> list[str]:
    return text.split()


def test_a_number_has_six_figures_at_least() -> None:
    assert receipt_number(184) == "000184"
    assert receipt_number(1_234_567) == "1234567"
    assert Paper(PaperKind.RECEIPT, 7, ()).number_text == "000007"


@pytest.mark.parametrize(
    ("given_text", "on_paper"),
    [
        ("Kari", "Kari"),
        ("\x1bp0\x00\x7f\x9b", "p0"),
        ("two\nlines\tand\r\u2028more", "two lines and  more"),
        ("500\u00a0000\u202f00 \u22125", "500 000 00 -5"),
        ("e\u0301", "é"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("\u202eevil\u2066\u200b\ufeff\u00ad", "evil"),
        ("\ud800\ue000\U0010ffff\u0378", ""),
        ("Z" + "\u0334" * 500 + "!", "Z" + "\u0334" * 4 + "!"),
        ("\u0301Kari", "Kari"),
        ("王\u3000明", "王 明"),
    ],
    ids=ascii,
)
def test_outside_text_is_made_fit_for_paper(given_text, on_paper) -> None:
    assert clean(given_text) == on_paper


@given(st.text())
def test_no_control_character_survives(text) -> None:
    kept = clean(text)
    assert all(unicodedata.category(sign)[0] != "C" for sign in kept)
    assert clean(kept) == kept


def test_wide_signs_take_two_columns_and_marks_none() -> None:
    assert [columns_of(text) for text in ("abc", "王明", "x\u0304", "❤\ufe0f", "ﾊ", "😀")] == [3, 4, 1, 1, 1, 2]


def test_words_are_broken_between_words() -> None:
    assert wrapped("This is not a receipt", 10) == ["This is", "not a", "receipt"]


def test_a_word_longer_than_a_line_is_cut_hard() -> None:
    assert wrapped("ab" + "x" * 25 + " end", 10) == ["abxxxxxxxx", "xxxxxxxxxx", "xxxxxxx", "end"]
    assert wrapped("王" * 6, 5) == ["王王", "王王", "王王"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrapped("", 10) == [""]
    assert wrapped("   ", 10) == [""]


def test_no_last_word_is_left_alone_under_a_full_line() -> None:
    assert wrapped("This is not a receipt for a purchase", 32) == ["This is not a receipt for a", "purchase"]
    assert balanced("This is not a receipt for a purchase", 32) == ["This is not a receipt", "for a purchase"]


def test_a_long_text_is_not_balanced_but_filled() -> None:
    assert balanced("a b " * 60, 32) == wrapped("a b " * 60, 32)


def test_a_pair_stands_at_both_edges() -> None:
    (line,) = laid(Pair("Card", "····4711", bold=True))
    assert line == LaidLine("Card" + " " * 20 + "····4711", bold=True)


def test_a_pair_that_does_not_fit_has_its_value_below_at_the_right() -> None:
    first, second = laid(Pair("Customer", "x" * 28))
    assert first == LaidLine("Customer")
    assert second == LaidLine("x" * 28, align=Align.RIGHT)


def test_rules_blanks_and_codes_take_their_lines() -> None:
    rule, blank, bars, text = laid(Rule(), Blank(), BarCode("000184"), columns=42)
    assert rule.text == "-" * 42
    assert blank == LaidLine()
    assert bars == LaidLine(bar_code="000184", align=Align.CENTRE)
    assert text == LaidLine("000184", align=Align.CENTRE)


def test_double_letters_have_half_the_columns() -> None:
    lines = laid(Text("TEST - NO VALUE HERE", Align.CENTRE, bold=True, size=2))
    assert [line.text for line in lines] == ["TEST - NO", "VALUE HERE"]
    assert {(line.size, line.bold, line.align) for line in lines} == {(2, True, Align.CENTRE)}


def test_paper_is_not_endlessly_narrow() -> None:
    with pytest.raises(ValueError, match="at least 16 columns"):
        laid(columns=15)


@pytest.mark.parametrize("size", [0, 3])
def test_letters_are_single_or_double(size) -> None:
    with pytest.raises(ValueError, match="size 1 or 2"):
        Text("x", size=size)


@pytest.mark.parametrize("data", ["", "x" * 33, "æ", "a\nb"])
def test_a_bar_code_holds_what_code_128_can_print(data) -> None:
    with pytest.raises(ValueError, match="1 to 32 printable"):
        BarCode(data)


ANY_TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab 王\u0301\u00a0")), max_size=120)
ANY_LINE = st.one_of(
    st.builds(Text, ANY_TEXT, st.sampled_from(Align), st.booleans(), st.sampled_from([1, 2])),
    st.builds(Pair, ANY_TEXT, ANY_TEXT, st.booleans()),
    st.just(Rule()),
    st.just(BarCode("x" * 32)),
)


@given(lines=st.lists(ANY_LINE, max_size=5), columns=st.sampled_from([16, 32, 42, 48]))
def test_nothing_is_ever_wider_than_the_paper(lines, columns) -> None:
    for line in laid(*lines, columns=columns):
        assert columns_of(line.text) * line.size <= columns


@given(text=ANY_TEXT, columns=st.sampled_from([16, 32, 48]), align=st.sampled_from(Align))
def test_no_letter_is_lost_when_lines_are_broken(text, columns, align) -> None:
    printed = [line.text for line in laid(Text(text, align), columns=columns)]
    assert "".join(words("".join(printed))) == "".join(words(clean(text)))
