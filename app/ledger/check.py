"""Looks a journal over, on a connection of its own that only reads: nobody who sells waits for it.

The quick check reads every page, so that each checksum is compared; the full one also compares the indexes with their
tables, and reads each row as the program would.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Final

from app.core.activation import NEXT, Event
from app.core.problem import Code, Problem, Refusal
from app.ledger.activation_rows import activation_from, event_from, rows
from app.ledger.checksums import demand_whole_pages
from app.ledger.database import Database
from app.ledger.fault import told
from app.ledger.files import JournalFiles
from app.ledger.migrations import demand_current, demand_steps
from app.ledger.opening import opened
from app.ledger.paper_rows import record_from
from app.till.ports import LedgerFault


def quick_check(path: Path) -> Problem | None:
    """The damage that is found in the journal's pages, if any. Raises LedgerFault where it cannot be looked at."""
    return _looked_over(path, _pages)


def full_check(path: Path) -> Problem | None:
    """The damage that is found in the journal's pages or rows, if any. Raises LedgerFault as `quick_check`."""
    return _looked_over(path, _pages_and_rows)


def _looked_over(path: Path, look: Callable[[Database], Iterator[str]]) -> Problem | None:
    try:
        with told(path), closing(opened(str(path), read_only=True)) as db:
            demand_current(db)
            demand_steps(db)
            if not (files := JournalFiles(path)).has_log():
                demand_whole_pages(db, files)
            found = next(look(db), None)
    except LedgerFault as fault:
        if fault.problem.code is not Code.JOURNAL_DAMAGED:
            raise
        return fault.problem
    return None if found is None else Problem(Code.JOURNAL_DAMAGED, {"path": str(path), "found": found})


def _pages(db: Database) -> Iterator[str]:
    if (said := db.pragma("quick_check", 1)) != "ok":
        yield str(said)


def _pages_and_rows(db: Database) -> Iterator[str]:
    db.execute("BEGIN")  # one moment, whatever is sold meanwhile
    if (said := db.pragma("integrity_check", 1)) != "ok":
        yield str(said)
    for table, *_ in db.execute("PRAGMA foreign_key_check"):
        yield f"a row of {table!s} refers to nothing"
    try:
        yield from _steps(db)
        yield from _what_stands(db)
        for row in rows(db.execute("SELECT * FROM paper_now")):
            record_from(row)
    except (ValueError, Refusal) as damage:  # what this program never writes
        yield f"a row cannot be read: {damage}"


def _steps(db: Database) -> Iterator[str]:
    """Each history begins as one may and goes on by allowed steps, one by one."""
    events = map(event_from, rows(db.execute("SELECT * FROM event ORDER BY activation_id, seq")))
    for activation_id, history in groupby(events, lambda event: event.activation_id):
        before: Event | None = None
        for event in history:
            seq, state = (0, None) if before is None else (before.seq, before.state)
            if event.seq != seq + 1 or event.state not in NEXT[state]:
                yield f"step {event.seq} of {activation_id} does not follow the one before it"
            before = event


def _what_stands(db: Database) -> Iterator[str]:
    """Each order stands where its last step put it."""
    for row in rows(db.execute("SELECT * FROM activation_now")):
        activation_from(row)
    for activation_id, *_ in db.execute(_NOT_WHERE_IT_SHOULD):
        yield f"{activation_id!s} does not stand where its last step put it"


_NOT_WHERE_IT_SHOULD: Final = """
SELECT activation_id, max(seq), state FROM event GROUP BY activation_id EXCEPT
SELECT activation_id, seq, state FROM standing
 UNION ALL
SELECT o.activation_id, s.seq, s.state FROM activation_order o LEFT JOIN standing s USING (added) WHERE s.seq IS NULL
"""
