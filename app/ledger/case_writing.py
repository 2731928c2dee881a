"""What a person did about a case, and orders taken over from another journal: each in the one transaction it is in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.core.activation import Activation, Order, Step, queued, taken_over
from app.core.case import CaseAction, Way, ways
from app.core.problem import Code, Problem
from app.ledger.activation_rows import activation_from, rows
from app.ledger.activation_writing import insert_event, write_order
from app.ledger.case_rows import close_case, keep_case, write_action
from app.ledger.database import Database
from app.ledger.fault import damage_told
from app.ledger.fields import stamp
from app.ledger.refusals import moved
from app.till.ports import StepRefused

_MONEY_LEAVES: Final = frozenset({Way.MOVE, Way.REFUND})
"""Never from an activation that is open: it might still be tried again, and load the first card, too."""

_AS_IT_STANDS = "SELECT * FROM activation_now WHERE activation_id = ?"
_OPEN_CASE = "SELECT * FROM case_now WHERE activation_id = ?"


def write_deed(db: Database, action: CaseAction, step: Step | None, orders: Sequence[Order]) -> tuple[Activation, ...]:
    """The step of a case's activation, the orders that carry its money on, and who did it and why.

    Returns the activation, then those added. Raises StepRefused where no case is open or it is not dealt with in this
    way as it stands; apsw.Error.
    """
    activation = _standing(db, _OPEN_CASE, action.activation_id)
    if activation is None:
        raise StepRefused(Problem(Code.STEP_NOT_ALLOWED))
    if action.way not in ways(activation):
        raise no_way(activation, action)
    after = activation
    if step is not None:
        after, step = moved(activation, step, action.at)
        insert_event(db, after.id, after.seq, step, stamp(action.at))  # the case stays open for the deed to be noted
    if action.way in _MONEY_LEAVES and after.is_open:
        raise no_way(activation, action)
    added = tuple(write_order(db, queued(order), "T01") for order in orders)
    write_action(db, action, after.seq)
    if step is not None:
        keep_case(db, after.id, after.seq, step)
    if action.closes:
        close_case(db, after.id)
    return (after, *added)


def no_way(activation: Activation, action: CaseAction) -> StepRefused:
    """The case moved on, or was never to be dealt with in this way."""
    facts = {"reference": activation.short_id, "state": activation.state.value, "to": action.way.value}
    return StepRefused(Problem(Code.STEP_NOT_ALLOWED, facts))


def write_taken_over(db: Database, orders: Sequence[Order], note: str, at: datetime) -> tuple[Activation, ...]:
    """T27 for each order whose id is not known here; all as they stand then. Raises apsw.Error."""
    return tuple(
        _standing(db, _AS_IT_STANDS, order.activation_id) or write_order(db, taken_over(order, at, note), "T27")
        for order in orders
    )


def _standing(db: Database, question: str, activation_id: str) -> Activation | None:
    with damage_told():
        return next(map(activation_from, rows(db.execute(question, (activation_id,)))), None)
