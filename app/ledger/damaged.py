"""A damaged journal is set aside, whole, so that selling goes on with a new one and nothing of the old one is lost."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

from app.core.problem import Code
from app.ledger.backup import Backups
from app.ledger.fault import journal_fault, told
from app.ledger.files import JournalFiles, sync_names
from app.ledger.lock import JournalLock
from app.ledger.room import NO_LIMITS, Room


def set_aside(path: Path, at: datetime) -> Path:
    """Moves a journal and its backups into a folder `damaged-DAY-NUMBER` beside it, and returns that.

    The next opening begins a new journal; that a rescue is due is noted before anything moves, and the mark that there
    was a journal goes last: a move that broke off is told as JOURNAL_MISSING, and goes on when this is called again.
    Raises LedgerFault: JOURNAL_IN_USE, JOURNAL_MISSING where nothing is there to be set aside, JOURNAL_READ_ONLY.
    """
    files = JournalFiles(path.resolve())
    with told(files.path):
        lock = JournalLock.take(files.lock)
        try:
            return _moved(files, _begun(files) or _new_folder(files, at))
        finally:
            lock.release()


def _begun(files: JournalFiles) -> Path | None:
    """The folder of a move that broke off: its database went, and the mark did not."""
    due = files.rescues_due()
    is_begun = bool(due) and files.made.exists() and not files.path.exists()
    return files.path.parent / due[-1] if is_begun else None


def _new_folder(files: JournalFiles, at: datetime) -> Path:
    if not files.path.exists():
        raise journal_fault(Code.JOURNAL_MISSING)
    names = (files.path.parent / f"damaged-{at:%Y-%m-%d}-{number}" for number in count(1))
    folder = next(name for name in names if not name.exists())
    folder.mkdir(mode=0o700)
    files.note_rescues([*files.rescues_due(), folder.name])
    return folder


def _moved(files: JournalFiles, folder: Path) -> Path:
    for source, target in _moves(files, folder):
        if source.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            source.rename(target)
    files.reserve.unlink(missing_ok=True)
    sync_names(folder)
    files.sync_folder()
    files.made.unlink(missing_ok=True)
    files.sync_folder()
    return folder


def _moves(files: JournalFiles, folder: Path) -> Iterator[tuple[Path, Path]]:
    """The database first: whoever opens the journal in between finds it missing, and never a log of another."""
    yield files.path, folder / files.path.name
    yield files.log, folder / files.log.name
    yield files.fault, folder / files.fault.name
    for backup in Backups(Room(files, NO_LIMITS)).all():
        yield backup, folder / "backups" / backup.name
