"""What a person has to know of the journal before it is worked with: on the command line as in the window."""

from contextlib import suppress

from app.command.speech import complain
from app.compose.world import World
from app.till.notices import notice
from app.till.ports import LedgerFault


def complain_of_journal(world: World) -> None:
    """Says that the journal was put back or rescued in the last day. One that cannot be read will say so itself."""
    with suppress(LedgerFault):
        told = notice(world.ledger, world.clock.now())
        if told is not None:
            complain(told, world.shop.number_form)
