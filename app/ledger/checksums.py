"""A checksum on every page of the journal: SQLite alone does not notice a bit that the disk turned over.

The page's last eight bytes hold it (SQLite's "checksum VFS"). It is made when the page is written to the database and
compared whenever it is read from there: tables, indexes and all, so that neither a changed row nor one that an index
has lost passes for the truth (reliability, finding 9). The log has SQLite's checksums of its own.
"""

from pathlib import Path
from typing import Final

import apsw

from app.core.problem import Code
from app.ledger.database import Database
from app.ledger.fault import journal_fault
from app.ledger.files import JournalFiles

VFS: Final = "cksmvfs"
RESERVED: Final = 8
"""So many bytes of each page are the checksum's."""

PAGE_SIZE: Final = 4096
"""SQLite's own choice for a new database, and never changed here."""

_EXTENSION: Final = Path(apsw.__file__).with_name("sqlite_extra_binaries") / "cksumvfs"
"""Comes with the binding, built with the same SQLite. SQLite itself knows how such a file ends on this system."""


def demand_checksums_known() -> None:
    """Makes this process's SQLite compare checksums, in every journal that has them.

    Raises apsw.Error where the extension is missing: a fault of the packaging.
    """
    if VFS in apsw.vfs_names():
        return
    loader = apsw.Connection(":memory:")
    try:
        loader.enable_load_extension(True)
        loader.load_extension(str(_EXTENSION))
    finally:
        loader.close()


def ask_for_checksums(db: Database) -> None:
    """A database that is still empty gets them from its first page on. Raises apsw.Error."""
    if db.pragma("page_count") == 0:
        db.reserve_bytes("main", RESERVED)


def begin_with_checksums(db: Database) -> None:
    """Writes the first page of an empty file that is to become a copy. Raises apsw.Error.

    Pages get checksums once that page says so, and a large copy is written from any of its ends: what came out of the
    log has none of its own.
    """
    ask_for_checksums(db)
    db.pragma("user_version", 1)


def give_checksums(db: Database) -> None:
    """Writes a journal of before anew, with checksums. Either all of it is or nothing. Raises apsw.Error.

    Without its log meanwhile: what goes through that would be compared only after the next start.
    """
    if db.reserve_bytes("main") != RESERVED:
        db.pragma("journal_mode", "DELETE")
        db.reserve_bytes("main", RESERVED)
        db.execute("VACUUM")
        db.pragma("journal_mode", "WAL")


def demand_whole_pages(db: Database, files: JournalFiles) -> None:
    """Raises LedgerFault JOURNAL_DAMAGED where the file ends within a page; apsw.Error and OSError.

    SQLite takes what is missing there for zeros and compares nothing. A cut power may leave such an end while the page
    still stands in the log: there is no telling before the log was carried over.
    """
    if _ends_within_a_page(files) and files.has_log():
        db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_FULL)
    if _ends_within_a_page(files):
        raise journal_fault(Code.JOURNAL_DAMAGED)


def _ends_within_a_page(files: JournalFiles) -> bool:
    return files.path.stat().st_size % PAGE_SIZE != 0


def demand_checksums(db: Database) -> None:
    """Raises LedgerFault JOURNAL_DAMAGED where pages are not compared, though they were written to be; apsw.Error."""
    if db.reserve_bytes("main") != RESERVED or str(db.pragma("checksum_verification")) != "1":
        raise journal_fault(Code.JOURNAL_DAMAGED)
