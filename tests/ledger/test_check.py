"""The journal is looked over: in the back, beside a running till, and wholly when a person asks."""

from pathlib import Path

import apsw
import pytest

from app.core.activation import State
from app.core.paper import Paper, PaperKind, Text
from app.core.problem import Code
from app.ledger.check import full_check, quick_check
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON, order, standing_at


def test_a_running_till_is_found_well_and_sells_meanwhile(ledger: SqliteLedger, path: Path) -> None:
    for number, state in enumerate(State):
        standing_at(ledger, number, state)
    assert ledger.quick_check() is None
    assert ledger.full_check() is None
    ledger.add([order(900)])


def test_what_is_found_ends_selling_at_once(ledger: SqliteLedger, path: Path) -> None:
    """The page lies on the disk alone: the till itself has read it long before and would go on."""
    ledger.add([order(number) for number in range(100)])
    ledger._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 100)
        file.write(b"\xff\xff\xff")
    found = ledger.quick_check()
    assert found is not None
    assert found.code is Code.JOURNAL_DAMAGED
    assert found.facts["path"] == str(path)
    with pytest.raises(LedgerFault) as caught:
        ledger.add([order(900)])
    assert caught.value.problem.code is Code.JOURNAL_DAMAGED


WRONG = {
    "a step that is not allowed": "UPDATE event SET state = 'cancelled' WHERE seq = 2",
    "a step that is missing": "DELETE FROM event WHERE seq = 1",
    "a standing that is another": "UPDATE standing SET state = 'held'",
    "a standing that is missing": "DELETE FROM standing",
    "an order without a history": "DELETE FROM event; DELETE FROM standing",
    "an order of nobody": "UPDATE event SET activation_id = 'nobody'",
    "a body that was changed": "UPDATE activation_order SET body = x'00'",
    "a state that is none": "UPDATE event SET state = 'sold' WHERE seq = 2",
    "a paper that cannot be read": "UPDATE paper SET content = '{}'",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_rows_that_the_program_never_writes_are_found(ledger: SqliteLedger, path: Path, wrong: str) -> None:
    """By somebody with a tool: each page is whole, and what stands in it is wrong."""
    row = standing_at(ledger, 1, State.ACTIVE)
    ledger.issue_paper([row], NOON, lambda number: Paper(PaperKind.RECEIPT, number, (Text("Active"),)))
    ledger.close()
    db = apsw.Connection(str(path))
    for (trigger,) in list(db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")):
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute(wrong)
    db.close()
    found = full_check(path)
    assert found is not None
    assert found.code is Code.JOURNAL_DAMAGED
    assert quick_check(path) is None, "the quick one compares pages"


def test_a_text_that_is_none_is_damage_and_no_bug(ledger: SqliteLedger, by_hand: apsw.Connection) -> None:
    (row,) = ledger.add([order(1)])
    by_hand.execute("DROP TRIGGER event_no_update; UPDATE event SET note = CAST(x'ff' AS TEXT)")
    with pytest.raises(LedgerFault) as caught:
        ledger.history(row.id)
    assert caught.value.problem.code is Code.JOURNAL_DAMAGED


def test_an_index_that_lost_a_row_is_found(ledger: SqliteLedger, path: Path) -> None:
    ledger.add([order(1)])
    ledger.close()
    db = apsw.Connection(str(path))
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = replace(sql, 'place)', 'added)') WHERE name = 'order_of_sale'")
    db.close()
    assert full_check(path) is not None


def test_a_journal_that_is_not_there_cannot_be_looked_over(path: Path) -> None:
    with pytest.raises(LedgerFault) as caught:
        quick_check(path)
    assert caught.value.problem.code is Code.JOURNAL_READ_ONLY
