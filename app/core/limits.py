"""How much may be sold while the line is down: the limits, how much of each is used, and what a sale would pass.

Each currency has its limits to itself: what waits in euro takes nothing away from kroner, and nothing is converted. A
currency that a limit does not name may not be sold offline at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique
from typing import Final

from app.core.money import Currency
from app.core.problem import Code, Fact, Problem
from app.core.sale import Sale

CARD_MINOR: Final = 100_000
"""1,000.00 onto one card."""
WAITING_MINOR: Final = 1_000_000
"""10,000.00 waiting in all."""
WAITING_COUNT: Final = 50
CONTACT_HOURS: Final = 24
PER_CASHIER_HOUR: Final = 30
APPROVED_FACTOR: Final = 2
"""With a supervisor's approval each limit counts twice."""


@unique
class LimitName(StrEnum):
    """What is limited."""

    CARD = "card"
    """The money onto one card."""
    SUM = "sum"
    """The money of all that waits."""
    COUNT = "count"
    """How many activations wait."""
    TIME = "time"
    """The time since the issuer last answered."""
    CASHIER = "cashier"
    """How many activations one cashier confirmed within the last hour, whether the line was up or down."""


@unique
class Unit(StrEnum):
    """What the figures of a gauge count."""

    MINOR = "minor"
    CARDS = "cards"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sold offline. A figure may be reached and not passed; zero allows nothing.

    With a supervisor's approval each may be passed up to `approved_factor` times its value (1: not at all).
    The first currency of `waiting_minor` is the one that is shown while nothing waits.
    """

    card_minor: Mapping[Currency, int] = field(default_factory=lambda: dict.fromkeys(Currency, CARD_MINOR))
    waiting_minor: Mapping[Currency, int] = field(default_factory=lambda: dict.fromkeys(Currency, WAITING_MINOR))
    waiting_count: int = WAITING_COUNT
    contact_hours: int = CONTACT_HOURS
    per_cashier_hour: int = PER_CASHIER_HOUR
    is_allowed: bool = True
    approved_factor: int = APPROVED_FACTOR

    def __post_init__(self) -> None:
        """Raises ValueError for a figure below zero and for an approval that would lower the limits."""
        counts = (self.waiting_count, self.contact_hours, self.per_cashier_hour)
        if min((*counts, *self.card_minor.values(), *self.waiting_minor.values())) < 0 or self.approved_factor < 1:
            raise ValueError("a limit is zero or more, and an approval never lowers it")


@dataclass(frozen=True, slots=True)
class Usage:
    """How things stand before a sale. `by_cashier_hour` are one cashier's activations of the last hour."""

    waiting_minor: Mapping[Currency, int]
    waiting_count: int
    since_contact: timedelta
    by_cashier_hour: int


@dataclass(frozen=True, slots=True)
class Gauge:
    """One limit and how much of it is used, both in `unit`; `currency` where that is money."""

    name: LimitName
    used: int
    most: int
    unit: Unit
    currency: Currency | None = None

    @property
    def fraction(self) -> float:
        """How full it is, from 0 to 1, for a bar; nothing is judged by it."""
        return min(1.0, self.used / self.most) if self.most else 1.0

    @property
    def is_reached(self) -> bool:
        """Whether no more fits in."""
        return self.used >= self.most


_CODES: Final = {
    LimitName.CARD: Code.OFFLINE_CARD_LIMIT,
    LimitName.SUM: Code.OFFLINE_SUM_LIMIT,
    LimitName.COUNT: Code.OFFLINE_COUNT_LIMIT,
    LimitName.TIME: Code.OFFLINE_TIME_LIMIT,
    LimitName.CASHIER: Code.OFFLINE_CASHIER_LIMIT,
}


