"""Orders and steps for the journal's tests, each named by a number."""

import itertools
from datetime import UTC, datetime, timedelta, timezone

from app.core.activation import CASES, NEXT, Activation, Order, State, Step
from app.core.card import Card, CardCode
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.till.ports import Ledger

OSLO = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, OSLO)
NAME = "Ærlig Øystein Åsen"


def order(number: int, *, sale: int | None = None, card: str | None = None, place: int = 0, **changes) -> Order:
    """The order with this number: its ids and, unless told otherwise, its card follow from it."""
    activation_id = f"{number:032x}"
    fields = {
        "activation_id": activation_id,
        "sale_id": f"sale-{number if sale is None else sale}",
        "till_id": "till-1",
        "operator_id": "17",
        "card": CardCode(card or f"CARD-{number:06d}"),
        "money": Money(50_000, Currency.NOK),
        "body": b'{"amount":50000,"currency":"NOK","metadata":{"pos_activation_id":"%b"}}' % activation_id.encode(),
        "confirmed_at": NOON,
        "place": place,
    }
    return Order(**fields | changes)


def full_order(number: int) -> Order:
    """An order with every field filled."""
    return order(
        number,
        place=3,
        read_before=True,
        customer_id="kunde-77",
        customer_name=NAME,
        sale_reference="bong 4711",
        active_from=NOON + timedelta(days=1),
        expires_at=datetime(2027, 11, 23, 22, 59, 59, tzinfo=UTC),
        replaces="the activation of another journal",
    )


def card(number: int, **changes) -> Card:
    """The card of the order with this number, as the issuer would answer it once it is loaded."""
    fields = {
        "card_id": f"CARD-{number:06d}",
        "status": "unused",
        "amount": 50_000,
        "currency": "NOK",
        "amount_available": 50_000,
        "amount_balance": 50_000,
        "originated_by": "oslo/till-1",
        "active_from": NOON,
        "expires_at": NOON + timedelta(days=365),
        "metadata": {"pos_activation_id": f"{number:032x}"},
    }
    return Card(**fields | changes)


def step_to(activation: Activation, to: State, **changes) -> Step:
    """A step that keeps what is known of the sends, and counts one where it sends."""
    fields = {
        "sends": activation.sends + (to is State.SENDING),
        "ambiguous": activation.ambiguous,
        "problem": Problem(Code.NO_ANSWER, {"seconds": 3}) if to is State.UNKNOWN else None,
    }
    return Step(to, "T99", **fields | changes)


def path_to(state: State) -> tuple[State, ...]:
    """The shortest allowed way from QUEUED to a state, without its beginning; past no case where there is another."""
    ways: list[tuple[State, ...]] = [()]
    for way in ways:
        here = way[-1] if way else State.QUEUED
        if here is state:
            return way
        ways += [(*way, following) for following in sorted(NEXT[here], key=_cases_last) if following is not here]
    raise AssertionError(f"no way leads to {state}")


def _cases_last(state: State) -> tuple[bool, State]:
    return state in CASES, state


def standing_at(ledger: Ledger, number: int, state: State) -> Activation:
    """Adds the order with this number and walks it to a state by allowed steps."""
    (activation,) = ledger.add([order(number)])
    for to, minute in zip(path_to(state), itertools.count(1)):
        activation = ledger.step(activation, step_to(activation, to), NOON + timedelta(minutes=minute))
    return activation
