"""Orders and steps as rows, and rows as activations and events."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.core.activation import Activation, Event, Order, State, Step
from app.core.card import CardCode
from app.core.money import Currency, Money
from app.ledger.case_rows import keep_case
from app.ledger.codec import card_from_text, card_to_text, problem_from_text, problem_to_text
from app.ledger.database import Answer, Database
from app.ledger.fields import Fields, Unreadable, stamp, stamp_or_none

_ORDER: Final = """
INSERT INTO activation_order (activation_id, sale_id, place, till_id, operator_id, card_id, amount_minor, currency,
                              body, body_sha256, confirmed_at, read_before, sale_reference, active_from, expires_at,
                              replaces)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CUSTOMER: Final = "INSERT INTO customer (activation_id, customer_id, customer_name) VALUES (?, ?, ?)"
_EVENT: Final = """
INSERT INTO event (activation_id, seq, state, rule, at, sends, ambiguous, send_ended_at, seen_after_send, problem,
                   evidence, note)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def write_order(db: Database, begun: Activation, rule: str) -> Activation:
    """T01, T27: the order, its customer and its first event. Raises apsw.Error."""
    order = begun.order
    db.execute(
        _ORDER,
        (
            order.activation_id,
            order.sale_id,
            order.place,
            order.till_id,
            order.operator_id,
            order.card.text,
            order.money.minor,
            order.money.currency.value,
            order.body,
            _digest(order.body),
            stamp(order.confirmed_at),
            int(order.read_before),
            order.sale_reference,
            stamp_or_none(order.active_from),
            stamp_or_none(order.expires_at),
            order.replaces,
        ),
    )
    if order.customer_id is not None or order.customer_name is not None:
        db.execute(_CUSTOMER, (order.activation_id, order.customer_id, order.customer_name))
    first = Step(begun.state, rule, begun.sends, begun.ambiguous, note=begun.note)
    write_event(db, begun.id, begun.seq, first, stamp(begun.at))
    return begun


def write_event(db: Database, activation_id: str, seq: int, step: Step, at: str) -> None:
    """One row of history, and the case that it opens or ends. Raises apsw.Error."""
    insert_event(db, activation_id, seq, step, at)
    keep_case(db, activation_id, seq, step)


def insert_event(db: Database, activation_id: str, seq: int, step: Step, at: str) -> None:
    """One row of history; a trigger moves the standing along. Raises apsw.Error."""
    db.execute(
        _EVENT,
        (
            activation_id,
            seq,
            step.to.value,
            step.rule,
            at,
            step.sends,
            int(step.ambiguous),
            stamp_or_none(step.send_ended_at),
            stamp_or_none(step.seen_after_send),
            problem_to_text(step.problem),
            card_to_text(step.evidence),
            step.note,
        ),
    )


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
    if _digest(body) != row.blob("body_sha256"):
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


def _digest(body: bytes) -> bytes:
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
