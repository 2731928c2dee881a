"""From an empty file, or an older journal, to the tables of today: one numbered step after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core.activation import NEXT
from app.core.problem import Code
from app.ledger import first_schema, fourth_schema, second_schema
from app.ledger.checksums import demand_checksums, give_checksums
from app.ledger.database import Database
from app.ledger.fault import journal_fault
from app.ledger.fields import stamp
from app.ledger.first_schema import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Birth:
    """What a journal is told once, when it is made: an id like no other's, its till, and the time."""

    journal_id: str
    till_id: str
    at: datetime


def steps_allowed() -> set[tuple[str | None, str]]:
    """The core's table of steps as the rows of `allowed`. The step that begins an activation has no old state."""
    return {(None if old is None else old.value, new.value) for old, after in NEXT.items() for new in after}


def _first(db: Database, birth: Birth) -> None:
    """Version 1: sales, their steps and their papers."""
    now = first_schema
    for part in (now.TABLES, now.VIEWS, now.STEP_TRIGGERS, now.PAPER_TRIGGERS, now.FIXED_TRIGGERS):
        db.execute(part)
    db.executemany(_ALLOW, now.STEPS)
    db.execute(now.ALLOWED_IS_CLOSED)
    db.execute(
        "INSERT INTO meta (only_row, journal_id, till_id, created_at, schema, epoch) VALUES (1, ?, ?, ?, ?, 0)",
        (birth.journal_id, birth.till_id, stamp(birth.at), SCHEMA),
    )
    db.pragma("application_id", APPLICATION_ID)


def _second(db: Database, _birth: Birth) -> None:
    """Version 2: cases, take-overs, notes, and how far it has come."""
    now = second_schema
    db.execute("DROP TRIGGER allowed_no_insert")
    db.executemany(_ALLOW, now.STEPS)
    db.execute(first_schema.ALLOWED_IS_CLOSED)
    for part in (now.TABLES, now.VIEWS, now.STEP_TRIGGERS, now.CASE_TRIGGERS, now.PULSE_TRIGGERS, now.FIXED_TRIGGERS):
        db.execute(part)
    db.execute(now.CASES_THAT_STAND)


def _third(_db: Database, _birth: Birth) -> None:
    """Version 3: the tables stay. Every page has a checksum, and a program that writes pages without must not come."""


def _fourth(db: Database, _birth: Birth) -> None:
    """Version 4: prints that wait, in their order, and what was dropped of them."""
    now = fourth_schema
    for part in (now.TABLES, now.VIEWS, now.PRINT_TRIGGERS, now.FIXED_TRIGGERS):
        db.execute(part)


_ALLOW: Final = "INSERT INTO allowed (old_state, new_state) VALUES (?, ?)"

_STEPS: Final[tuple[Callable[[Database, Birth], None], ...]] = (_first, _second, _third, _fourth)
"""Never changed once released, only added to."""

SCHEMA: Final = len(_STEPS)
"""The version this program writes (`PRAGMA user_version`)."""

_CHECKSUMS_SINCE: Final = _STEPS.index(_third) + 1


def version_of(db: Database) -> int:
    """The version of an opened journal, 0 for an empty file.

    Raises LedgerFault: JOURNAL_NEWER for a later program's, JOURNAL_DAMAGED for a database that is no journal.
    """
    version = int(str(db.pragma("user_version")))
    is_ours = db.pragma("application_id") == APPLICATION_ID
    is_empty = version == 0 and not list(db.execute("SELECT 1 FROM sqlite_schema LIMIT 1"))
    if not is_ours and not is_empty:
        raise journal_fault(Code.JOURNAL_DAMAGED)
    if version > SCHEMA:
        raise journal_fault(Code.JOURNAL_NEWER, journal=version, program=SCHEMA)
    return version


def migrate(db: Database, birth: Birth) -> None:
    """Brings a journal to this program's version, wholly or not at all. Raises as `version_of`, and apsw.Error."""
    version = version_of(db)
    if version < _CHECKSUMS_SINCE:
        give_checksums(db)  # no transaction can hold this; done twice, it does nothing
    demand_checksums(db)
    if version == SCHEMA:
        return
    db.execute("BEGIN IMMEDIATE")  # a fault on the way leaves it open, and the caller closes the connection
    for step in _STEPS[version:]:
        step(db, birth)
    db.pragma("user_version", SCHEMA)
    db.execute("COMMIT")


def demand_current(db: Database) -> None:
    """Raises as `version_of`, and LedgerFault JOURNAL_READ_ONLY where its till must bring it up to date."""
    if version_of(db) < SCHEMA:
        raise journal_fault(Code.JOURNAL_READ_ONLY)
    demand_checksums(db)


def demand_steps(db: Database) -> None:
    """Raises LedgerFault JOURNAL_DAMAGED where the journal would allow other steps than the core does."""
    if set(db.execute("SELECT old_state, new_state FROM allowed")) != steps_allowed():
        raise journal_fault(Code.JOURNAL_DAMAGED)
