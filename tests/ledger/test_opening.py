"""Opening a journal: made safely, opened once, never by an older program, and with everything durability needs."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from app.core.activation import State
from app.core.problem import Code, Problem
from app.core.rules import sending
from app.ledger import opening
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.ledger.migrations import SCHEMA, Birth, migrate
from app.till.ports import LedgerFault, StepRefused
from tests.ledger.orders import NOON, order, standing_at, step_to
from tests.ledger.pulled_plug import ROOT

NOBODY = 65534


def fault(action: Callable[[], object]) -> Problem:
    with pytest.raises(LedgerFault) as caught:
        action()
    assert caught.value.is_certain
    return caught.value.problem


def opened(path: Path) -> SqliteLedger:
    return SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------- files and settings


def test_nobody_else_may_look_into_the_journal(ledger: SqliteLedger, path: Path) -> None:
    ledger.add([order(1)])
    JournalFiles(path).mark_fault("a test")
    assert mode(path.parent) == 0o700
    assert {file.suffix: oct(mode(file)) for file in path.parent.iterdir()} == dict.fromkeys(
        (".db", ".db-wal", ".db-shm", ".lock", ".made", ".fault"), oct(0o600)
    )


def test_every_commit_is_synced_and_nothing_is_trusted(ledger: SqliteLedger) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1}
    assert {name: ledger._db.pragma(name) for name in wanted} == wanted
    assert ledger._db.pragma("mmap_size") == 0


def test_a_file_system_without_a_shared_log_is_refused() -> None:
    """A database in memory answers the question for WAL as such a file system does: with another word."""
    db = apsw.Connection(":memory:")
    with pytest.raises(LedgerFault) as caught:
        opening.demand(db, "journal_mode", "WAL", "wal")
    assert caught.value.problem == Problem(Code.JOURNAL_FAULT, {"setting": "journal_mode"})


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2", "2.99.99"])
def test_a_sqlite_with_the_log_reset_fault_is_refused(version: str) -> None:
    with pytest.raises(RuntimeError, match=version):
        opening.demand_version(version)
    opening.demand_version("3.51.3")


def test_a_journal_keeps_what_it_was_told_at_its_birth(path: Path) -> None:
    opened(path).close()
    SqliteLedger.open(path, journal_id="another", till_id="another", at=NOON).close()
    db = apsw.Connection(str(path))
    assert list(db.execute("SELECT journal_id, till_id, created_at, schema, epoch FROM meta")) == [
        ("j-1", "till-1", NOON.isoformat(), SCHEMA, 0)
    ]


def test_what_was_sold_is_there_after_a_restart(path: Path) -> None:
    ledger = opened(path)
    before = [standing_at(ledger, number, state) for number, state in enumerate(State)]
    ledger.close()
    ledger = opened(path)
    assert list(ledger.latest(99)) == before[::-1]
    ledger.close()


# ---------------------------------------------------------------- what is no journal of ours


def test_a_journal_of_a_later_program_is_left_alone(path: Path) -> None:
    opened(path).close()
    db = apsw.Connection(str(path))
    db.pragma("user_version", SCHEMA + 1)
    db.close()
    before = path.read_bytes()
    problem = fault(lambda: opened(path))
    assert problem == Problem(Code.JOURNAL_NEWER, {"path": str(path), "journal": SCHEMA + 1, "program": SCHEMA})
    assert fault(lambda: SqliteLedger.open_read_only(path)).code is Code.JOURNAL_NEWER
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_damage(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"A shopping list, and a long one. " * 200)
    assert fault(lambda: opened(path)).code is Code.JOURNAL_DAMAGED


def test_somebody_elses_database_is_not_taken_over(path: Path) -> None:
    path.parent.mkdir()
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE recipe (name TEXT)")
    db.close()
    assert fault(lambda: opened(path)).code is Code.JOURNAL_DAMAGED


def test_a_journal_that_allows_other_steps_than_the_core_is_refused(path: Path) -> None:
    opened(path).close()
    db = apsw.Connection(str(path))
    db.execute("DROP TRIGGER allowed_no_insert; INSERT INTO allowed VALUES ('active', 'queued')")
    db.close()
    assert fault(lambda: opened(path)).code is Code.JOURNAL_DAMAGED


def test_a_zeroed_page_is_damage(path: Path) -> None:
    ledger = opened(path)
    standing_at(ledger, 1, State.ACTIVE)
    ledger.close()
    pages = path.read_bytes()
    path.write_bytes(pages[:4096] + bytes(len(pages) - 4096))

    def look() -> None:
        opened(path).latest(1)

    assert fault(look).code is Code.JOURNAL_DAMAGED


def test_a_journal_that_was_damaged_when_the_till_stopped_is_not_gone_on_with(path: Path) -> None:
    ledger = opened(path)
    standing_at(ledger, 1, State.ACTIVE)
    ledger.close()
    db = apsw.Connection(str(path))
    (root,) = [row[0] for row in db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'order_of_sale'")]
    db.close()
    pages = bytearray(path.read_bytes())
    pages[(root - 1) * 4096 : root * 4096] = bytes(4096)
    path.write_bytes(pages)
    JournalFiles(path).mark_fault("a test")
    assert fault(lambda: opened(path)).code is Code.JOURNAL_DAMAGED
    assert JournalFiles(path).has_fault()


def test_a_migration_that_breaks_off_leaves_the_file_as_it_was(path: Path) -> None:
    path.parent.mkdir()
    db = apsw.Connection(str(path))
    db.set_authorizer(lambda action, *_: apsw.SQLITE_DENY if action == apsw.SQLITE_CREATE_VIEW else apsw.SQLITE_OK)
    with pytest.raises(apsw.Error):
        migrate(db, Birth("j-1", "till-1", NOON))
    db.close(force=True)
    opened(path).close()


# ---------------------------------------------------------------- a folder that refuses


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    problem = fault(lambda: opened(tmp_path / "file" / "journal.db"))
    assert problem == Problem(Code.JOURNAL_READ_ONLY, {"path": str(tmp_path / "file" / "journal.db")})


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that everybody may pass through; pytest's own is closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_that_may_only_be_read_is_told(open_to_all: Path) -> None:
    """As somebody without rights, for root may write everywhere."""
    folder = open_to_all / "till"
    opened(folder / "journal.db").close()
    (folder / "journal.db").chmod(0o400)
    folder.chmod(0o500)
    program = f"""
