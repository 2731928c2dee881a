"""A journal that was made is found again: deleted, emptied or exchanged it is a fault and never a new beginning."""

from app.core.problem import Code
from app.ledger.activation_rows import rows
from app.ledger.database import Database
from app.ledger.fault import journal_fault
from app.ledger.files import JournalFiles
from app.ledger.migrations import version_of


def demand_found(files: JournalFiles) -> str | None:
    """The id of the journal that was made here, as `JournalFiles.made_id`.

    Asked before SQLite opens the file, for SQLite throws away the log of an empty database. Raises LedgerFault
    JOURNAL_MISSING where a journal was made and its database is gone or empty, and OSError.
    """
    made_id = files.made_id()  # before the look at the database: the mark is set after that was made
    if made_id is not None and files.is_empty():
        raise journal_fault(Code.JOURNAL_MISSING)
    return made_id


def demand_same(db: Database, made_id: str | None) -> None:
    """Raises LedgerFault JOURNAL_MISSING where another journal was made here than the one that was opened.

    `made_id` is what `demand_found` told. Raises as `version_of`, too.
    """
    if made_id is None:
        return
    if version_of(db) == 0 or made_id not in {"", journal_id_of(db)}:
        raise journal_fault(Code.JOURNAL_MISSING)


def journal_id_of(db: Database) -> str:
    """The id that a journal was given when it was made. Raises LedgerFault JOURNAL_DAMAGED where it has none."""
    for row in rows(db.execute("SELECT journal_id FROM meta")):
        return row.text("journal_id")
    raise journal_fault(Code.JOURNAL_DAMAGED)
