"""The ledger on SQLite: one connection, one lock around it, one synced transaction for each write."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

import apsw

from app.core.activation import Activation, Order, State, Step, queued
from app.core.case import CaseAction
from app.core.paper import Paper, receipt_number
from app.core.problem import Code, Problem
from app.core.rules import restored
from app.ledger.activation_rows import rows
from app.ledger.activation_writing import write_event, write_order
from app.ledger.backup import Backups
from app.ledger.case_writing import write_deed, write_taken_over
from app.ledger.checksums import demand_whole_pages
from app.ledger.database import Database
from app.ledger.fault import is_full, journal_fault, told
from app.ledger.fields import stamp
from app.ledger.files import JournalFiles
from app.ledger.lock import JournalLock
from app.ledger.mark import MarkFile
from app.ledger.migrations import SCHEMA, Birth, demand_current, demand_steps, migrate, version_of
from app.ledger.missing import demand_found, demand_same, journal_id_of
from app.ledger.note_rows import write_note
from app.ledger.opening import opened
from app.ledger.paper_rows import may_move, write_paper, write_print
from app.ledger.reading import NEXT_NUMBER, JournalReading
from app.ledger.refusals import moved, not_allowed, of_print, why_refused
from app.ledger.restoring import pulse_of, sign_of_restoring, write_marked, write_restoration
from app.ledger.room import NO_LIMITS, Room, RoomLimits, settling
from app.till.ports import Note, NoteKind, PrintOutcome, StepRefused


class SqliteLedger(JournalReading):
    """The journal of one till. It implements `app.till.ports.Ledger`; any thread may call it.

    Made by `open` or `open_read_only`. Evidence is kept without the customer's id and name: those stand in one row of
    their own, which can be erased.
    """

    # ------------------------------------------------------------ opening

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        journal_id: str,
        till_id: str,
        at: datetime,
        limits: RoomLimits = NO_LIMITS,
        mark_folder: Path | None = None,
    ) -> Self:
        """Opens the journal for writing, and makes it where there is none.

        `journal_id` and `till_id` are kept when it is made and have no effect later; `limits` say how much room is kept
        on the disk. `mark_folder` is where it is marked how far the journal has come (None: nowhere); one that is older
        than its mark was put back, and everything open in it becomes UNKNOWN (T28), dated `at`, with a note. After a
        fault every QUEUED row does. Raises LedgerFault: JOURNAL_IN_USE with the `pid` of the program that has it,
        JOURNAL_MISSING where one was made before that is gone, empty or another, JOURNAL_NEWER, JOURNAL_DAMAGED,
        JOURNAL_READ_ONLY, JOURNAL_FULL, JOURNAL_BUSY, JOURNAL_FAULT.
        """
        files, birth = JournalFiles(path.resolve(), mark_folder), Birth(journal_id, till_id, at)
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
            demand_whole_pages(db, files)
            kept = Backups(room).before_version(SCHEMA, birth.at) if 0 < version_of(db) < SCHEMA else None
            migrate(db, birth)
            demand_steps(db)
            if not made_id:  # only now, so that a first start that was interrupted begins again
                files.note_made(journal_id_of(db))
            room.keep()
            ledger = cls(db, room, lock)
            ledger._go_on(birth.at)
            if kept is not None:
                ledger.note(Note(NoteKind.BACKUP, birth.at, {"file": kept.name}))
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
                if not files.has_log():
                    demand_whole_pages(db, files)
                return cls(db, Room(files, NO_LIMITS), None)
            except BaseException:
                db.close(force=True)
                raise

    # ------------------------------------------------------------ writing

    def add(self, orders: Sequence[Order]) -> tuple[Activation, ...]:
        """T01: writes all orders of a sale as QUEUED in one go, or none of them and raises StepRefused."""
        if not orders:
            return ()
        self.demand_room()
        try:
            with self._transaction(orders[0].confirmed_at) as db:
                return _added(db, orders)
        except apsw.ConstraintError as refused:
            raise why_refused(orders, self.open_for) from refused

    def add_with_slip(
        self, orders: Sequence[Order], build: Callable[[int], Paper], begins: PrintOutcome
    ) -> tuple[tuple[Activation, ...], Paper]:
        """As `add`, with the next paper of the till's series, and how its print begins: all in one go.

        Dated when the sale was confirmed. `build` runs inside the transaction and must not call the ledger.
        """
        if not orders:
            raise ValueError("a slip speaks of at least one card")
        self.demand_room()
        at = orders[0].confirmed_at
        try:
            with self._transaction(at) as db:
                added = _added(db, orders)
                paper = _issued(db, added, build, stamp(at), begins)
        except apsw.ConstraintError as refused:
            raise why_refused(orders, self.open_for) from refused
        return added, paper

    @settling
    def step(self, activation: Activation, step: Step, at: datetime) -> Activation:
        """Writes one step on from exactly `activation.seq`. Raises StepRefused when it is no longer there."""
        after, written = moved(activation, step, at)
        try:
            with self._transaction(at) as db:
                write_event(db, after.id, after.seq, written, stamp(at))
        except apsw.ConstraintError as refused:
            raise (of_print(refused) or not_allowed(activation, step)) from refused
        return after

    @settling
    def step_with_receipt(
        self,
        activation: Activation,
        step: Step,
        at: datetime,
        build: Callable[[Activation, int], Paper],
        begins: PrintOutcome | None,
    ) -> tuple[Activation, Paper]:
        """As `step`, with the paper that `build` makes of the activation after it: all in one go.

        Raises StepRefused, and writes nothing, where the activation moved on or has a receipt. `build` runs inside
        the transaction and must not call the ledger.
        """
        after, written = moved(activation, step, at)
        try:
            with self._transaction(at) as db:
                write_event(db, after.id, after.seq, written, stamp(at))
                paper = _issued(db, [after], lambda number: build(after, number), stamp(at), begins)
        except apsw.ConstraintError as refused:
            raise not_allowed(activation, step) from refused
        return after, paper

    @settling
    def take_over(self, orders: Sequence[Order], note: str, at: datetime) -> tuple[Activation, ...]:
        """T27: writes orders of another journal as UNKNOWN, all in one go. One whose id is known stays as it stands.

        Raises StepRefused (CARD_OPEN_HERE, CARD_SOLD_HERE), and writes none, where a card is another's here.
        """
        if not orders:
            return ()
        try:
            with self._transaction(at) as db:
                return write_taken_over(db, orders, note, at)
        except apsw.ConstraintError as refused:
            strange = [order for order in orders if self.activation(order.activation_id) is None]
            raise why_refused(strange, self.open_for) from refused

    @settling
    def act(self, action: CaseAction, step: Step | None, orders: Sequence[Order] = ()) -> tuple[Activation, ...]:
        """What a person did about a case, its step and the orders that carry its money on, all in one go.

        Returns the activation, then those added. Raises StepRefused (STEP_NOT_ALLOWED, CARD_OPEN_HERE,
        CARD_SOLD_HERE), and writes nothing.
        """
        if any(order.replaces != action.activation_id for order in orders):
            raise ValueError("an order that carries a case's money on names it")
        try:
            with self._transaction(action.at) as db:
                return write_deed(db, action, step, orders)
        except apsw.ConstraintError as refused:
            raise (of_print(refused) or why_refused(orders, self.open_for)) from refused

    @settling
    def note(self, note: Note) -> None:
        """Adds to what the till writes down of itself."""
        with self._transaction(note.at) as db:
            write_note(db, note)

    @settling
    def note_contact(self, at: datetime) -> None:
        """The issuer answered at `at`. The latest told counts, also an earlier time than the one before.

        A clock that ran ahead and was put right would otherwise keep a contact in the future, and the hours since the
        last one would never be counted.
        """
        with self._transaction(at) as db:
            db.execute("INSERT OR REPLACE INTO contact (only_row, at) VALUES (1, ?)", (stamp(at),))

    @settling
    def issue_paper(
        self,
        activations: Sequence[Activation],
        at: datetime,
        build: Callable[[int], Paper],
        begins: PrintOutcome | None = None,
    ) -> Paper:
        """Takes the next number of the till's gapless series and keeps the paper that `build` makes of it.

        `begins`: how its print does, written with it. At most one RECEIPT ever speaks of an activation: raises
        StepRefused (STEP_NOT_ALLOWED) for a second. `build` runs inside the transaction and must not call the ledger.
        """
        if not activations:
            raise ValueError("paper speaks of at least one card")
        try:
            with self._transaction(at) as db:
                return _issued(db, activations, build, stamp(at), begins)
        except apsw.ConstraintError as refused:
            raise StepRefused(Problem(Code.STEP_NOT_ALLOWED)) from refused

    @settling
    def note_print(self, number: int, outcome: PrintOutcome, at: datetime, problem: Problem | None = None) -> None:
        """Adds what became of a print. Each WAITING begins a new print. Raises StepRefused for an unknown number."""
        try:
            with self._transaction(at) as db:
                write_print(db, number, outcome, stamp(at), problem)
        except apsw.ConstraintError as refused:
            raise StepRefused(Problem(Code.STEP_NOT_ALLOWED)) from refused

    @settling
    def move_print(
        self,
        number: int,
        step: tuple[PrintOutcome, PrintOutcome],
        at: datetime,
        problem: Problem | None = None,
        standing: Sequence[Activation] = (),
    ) -> None:
        """As `note_print`, from the first of `step` to the second, while `standing` stand as they are given here.

        Raises StepRefused, and writes nothing, where the print or one of them moved on.
        """
        before, after = step
        with self._transaction(at) as db:
            if not may_move(db, number, before, standing):
                raise StepRefused(Problem(Code.PAPER_NOT_OPEN, {"number": receipt_number(number)}))
            write_print(db, number, after, stamp(at), problem)

    def backup(self, at: datetime, keep_days: int) -> Path | None:
        """As `Upkeep.backup`; what was made is noted."""
        made = super().backup(at, keep_days)
        if made is not None:
            self.note(Note(NoteKind.BACKUP, at, {"file": made.name}))
        return made

    def _go_on(self, at: datetime) -> None:
        """Whatever an earlier process left, or somebody put here instead, is looked at before anything else is done."""
        has_fault = self._files.has_fault()
        if has_fault and self._db.pragma("quick_check") != "ok":
            raise journal_fault(Code.JOURNAL_DAMAGED)
        mark = MarkFile(self._files.mark) if self._files.mark else None
        try:
            if mark is not None:  # before anything is added that would hide how far the journal had come
                self._heed(mark, at)
            if has_fault:
                self._doubt_what_waits(at)
                self._files.clear_fault()
        except BaseException:
            if mark is not None:
                mark.close()
            raise

    @settling
    def _heed(self, file: MarkFile, at: datetime) -> None:
        """T28, where the mark had come further than the journal; from here on the mark is kept."""
        with told(file.path):
            had = file.read()
        has = pulse_of(self._db)
        sign = sign_of_restoring(has, had)
        if sign is not None:
            with self._transaction(at) as db:
                write_restoration(db, has.mark, had, sign, at)
        with told(file.path):
            file.begin(pulse_of(self._db).mark)
        if not has.is_marked:
            with self._transaction(at) as db:
                write_marked(db)
        self._mark = file

    @settling
    def _doubt_what_waits(self, at: datetime) -> None:
        """T03, T28: a commit whose outcome nobody knew may have come back. Its card is read before anything is sent."""
        waiting = [activation for activation in self.queue() if activation.state is State.QUEUED]
        with self._transaction(at) as db:
            for activation in waiting:
                write_event(db, activation.id, activation.seq + 1, restored(activation), stamp(at))


def _added(db: Database, orders: Sequence[Order]) -> tuple[Activation, ...]:
    return tuple(write_order(db, queued(order), "T01") for order in orders)


def _issued(
    db: Database,
    activations: Sequence[Activation],
    build: Callable[[int], Paper],
    at: str,
    begins: PrintOutcome | None,
) -> Paper:
    number = next(rows(db.execute(NEXT_NUMBER))).whole("number")
    paper = build(number)
    if paper.number != number:
        raise ValueError("a paper carries the number it was given")
    write_paper(db, paper, activations, at)
    if begins is not None:
        write_print(db, number, begins, at, None)
    return paper
