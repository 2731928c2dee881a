"""Why the journal refused a write that another write came before: in words a person can act on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from app.core.activation import Activation, BadTransition, Order, Step
from app.core.card import CardCode
from app.core.problem import Code, Problem
from app.ledger.codec import without_person
from app.ledger.fourth_schema import IN_PRINT
from app.till.ports import StepRefused


def moved(activation: Activation, step: Step, at: datetime) -> tuple[Activation, Step]:
    """The activation one step on, and the step as it is written. Raises StepRefused for a step the core forbids."""
    written = replace(step, evidence=without_person(step.evidence))
    try:
        return activation.moved(written, at), written
    except BadTransition as forbidden:
        raise not_allowed(activation, step) from forbidden


def not_allowed(activation: Activation, step: Step) -> StepRefused:
    """Another worker took the step, or it was never one."""
    facts = {"reference": activation.short_id, "state": activation.state.value, "to": step.to.value}
    return StepRefused(Problem(Code.STEP_NOT_ALLOWED, facts))


def of_print(refused: Exception) -> StepRefused | None:
    """That a paper of its sale is in print, where that is why."""
    return StepRefused(Problem(Code.PAPER_IN_PRINT)) if IN_PRINT in str(refused) else None


def why_refused(orders: Sequence[Order], open_for: Callable[[CardCode], Activation | None]) -> StepRefused:
    """Names the first card that is open or sold here; else an activation id was used before."""
    for order in orders:
        other = open_for(order.card)
        if other is not None:
            code = Code.CARD_OPEN_HERE if other.is_open else Code.CARD_SOLD_HERE
            facts = {"card": order.card.last, "state": other.state.value, "reference": other.short_id}
            return StepRefused(Problem(code, facts))
    return StepRefused(Problem(Code.STEP_NOT_ALLOWED))
