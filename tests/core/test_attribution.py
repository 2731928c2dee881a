"""Whose money is on a card: only the activation id, the amount, the currency and the dates together say so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.attribution import Attribution, attribute
from app.core.card import Card
from tests.fakes import MONDAY, OSLO, order

ENDS = datetime(2027, 11, 23, 23, 59, 59, tzinfo=OSLO)
STARTS = datetime(2026, 11, 24, tzinfo=OSLO)
ORDER = order()
DATED = order(expires_at=ENDS, active_from=STARTS)
OURS = Card("GIFT-4711", "unused", 50_000, "NOK", metadata={"pos_activation_id": "a" * 32})
OURS_DATED = replace(OURS, expires_at=ENDS.astimezone(UTC), active_from=STARTS.astimezone(UTC))


@pytest.mark.parametrize(
    "card",
    [
        OURS,
        replace(OURS, status="used"),
        replace(OURS, amount_available=0),
        replace(OURS, active_from=MONDAY),
        replace(OURS, metadata={"pos_activation_id": "a" * 32, "more": "x"}),
        replace(OURS, name="Someone", customer_id="9"),
    ],
)
def test_our_id_with_what_was_ordered_is_ours(card: Card) -> None:
    assert attribute(card, ORDER) is Attribution.OURS


def test_dates_are_compared_to_the_second_and_in_any_zone() -> None:
    assert attribute(OURS_DATED, DATED) is Attribution.OURS
    assert attribute(replace(OURS_DATED, expires_at=ENDS.replace(microsecond=999)), DATED) is Attribution.OURS


@pytest.mark.parametrize(
    ("card", "ordered"),
    [
        (replace(OURS, amount=49_900), ORDER),
        (replace(OURS, currency="SEK"), ORDER),
        (replace(OURS, expires_at=ENDS), ORDER),
        (replace(OURS_DATED, expires_at=None), DATED),
        (replace(OURS_DATED, expires_at=ENDS + timedelta(seconds=1)), DATED),
        (replace(OURS_DATED, active_from=None), DATED),
        (replace(OURS_DATED, active_from=MONDAY), DATED),
    ],
)
def test_our_id_with_anything_else_differs(card: Card, ordered) -> None:
    assert attribute(card, ordered) is Attribution.OURS_DIFFERS


@pytest.mark.parametrize("word", ["inactive", "created", "INACTIVE"])
def test_a_card_that_waits_is_nobodys(word: str) -> None:
    assert attribute(replace(OURS, status=word), ORDER) is Attribution.INACTIVE


@pytest.mark.parametrize(
    "card",
    [
        replace(OURS, metadata={"pos_activation_id": "b" * 32}),
        replace(OURS, metadata={"pos_activation_id": ""}),
        replace(OURS, metadata={}, amount=49_900),
        replace(OURS, metadata={}, currency="SEK"),
        replace(OURS, metadata={"order_id": "x"}, amount=1),
        replace(OURS, metadata={}, amount=None, currency="SEK"),
    ],
)
def test_another_id_or_none_with_another_sum_is_anothers(card: Card) -> None:
    assert attribute(card, ORDER) is Attribution.ANOTHERS


@pytest.mark.parametrize(
    "card",
    [
        replace(OURS, status="frozen"),
        replace(OURS, status=""),
        replace(OURS, card_id="GIFT-4712"),
        replace(OURS, card_id="gift-4711"),
        replace(OURS, card_id="GIFT-4712", status="inactive"),
        replace(OURS, metadata={}),
        replace(OURS, metadata={}, amount=None),
        replace(OURS, metadata={}, currency=None),
        replace(OURS, metadata={}, amount=None, currency=None),
    ],
)
def test_what_cannot_be_known_is_not_decided(card: Card) -> None:
    assert attribute(card, ORDER) is Attribution.UNDECIDED


def test_money_that_came_twice_is_not_the_money_that_was_ordered() -> None:
    twice = replace(OURS, amount_balance=100_000, amount_available=100_000)
    assert attribute(twice, ORDER) is Attribution.OURS_DIFFERS


def test_a_card_that_was_spent_before_we_looked_is_still_ours() -> None:
    spent = replace(OURS, amount_balance=0, amount_available=0)
    assert attribute(spent, ORDER) is Attribution.OURS


words = st.sampled_from(["inactive", "created", "unused", "used", "active", "frozen", ""])
cards = st.builds(
    Card,
    card_id=st.sampled_from(["GIFT-4711", "GIFT-4712"]),
    status=words,
    amount=st.sampled_from([None, 0, 49_999, 50_000, 100_000]),
    currency=st.sampled_from([None, "NOK", "SEK"]),
    expires_at=st.sampled_from([None, ENDS]),
    active_from=st.sampled_from([None, STARTS]),
    metadata=st.sampled_from([{}, {"pos_activation_id": "a" * 32}, {"pos_activation_id": "b" * 32}]),
)


@given(cards, st.sampled_from([ORDER, DATED]))
def test_ours_needs_every_part_of_the_proof(card: Card, ordered) -> None:
    if attribute(card, ordered) is not Attribution.OURS:
        return
    assert card.card_id == ordered.card.text
    assert card.status in {"unused", "used", "active"}
    assert card.metadata["pos_activation_id"] == ordered.activation_id
    assert (card.amount, card.currency) == (50_000, "NOK")
    assert card.expires_at == ordered.expires_at
    assert ordered.active_from in {None, card.active_from}
