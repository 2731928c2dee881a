"""What a journal needs beside its rows: room on the disk, backups, and a look at its pages."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app.core.problem import Code, Problem
from app.ledger.backup import Backups
from app.ledger.check import full_check, quick_check
from app.ledger.fault import journal_fault, told
from app.ledger.room import Room
from app.till.ports import LedgerFault


class Upkeep:
    """The part of a ledger that looks after its files. Each of its methods may be called on any thread."""

    def __init__(self, room: Room, *, may_write: bool) -> None:
        self.room = room
        self._may_write = may_write
        self._backing_up = threading.Lock()
        self._is_damaged = False

    @contextmanager
    def _watched(self) -> Generator[None]:
        """As `told`. Damage that is found is remembered: from then on nothing is written, though some can be read."""
        try:
            with told(self.room.files.path):
                yield
        except LedgerFault as fault:
            if fault.problem.code is Code.JOURNAL_DAMAGED:
                self._is_damaged = True
            raise

    def _demand_no_damage(self) -> None:
        if self._is_damaged:
            raise journal_fault(Code.JOURNAL_DAMAGED)

    def demand_room(self) -> None:
        """Raises LedgerFault DISK_LOW where a new sale might find no room later. Settling is never refused so."""
        if self._may_write:
            with told(self.room.files.path):
                self.room.keep()
                self.room.demand()

    def rescues_due(self) -> tuple[str, ...]:
        """The folders beside the journal whose damaged journals wait to be rescued. Raises LedgerFault."""
        with told(self.room.files.path):
            return self.room.files.rescues_due()

    def quick_check(self) -> Problem | None:
        """The damage that is found in the journal's pages, if any: then nothing more is written. For a worker.

        It reads every page, on a connection of its own: nobody waits for it. Raises LedgerFault.
        """
        return self._told_of(quick_check(self.room.files.path))

    def full_check(self) -> Problem | None:
        """As `quick_check`; it also compares every index, and reads each row as the program would."""
        return self._told_of(full_check(self.room.files.path))

    def _told_of(self, found: Problem | None) -> Problem | None:
        self._is_damaged = self._is_damaged or found is not None
        return found

    def backup(self, at: datetime, keep_days: int) -> Path | None:
        """Makes the backup of the day of `at` beside the journal, and keeps the newest `keep_days` of such.

        None where it stands already, or where none are kept. It may take its time and holds no sale up: for a worker.
        Raises LedgerFault: DISK_LOW where it would take the room that sales need, JOURNAL_DAMAGED where the copy was
        not found whole.
        """
        with told(self.room.files.path), self._backing_up:
            if not self._may_write:
                raise journal_fault(Code.JOURNAL_READ_ONLY)
            return Backups(self.room).of_the_day(at, keep_days)
