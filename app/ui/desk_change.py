"""One desk ends and the next one begins: in the order in which nothing is cut off."""

from collections.abc import Callable

from app.ui.catching_up import CatchingUp
from app.ui.desk import Desk
from app.ui.print_side import PrintSide


def next_desk(
    old: Desk,
    prints: PrintSide,
    catching_up: CatchingUp | None,
    await_batch: Callable[[], None],
    make: Callable[[], Desk],
) -> Desk:
    """For a worker: what devices, printing, queue and batch began is done, the journals are let go, `make` opens anew.

    Raises Refusal, LedgerFault as `make` does; the old desk is closed all the same.
    """
    if old.devices is not None:
        old.devices.stop()
    prints.await_print()
    if catching_up is not None:
        catching_up.await_calls()
    await_batch()
    old.close()
    return make()