def gauges(limits: Limits, usage: Usage, sale: Sale | None) -> tuple[Gauge, ...]:
    """Every limit as it would stand with `sale` waiting too; as it stands where there is none.

    A limit of money has a gauge for each currency in use: those of the sale and, for the sum, those that wait.
    """
    lines = sale.lines if sale else ()
    largest: dict[Currency, int] = {}
    waiting = {currency: minor for currency, minor in usage.waiting_minor.items() if minor}
    for line in lines:
        currency, minor = line.money.currency, line.money.minor
        largest[currency] = max(minor, largest.get(currency, 0))
        waiting[currency] = minor + waiting.get(currency, 0)
    nothing = dict.fromkeys(tuple(limits.waiting_minor)[:1], 0)
    return (
        *_of_money(LimitName.CARD, largest or nothing, limits.card_minor),
        *_of_money(LimitName.SUM, waiting or nothing, limits.waiting_minor),
        Gauge(LimitName.COUNT, usage.waiting_count + len(lines), limits.waiting_count, Unit.CARDS),
        Gauge(LimitName.TIME, _minutes(usage.since_contact), limits.contact_hours * 60, Unit.MINUTES),
        Gauge(LimitName.CASHIER, usage.by_cashier_hour + len(lines), limits.per_cashier_hour, Unit.CARDS),
    )


def over(limits: Limits, usage: Usage, sale: Sale, *, is_approved: bool = False) -> tuple[Problem, ...]:
    """Which limits `sale` would pass, none where it may be sold offline; `is_approved` raises each by one step.

    The facts are used, most, and `approved`, up to which a supervisor may approve; `beyond` stands in its place where
    that is passed too. For money they end in `_minor` and have a currency; for the time they are hours.
    """
    if not limits.is_allowed:
        return (Problem(Code.OFFLINE_NOT_ALLOWED),)
    concerned = {None, *(line.money.currency for line in sale.lines)}
    factor = limits.approved_factor if is_approved else 1
    return tuple(
        _problem(gauge, limits.approved_factor)
        for gauge in gauges(limits, usage, sale)
        if gauge.currency in concerned and gauge.used > gauge.most * factor
    )


def may_be_approved(problems: tuple[Problem, ...]) -> bool:
    """Whether a supervisor's approval would let the sale through that was refused with these."""
    return bool(problems) and all(
        problem.code in _CODES.values() and not {"beyond", "beyond_minor"} & problem.facts.keys()
        for problem in problems
    )


def stricter(one: Limits, other: Limits) -> Limits:
    """The lower of each two figures."""
    return Limits(
        card_minor=_lower(one.card_minor, other.card_minor),
        waiting_minor=_lower(one.waiting_minor, other.waiting_minor),
        waiting_count=min(one.waiting_count, other.waiting_count),
        contact_hours=min(one.contact_hours, other.contact_hours),
        per_cashier_hour=min(one.per_cashier_hour, other.per_cashier_hour),
        is_allowed=one.is_allowed and other.is_allowed,
        approved_factor=min(one.approved_factor, other.approved_factor),
    )


def _lower(one: Mapping[Currency, int], other: Mapping[Currency, int]) -> dict[Currency, int]:
    return {currency: min(minor, other.get(currency, 0)) for currency, minor in one.items()}


def _of_money(name: LimitName, used: Mapping[Currency, int], most: Mapping[Currency, int]) -> tuple[Gauge, ...]:
    return tuple(
        Gauge(name, minor, most.get(currency, 0), Unit.MINOR, currency) for currency, minor in sorted(used.items())
    )


def _problem(gauge: Gauge, factor: int) -> Problem:
    highest = gauge.most * factor
    figures = {"used": gauge.used, "most": gauge.most, "beyond" if gauge.used > highest else "approved": highest}
    facts: dict[str, Fact] = dict(figures)
    if gauge.currency is not None:
        facts = {f"{name}_minor": figure for name, figure in figures.items()} | {"currency": gauge.currency.value}
    elif gauge.unit is Unit.MINUTES:
        facts = {name: -(-figure // 60) for name, figure in figures.items()}
    return Problem(_CODES[gauge.name], facts)


def _minutes(time: timedelta) -> int:
    """Whole minutes, a begun one counted, so that a limit is not passed unseen."""
    return -(-time // timedelta(minutes=1))
