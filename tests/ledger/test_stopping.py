"""What the journal does when a disk fails it. The database is real; one of its calls fails."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from app.core.problem import Code
from app.core.rules import sending
from app.ledger import connection
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON, order
from tests.ledger.pulled_plug import reopened


class FailingDatabase:
    """The real connection, but for one kind of statement that fails from now on, or once."""

    def __init__(self, db: apsw.Connection) -> None:
        self.db = db
        self.failing: dict[str, list[Exception]] = {}

    def execute(self, statements: str, bindings=None):
        self._fail(statements.split(maxsplit=1)[0])
        return self.db.execute(statements, bindings)

    def wal_checkpoint(self, dbname=None, mode=0):
        self._fail("checkpoint")
        return self.db.wal_checkpoint(dbname, mode)

    def _fail(self, what: str) -> None:
        if waiting := self.failing.get(what):
            raise waiting.pop(0)

    def __getattr__(self, name: str):
        return getattr(self.db, name)


@pytest.fixture
def database(ledger: SqliteLedger) -> Iterator[FailingDatabase]:
    database = FailingDatabase(ledger._db)
    ledger._db = database
    yield database
    ledger._db = database.db


def fault(ledger: SqliteLedger, number: int = 1) -> tuple[Code, bool]:
    with pytest.raises(LedgerFault) as caught:
        ledger.add([order(number)])
    return caught.value.problem.code, caught.value.is_certain


def test_a_commit_that_failed_is_written_over_and_the_till_stops(
    ledger: SqliteLedger, database: FailingDatabase, path: Path
) -> None:
    database.failing["COMMIT"] = [apsw.IOError("disk I/O error")]
    assert fault(ledger) == (Code.JOURNAL_FAULT, False)
    assert fault(ledger, 2) == (Code.JOURNAL_FAULT, True)
    assert ledger.latest(9) == ()
    assert [row[1:] for row in database.db.execute("SELECT * FROM fault")] == [(NOON.isoformat(), "IOError 0")]
    assert JournalFiles(path).has_fault()


def test_a_disk_that_refuses_even_that_stops_the_till_all_the_same(
    ledger: SqliteLedger, database: FailingDatabase, path: Path
) -> None:
    database.failing["COMMIT"] = [apsw.IOError("disk I/O error"), apsw.IOError("disk I/O error")]
    assert fault(ledger) == (Code.JOURNAL_FAULT, False)
    assert fault(ledger, 2) == (Code.JOURNAL_FAULT, True)
    assert JournalFiles(path).has_fault()


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT"])
def test_a_disk_that_fails_before_the_commit_is_a_no_and_stops_the_till(
    ledger: SqliteLedger, database: FailingDatabase, statement: str
) -> None:
    database.failing[statement] = [apsw.IOError("disk I/O error")]
    assert fault(ledger) == (Code.JOURNAL_FAULT, True)
    assert fault(ledger, 2) == (Code.JOURNAL_FAULT, True)
    assert ledger.latest(9) == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (apsw.FullError, Code.JOURNAL_FULL),
        (apsw.BusyError, Code.JOURNAL_BUSY),
    ],
)
def test_a_commit_that_was_refused_is_a_no_and_the_till_goes_on(
    ledger: SqliteLedger, database: FailingDatabase, error: type[apsw.Error], code: Code
) -> None:
    database.failing["COMMIT"] = [error("refused")]
    assert fault(ledger) == (code, True)
    assert [activation.id for activation in ledger.add([order(1)])] == [order(1).activation_id]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (apsw.FullError, Code.JOURNAL_FULL),
        (apsw.ReadOnlyError, Code.JOURNAL_READ_ONLY),
        (apsw.LockedError, Code.JOURNAL_BUSY),
    ],
)
def test_a_statement_that_was_refused_leaves_nothing_behind(
    ledger: SqliteLedger, database: FailingDatabase, error: type[apsw.Error], code: Code
) -> None:
    database.failing["INSERT"] = [error("refused")]
    assert fault(ledger) == (code, True)
    assert not database.in_transaction
    ledger.add([order(1)])


def bit_rot() -> apsw.IOError:
    """As a page tells it whose checksum does not fit."""
    error = apsw.IOError("disk I/O error")
    error.extendedresult = apsw.SQLITE_IOERR_DATA
    return error


@pytest.mark.parametrize("error", [apsw.CorruptError("malformed"), bit_rot()], ids=["form", "checksum"])
@pytest.mark.parametrize("found_by", ["INSERT", "SELECT"])
def test_damage_once_found_ends_writing_and_leaves_no_doubt(
    ledger: SqliteLedger, database: FailingDatabase, path: Path, error: apsw.Error, found_by: str
) -> None:
    (added,) = ledger.add([order(1)])
    database.failing[found_by] = [error]
    if found_by == "SELECT":
        with pytest.raises(LedgerFault):
            ledger.latest(9)
    else:
        assert fault(ledger, 2) == (Code.JOURNAL_DAMAGED, True)
    assert fault(ledger, 3) == (Code.JOURNAL_DAMAGED, True)
    assert ledger.latest(9) == (added,), "what can be read is still shown"
    assert not JournalFiles(path).has_fault()


def test_a_bug_in_a_write_leaves_nothing_behind_and_stays_a_bug(
    ledger: SqliteLedger, database: FailingDatabase
) -> None:
    database.failing["INSERT"] = [ZeroDivisionError()]
    with pytest.raises(ZeroDivisionError):
        ledger.add([order(1)])
    ledger.add([order(1)])


@pytest.mark.parametrize(("error", "goes_on"), [(apsw.IOError, False), (apsw.FullError, True), (apsw.BusyError, True)])
def test_what_was_committed_counts_even_if_the_log_cannot_be_carried_over(
    ledger: SqliteLedger, database: FailingDatabase, monkeypatch: pytest.MonkeyPatch, error, goes_on: bool
) -> None:
    monkeypatch.setattr(connection, "PAGES_BEFORE_CHECKPOINT", 1)
    database.failing["checkpoint"] = [error("refused")]
    (added,) = ledger.add([order(1)])
    assert ledger.activation(added.id) == added
    if goes_on:
        ledger.step(added, sending(added), NOON)
    else:
        assert fault(ledger, 2) == (Code.JOURNAL_FAULT, True)


def test_a_mark_that_cannot_be_written_does_not_hide_the_fault(
    ledger: SqliteLedger, database: FailingDatabase, path: Path
) -> None:
    JournalFiles(path).fault.mkdir()
    database.failing["COMMIT"] = [apsw.IOError("disk I/O error")]
    assert fault(ledger) == (Code.JOURNAL_FAULT, False)


def test_a_mark_that_cannot_be_read_is_a_fault_of_its_own(path: Path) -> None:
    reopened(path).close()
    JournalFiles(path).fault.mkdir()
    with pytest.raises(LedgerFault) as caught:
        reopened(path)
    assert caught.value.problem.code is Code.JOURNAL_READ_ONLY
