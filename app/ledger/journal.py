"""The ledger on SQLite: one connection, one lock around it, one synced transaction for each write."""

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Self, TypeVar

import apsw

from app.core.activation import Activation, Event, Order, State, Step
from app.core.card import CardCode
from app.core.money import Currency
from app.core.paper import Paper
from app.core.problem import Code, Problem, Refusal
from app.core.rules import restored
from app.ledger.activation_rows import activation_from, event_from, rows, write_event, write_order
from app.ledger.backup import Backups
from app.ledger.database import Database
from app.ledger.fault import is_full, journal_fault, name_of, outcome_not_known, told
from app.ledger.fields import Fields, stamp
from app.ledger.files import JournalFiles
from app.ledger.lock import JournalLock
from app.ledger.migrations import SCHEMA, Birth, demand_current, demand_steps, migrate, version_of
from app.ledger.missing import demand_found, demand_same, journal_id_of
from app.ledger.opening import opened
from app.ledger.paper_rows import record_from, write_paper, write_print
from app.ledger.refusals import moved, not_allowed, why_refused
from app.ledger.room import NO_LIMITS, Room, RoomLimits, settling
from app.ledger.upkeep import Upkeep
from app.till.ports import PaperRecord, PrintOutcome, StepRefused

T = TypeVar("T")
_Values = tuple[str | int | None, ...]

PAGES_BEFORE_CHECKPOINT: Final = 1_000
"""The log is carried over into the database once it holds so many pages (4 MiB)."""


