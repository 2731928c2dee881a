"""Amounts as people write them, and money that is never a float."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.money import EXPONENT, MINOR_MAX, PLAIN_FORM, Currency, Money, NumberForm, parse_amount
from app.core.problem import Code, Problem, Refusal
from tests.fakes import NORWEGIAN

ENGLISH = NumberForm(".", ",", ((Currency.EUR, "€{}"), (Currency.USD, "${}"), (Currency.NOK, "NOK\u00a0{}")))
GERMAN = NumberForm(",", ".", ((Currency.EUR, "{}\u00a0€"), (Currency.NOK, "{}\u00a0NOK")))
DANISH = NumberForm(",", ".", ((Currency.DKK, "{}\u00a0kr."),))
FORMS = (NORWEGIAN, ENGLISH, GERMAN, DANISH, PLAIN_FORM)

moneys = st.builds(Money, st.integers(1, MINOR_MAX), st.sampled_from(Currency))
forms = st.sampled_from(FORMS)


def refusal(text: str, form: NumberForm = NORWEGIAN, maximum: int = 1_000_000) -> tuple[Code, dict[str, str | int]]:
    with pytest.raises(Refusal) as caught:
        parse_amount(text, Currency.NOK, form, maximum)
    return caught.value.problem.code, dict(caught.value.problem.facts)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("500", 50_000),
        ("500,50", 50_050),
        ("500,5", 50_050),
        ("500,", 50_000),
        ("0,01", 1),
        ("0500", 50_000),
        ("1 000", 100_000),
        ("1\u00a0000,00", 100_000),
        ("1\u202f000", 100_000),
        ("  500 ", 50_000),
        ("500 kr", 50_000),
        ("kr 500", 50_000),
        ("NOK 500", 50_000),
        ("500nok", 50_000),
        ("10 000,00 kr", 1_000_000),
    ],
)
def test_a_norwegian_types_an_amount_in_many_ways(typed: str, minor: int) -> None:
    assert parse_amount(typed, Currency.NOK, NORWEGIAN, 1_000_000) == Money(minor, Currency.NOK)


@pytest.mark.parametrize(
    ("typed", "form", "minor"),
    [
        ("1,000.50", ENGLISH, 100_050),
        ("€1,000", ENGLISH, 100_000),
        ("1 000.50", ENGLISH, 100_050),
        ("1.000,50", GERMAN, 100_050),
        ("1.000", GERMAN, 100_000),
        ("1.000,50 €", GERMAN, 100_050),
        ("1000.5", PLAIN_FORM, 100_050),
    ],
)
def test_each_country_has_its_own_signs(typed: str, form: NumberForm, minor: int) -> None:
    assert parse_amount(typed, Currency.EUR, form, MINOR_MAX).minor == minor


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", Code.AMOUNT_MISSING),
        ("   ", Code.AMOUNT_MISSING),
        ("kr", Code.AMOUNT_MISSING),
        ("0", Code.AMOUNT_ZERO),
        ("0,00", Code.AMOUNT_ZERO),
        ("-500", Code.AMOUNT_NEGATIVE),
        ("\u2212500", Code.AMOUNT_NEGATIVE),
        ("kr -5", Code.AMOUNT_NEGATIVE),
        ("500,005", Code.AMOUNT_TOO_PRECISE),
        ("500,000", Code.AMOUNT_TOO_PRECISE),
        ("10000,01", Code.AMOUNT_TOO_LARGE),
        ("9" * 40, Code.AMOUNT_TOO_LARGE),
        ("9" * 41, Code.AMOUNT_UNREADABLE),
        ("five hundred", Code.AMOUNT_UNREADABLE),
        ("1.000", Code.AMOUNT_UNREADABLE),
        ("500.50", Code.AMOUNT_UNREADABLE),
        ("10 00", Code.AMOUNT_UNREADABLE),
        ("1 0000", Code.AMOUNT_UNREADABLE),
        (",50", Code.AMOUNT_UNREADABLE),
        ("1e3", Code.AMOUNT_UNREADABLE),
        ("1_000", Code.AMOUNT_UNREADABLE),
        ("0x10", Code.AMOUNT_UNREADABLE),
        ("nan", Code.AMOUNT_UNREADABLE),
        ("inf", Code.AMOUNT_UNREADABLE),
        ("+500", Code.AMOUNT_UNREADABLE),
        ("--5", Code.AMOUNT_UNREADABLE),
        ("-", Code.AMOUNT_UNREADABLE),
        ("٥٠٠", Code.AMOUNT_UNREADABLE),
        ("５００", Code.AMOUNT_UNREADABLE),
        ("500 €", Code.AMOUNT_UNREADABLE),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(typed: str, code: Code) -> None:
    assert refusal(typed)[0] is code


@pytest.mark.parametrize("typed", ["500 kr.", "500 kr", "kr. 500", "kr 500,00", "500 DKK"])
def test_a_dane_leaves_the_stop_behind_kr_out(typed: str) -> None:
    assert parse_amount(typed, Currency.DKK, DANISH, 1_000_000) == Money(50_000, Currency.DKK)


def test_a_refused_amount_names_its_bounds() -> None:
    assert refusal("500,001")[1] == {"decimals": 2, "currency": "NOK"}
    assert refusal("10 000,01")[1] == {"maximum": "10\u00a0000,00 kr"}
    assert refusal("1.000")[1] == {"typed": "1.000"}


def test_nobody_sets_a_maximum_above_the_bound_of_all_amounts() -> None:
    code, facts = refusal("99999999999", maximum=MINOR_MAX * 10)
    assert code is Code.AMOUNT_TOO_LARGE
    assert facts == {"maximum": NORWEGIAN.amount(Money(MINOR_MAX, Currency.NOK))}


def test_a_refused_amount_brings_no_control_characters_into_its_sentence() -> None:
    assert refusal("5\x1b[31m\u202e0")[1] == {"typed": "5[31m0"}


@given(moneys, forms)
def test_every_amount_is_read_back_as_it_is_written(money: Money, form: NumberForm) -> None:
    for written in (form.amount(money), form.number(money), form.short(money)):
        assert parse_amount(written, money.currency, form, MINOR_MAX) == money


@given(moneys, forms)
def test_an_amount_with_all_its_decimals_shows_them_exactly(money: Money, form: NumberForm) -> None:
    digits = "".join(sign for sign in form.number(money) if sign.isdigit())
    assert int(digits) == money.minor
    assert form.number(Money(-money.minor, money.currency)) == f"-{form.number(money)}"


def parsed(text: str, currency: Currency, form: NumberForm) -> Money | Problem:
    try:
        return parse_amount(text, currency, form, 1_000_000)
    except Refusal as refused:
        return refused.problem


@given(st.text(max_size=60), st.sampled_from(Currency), forms)
@example("1\u00a0000,00 kr.", Currency.DKK, DANISH)
@example("\ud800", Currency.NOK, NORWEGIAN)
@example("10001", Currency.NOK, NORWEGIAN)
def test_whatever_is_typed_is_money_within_its_bounds_or_a_refusal(
    text: str, currency: Currency, form: NumberForm
) -> None:
    read = parsed(text, currency, form)
    if isinstance(read, Money):
        assert 0 < read.minor <= 1_000_000
        assert type(read.minor) is int
    else:
        assert read.code.value.startswith("amount-")
        assert all(str(fact).replace("\u00a0", " ").isprintable() for fact in read.facts.values())


@given(st.integers(1, 10**9), st.sampled_from([2, 3, 4, 5]))
def test_a_point_is_never_guessed_to_be_something_else(whole: int, decimals: int) -> None:
    typed = f"{whole}.{'0' * decimals}"
    assert refusal(typed, NORWEGIAN, MINOR_MAX)[0] is Code.AMOUNT_UNREADABLE


@pytest.mark.parametrize("minor", [500.0, True, "500", None])
def test_money_is_a_whole_number_and_nothing_else(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, Currency.NOK)


@pytest.mark.parametrize("minor", [MINOR_MAX + 1, -MINOR_MAX - 1])
def test_money_has_bounds(minor: int) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Money(minor, Currency.NOK)


@given(st.integers(0, 10**11), st.integers(0, 10**11), st.sampled_from(Currency), st.sampled_from(Currency))
def test_money_of_one_currency_is_added_and_of_two_is_not(
    one: int, two: int, first: Currency, second: Currency
) -> None:
    if first is second:
        assert Money(one, first) + Money(two, second) == Money(one + two, first)
        return
    with pytest.raises(ValueError, match="two currencies"):
        _ = Money(one, first) + Money(two, second)


@given(st.integers(0, 10**9))
def test_a_preset_is_short_where_its_decimals_are_zero(whole: int) -> None:
    assume(whole)
    assert NORWEGIAN.short(Money(whole * 100, Currency.NOK)) == NORWEGIAN.number(Money(whole * 100, Currency.NOK))[:-3]
    assert NORWEGIAN.short(Money(whole * 100 + 50, Currency.NOK)).endswith(",50")
    assert NORWEGIAN.short(Money(-whole * 100, Currency.NOK)).startswith("-")


def test_a_symbol_stands_alone_too() -> None:
    assert NORWEGIAN.symbol(Currency.NOK) == "kr"
    assert ENGLISH.symbol(Currency.EUR) == "€"
    assert GERMAN.symbol(Currency.EUR) == "€"
    assert PLAIN_FORM.symbol(Currency.SEK) == "SEK"


def test_every_currency_of_the_issuer_has_its_decimals() -> None:
    assert set(EXPONENT) == set(Currency)
