"""A journal that is older than it was: put back from a backup, or copied to another machine (T28).

What happened since is not in it. So nothing that it holds as open is believed: each such card is read before anything
is sent, and no paper gets a number that may have been given out. A paper that was due may have come out since, too.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Final

from app.core.activation import OPEN, Activation
from app.core.rules import put_back
from app.ledger.activation_rows import activation_from, rows
from app.ledger.activation_writing import write_event
from app.ledger.database import Database
from app.ledger.fault import damage_told
from app.ledger.fields import stamp
from app.ledger.mark import Mark, mark_from
from app.ledger.note_rows import write_note
from app.ledger.paper_rows import doubt_open_prints
from app.till.ports import Note, NoteKind

PAPERS_SKIPPED: Final = 1_000
"""So many numbers are left out where nobody knows which were given out: more than a till prints between two backups."""

_PULSE: Final = "SELECT journal_id, epoch, steps, papers, marked FROM pulse JOIN meta USING (only_row)"
_OPEN_NOW: Final = (
    "SELECT * FROM activation_now WHERE state IN (SELECT value FROM json_each(?)) ORDER BY added"  # reads all, once
)


@unique
class Sign(StrEnum):
    """By what a journal is known to have been put back."""

    OLDER = "older"
    """Its mark had come further, or stands in another epoch."""
    UNMARKED = "unmarked"
    """It was marked once, and its mark is not there: it may be a copy, on another machine."""
    ANOTHER = "another"
    """The mark is that of another journal, which stood here before it."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How far the journal has come, and whether that is marked elsewhere."""

    mark: Mark
    is_marked: bool


def pulse_of(db: Database) -> Pulse:
    """How far the journal has come. Raises apsw.Error, and LedgerFault JOURNAL_DAMAGED."""
    with damage_told():
        (row,) = rows(db.execute(_PULSE))
        return Pulse(mark_from(row), row.truth("marked"))


def beat_of(db: Database) -> tuple[int, int]:
    """The part of the pulse that moves: steps and papers. Asked in every transaction. Raises as `pulse_of`."""
    with damage_told():
        ((steps, papers),) = db.execute("SELECT steps, papers FROM pulse")
    return int(steps or 0), int(papers or 0)


def sign_of_restoring(has: Pulse, had: Mark | None) -> Sign | None:
    """Whether what the journal holds may be less than it once held; `had` is the mark found elsewhere."""
    if had is None:
        return Sign.UNMARKED if has.is_marked and has.mark.steps else None
    if had.journal_id != has.mark.journal_id:
        return Sign.ANOTHER
    if had.epoch != has.mark.epoch or had.steps > has.mark.steps:
        return Sign.OLDER
    return None


def write_restoration(db: Database, has: Mark, had: Mark | None, sign: Sign, at: datetime) -> None:
    """Begins a new epoch, puts everything open in doubt, papers that wait among it, and notes it.

    Raises apsw.Error, and LedgerFault JOURNAL_DAMAGED.
    """
    epoch = max(has.epoch, had.epoch if had and sign is Sign.OLDER else 0) + 1
    papers = max(has.papers, had.papers) if had else has.papers + PAPERS_SKIPPED
    db.execute(
        "INSERT INTO restoration (epoch, at, steps, steps_had, papers) VALUES (?, ?, ?, ?, ?)",
        (epoch, stamp(at), has.steps, had.steps if had else None, papers),
    )
    with damage_told():
        doubtful = tuple(map(activation_from, rows(db.execute(_OPEN_NOW, (json.dumps(sorted(OPEN)),)))))
    for activation in doubtful:
        _put_in_doubt(db, activation, at)
    facts: dict[str, str | int] = {
        "sign": sign.value,
        "epoch": epoch,
        "steps": has.steps,
        "doubtful": len(doubtful),
        "papers_asked": doubt_open_prints(db, stamp(at)),
        "next_paper": papers + 1,
    }
    if had is not None:
        facts["steps_had"] = had.steps
    write_note(db, Note(NoteKind.RESTORED, at, facts))


def _put_in_doubt(db: Database, activation: Activation, at: datetime) -> None:
    write_event(db, activation.id, activation.seq + 1, put_back(activation), stamp(at))


def write_marked(db: Database) -> None:
    """From now on a missing mark is a sign. Raises apsw.Error."""
    db.execute("UPDATE pulse SET marked = 1")
