"""Journals that are copied, put back and looked at."""

import shutil
from pathlib import Path

import apsw

from app.core.activation import OPEN, State
from app.core.paper import Paper, PaperKind
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.till.ports import Note, NoteKind
from tests.ledger.pulled_plug import NEXT_DAY


def opened(path: Path, marks: Path | None, journal_id: str = "j-1") -> SqliteLedger:
    return SqliteLedger.open(path, journal_id=journal_id, till_id="till-1", at=NEXT_DAY, mark_folder=marks)


def backed_up(path: Path, name: str = "backup") -> Path:
    """A copy of a journal that nobody has open."""
    return Path(shutil.copy(path, path.parent.parent / f"{name}.db"))


def put_back(backup: Path, path: Path) -> None:
    for left in (path, JournalFiles(path).log, path.with_name(path.name + "-shm")):
        left.unlink(missing_ok=True)
    shutil.copy(backup, path)


def epoch_of(path: Path) -> int:
    db = apsw.Connection(str(path))
    try:
        return db.execute("SELECT epoch FROM meta").get
    finally:
        db.close()


def restored_notes(ledger: SqliteLedger) -> tuple[Note, ...]:
    return ledger.notes(99, NoteKind.RESTORED)


def slip(number: int) -> Paper:
    return Paper(PaperKind.SLIP, number, ())


def assert_nothing_open_is_believed(ledger: SqliteLedger) -> None:
    assert {row.state for row in ledger.latest(999)} & OPEN <= {State.UNKNOWN}
    for row in ledger.queue():
        assert (row.ambiguous, row.send_ended_at, row.seen_after_send) == (True, None, None)
