"""Opens the database so that a commit is on the disk when it returns, and says so if it cannot."""

from typing import Final, cast
from urllib.parse import quote

import apsw

from app.core.problem import Code
from app.ledger.checksums import ask_for_checksums, demand_checksums_known
from app.ledger.database import Database
from app.ledger.fault import journal_fault

OLDEST_SQLITE: Final = (3, 51, 3)
"""Earlier ones may lose the log where two connections write and check-point at once (reliability, finding 9)."""

_BUSY_MS: Final = 2_000
"""How long a look from outside may hold the journal up before a person is told."""

_DEMANDED: Final = (
    ("synchronous", "FULL", 2),  # a sync for each commit: NORMAL loses the last ones with the power
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", 0, 0),  # a read error through a map would be a signal
    ("recursive_triggers", "ON", 1),  # REPLACE then asks the DELETE triggers too
    ("fullfsync", "ON", 1),  # what a sync is called on macOS
)


def opened(path: str, *, read_only: bool) -> Database:
    """A connection with everything that durability needs in force.

    Raises apsw.Error, LedgerFault JOURNAL_FAULT where a setting was not taken, RuntimeError for too old a SQLite.
    """
    demand_version(apsw.sqlite_lib_version())
    demand_checksums_known()
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
    db = cast("Database", apsw.Connection(path, flags=flags))
    try:
        _settle(db, read_only=read_only)
    except BaseException:
        db.close(force=True)
        raise
    return db


def opened_at_rest(path: str) -> Database:
    """A look at a file that nobody writes, where not even a look's own files can be made: a full or read-only disk.

    What a log beside it holds is not seen: only for one without a log. Raises as `opened`.
    """
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    demand_version(apsw.sqlite_lib_version())
    demand_checksums_known()
    db = cast("Database", apsw.Connection(f"file:{quote(path)}?immutable=1", flags=flags))
    try:
        _settle(db, read_only=True)
    except BaseException:
        db.close(force=True)
        raise
    return db


def opened_for_copy(path: str) -> Database:
    """A connection to a file that becomes a copy and is synced as a whole at the end. Raises apsw.Error."""
    db = cast("Database", apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE))
    db.pragma("journal_mode", "OFF")
    db.pragma("synchronous", "OFF")
    return db


def demand_version(version: str) -> None:
    """Raises RuntimeError for a SQLite that must not carry a journal: a fault of the packaging."""
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        raise RuntimeError(f"SQLite {version} is too old to carry a journal")


def _settle(db: Database, *, read_only: bool) -> None:
    db.set_busy_timeout(_BUSY_MS)
    if not read_only:
        ask_for_checksums(db)
        demand(db, "journal_mode", "WAL", "wal")
        db.wal_autocheckpoint(0)  # the journal does it itself, after a commit was told
    for pragma, setting, taken in _DEMANDED:
        demand(db, pragma, setting, taken)


def demand(db: Database, pragma: str, setting: str | int, taken: str | int) -> None:
    """Sets a pragma and reads it back. Some file systems refuse WAL without a word: LedgerFault JOURNAL_FAULT."""
    db.pragma(pragma, setting)
    if db.pragma(pragma) != taken:
        raise journal_fault(Code.JOURNAL_FAULT, setting=pragma)
