"""Which activation a person means: by its id, or by the reference on its slip; and where that slip is."""

from typing import Final

import click

from app.compose.world import World
from app.core.paper import receipt_number
from app.core.problem import Code, refuse

REFERENCE_SIGNS: Final = 8
"""A slip's reference without its hyphen (Activation.short_id)."""


slip_returned: Final = click.option(
    "--slip-returned", "is_returned", is_flag=True, help="The customer's slip was taken back."
)


def found_id(world: World, wanted: str) -> str:
    """The whole id for a slip's reference (`0192-7F3A`): of what is open or needs a person, else of anything sold.

    Only a whole reference is looked for, and only one that fits a single activation: nothing is settled by chance.
    What fits none is returned as it was given.
    """
    plain = wanted.replace("-", "").strip().casefold()
    if len(plain) != REFERENCE_SIGNS:
        return plain
    rows = (*world.counter.queue(), *world.counter.cases())
    fitting = {activation.id for activation in rows if activation.id.endswith(plain)}
    fitting = fitting or set(world.ledger.ids_ending(plain))
    return fitting.pop() if len(fitting) == 1 else plain


def demand_slip(world: World, activation_id: str, *, is_returned: bool) -> None:
    """Before money may leave: whoever has the slip can still settle the sale, at any till of the chain.

    Of a sale of several cards any paper may carry the code of one that waits. Raises Refusal SLIP_OUT where one may
    have come out and nobody says that it was taken back.
    """
    activation = None if is_returned else world.counter.activation(activation_id)
    out = world.ledger.papers_out(activation.order.sale_id) if activation else ()
    if out:
        raise refuse(Code.SLIP_OUT, number=receipt_number(out[-1]))
