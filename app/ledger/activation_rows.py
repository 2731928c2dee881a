"""Rows as activations, orders and events."""

from collections.abc import Iterator, Mapping

from app.core.activation import Activation, Event, Order, State
from app.core.card import CardCode
from app.core.money import Currency, Money
from app.ledger.codec import card_from_text, problem_from_text
from app.ledger.database import Answer
from app.ledger.fields import Fields, Unreadable


def rows(found: Answer) -> Iterator[Fields]:
    """Each row with its columns' names."""
    names: tuple[str, ...] | None = None
    for row in found:
        names = names or tuple(column[0] for column in found.get_description())
        values: Mapping[str, object] = dict(zip(names, row, strict=True))
        yield Fields(values)


def activation_from(row: Fields) -> Activation:
    """A row of the view `activation_now`. Raises ValueError or Refusal for damage, a changed body among it."""
    return Activation(
        order=order_from(row),
        state=State(row.text("state")),
        seq=row.whole("seq"),
        at=row.moment("at"),
        sends=row.whole("sends"),
        ambiguous=row.truth("ambiguous"),
        send_ended_at=row.moment_or_none("send_ended_at"),
        seen_after_send=row.moment_or_none("seen_after_send"),
        problem=problem_from_text(row.text_or_none("problem")),
        evidence=card_from_text(row.text_or_none("evidence")),
        note=row.text("note"),
    )


def order_from(row: Fields) -> Order:
    """A row with an order and its customer. Raises ValueError or Refusal for damage, a changed body among it."""
    body = row.blob("body")
    if digest(body) != row.blob("body_sha256"):
        raise Unreadable("body")
    return Order(
        activation_id=row.text("activation_id"),
        sale_id=row.text("sale_id"),
        till_id=row.text("till_id"),
        operator_id=row.text("operator_id"),
        card=CardCode(row.text("card_id")),
        money=Money(row.whole("amount_minor"), Currency(row.text("currency"))),
        body=body,
        confirmed_at=row.moment("confirmed_at"),
        read_before=row.truth("read_before"),
        customer_id=row.text_or_none("customer_id"),
        customer_name=row.text_or_none("customer_name"),
        sale_reference=row.text_or_none("sale_reference"),
        active_from=row.moment_or_none("active_from"),
        expires_at=row.moment_or_none("expires_at"),
        place=row.whole("place"),
        replaces=row.text_or_none("replaces"),
    )


def digest(body: bytes) -> bytes:
    """The SHA-256 of a request's bytes, kept beside them."""
    import hashlib  # it brings OpenSSL along, which the first paint does not wait for

    return hashlib.sha256(body).digest()


def event_from(row: Fields) -> Event:
    """A row of the table `event`. Raises ValueError for damage."""
    return Event(
        activation_id=row.text("activation_id"),
        seq=row.whole("seq"),
        state=State(row.text("state")),
        at=row.moment("at"),
        rule=row.text("rule"),
        sends=row.whole("sends"),
        ambiguous=row.truth("ambiguous"),
        problem=problem_from_text(row.text_or_none("problem")),
        evidence=card_from_text(row.text_or_none("evidence")),
        note=row.text("note"),
    )
