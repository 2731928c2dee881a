"""What a journal needs beside its rows: room on the disk, and backups."""

import threading
from datetime import datetime
from pathlib import Path

from app.core.problem import Code
from app.ledger.backup import Backups
from app.ledger.fault import journal_fault, told
from app.ledger.room import Room


class Upkeep:
    """The part of a ledger that looks after its files. Each of its methods may be called on any thread."""

    def __init__(self, room: Room, *, may_write: bool) -> None:
        self.room = room
        self._may_write = may_write
        self._backing_up = threading.Lock()

    def demand_room(self) -> None:
        """Raises LedgerFault DISK_LOW where a new sale might find no room later. Settling is never refused so."""
        if self._may_write:
            with told(self.room.files.path):
                self.room.keep()
                self.room.demand()

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
