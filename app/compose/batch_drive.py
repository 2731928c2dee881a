"""A batch worked on until it is over: its own pace decides what is done when, and workers do it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

from app.core.batch import Chunk
from app.office.pace import BatchRun
from app.office.run import Came

TOLD_EVERY: Final = timedelta(seconds=1)
"""So often at most whoever watches is told how far it is."""


def drive(making: BatchRun, running: Callable[[], timedelta], tell: Callable[[], None]) -> None:
    """Has a batch worked on until it is over, on as many workers as it may have calls at once.

    `tell` is called now and then, on the caller's thread. An interrupt from the keyboard stops it after what is in
    hand; a second one goes through. Raises LedgerFault, and whatever a worker raises.
    """
    letters = SimpleQueue[tuple[Chunk, Future[Came]]]()
    told_at = running()
    with ThreadPoolExecutor(making.at_once, "batch") as pool:
        while True:
            try:
                for chunk in making.begin():
                    call = pool.submit(making.work, chunk)
                    call.add_done_callback(partial(_deliver, letters, chunk))
                if making.is_over:
                    return
                _read_one(making, letters)
            except KeyboardInterrupt:
                if making.is_stopping:
                    raise
                making.stop()
            if running() - told_at >= TOLD_EVERY:
                told_at = running()
                tell()


def _deliver(letters: "SimpleQueue[tuple[Chunk, Future[Came]]]", chunk: Chunk, call: "Future[Came]") -> None:
    letters.put((chunk, call))


def _read_one(making: BatchRun, letters: "SimpleQueue[tuple[Chunk, Future[Came]]]") -> None:
    """Waits for the end of one in hand; no longer than until the next is due, nor than until there is news to show."""
    next_in = making.next_in()
    most = TOLD_EVERY if next_in is None else min(TOLD_EVERY, next_in)
    try:
        chunk, call = letters.get(timeout=most.total_seconds())
    except Empty:
        return
    making.ended(chunk, call.result())
