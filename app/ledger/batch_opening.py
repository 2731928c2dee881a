"""Opens the journal of batches, by the same rules as the till's: one program, a sync for each commit, checked pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.core.batch import NEXT
from app.core.problem import Code
from app.ledger import batch_schema, second_batch_schema, third_batch_schema
from app.ledger.activation_rows import rows
from app.ledger.checksums import demand_checksums
from app.ledger.database import Database
from app.ledger.fault import journal_fault
from app.ledger.fields import stamp
from app.ledger.first_schema import ALLOWED_IS_CLOSED


def _first(db: Database, journal_id: str, at: datetime) -> None:
    """Version 1: orders, chunks, fates and notes."""
    now = batch_schema
    for part in (now.TABLES, now.STEP_TRIGGERS, now.FIXED_TRIGGERS):
        db.execute(part)
    db.executemany("INSERT INTO allowed (old_state, new_state) VALUES (?, ?)", now.STEPS)
    db.execute(ALLOWED_IS_CLOSED)
    db.execute(
        "INSERT INTO meta (only_row, journal_id, created_at, schema) VALUES (1, ?, ?, ?)",
        (journal_id, stamp(at), SCHEMA),
    )
    db.pragma("application_id", now.APPLICATION_ID)


def _second(db: Database, _journal_id: str, _at: datetime) -> None:
    """Version 2: how far it has come."""
    for part in (second_batch_schema.TABLES, second_batch_schema.TRIGGERS):
        db.execute(part)


def _third(db: Database, _journal_id: str, _at: datetime) -> None:
    """Version 3: cards that got new secrets, and answers that were found again."""
    now = third_batch_schema
    db.execute("DROP TRIGGER allowed_no_insert")
    db.executemany("INSERT INTO allowed (old_state, new_state) VALUES (?, ?)", now.STEPS)
    db.execute(ALLOWED_IS_CLOSED)
    for part in (now.TABLES, now.FIXED_TRIGGERS):
        db.execute(part)


_STEPS: Final[tuple[Callable[[Database, str, datetime], None], ...]] = (_first, _second, _third)
"""Never changed once released, only added to."""

SCHEMA: Final = len(_STEPS)
"""The version this program writes (`PRAGMA user_version`)."""


def version_of(db: Database) -> int:
    """The version of an opened journal of batches, 0 for an empty file.

    Raises LedgerFault: JOURNAL_NEWER for a later program's, JOURNAL_DAMAGED for what is no journal of batches.
    """
    version = int(str(db.pragma("user_version")))
    is_ours = db.pragma("application_id") == batch_schema.APPLICATION_ID
    is_empty = version == 0 and not list(db.execute("SELECT 1 FROM sqlite_schema LIMIT 1"))
    if not is_ours and not is_empty:
        raise journal_fault(Code.JOURNAL_DAMAGED)
    if version > SCHEMA:
        raise journal_fault(Code.JOURNAL_NEWER, journal=version, program=SCHEMA)
    return version


def demand_same(db: Database, made_id: str | None) -> None:
    """Raises LedgerFault JOURNAL_MISSING where another one was made here than the one that was opened."""
    if made_id is None:
        return
    if version_of(db) == 0 or made_id not in {"", journal_id_of(db)}:
        raise journal_fault(Code.JOURNAL_MISSING)


def journal_id_of(db: Database) -> str:
    """The id it was given when it was made. Raises LedgerFault JOURNAL_DAMAGED where it has none."""
    for row in rows(db.execute("SELECT journal_id FROM meta")):
        return row.text("journal_id")
    raise journal_fault(Code.JOURNAL_DAMAGED)


def migrate(db: Database, journal_id: str, at: datetime) -> None:
    """Brings it to this program's version, wholly or not at all. Raises as `version_of`, and apsw.Error."""
    version = version_of(db)
    demand_checksums(db)
    if version == SCHEMA:
        return
    db.execute("BEGIN IMMEDIATE")  # a fault on the way leaves it open, and the caller closes the connection
    for step in _STEPS[version:]:
        step(db, journal_id, at)
    db.pragma("user_version", SCHEMA)
    db.execute("COMMIT")


def demand_current(db: Database) -> None:
    """Raises as `version_of`, and LedgerFault JOURNAL_READ_ONLY where it must first be brought up to date."""
    if version_of(db) < SCHEMA:
        raise journal_fault(Code.JOURNAL_READ_ONLY)
    demand_checksums(db)


def demand_whole(db: Database) -> None:
    """Raises LedgerFault JOURNAL_DAMAGED where its pages do not hang together."""
    if db.pragma("quick_check") != "ok":
        raise journal_fault(Code.JOURNAL_DAMAGED)


def demand_steps(db: Database) -> None:
    """Raises LedgerFault JOURNAL_DAMAGED where it would allow other steps than the core does."""
    ours = {(None if old is None else old.value, new.value) for old, after in NEXT.items() for new in after}
    if set(db.execute("SELECT old_state, new_state FROM allowed")) != ours:
        raise journal_fault(Code.JOURNAL_DAMAGED)
