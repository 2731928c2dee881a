"""A journal of an earlier program is brought up to date, whole, and nothing in it is lost or changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from app.core.activation import CASES, QUEUE, State
from app.core.case import CaseAction, Way
from app.core.problem import Code
from app.core.rules import closed
from app.ledger import migrations
from app.ledger.fields import stamp
from app.ledger.journal import SqliteLedger
from app.ledger.migrations import SCHEMA, steps_allowed
from app.till.ports import LedgerFault, NoteKind, PrintOutcome
from tests.ledger import first_version
from tests.ledger.orders import NOON, order
from tests.ledger.pulled_plug import reopened

FIRST = "f3b453bb7b00e49cb0ff16eff8007d8fd3a615aa4bd89e10f0fb848791d077b1"
STEPS = "bb9fd99582fa56e4e43f7e47cf88d929bb73b4ded55a908343b71a63f5164894"
HISTORY = ("activation_order", "customer", "event", "standing", "paper", "paper_card", "print_event", "fault")
ADDED = {("activation_order", "replaces"), ("paper_card", "state")}


@pytest.fixture
def old(path: Path) -> Path:
    first_version.made(path)
    return path


@pytest.fixture
def brought_up(old: Path) -> Iterator[SqliteLedger]:
    ledger = reopened(old)
    yield ledger
    ledger.close()


def schema_of(db: apsw.Connection) -> list[tuple]:
    return list(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"))


def test_the_tables_of_the_first_version_are_never_changed() -> None:
    """The figure was taken from the program that was released with them."""
    db = apsw.Connection(":memory:")
    first_version.first(db)
    assert hashlib.sha256(repr(schema_of(db)).encode()).hexdigest() == FIRST
    steps = sorted(db.execute("SELECT coalesce(old_state, ''), new_state FROM allowed"))
    assert hashlib.sha256(repr(steps).encode()).hexdigest() == STEPS


def test_a_journal_that_is_brought_up_is_made_like_a_new_one(old: Path, tmp_path: Path) -> None:
    reopened(old).close()
    new = tmp_path / "new" / "journal.db"
    reopened(new).close()
    one, other = (apsw.Connection(str(path)) for path in (old, new))
    assert schema_of(one) == schema_of(other)
    assert set(one.execute("SELECT * FROM allowed")) == set(other.execute("SELECT * FROM allowed")) == steps_allowed()
    assert one.pragma("user_version") == SCHEMA
    assert one.pragma("integrity_check") == "ok"
    assert one.pragma("foreign_key_check") is None
    assert one.execute("SELECT schema FROM meta").get == 1, "the one it was made with"
    one.close()
    other.close()


def test_every_row_is_there_as_it_was(old: Path) -> None:
    def rows() -> list[list[tuple]]:
        db = apsw.Connection(str(old))
        try:
            columns = {t: [row[1] for row in db.execute(f"PRAGMA table_info({t})")] for t in HISTORY}
            names = {t: ", ".join(c for c in columns[t] if (t, c) not in ADDED) for t in HISTORY}
            return [list(db.execute(f"SELECT {names[table]} FROM {table}")) for table in HISTORY]
        finally:
            db.close()

    before = rows()
    reopened(old).close()
    assert rows() == before
    assert [len(table) for table in before][2:4] == [25, len(State)]


def test_what_an_old_journal_holds_stands_where_it_stood(brought_up: SqliteLedger) -> None:
    rows = brought_up.latest(99)[::-1]
    assert [row.state for row in rows] == list(State)
    assert [row.order for row in rows] == [order(number) for number in range(len(State))]
    assert [row.state for row in brought_up.queue()] == [state for state in State if state in QUEUE]
    assert brought_up.sold_since("17", NOON) == len(State)
    assert (brought_up.next_number(), brought_up.last_contact()) == (3, None)
    assert [note.kind for note in brought_up.notes(9)] == [NoteKind.BACKUP], "nothing but its own copy"


def test_what_needs_a_person_in_an_old_journal_is_an_open_case(brought_up: SqliteLedger) -> None:
    cases = brought_up.cases()
    assert [row.state for row in cases] == [state for state in State if state in CASES]
    for row in cases:
        case = brought_up.case(row.id)
        assert case is not None
        assert (case.activation, case.opened_at, case.is_open, case.actions) == (row, NOON, True, ())
    taken = next(row for row in cases if row.state is State.TAKEN)
    brought_up.act(CaseAction(taken.id, NOON, Way.REFUND, "Ola", "paid back", closes=True), closed(taken, "paid back"))
    assert taken.id not in {row.id for row in brought_up.cases()}


def test_an_old_journal_is_not_looked_at_before_its_till_brought_it_up(old: Path) -> None:
    with pytest.raises(LedgerFault) as caught:
        SqliteLedger.open_read_only(old)
    assert caught.value.problem.code is Code.JOURNAL_READ_ONLY


def test_a_step_up_that_breaks_off_leaves_the_old_journal_whole(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(db, birth) -> None:
        migrations._second(db, birth)
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "_STEPS", (migrations._first, breaks_off))
        with pytest.raises(ZeroDivisionError):
            reopened(old)
    db = apsw.Connection(str(old))
    assert db.pragma("user_version") == 1
    with pytest.raises(apsw.SQLError):
        db.execute("SELECT * FROM open_case")
    db.close()
    ledger = reopened(old)
    assert len(ledger.latest(99)) == len(State)
    ledger.close()


def test_prints_of_an_old_journal_are_kept_and_nobody_is_asked_about_them_now(old: Path) -> None:
    """They were told when they happened. What is asked for from now on waits in its order."""
    db = apsw.Connection(str(old))
    for number, outcomes in ((1, ("waiting", "unknown")), (2, ("waiting",))):
        for seq, outcome in enumerate(outcomes, 1):
            db.execute("INSERT INTO print_event VALUES (?, ?, ?, ?, NULL)", (number, seq, outcome, stamp(NOON)))
    db.close()
    ledger = reopened(old)
    assert ledger.print_jobs() == ()
    one, two = ledger.paper(1), ledger.paper(2)
    assert one is not None
    assert two is not None
    assert (one.printed, one.may_be_out, one.states) == (PrintOutcome.UNKNOWN, True, ())
    assert (two.printed, two.may_be_out) == (PrintOutcome.WAITING, True)
    ledger.note_print(2, PrintOutcome.DUE, NOON)
    ledger.note_print(1, PrintOutcome.DUE, NOON)
    assert [job.number for job in ledger.print_jobs()] == [2, 1]
    ledger.close()
