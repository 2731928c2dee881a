"""One desk ends and the next one begins: in the order in which nothing is cut off."""

from collections.abc import Callable

from app.ui.catching_up import CatchingUp
from app.ui.desk import Desk
from app.ui.print_side import PrintSide


def next_desk(old: Desk, prints: PrintSide, catching_up: CatchingUp | None, make: Callable[[], Desk]) -> Desk:
    """For a worker: what devices, printing and queue began is done, the journal is let go, and `make` opens anew.

    Raises Refusal, LedgerFault as `make` does; the old desk is closed all the same.
    """
    if old.devices is not None:
        old.devices.stop()
    prints.await_print()
    if catching_up is not None:
        catching_up.await_calls()
    old.close()
    return make()
