"""Orders and steps as rows, each step with the case that it opens or ends."""

from typing import Final

from app.core.activation import Activation, Step
from app.ledger.activation_rows import digest
from app.ledger.case_rows import keep_case
from app.ledger.codec import card_to_text, problem_to_text
from app.ledger.database import Database
from app.ledger.fields import stamp, stamp_or_none

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
            digest(order.body),
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
    first = Step(begun.state, rule, begun.sends, begun.ambiguous, problem=begun.problem, note=begun.note)
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
