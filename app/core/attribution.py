"""The predicate OURS: is the money on this card the money of this activation?

Reliability section 3.3. A status code proves nothing, a status word alone proves nothing; the card is ours only when
our activation id, the amount, the currency and the dates all say so.
"""

from datetime import datetime
from enum import Enum, auto, unique

from app.core.activation import Order
from app.core.card import Card, Standing

METADATA_KEY = "pos_activation_id"
"""Keys beginning `dintero_` are reserved (API fact sheet, section 5); ours begin `pos_`."""


@unique
class Attribution(Enum):
    """What a card says about an order."""

    INACTIVE = auto()
    OURS = auto()
    OURS_DIFFERS = auto()
    """Our id, but another amount, currency or date."""
    ANOTHERS = auto()
    UNDECIDED = auto()
    """An unknown status word, another card's answer, our id without a sum, or no id though nothing else contradicts."""


def attribute(card: Card, order: Order) -> Attribution:
    """Compares a card, as the issuer answered it, with what was ordered."""
    if card.card_id != order.card.text:
        return Attribution.UNDECIDED
    if card.standing is Standing.INACTIVE:
        return Attribution.INACTIVE
    if card.standing is Standing.UNDECIDED:
        return Attribution.UNDECIDED
    carried = card.metadata.get(METADATA_KEY)
    if carried == order.activation_id:
        if card.amount is None or card.currency is None:
            return Attribution.UNDECIDED  # half an answer proves neither
        return Attribution.OURS if _as_ordered(card, order) else Attribution.OURS_DIFFERS
    if carried is None and _may_be(order, card):
        return Attribution.UNDECIDED  # the issuer may drop metadata: a person decides, with the evidence
    return Attribution.ANOTHERS


def _may_be(order: Order, card: Card) -> bool:
    """Whether nothing that the answer says of the sum contradicts the order: what it left out may be ours."""
    return card.amount in {None, order.money.minor} and card.currency in {None, order.money.currency.value}


def _as_ordered(card: Card, order: Order) -> bool:
    """A balance above what was ordered means that money came onto the card twice, whatever `amount` says."""
    return (
        card.amount == order.money.minor
        and (card.amount_balance or 0) <= order.money.minor
        and card.currency == order.money.currency.value
        and _same(order.expires_at, card.expires_at, free=False)
        and _same(order.active_from, card.active_from, free=True)
    )


def _same(asked: datetime | None, got: datetime | None, *, free: bool) -> bool:
    """To the second. Where nothing was asked the issuer may fill in `active_from`, but never an expiry."""
    if asked is None:
        return free or got is None
    return got is not None and asked.replace(microsecond=0) == got.replace(microsecond=0)