class SqliteLedger(Upkeep):
    """The journal of one till. It implements `app.till.ports.Ledger`; any thread may call it.

    Made by `open` or `open_read_only`. Evidence is kept without the customer's id and name: those stand in one row of
    their own, which can be erased.
    """

    def __init__(self, db: Database, room: Room, lock: JournalLock | None) -> None:
        super().__init__(room, may_write=lock is not None)
        self._db = db
        self._files = files = room.files
        self._lock = lock
        self._alone = threading.Lock()
        self._is_faulty = False
        self._log_pages = 0
        self._identity = files.identity() if lock else ()
        db.set_wal_hook(self._note_log)

    # ------------------------------------------------------------ opening and closing

    @classmethod
    def open(cls, path: Path, *, journal_id: str, till_id: str, at: datetime, limits: RoomLimits = NO_LIMITS) -> Self:
        """Opens the journal for writing, and makes it where there is none.

        `journal_id` and `till_id` are kept when it is made and have no effect later; `limits` say how much room is kept
        on the disk. After a fault every QUEUED row becomes UNKNOWN here (T28), dated `at`. Raises LedgerFault:
        JOURNAL_IN_USE with the `pid` of the program that has it, JOURNAL_MISSING where one was made before that is
        gone, empty or another, JOURNAL_NEWER, JOURNAL_DAMAGED, JOURNAL_READ_ONLY, JOURNAL_FULL, JOURNAL_BUSY,
        JOURNAL_FAULT.
        """
        files, birth = JournalFiles(path.resolve()), Birth(journal_id, till_id, at)
        room = Room(files, limits)
        with told(files.path):
            files.make_folder()
            lock = JournalLock.take(files.lock)
            try:
                try:
                    return cls._open_locked(room, lock, birth)
                except apsw.Error as error:  # a full disk: what was sold must be settled all the same
                    if not is_full(error) or not room.release():
                        raise
                return cls._open_locked(room, lock, birth)
            except BaseException:
                lock.release()
                raise

    @classmethod
    def _open_locked(cls, room: Room, lock: JournalLock, birth: Birth) -> Self:
        files = room.files
        made_id = demand_found(files)
        files.make()
        db = opened(str(files.path), read_only=False)
        try:
            demand_same(db, made_id)
            if 0 < version_of(db) < SCHEMA:
                Backups(room).before_version(SCHEMA, birth.at)
            migrate(db, birth)
            demand_steps(db)
            if not made_id:  # only now, so that a first start that was interrupted begins again
                files.note_made(journal_id_of(db))
            room.keep()
            ledger = cls(db, room, lock)
            if files.has_fault():
                ledger._go_on_after_fault(birth.at)
        except BaseException:
            db.close(force=True)
            raise
        return ledger

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Opens an existing journal to look at, beside a running till. Every write is refused as JOURNAL_READ_ONLY.

        Raises LedgerFault: JOURNAL_READ_ONLY where there is none, or it waits for its till to bring it up to date;
        JOURNAL_MISSING as `open`.
        """
        files = JournalFiles(path.resolve())
        with told(files.path):
            made_id = demand_found(files)
            db = opened(str(files.path), read_only=True)
            try:
                demand_same(db, made_id)
                demand_current(db)
                demand_steps(db)
                return cls(db, Room(files, NO_LIMITS), None)
            except BaseException:
                db.close(force=True)
                raise

    def close(self) -> None:
        """Carries the log over into the database, closes it, and gives the lock back."""
        with self._alone:
            self._db.close(force=True)
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    # ------------------------------------------------------------ writing

    def add(self, orders: Sequence[Order]) -> tuple[Activation, ...]:
        """T01: writes all orders of a sale as QUEUED in one go, or none of them and raises StepRefused."""
        if not orders:
            return ()
        self.demand_room()
        try:
            with self._transaction(orders[0].confirmed_at) as db:
                return tuple(write_order(db, order) for order in orders)
        except apsw.ConstraintError as refused:
            raise why_refused(orders, self.open_for) from refused

    @settling
    def step(self, activation: Activation, step: Step, at: datetime) -> Activation:
        """Writes one step on from exactly `activation.seq`. Raises StepRefused when it is no longer there."""
        after, written = moved(activation, step, at)
        try:
            with self._transaction(at) as db:
                write_event(db, after.id, after.seq, written, stamp(at))
        except apsw.ConstraintError as refused:
            raise not_allowed(activation, step) from refused
        return after

    @settling
    def issue_paper(self, activations: Sequence[Activation], at: datetime, build: Callable[[int], Paper]) -> Paper:
        """Takes the next number of the till's gapless series and keeps the paper that `build` makes of it.

        At most one RECEIPT ever speaks of an activation: raises StepRefused (STEP_NOT_ALLOWED) for a second. `build`
        runs inside the transaction and must not call the ledger.
        """
        if not activations:
            raise ValueError("paper speaks of at least one card")
        try:
            with self._transaction(at) as db:
                number = _next_number(db)
                paper = build(number)
                if paper.number != number:
                    raise ValueError("a paper carries the number it was given")
                write_paper(db, paper, activations, stamp(at))
        except apsw.ConstraintError as refused:
            raise StepRefused(Problem(Code.STEP_NOT_ALLOWED)) from refused
        return paper

    @settling
    def note_print(self, number: int, outcome: PrintOutcome, at: datetime, problem: Problem | None = None) -> None:
        """Adds what became of a print. Each WAITING begins a new print. Raises StepRefused for an unknown number."""
        try:
            with self._transaction(at) as db:
                write_print(db, number, outcome, stamp(at), problem)
        except apsw.ConstraintError as refused:
            raise StepRefused(Problem(Code.STEP_NOT_ALLOWED)) from refused

    @contextmanager
    def _transaction(self, at: datetime) -> Generator[Database]:
        """All of the block is synced when it ends, or nothing of it was written: but for a commit that failed (T03).

        Raises LedgerFault; apsw.ConstraintError where the journal's own rules refused the block.
        """
        with self._alone, told(self._files.path):
            self._demand_health()
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
            except BaseException as error:
                self._roll_back()
                if isinstance(error, apsw.IOError) and not is_full(error):
                    self._stop(error)
                raise
            self._commit(at)

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
        if self._log_pages >= PAGES_BEFORE_CHECKPOINT:
            self._check_point()

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

    def _go_on_after_fault(self, at: datetime) -> None:
        """T03, T28: a commit whose outcome nobody knew may have come back. Its card is read before anything is sent."""
        if self._db.pragma("quick_check") != "ok":
            raise journal_fault(Code.JOURNAL_DAMAGED)
        waiting = [activation for activation in self.queue() if activation.state is State.QUEUED]
        with self._transaction(at) as db:
            for activation in waiting:
                write_event(db, activation.id, activation.seq + 1, restored(activation), stamp(at))
        self._files.clear_fault()

    # ------------------------------------------------------------ reading

    def activation(self, activation_id: str) -> Activation | None:
        """One activation as it stands."""
        found = self._read("SELECT * FROM activation_now WHERE activation_id = ?", (activation_id,), activation_from)
        return found[0] if found else None

    def sale(self, sale_id: str) -> tuple[Activation, ...]:
        """The activations of one sale in the order they were scanned."""
        return self._read("SELECT * FROM activation_now WHERE sale_id = ? ORDER BY place", (sale_id,), activation_from)

    def open_for(self, card: CardCode) -> Activation | None:
        """The activation that makes this card unsaleable here: an open one, else one that is ACTIVE or MISMATCH."""
        found = self._read("SELECT * FROM unsaleable_now WHERE card_id = ?", (card.text,), activation_from)
        return found[0] if found else None

    def queue(self) -> tuple[Activation, ...]:
        """All that has still to be settled with the issuer (QUEUE states), oldest first."""
        return self._read("SELECT * FROM queue_now ORDER BY added", (), activation_from)

    def cases(self) -> tuple[Activation, ...]:
        """All that needs a person (CASES states), oldest first."""
        return self._read("SELECT * FROM case_now ORDER BY added", (), activation_from)

    def waiting_count(self) -> int:
        """How many activations stand in the queue. Quick, however long the journal is."""
        return self._read("SELECT count(*) AS waiting FROM waiting", (), lambda row: row.whole("waiting"))[0]

    def waiting_minor(self) -> Mapping[Currency, int]:
        """The sum of what stands in the queue, in minor units by currency."""
        sums = self._read(
            "SELECT currency, sum(amount_minor) AS minor FROM waiting JOIN activation_order USING (added)"
            " GROUP BY currency",
            (),
            lambda row: (Currency(row.text("currency")), row.whole("minor")),
        )
        return dict(sums)

    def history(self, activation_id: str) -> tuple[Event, ...]:
        """Every step of one activation, first to last."""
        return self._read("SELECT * FROM event WHERE activation_id = ? ORDER BY seq", (activation_id,), event_from)

    def latest(self, most: int, before: str | None = None) -> tuple[Activation, ...]:
        """The newest activations first; `before` is the id of the last one already shown."""
        if before is None:
            return self._read("SELECT * FROM activation_now ORDER BY added DESC LIMIT ?", (most,), activation_from)
        return self._read(
            "SELECT * FROM activation_now WHERE added < (SELECT added FROM standing WHERE activation_id = ?)"
            " ORDER BY added DESC LIMIT ?",
            (before, most),
            activation_from,
        )

    def next_number(self) -> int:
        """The number the next paper will get; for the preview only."""
        return self._read(_NEXT_NUMBER, (), lambda row: row.whole("number"))[0]

    def paper_of(self, activation_id: str) -> PaperRecord | None:
        """The latest paper that speaks of an activation."""
        found = self._read(
            "SELECT * FROM paper_now WHERE number = (SELECT max(number) FROM paper_card WHERE activation_id = ?)",
            (activation_id,),
            record_from,
        )
        return found[0] if found else None

    def paper(self, number: int) -> PaperRecord | None:
        """One paper by its number."""
        found = self._read("SELECT * FROM paper_now WHERE number = ?", (number,), record_from)
        return found[0] if found else None

    def _read(self, question: str, values: _Values, make: Callable[[Fields], T]) -> tuple[T, ...]:
        """Every row of the answer as what `make` makes of it. Raises LedgerFault."""
        try:
            with self._alone, told(self._files.path):
                found = tuple(rows(self._db.execute(question, values)))
            return tuple(make(row) for row in found)
        except (ValueError, Refusal) as damage:  # what this program never writes
            raise journal_fault(Code.JOURNAL_DAMAGED, path=str(self._files.path)) from damage


_NEXT_NUMBER: Final = "SELECT coalesce(max(number), 0) + 1 AS number FROM paper"


def _next_number(db: Database) -> int:
    return next(rows(db.execute(_NEXT_NUMBER))).whole("number")
