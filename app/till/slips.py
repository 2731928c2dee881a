"""Slips as the spare copy: the code on each waiting slip, and the take-over of what another till's slip asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core import qr
from app.core.activation import Activation, Order
from app.core.problem import Code, Problem, Refusal
from app.core.slip_code import SlipRequest, decode, encode, order_of, request_of
from app.till.activate import Road
from app.till.trust import SlipSeal


@dataclass(frozen=True, slots=True)
class SlipWriter:
    """Makes the code of an order's slip: what a letterhead's `slip_text` is. May wait for the keyring.

    A slip without a code is better than none: what stands in the way of the seal is told, as SLIP_UNSIGNED with its
    reason, on the thread that makes the paper.
    """

    seal: SlipSeal
    store_id: str
    tell: Callable[[Problem], None]

    def __call__(self, order: Order) -> str | None:
        """The code, or None where the key cannot be had or the order's dates have no name on a slip."""
        try:
            request = request_of(order, self.store_id)
        except ValueError:
            return None
        try:
            code = encode(request, self.seal.sign)
        except Refusal as refusal:
            self.tell(Problem(Code.SLIP_UNSIGNED, {"reason": refusal.problem.code.value}))
            return None
        qr.modules(code)  # worked out on this thread, so that the window has only to draw them
        return code


def read_slip(text: str, seal: SlipSeal) -> SlipRequest:
    """What a scanned slip asks for. May wait for the keyring.

    Raises Refusal: SLIP_UNREADABLE, SLIP_TOO_NEW, SLIP_NOT_SIGNED, and the KEYRING and SECRET codes of the seal.
    """
    return decode(text, seal.verify)


def take_over(road: Road, request: SlipRequest, approved_by: str) -> Activation:
    """Takes what a slip asks for into this till's journal (T27), to be settled like its own: in doubt, so read first.

    What this till sold or took over itself is returned as it stands. The first till may come back at any time: both
    ask for the same activation id, and whichever call lands, both find their card. Its last call may be on its way
    right now, so the quarantine begins here. Raises LedgerFault, and StepRefused where this till has sold the card by
    another activation.
    """
    known = road.ledger.activation(request.activation_id)
    if known is not None:
        return known
    now = road.clock.now()
    order = order_of(
        request,
        sale_id=request.activation_id,
        taken_over_by=road.shop.originated_by,
        operator_id=approved_by,
        zone=now.tzinfo,
    )
    note = f"by the slip of till {request.store_id}/{request.till_id}, approved by {approved_by}"
    road.send_times.note(request.activation_id)  # before the row is there for another lane to settle
    (taken,) = road.ledger.take_over([order], note, now)
    return taken
