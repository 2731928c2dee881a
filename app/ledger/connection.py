"""One connection to the journal and one lock around it: synced transactions, reads, and what a fault does to them."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

import apsw

from app.core.problem import Code
from app.ledger.activation_rows import rows
from app.ledger.database import Database
from app.ledger.fault import damage_told, is_damage, is_full, journal_fault, name_of, outcome_not_known
from app.ledger.fields import Fields, stamp
from app.ledger.lock import JournalLock
from app.ledger.restoring import beat_of
from app.ledger.room import Room
from app.ledger.upkeep import Upkeep

if TYPE_CHECKING:
    from app.ledger.mark import MarkFile

T = TypeVar("T")
Values = tuple[str | int | None, ...]

PAGES_BEFORE_CHECKPOINT: Final = 1_000
"""The log is carried over into the database once it holds so many pages (4 MiB)."""


class JournalConnection(Upkeep):
    """What any thread may write and read through; what is written and read, its subclasses know.

    Once a commit's outcome is not known it refuses every further write.
    """

    def __init__(self, db: Database, room: Room, lock: JournalLock | None) -> None:
        super().__init__(room, may_write=lock is not None)
        self._db = db
        self._files = files = room.files
        self._lock = lock
        self._alone = threading.Lock()
        self._is_faulty = False
        self._log_pages = 0
        self._mark: MarkFile | None = None
        self._identity = files.identity() if lock else ()
        db.set_wal_hook(self._note_log)

    def close(self) -> None:
        """Carries the log over into the database, closes it, and gives the lock back."""
        with self._alone:
            self._db.close(force=True)
            if self._mark is not None:
                self._mark.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    @contextmanager
    def _transaction(self, at: datetime) -> Generator[Database]:
        """All of the block is synced when it ends, or nothing of it was written: but for a commit that failed (T03).

        Raises LedgerFault; apsw.ConstraintError where the journal's own rules refused the block.
        """
        with self._alone, self._watched():
            self._demand_health()
            self._demand_no_damage()
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                come_to = beat_of(self._db) if self._mark else None
            except BaseException as error:
                self._roll_back()
                if isinstance(error, apsw.IOError) and not is_full(error) and not is_damage(error):
                    self._stop(error)
                raise
            self._commit(at)
            if self._mark is not None and come_to is not None:
                self._mark.move(steps=come_to[0], papers=come_to[1])
            if self._log_pages >= PAGES_BEFORE_CHECKPOINT:
                self._check_point()

    def _commit(self, at: datetime) -> None:
        try:
            self._db.execute("COMMIT")
        except (apsw.FullError, apsw.BusyError):  # refused before the page that makes a commit of it was written
            self._roll_back()
            raise
        except apsw.Error as error:
            self._stop(error)
            self._roll_back()
            self._overwrite(at, error)
            raise outcome_not_known() from error

    def _demand_health(self) -> None:
        """Raises LedgerFault JOURNAL_FAULT: after a fault, and where the files are no longer those that were opened."""
        if not self._is_faulty and self._lock is not None and not self._files_are_ours():
            self._is_faulty = True
            self._files.mark_fault("other files")  # so that the next start, whatever it finds, trusts no QUEUED row
        if self._is_faulty:
            raise journal_fault(Code.JOURNAL_FAULT)

    def _files_are_ours(self) -> bool:
        try:
            return self._files.identity() == self._identity
        except OSError:  # deleted: what is written now would go with the last process that has it open
            return False

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _stop(self, error: apsw.Error) -> None:
        """From here on nothing is written until the journal is opened anew."""
        self._is_faulty = True
        self._files.mark_fault(name_of(error))

    def _overwrite(self, at: datetime, error: apsw.Error) -> None:
        """T03: one more commit lies down over the failed one, so that it cannot come back. Nothing relies on it."""
        with suppress(apsw.Error):  # the disk may refuse this too
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "INSERT INTO fault (number, at, what) SELECT coalesce(max(number), 0) + 1, ?, ? FROM fault",
                (stamp(at), name_of(error)),
            )
            self._db.execute("COMMIT")

    def _note_log(self, _db: Database, _name: str, pages: int) -> int:
        self._log_pages = pages
        return apsw.SQLITE_OK

    def _check_point(self) -> None:
        """What was committed is safe in the log: a check-point that cannot be done now is done after a later commit."""
        try:
            self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except (apsw.FullError, apsw.BusyError):
            return
        except apsw.IOError as error:  # a failed sync: later ones may lie
            self._stop(error)

    def _read(self, question: str, values: Values, make: Callable[[Fields], T]) -> tuple[T, ...]:
        """Every row of the answer as what `make` makes of it. Raises LedgerFault."""
        with self._watched(), damage_told():
            with self._alone:
                found = tuple(
                    rows(self._db.execute(question, values))
                )  # a text may be no text, which the binding finds
            return tuple(make(row) for row in found)
