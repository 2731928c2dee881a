"""A sale as the form holds it, checked field by field, and as the orders it becomes."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from app.core.activation import Order
from app.core.attribution import METADATA_KEY
from app.core.card import CardCode
from app.core.money import Money
from app.core.problem import Code, refuse
from app.core.scan import ScanPattern, holds_token
from app.core.shop import Shop

CUSTOMER_ID_MAX: Final = 255
"""API fact sheet, section 2.3."""
NAME_MAX: Final = 255
"""The API shows no limit for a display name; this is the till's."""
REFERENCE_MAX: Final = 64
"""The till's own limit for a sale's reference: metadata values are kept short."""
_TRANSACTION_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{7,79}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One card of a sale and what goes onto it."""

    card: CardCode
    money: Money
    read_before: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """Everything that was confirmed in one go: one card or several, one customer, one receipt."""

    lines: tuple[Line, ...]
    operator_id: str
    customer_id: str | None = None
    customer_name: str | None = None
    reference: str | None = None
    active_from: datetime | None = None
    expires_at: datetime | None = None
    dintero_transaction_id: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for no card, or Refusal CARD_IN_THIS_SALE for the same card twice."""
        if not self.lines:
            raise ValueError("a sale has at least one card")
        cards = [line.card for line in self.lines]
        for place, card in enumerate(cards):
            if card in cards[:place]:
                raise refuse(Code.CARD_IN_THIS_SALE, card=card.last)


def checked_text(text: str, most: int, too_long: Code, patterns: Sequence[ScanPattern] = ()) -> str | None:
    """An optional field without outer spaces and control characters; None when empty.

    Raises Refusal `too_long`, and TOKEN_IN_TEXT for a token by one of `patterns`: what stands in a field is printed,
    kept and sent, and a token is money.
    """
    if holds_token(text, patterns):
        raise refuse(Code.TOKEN_IN_TEXT)
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(clean) > most:
        raise refuse(too_long, most=most, length=len(clean))
    return clean or None


def checked_customer_id(text: str, patterns: Sequence[ScanPattern] = ()) -> str | None:
    """Raises Refusal CUSTOMER_ID_TOO_LONG, TOKEN_IN_TEXT."""
    return checked_text(text, CUSTOMER_ID_MAX, Code.CUSTOMER_ID_TOO_LONG, patterns)


def checked_customer_name(text: str, patterns: Sequence[ScanPattern] = ()) -> str | None:
    """Raises Refusal CUSTOMER_NAME_TOO_LONG, TOKEN_IN_TEXT."""
    return checked_text(text, NAME_MAX, Code.CUSTOMER_NAME_TOO_LONG, patterns)


def checked_reference(text: str, patterns: Sequence[ScanPattern] = ()) -> str | None:
    """Raises Refusal SALE_REFERENCE_TOO_LONG, TOKEN_IN_TEXT."""
    return checked_text(text, REFERENCE_MAX, Code.SALE_REFERENCE_TOO_LONG, patterns)


def checked_transaction_id(text: str) -> str | None:
    """The id of the Dintero transaction that paid the sale. Raises Refusal TRANSACTION_ID_BAD."""
    clean = text.strip()
    if not clean:
        return None
    if not _TRANSACTION_ID.fullmatch(clean):
        raise refuse(Code.TRANSACTION_ID_BAD)
    return clean


def checked_dates(
    expires_on: date | None, starts_on: date | None, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """`(active_from, expires_at)`: the first day's start and the last day's last second, in the zone of `now`.

    A start of today or none is left out, so that the issuer's clock decides. Raises Refusal START_PAST, EXPIRY_PAST,
    EXPIRY_BEFORE_START.
    """
    zone, today = now.tzinfo, now.date()
    if starts_on is not None and starts_on < today:
        raise refuse(Code.START_PAST)
    if expires_on is not None and expires_on < today:
        raise refuse(Code.EXPIRY_PAST)
    if starts_on is not None and expires_on is not None and expires_on < starts_on:
        raise refuse(Code.EXPIRY_BEFORE_START)
    starts_at = datetime.combine(starts_on, time.min, zone) if starts_on and starts_on > today else None
    ends_at = datetime.combine(expires_on, time(23, 59, 59), zone) if expires_on else None
    return starts_at, ends_at


def orders(sale: Sale, shop: Shop, sale_id: str, activation_ids: Sequence[str], at: datetime) -> tuple[Order, ...]:
    """One order a card, each with its body frozen. `activation_ids` has one id for each line, in order."""
    return tuple(
        Order(
            activation_id=activation_id,
            sale_id=sale_id,
            till_id=shop.till_id,
            operator_id=sale.operator_id,
            card=line.card,
            money=line.money,
            body=_body(sale, line, shop, sale_id, activation_id),
            confirmed_at=at,
            read_before=line.read_before,
            customer_id=sale.customer_id,
            customer_name=sale.customer_name,
            sale_reference=sale.reference,
            active_from=sale.active_from,
            expires_at=sale.expires_at,
            place=place,
        )
        for place, (line, activation_id) in enumerate(zip(sale.lines, activation_ids, strict=True))
    )


def _body(sale: Sale, line: Line, shop: Shop, sale_id: str, activation_id: str) -> bytes:
    """The activate call's body (API fact sheet, section 2.3), as the bytes that every send repeats."""
    metadata = {
        METADATA_KEY: activation_id,
        "pos_sale_id": sale.reference or sale_id,
        "pos_till_id": shop.till_id,
        "pos_operator_id": sale.operator_id,
        "dintero_transaction_id": sale.dintero_transaction_id,
    }
    fields = {
        "amount": line.money.minor,
        "currency": line.money.currency.value,
        "customer_id": sale.customer_id,
        "name": sale.customer_name,
        "originated_by": shop.originated_by,
        "active_from": stamp(sale.active_from),
        "expires_at": stamp(sale.expires_at),
        "metadata": {key: value for key, value in metadata.items() if value is not None},
    }
    present = {key: value for key, value in fields.items() if value is not None}
    return json.dumps(present, ensure_ascii=False, separators=(",", ":")).encode()


def transaction_of(order: Order) -> str | None:
    """The payment that an order's call names, which stands in its body and nowhere else; None where it names none."""
    named: object = json.loads(order.body).get("metadata", {}).get("dintero_transaction_id")
    return named if isinstance(named, str) else None


def stamp(moment: datetime | None) -> str | None:
    """RFC 3339, in UTC wherever UTC has a name for it, to the second (API fact sheet, section 5)."""
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:  # west of Greenwich the last day of the year 9999 has no name in UTC
        return moment.isoformat(timespec="seconds")
