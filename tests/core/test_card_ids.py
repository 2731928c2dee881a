"""How new cards are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.card import CardCode
from app.core.card_ids import CheckDigit, IdScheme
from app.core.problem import Refusal

CHECKS = [CheckDigit.LUHN, CheckDigit.MOD_11_10]


@pytest.mark.parametrize(
    ("check", "figures", "digit"),
    [
        (CheckDigit.LUHN, "7992739871", "3"),
        (CheckDigit.LUHN, "453914880343646", "7"),
        (CheckDigit.LUHN, "00000", "0"),
        (CheckDigit.MOD_11_10, "0794", "5"),
        (CheckDigit.MOD_11_10, "8609574271", "9"),
        (CheckDigit.NONE, "1234", ""),
    ],
)
def test_check_digits_are_those_of_the_standards(check: CheckDigit, figures: str, digit: str) -> None:
    assert check.of(figures) == digit
    assert check.holds(figures + digit)


@given(st.sampled_from(CHECKS), st.text("0123456789", min_size=1, max_size=30), st.data())
def test_one_wrong_figure_is_always_found(check: CheckDigit, figures: str, data: st.DataObject) -> None:
    card_id = figures + check.of(figures)
    place = data.draw(st.integers(0, len(card_id) - 1))
    other = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != card_id[place]]))
    assert check.holds(card_id)
    assert not check.holds(card_id[:place] + other + card_id[place + 1 :])


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_digit_counts_figures_and_nothing_else(check: CheckDigit) -> None:
    assert check.of("GC-12-34") == check.of("1234")
    assert not check.holds("GC")
    with pytest.raises(ValueError, match="counts figures"):
        check.of("GC")


def test_an_id_is_prefix_figures_and_check_digit() -> None:
    scheme = IdScheme("GC", 12)
    assert scheme.id_of("000000000018") == "GC0000000000182"[:14] + CheckDigit.LUHN.of("000000000018")
    assert scheme.length == len(scheme.sample) == 15
    assert scheme.sample == "GC123456789012" + CheckDigit.LUHN.of("123456789012")
    assert scheme.room == 10**12
    assert IdScheme("", 8, CheckDigit.NONE).length == 8


@given(st.integers(1, 500), st.data())
def test_cards_in_a_row_are_all_different_and_in_order(count: int, data: st.DataObject) -> None:
    scheme = IdScheme("GC", 4, CheckDigit.NONE)
    drawn = data.draw(st.lists(st.integers(0, 9999), min_size=count, max_size=count))
    ids = [scheme.id_in_row(place, count, f"{number:04d}") for place, number in enumerate(drawn)]
    assert ids == sorted(set(ids))
    assert len(ids) == count


def test_one_card_alone_may_have_any_id() -> None:
    assert IdScheme("", 4, CheckDigit.NONE).id_in_row(0, 1, "4711") == "4711"


@pytest.mark.parametrize(("place", "count"), [(-1, 5), (5, 5), (0, 10_001)])
def test_a_place_outside_the_row_is_none(place: int, count: int) -> None:
    with pytest.raises(ValueError, match="no place"):
        IdScheme("", 4).id_in_row(place, count, "0000")


@given(st.sampled_from(CheckDigit), st.text("0123456789", min_size=9, max_size=9))
def test_every_id_can_be_a_card(check: CheckDigit, figures: str) -> None:
    card_id = IdScheme("k7-", 9, check).id_of(figures)
    assert CardCode(card_id).text == card_id
    assert check.holds(card_id)


@pytest.mark.parametrize(("prefix", "figures"), [("GC", 3), ("GC", 65), ("x" * 65, 8)])
def test_a_scheme_has_bounds(prefix: str, figures: int) -> None:
    with pytest.raises(ValueError, match=r"random figures|prefix"):
        IdScheme(prefix, figures)


@pytest.mark.parametrize("prefix", ["=GC", "G C", "-1", "é"])
def test_a_prefix_that_no_card_can_have_is_refused(prefix: str) -> None:
    with pytest.raises(Refusal):
        IdScheme(prefix, 8)


@pytest.mark.parametrize("figures", ["123", "12345678a", "١٢٣٤٥٦٧٨"])
def test_a_scheme_takes_its_own_number_of_figures(figures: str) -> None:
    with pytest.raises(ValueError, match="8 figures"):
        IdScheme("GC", 8).id_of(figures)
