"""Copies of the journal that stand beside it: one a day, and one before each change of its tables.

A copied file of a running journal may lack rows that were acknowledged (reliability section 2, rule 6), so it is always
SQLite that copies. A backup is one file without a log, and it has its name only once it was found whole.
"""

import os
import re
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.problem import Code
from app.ledger.checksums import RESERVED, begin_with_checksums
from app.ledger.fault import journal_fault
from app.ledger.files import JournalFiles, sync_names
from app.ledger.opening import opened, opened_for_copy
from app.ledger.room import Room, in_mb

PAGES_AT_ONCE: Final = 64
"""Between two such steps others have their turn."""

_PART: Final = ".part"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups of one journal."""

    room: Room

    @property
    def files(self) -> JournalFiles:
        """The journal that is backed up."""
        return self.room.files

    def of_the_day(self, at: datetime, keep_days: int) -> Path | None:
        """Makes the backup of the day of `at`, and then takes away all but the newest `keep_days` of such.

        None where it stands already, or where none are kept. Raises LedgerFault DISK_LOW where the copy would take the
        room that sales need, JOURNAL_DAMAGED where it was not found whole; apsw.Error and OSError.
        """
        target = self.files.backups / f"{self.files.path.stem}-{at:%Y-%m-%d}.db"
        if keep_days > 0:
            if target.exists():
                return None
            self._demand_room()
            self._copy(target)
        for old in self.daily()[keep_days:]:
            old.unlink()
        return target if keep_days > 0 else None

    def before_version(self, version: int, at: datetime) -> Path:
        """Makes a backup of the journal as it is before its tables become those of `version`. It is kept for good.

        Raises as `of_the_day`, but for DISK_LOW.
        """
        target = self.files.backups / f"{self.files.path.stem}-{at:%Y-%m-%d}-before-{version}.db"
        if not target.exists():
            self._copy(target)
        return target

    def daily(self) -> Sequence[Path]:
        """The backups of days, newest first."""
        return self._named(re.compile(rf"{re.escape(self.files.path.stem)}-{_DAY}\.db"))

    def all(self) -> Sequence[Path]:
        """Every backup, newest first."""
        return self._named(re.compile(rf"{re.escape(self.files.path.stem)}-{_DAY}(-before-[0-9]+)?\.db"))

    def _named(self, pattern: re.Pattern[str]) -> Sequence[Path]:
        try:
            found = sorted(self.files.backups.iterdir(), reverse=True)
        except FileNotFoundError:
            return ()
        return [path for path in found if pattern.fullmatch(path.name)]

    def _demand_room(self) -> None:
        needed = self.files.path.stat().st_size + self.files.log.stat().st_size + self.room.limits.free_min
        free = self.room.free()
        if free < needed:
            raise journal_fault(Code.DISK_LOW, free=in_mb(free), least=in_mb(needed))

    def _copy(self, target: Path) -> None:
        """The whole way of one backup: under another name, synced, looked over, named, and its name synced."""
        self.files.backups.mkdir(mode=0o700, exist_ok=True)
        part = target.with_name(target.name + _PART)
        try:
            copy_whole(self.files.path, part)
            demand_whole(part)
            part.replace(target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        sync_names(self.files.backups)


def copy_whole(source: Path, target: Path) -> None:
    """Copies a journal as it stands at this moment, however long that takes and whatever is written meanwhile.

    `target` is made anew, readable by this user alone, and synced. Raises apsw.Error and OSError.
    """
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with closing(opened(str(source), read_only=True)) as origin, closing(opened_for_copy(str(target))) as copy:
            origin.execute("BEGIN")
            origin.execute("SELECT 1 FROM sqlite_schema LIMIT 1")  # from here on it sees one moment
            if origin.reserve_bytes("main") == RESERVED:
                begin_with_checksums(copy)
            with copy.backup("main", origin, "main") as copying:
                while not copying.done:
                    copying.step(PAGES_AT_ONCE)
            copy.pragma("journal_mode", "DELETE")  # the copied header asks for a log; one file is easier to carry
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def demand_whole(path: Path) -> None:
    """Raises LedgerFault JOURNAL_DAMAGED where SQLite finds fault with a backup; apsw.Error."""
    with closing(opened(str(path), read_only=True)) as db:
        if db.pragma("quick_check") != "ok":
            raise journal_fault(Code.JOURNAL_DAMAGED, path=str(path))