import sys
sys.path[:0] = {sys.path!r}
import os
from pathlib import Path
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON
if os.geteuid() == 0:
    for place in (Path({str(folder)!r}), *Path({str(folder)!r}).iterdir()):
        os.chown(place, {NOBODY}, {NOBODY})
    os.setgid({NOBODY})
    os.setuid({NOBODY})
try:
    SqliteLedger.open(Path({str(folder / "journal.db")!r}), journal_id="j", till_id="t", at=NOON)
except LedgerFault as fault:
    print(fault.problem.code.value, fault.is_certain)
"""
    child = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    folder.chmod(0o700)
    assert (child.stdout, child.stderr) == ("journal-read-only True\n", "")


def test_a_journal_that_is_deleted_under_the_till_stops_it(path: Path) -> None:
    ledger = opened(path)
    (added,) = ledger.add([order(1)])
    path.unlink()
    assert fault(lambda: ledger.step(added, sending(added), NOON)).code is Code.JOURNAL_FAULT
    assert fault(lambda: ledger.add([order(2)])).code is Code.JOURNAL_FAULT
    assert JournalFiles(path).has_fault()
    ledger.close()
    assert fault(lambda: opened(path)).code is Code.JOURNAL_MISSING


def test_a_journal_that_is_exchanged_for_its_backup_under_the_till_is_in_doubt_after_the_next_start(
    path: Path,
) -> None:
    ledger = opened(path)
    (waiting,) = ledger.add([order(1)])
    ledger.close()
    shutil.copy(path, path.with_suffix(".backup"))
    ledger = opened(path)
    path.with_suffix(".backup").replace(path)
    assert fault(lambda: ledger.step(waiting, sending(waiting), NOON)).code is Code.JOURNAL_FAULT
    ledger.close()
    ledger = opened(path)
    assert [activation.state for activation in ledger.queue()] == [State.UNKNOWN]
    assert not JournalFiles(path).has_fault()
    ledger.close()


def test_a_log_that_is_replaced_under_the_till_stops_it(path: Path) -> None:
    ledger = opened(path)
    ledger.add([order(1)])
    log = JournalFiles(path).log
    shutil.copy(log, log.with_suffix(".copy"))
    log.with_suffix(".copy").replace(log)
    assert fault(lambda: ledger.add([order(2)])).code is Code.JOURNAL_FAULT
    ledger.close()


def test_somebody_who_holds_the_journal_up_makes_it_busy(
    ledger: SqliteLedger, by_hand: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger._db.set_busy_timeout(1)
    by_hand.execute("BEGIN IMMEDIATE")
    assert fault(lambda: ledger.add([order(1)])).code is Code.JOURNAL_BUSY
    by_hand.execute("ROLLBACK")
    ledger.add([order(1)])


def test_a_bug_stays_a_bug(ledger: SqliteLedger) -> None:
    ledger._db.execute("DROP VIEW queue_now")
    with pytest.raises(apsw.SQLError):
        ledger.queue()


# ---------------------------------------------------------------- looking on


def test_a_look_from_outside_sees_a_running_till_and_changes_nothing(ledger: SqliteLedger, path: Path) -> None:
    (added,) = ledger.add([order(1)])
    beside = SqliteLedger.open_read_only(path)
    assert beside.latest(9) == (added,)
    leaving = ledger.step(added, sending(added), NOON)
    assert beside.activation(added.id) == leaving
    assert fault(lambda: beside.add([order(2)])).code is Code.JOURNAL_READ_ONLY
    beside.close()
    ledger.add([order(2)])


def test_a_look_needs_a_journal(path: Path) -> None:
    assert fault(lambda: SqliteLedger.open_read_only(path)).code is Code.JOURNAL_READ_ONLY
    assert not path.exists()
    path.parent.mkdir()
    path.touch()
    assert fault(lambda: SqliteLedger.open_read_only(path)).code is Code.JOURNAL_READ_ONLY


def test_a_look_at_a_closed_till(path: Path) -> None:
    ledger = opened(path)
    (added,) = ledger.add([order(1)])
    ledger.close()
    beside = SqliteLedger.open_read_only(path)
    assert beside.queue() == (added,)
    beside.close()
    opened(path).close()


# ---------------------------------------------------------------- one program, several threads


def test_the_journal_in_use_names_its_program(ledger: SqliteLedger, path: Path) -> None:
    assert fault(lambda: opened(path)) == Problem(Code.JOURNAL_IN_USE, {"path": str(path), "pid": os.getpid()})
    ledger.add([order(1)])


def test_a_closed_journal_is_free(path: Path) -> None:
    opened(path).close()
    opened(path).close()


def test_of_many_threads_one_takes_the_step(ledger: SqliteLedger) -> None:
    activations = ledger.add([order(number) for number in range(12)])
    barrier = threading.Barrier(6)
    taken: list[str] = []

    def worker() -> None:
        barrier.wait()
        for activation in activations:
            try:
                leaving = ledger.step(activation, sending(activation), NOON)
                ledger.step(leaving, step_to(leaving, State.UNKNOWN, ambiguous=True), NOON)
            except StepRefused:
                continue
            taken.append(activation.id)

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [activation.id for activation in activations]
    assert {len(ledger.history(activation.id)) for activation in activations} == {3}


def test_the_log_is_carried_over_before_it_grows_without_end(ledger: SqliteLedger, path: Path) -> None:
    for number in range(400):
        ledger.add([order(number)])
    assert JournalFiles(path).log.stat().st_size < 3 * 4096 * 1_000
    assert path.stat().st_size > 4096 * 60


def test_the_journal_brings_nothing_heavy_along() -> None:
    program = "import sys, app.ledger.journal; print(*sorted(name.split('.')[0] for name in sys.modules))"
    child = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"msgspec", "sqlite3", "ssl", "hashlib", "asyncio", "httpcore", "PySide6", "typing_extensions", "logging"}
    assert not heavy & set(child.stdout.split())
