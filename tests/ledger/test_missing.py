"""A journal that was made and is not found again: nothing is sold, and no new one is begun without a word."""

import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from app.core.problem import Code, Problem
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON, order


def opened(path: Path, journal_id: str = "j-1") -> SqliteLedger:
    return SqliteLedger.open(path, journal_id=journal_id, till_id="till-1", at=NOON)


def deleted(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def begun_anew(path: Path) -> None:
    """By somebody else's program: an empty database that is no empty file."""
    path.unlink()
    db = apsw.Connection(str(path))
    db.pragma("journal_mode", "WAL")
    db.close()


def exchanged(path: Path) -> None:
    other = path.parent.parent / "other" / path.name
    opened(other, "j-2").close()
    shutil.copy(other, path)


LOST = [deleted, emptied, begun_anew, exchanged]


def files_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in {".db", ".db-wal", ".made"}}


@pytest.mark.parametrize("lose", LOST)
def test_a_journal_that_is_lost_is_no_new_journal(path: Path, lose: Callable[[Path], None]) -> None:
    ledger = opened(path)
    ledger.add([order(1)])
    ledger.close()
    lose(path)
    for how in (lambda: opened(path, "j-3"), lambda: SqliteLedger.open_read_only(path)):
        for _try in range(2):  # the first leaves nothing behind that would mend the second
            with pytest.raises(LedgerFault) as caught:
                how()
            assert caught.value.problem == Problem(Code.JOURNAL_MISSING, {"path": str(path)})
            assert caught.value.is_certain


@pytest.mark.parametrize("lose", [deleted, emptied])
def test_what_is_left_of_a_lost_journal_is_not_touched(path: Path, lose: Callable[[Path], None]) -> None:
    """SQLite would throw the log of an empty database away, and with it what was sold last."""
    ledger = opened(path)
    ledger.add([order(1)])
    copy = path.parent.parent / "copy"
    shutil.copytree(path.parent, copy)  # as a killed till leaves its files
    ledger.close()
    lose(copy / path.name)
    left = files_in(copy)
    assert left["journal.db-wal"]
    for how in (opened, SqliteLedger.open_read_only):
        with pytest.raises(LedgerFault):
            how(copy / path.name)
    assert files_in(copy) == left


@pytest.mark.parametrize("lose", LOST)
def test_a_journal_that_was_put_back_is_gone_on_with(path: Path, lose: Callable[[Path], None]) -> None:
    ledger = opened(path)
    (added,) = ledger.add([order(1)])
    ledger.close()
    backup = shutil.copy(path, path.parent.parent / "backup.db")
    lose(path)
    with pytest.raises(LedgerFault):
        opened(path)
    path.unlink(missing_ok=True)
    shutil.copy(backup, path)
    ledger = opened(path)
    assert ledger.queue() == (added,)
    ledger.close()


@pytest.mark.parametrize("lose", LOST)
def test_who_removes_the_mark_takes_what_is_there(path: Path, lose: Callable[[Path], None]) -> None:
    opened(path).close()
    lose(path)
    JournalFiles(path).made.unlink()
    ledger = opened(path, "j-3")
    ledger.add([order(1)])
    ledger.close()
    assert JournalFiles(path).made_id() == ("j-2" if lose is exchanged else "j-3")


@pytest.mark.parametrize("left", [None, b"", b"\0\0\0"], ids=["none", "empty", "its bytes never landed"])
def test_a_journal_without_a_whole_mark_gets_one(path: Path, left: bytes | None) -> None:
    opened(path).close()
    mark = JournalFiles(path).made
    mark.unlink()
    if left is not None:
        mark.write_bytes(left)
    SqliteLedger.open_read_only(path).close()
    assert (mark.read_bytes() if mark.exists() else None) == left, "who only looks writes nothing"
    opened(path, "j-3").close()
    assert mark.read_bytes() == b"j-1"


@pytest.mark.parametrize("left", [b"", b"\0\0\0"])
def test_a_mark_without_an_id_still_tells_that_there_was_a_journal(path: Path, left: bytes) -> None:
    opened(path).close()
    JournalFiles(path).made.write_bytes(left)
    path.unlink()
    with pytest.raises(LedgerFault) as caught:
        opened(path)
    assert caught.value.problem.code is Code.JOURNAL_MISSING


def test_a_mark_that_cannot_be_written_is_told_and_is_written_the_next_time(path: Path) -> None:
    opened(path).close()
    mark = JournalFiles(path).made
    mark.unlink()
    mark.mkdir()
    with pytest.raises(LedgerFault) as caught:
        opened(path)
    assert caught.value.problem.code is Code.JOURNAL_READ_ONLY
    mark.rmdir()
    opened(path).close()
    assert mark.read_bytes() == b"j-1"


def test_a_journal_whose_own_id_is_gone_is_damage(path: Path) -> None:
    opened(path).close()
    db = apsw.Connection(str(path))
    triggers = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='trigger'")]
    for name in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DELETE FROM meta")
    db.close()
    with pytest.raises(LedgerFault) as caught:
        opened(path)
    assert caught.value.problem.code is Code.JOURNAL_DAMAGED
