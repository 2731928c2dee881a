"""A lane: one worker thread, or a few, with one queue. Jobs go in, outcomes and snapshots come back to the window."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.activation import Activation
from app.core.problem import Problem
from app.till.ports import LedgerFault, Tell

T = TypeVar("T")


def brought(future: Future[T]) -> T | Problem:
    """What a job came to, or the journal's fault as the Problem that is told in place. Any other fault is raised."""
    try:
        return future.result()
    except LedgerFault as fault:
        return fault.problem


class Lane(QObject):
    """The only door between threads. The worker side owns no QObject.

    Jobs begin in the order they were given, and with one worker run one after another. Whatever a job raises comes
    back through its Future:
    `done` calls `result()` and handles what it expects; anything else rises out of the slot to `sys.excepthook`,
    which is the window's crash line. Nothing is swallowed.
    """

    _arrived = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None, *, workers: int = 1) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)
        self._is_open = True
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, job: Callable[[], T], done: Callable[[Future[T]], None]) -> None:
        """Runs `job` on the worker; `done` gets its Future on the UI thread. After `close` nothing runs."""
        if not self._is_open:
            return
        self._pool.submit(job).add_done_callback(partial(self._arrived.emit, done))

    def run_telling(
        self, job: Callable[[Tell], T], told: Callable[[Activation], None], done: Callable[[Future[T]], None]
    ) -> None:
        """As `run`, for a job that tells snapshots on its way: `told` gets each on the UI thread, in order."""
        self.run(lambda: job(lambda snapshot: self._arrived.emit(told, snapshot)), done)

    def bring(self, receiver: Callable[[Any], None], value: object) -> None:
        """Hands a value from any thread to `receiver` on the UI thread."""
        self._arrived.emit(receiver, value)

    def close(self) -> None:
        """Drops what has not begun and waits for what has. To be called before the QApplication goes."""
        self._is_open = False
        self.finish()
        self._arrived.disconnect(self._deliver)

    def finish(self) -> None:
        """Drops what has not begun and waits for what has. Unlike `close` for any thread; nothing may run after it."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object, object)
    def _deliver(self, receiver: Callable[[object], None], value: object) -> None:
        if self._is_open:
            receiver(value)
