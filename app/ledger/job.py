"""One write that waits for its turn, and what came of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from app.ledger.database import Database

T = TypeVar("T")


class Job(Generic[T]):
    """`work` writes, and may be asked to a second time where the first was taken back: it changes nothing else.

    It is carried out on whichever thread has the journal's lock; who gave it asks for the `outcome` once it is done.
    """

    def __init__(self, at: datetime, work: Callable[[Database], T]) -> None:
        self.at = at
        self._work = work
        self._written: list[T] = []
        self._fault: BaseException | None = None

    @property
    def is_done(self) -> bool:
        """There is an outcome."""
        return bool(self._written) or self._fault is not None

    def write(self, db: Database) -> T:
        """Writes, within the transaction that is open."""
        return self._work(db)

    def succeeded(self, written: T) -> None:
        """It is on the disk."""
        self._written = [written]

    def failed(self, fault: BaseException) -> None:
        """It was not written; or nobody knows, and `fault` says so."""
        self._fault = fault

    def outcome(self) -> T:
        """What it gave. Raises what stopped it."""
        if self._fault is not None:
            raise self._fault
        return self._written[0]
