"""Cases: what is never settled by itself, and the ways out that a person has. Each with name, time and reason."""

from dataclasses import replace

from app.core.activation import Activation, Order, State, Step
from app.core.card import CardCode
from app.core.case import Case, CaseAction, Way, ways
from app.core.problem import Code, Problem
from app.core.rules import cancelled, closed, retried
from app.core.sale import Line, Sale, orders, transaction_of
from app.till.activate import Road, Sold, go_down
from app.till.ports import StepRefused, Tell
from app.till.settle import Settled, settle


def open_cases(road: Road) -> tuple[Case, ...]:
    """Every open case, oldest first. Raises LedgerFault."""
    found = (road.ledger.case(activation.id) for activation in road.ledger.cases())
    return tuple(case for case in found if case is not None)


def try_again(road: Road, activation_id: str, person: str, reason: str, tell: Tell) -> Settled | None:
    """A person says that the cause is mended (T24 for a HELD one): the same bytes go again, where the rules allow.

    The case stays open until the card is active. None for an unknown id. Raises StepRefused, LedgerFault.
    """
    activation = road.ledger.activation(activation_id)
    if activation is None:
        return None
    step = retried(activation) if activation.state is State.HELD else None
    (after,) = _act(road, activation, Way.RETRY, person, reason, step, closes=False)
    tell(after)
    return settle(road, activation_id, tell)


def refund(road: Road, activation_id: str, person: str, reason: str, tell: Tell) -> Activation | None:
    """The customer has the money back, and the case is closed. None for an unknown id.

    Raises StepRefused STEP_NOT_ALLOWED while money may still be on the card (`cancel_first`), and LedgerFault.
    """
    return _closed(road, activation_id, Way.REFUND, person, reason, tell)


def accept(road: Road, activation_id: str, person: str, reason: str, tell: Tell) -> Activation | None:
    """A person saw to it that the card is as it should be, and the case is closed. As `refund`."""
    return _closed(road, activation_id, Way.ACCEPT, person, reason, tell)


def cancel_first(road: Road, activation_id: str, person: str, reason: str, tell: Tell) -> Settled | None:
    """Before money may leave a card in doubt (T18): two reads must prove it empty, and the case stays open meanwhile.

    None for an unknown id. Raises StepRefused STEP_NOT_ALLOWED, LedgerFault.
    """
    activation = road.ledger.activation(activation_id)
    if activation is None:
        return None
    (after,) = _act(road, activation, Way.CANCEL, person, reason, cancelled(activation), closes=False)
    tell(after)
    return Settled(after)


def move(road: Road, activation_id: str, card: CardCode, person: str, reason: str, tell: Tell) -> Sold | None:
    """The money goes onto another card: the case is closed and the new activation queued in one write, then sent.

    The new order carries the same sum, customer and dates and names the activation it replaces; so does its paper.
    None for an unknown id. Raises StepRefused (STEP_NOT_ALLOWED; CARD_OPEN_HERE, CARD_SOLD_HERE for the new card),
    LedgerFault; then nothing was written.
    """
    activation = road.ledger.activation(activation_id)
    if activation is None:
        return None
    order = _carried_on(road, activation, card)

    def write() -> tuple[Activation, ...]:
        before, *added = _act(
            road, activation, Way.MOVE, person, reason, _last_step(activation, reason), closes=True, orders=(order,)
        )
        tell(before)
        return tuple(added)

    return go_down(road, (order,), write, tell)


def _carried_on(road: Road, activation: Activation, card: CardCode) -> Order:
    """The same sum for the same customer onto another card, in the same sale."""
    old = activation.order
    sale = Sale(
        (Line(card, old.money),),
        operator_id=old.operator_id,
        customer_id=old.customer_id,
        customer_name=old.customer_name,
        reference=old.sale_reference,
        active_from=old.active_from,
        expires_at=old.expires_at,
        dintero_transaction_id=transaction_of(old),
    )
    (order,) = orders(sale, road.shop, old.sale_id, [road.identifiers.new()], road.clock.now())
    return replace(order, place=old.place, replaces=old.activation_id)


def _closed(road: Road, activation_id: str, way: Way, person: str, reason: str, tell: Tell) -> Activation | None:
    activation = road.ledger.activation(activation_id)
    if activation is None:
        return None
    (after,) = _act(road, activation, way, person, reason, _last_step(activation, reason), closes=True)
    tell(after)
    return after


def _last_step(activation: Activation, reason: str) -> Step | None:
    """How an activation ends with its case; None where it stands at its end already."""
    match activation.state:
        case State.HELD:
            return cancelled(activation)  # T22: nothing can have been loaded, or `ways` would not let it go
        case State.CANCELLED | State.ACTIVE:
            return None
        case _:
            return closed(activation, reason)


def _act(
    road: Road,
    activation: Activation,
    way: Way,
    person: str,
    reason: str,
    step: Step | None,
    *,
    closes: bool,
    orders: tuple[Order, ...] = (),
) -> tuple[Activation, ...]:
    if way not in ways(activation):
        facts = {"reference": activation.short_id, "state": activation.state.value, "to": way.value}
        raise StepRefused(Problem(Code.STEP_NOT_ALLOWED, facts))
    other = orders[0].activation_id if orders else None
    action = CaseAction(activation.id, road.clock.now(), way, person, reason, closes, other)
    return road.ledger.act(action, step, orders)
