"""How much may be sold while the line is down: each limit, alone and beside the others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.card import CardCode
from app.core.limits import Gauge, LimitName, Limits, Unit, Usage, gauges, may_be_approved, over, stricter
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.core.sale import Line, Sale
from tests.fakes import sale

QUIET = Usage({}, 0, timedelta(minutes=5), 0)
LIMITS = Limits()
NOK, EUR = Currency.NOK, Currency.EUR


def gauge(limits: Limits, usage: Usage, name: LimitName, sold: Sale | None = None) -> Gauge:
    (found,) = (gauge for gauge in gauges(limits, usage, sold) if gauge.name is name)
    return found


def codes(limits: Limits, usage: Usage, sold: Sale, *, is_approved: bool = False) -> list[Code]:
    return [problem.code for problem in over(limits, usage, sold, is_approved=is_approved)]


def test_the_defaults_are_those_of_a_careful_shop() -> None:
    assert (LIMITS.card_minor[NOK], LIMITS.waiting_minor[NOK]) == (100_000, 1_000_000)
    assert (LIMITS.waiting_count, LIMITS.contact_hours, LIMITS.per_cashier_hour) == (50, 24, 30)
    assert LIMITS.is_allowed
    assert LIMITS.approved_factor == 2


def test_an_ordinary_sale_passes_no_limit() -> None:
    assert over(LIMITS, QUIET, sale()) == ()
    assert not may_be_approved(())


AT_THE_LIMIT = [
    (LimitName.CARD, QUIET, 100_000, Code.OFFLINE_CARD_LIMIT),
    (LimitName.SUM, replace(QUIET, waiting_minor={NOK: 950_000}), 50_000, Code.OFFLINE_SUM_LIMIT),
    (LimitName.COUNT, replace(QUIET, waiting_count=49), 50_000, Code.OFFLINE_COUNT_LIMIT),
    (LimitName.TIME, replace(QUIET, since_contact=timedelta(hours=24)), 50_000, Code.OFFLINE_TIME_LIMIT),
    (LimitName.CASHIER, replace(QUIET, by_cashier_hour=29), 50_000, Code.OFFLINE_CASHIER_LIMIT),
]


@pytest.mark.parametrize(("name", "usage", "minor", "code"), AT_THE_LIMIT, ids=[row[0] for row in AT_THE_LIMIT])
def test_a_limit_may_be_reached_and_one_step_more_is_told_by_its_name(
    name: LimitName, usage: Usage, minor: int, code: Code
) -> None:
    full = gauge(LIMITS, usage, name, sale(minor=minor))
    assert (full.is_reached, full.fraction) == (True, 1.0)
    assert over(LIMITS, usage, sale(minor=minor)) == ()
    past = replace(usage, since_contact=usage.since_contact + timedelta(seconds=1))
    more = sale(minor=minor + 1) if name in {LimitName.CARD, LimitName.SUM} else sale("GIFT-1", "GIFT-2")
    (problem,) = over(LIMITS, past, more)
    assert problem.code is code
    assert may_be_approved((problem,))


@pytest.mark.parametrize(("name", "usage", "minor", "code"), AT_THE_LIMIT, ids=[row[0] for row in AT_THE_LIMIT])
def test_an_approval_raises_each_limit_to_its_double_and_not_beyond(
    name: LimitName, usage: Usage, minor: int, code: Code
) -> None:
    double = Usage(
        {currency: 2 * sum_minor + minor for currency, sum_minor in usage.waiting_minor.items()},
        usage.waiting_count * 2 + (name is LimitName.COUNT),
        usage.since_contact * 2,
        usage.by_cashier_hour * 2 + (name is LimitName.CASHIER),
    )
    sold = sale(minor=minor * 2) if name is LimitName.CARD else sale(minor=minor)
    assert codes(LIMITS, double, sold) == [code]
    assert codes(LIMITS, double, sold, is_approved=True) == []
    beyond = replace(double, since_contact=double.since_contact + timedelta(seconds=1))
    if name in {LimitName.CARD, LimitName.SUM}:
        sold = sale(minor=sold.lines[0].money.minor + 1)
    elif name is not LimitName.TIME:
        sold = sale("GIFT-1", "GIFT-2", minor=minor)
    (problem,) = over(LIMITS, beyond, sold, is_approved=True)
    assert problem.code is code
    assert not may_be_approved((problem,))


def test_the_facts_of_money_are_told_with_their_currency() -> None:
    assert over(LIMITS, QUIET, sale(minor=150_000)) == (
        Problem(
            Code.OFFLINE_CARD_LIMIT,
            {"used_minor": 150_000, "most_minor": 100_000, "approved_minor": 200_000, "currency": "NOK"},
        ),
    )
    (refused,) = over(LIMITS, QUIET, sale(minor=200_001))
    assert refused.facts == {
        "used_minor": 200_001,
        "most_minor": 100_000,
        "beyond_minor": 200_000,
        "currency": "NOK",
    }


def test_the_facts_of_a_count_are_cards_and_those_of_the_time_are_hours() -> None:
    silent = Usage({}, 50, timedelta(hours=24, minutes=1), 60)
    assert over(LIMITS, silent, sale()) == (
        Problem(Code.OFFLINE_COUNT_LIMIT, {"used": 51, "most": 50, "approved": 100}),
        Problem(Code.OFFLINE_TIME_LIMIT, {"used": 25, "most": 24, "approved": 48}),
        Problem(Code.OFFLINE_CASHIER_LIMIT, {"used": 61, "most": 30, "beyond": 60}),
    )


def test_one_limit_beyond_any_approval_forbids_the_whole_sale() -> None:
    assert not may_be_approved(over(LIMITS, Usage({}, 50, timedelta(0), 60), sale()))


def test_where_nothing_may_be_sold_offline_no_approval_helps() -> None:
    closed = Limits(is_allowed=False)
    problems = over(closed, QUIET, sale(), is_approved=True)
    assert problems == (Problem(Code.OFFLINE_NOT_ALLOWED),)
    assert not may_be_approved(problems)


def test_a_factor_of_one_leaves_a_supervisor_nothing_to_approve() -> None:
    strict = Limits(approved_factor=1)
    problems = over(strict, QUIET, sale(minor=100_001))
    assert [problem.code for problem in problems] == [Code.OFFLINE_CARD_LIMIT]
    assert not may_be_approved(problems)


def test_each_currency_has_its_limits_to_itself() -> None:
    waiting = replace(QUIET, waiting_minor={EUR: 1_900_000, NOK: 100_000})
    assert codes(LIMITS, waiting, sale()) == []
    euro = Sale((Line(CardCode("GIFT-1"), Money(50_000, EUR)),), "7")
    assert codes(LIMITS, waiting, euro) == [Code.OFFLINE_SUM_LIMIT]


def test_a_currency_without_a_limit_is_not_sold_offline() -> None:
    only_nok = Limits({NOK: 100_000}, {NOK: 1_000_000})
    euro = Sale((Line(CardCode("GIFT-1"), Money(1, EUR)),), "7")
    assert codes(only_nok, QUIET, euro, is_approved=True) == [Code.OFFLINE_CARD_LIMIT, Code.OFFLINE_SUM_LIMIT]


def test_while_nothing_waits_the_gauges_are_those_of_the_first_currency() -> None:
    shown = gauges(Limits({EUR: 5, NOK: 7}, {EUR: 50, NOK: 70}), QUIET, None)
    assert shown == (
        Gauge(LimitName.CARD, 0, 5, Unit.MINOR, EUR),
        Gauge(LimitName.SUM, 0, 50, Unit.MINOR, EUR),
        Gauge(LimitName.COUNT, 0, 50, Unit.CARDS),
        Gauge(LimitName.TIME, 5, 1440, Unit.MINUTES),
        Gauge(LimitName.CASHIER, 0, 30, Unit.CARDS),
    )


def test_a_sale_of_several_cards_is_judged_by_its_largest_card_and_by_all_together() -> None:
    lines = tuple(Line(CardCode(f"GIFT-{n}"), Money(n * 10_000, NOK)) for n in (3, 9, 5))
    usage = replace(QUIET, waiting_minor={NOK: 5_000, EUR: 0}, waiting_count=1, by_cashier_hour=2)
    shown = gauges(LIMITS, usage, Sale(lines, "7"))
    assert [each.used for each in shown] == [90_000, 175_000, 4, 5, 5]
    assert [each.fraction for each in shown[:3]] == [0.9, 0.175, 0.08]
    assert not any(each.is_reached for each in shown)


def test_a_begun_minute_of_silence_counts() -> None:
    assert gauge(LIMITS, replace(QUIET, since_contact=timedelta(seconds=61)), LimitName.TIME).used == 2


def test_a_limit_of_nothing_is_always_full() -> None:
    none = gauge(Limits(waiting_count=0), QUIET, LimitName.COUNT)
    assert (none.fraction, none.is_reached) == (1.0, True)


@pytest.mark.parametrize(
    "change", [{"waiting_count": -1}, {"card_minor": {NOK: -1}}, {"waiting_minor": {NOK: -1}}, {"approved_factor": 0}]
)
def test_limits_that_mean_nothing_are_a_bug(change: dict) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        Limits(**change)


FIGURES = st.integers(0, 10**7)
MONEYS = st.dictionaries(st.sampled_from(Currency), FIGURES, max_size=3)
ANY_LIMITS = st.builds(
    Limits, MONEYS, MONEYS, st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.booleans(), st.integers(1, 3)
)
ANY_USAGE = st.builds(
    Usage, MONEYS, st.integers(0, 200), st.timedeltas(timedelta(0), timedelta(days=9)), st.integers(0, 200)
)


@given(ANY_LIMITS, ANY_LIMITS, ANY_USAGE, st.integers(1, 10**6), st.booleans())
def test_the_stricter_of_two_lets_through_only_what_both_let_through(one, other, usage, minor, is_approved) -> None:
    sold = sale(minor=minor)
    both = stricter(one, other)
    if not over(both, usage, sold, is_approved=is_approved):
        assert not over(one, usage, sold, is_approved=is_approved)
        assert not over(other, usage, sold, is_approved=is_approved)


@given(ANY_LIMITS, ANY_USAGE, st.integers(1, 10**6))
def test_an_approval_helps_exactly_where_the_till_says_so(limits, usage, minor) -> None:
    sold = sale(minor=minor)
    problems = over(limits, usage, sold)
    assert may_be_approved(problems) == (problems != () and not over(limits, usage, sold, is_approved=True))
