"""The window's way out of a damaged journal, and how it looks after a sound one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.command import rescue as rescuing
from app.command.window import desk_for
from app.compose.options import Options
from app.core.activation import State
from app.core.problem import Code, Problem
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault, NoteKind
from app.ui.desk import Desk
from tests.command.at_the_counter import Till
from tests.command.test_rescue import damage, journal_of
from tests.sandbox.running import Running


@contextmanager
def desk_of(till: Till) -> Iterator[Desk]:
    desk = desk_for(Options(till.home, till.url))
    try:
        yield desk
    finally:
        desk.close()


def test_a_desk_with_a_damaged_journal_begins_a_new_one_and_knows_the_old_sales(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    assert till.sell(card).code == 0
    damage(till, "order_of_sale")
    damage(till, "allowed")
    with desk_of(till) as closed:
        assert closed.counter is None
        assert closed.problem is not None
        assert closed.problem.code is Code.JOURNAL_DAMAGED
        assert closed.begin_anew is not None
        desk = closed.begin_anew()
    assert desk.counter is not None
    assert [row.state for row in desk.counter.latest(9)] == [State.ACTIVE]
    ledger = desk.counter.road.ledger
    assert [dict(note.facts) for note in ledger.notes(9, NoteKind.DAMAGE)][-1] == {
        "folder": next(journal_of(till).parent.glob("damaged-*")).name
    }
    desk.close()


def test_a_rescue_that_fails_stays_due_and_holds_no_sale_up(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert till.sell(issuer.cards()[0]).code == 0
    damage(till, "allowed")

    def failing(*_given: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_FULL, {"path": "there"}), is_certain=True)

    with desk_of(till) as closed, monkeypatch.context() as full:
        full.setattr(rescuing, "rescue", failing)
        assert closed.begin_anew is not None
        desk = closed.begin_anew()
    assert desk.counter is not None
    assert desk.counter.latest(9) == ()
    desk.close()
    assert till.here("rescue", "--json").value["rescued"][0]["taken_over"] != []


def test_a_journal_that_proves_whole_is_gone_on_with(till: Till, issuer: Running) -> None:
    assert till.sell(issuer.cards()[0]).code == 0
    with desk_of(till) as desk:
        assert desk.begin_anew is not None
        begin = desk.begin_anew
    again = begin()
    assert again.counter is not None
    assert len(again.counter.latest(9)) == 1
    again.close()
    assert not list(journal_of(till).parent.glob("damaged-*"))


def test_after_the_start_the_journal_is_looked_over_and_backed_up(till: Till, issuer: Running) -> None:
    assert till.sell(issuer.cards()[0]).code == 0
    with desk_of(till) as desk:
        assert desk.upkeep is not None
        assert desk.upkeep() is None
        assert desk.upkeep() is None
    assert len(list((journal_of(till).parent / "backups").iterdir())) == 1


def test_what_is_found_after_the_start_is_told(till: Till, issuer: Running) -> None:
    assert till.sell(issuer.cards()[0]).code == 0
    damage(till, "order_of_sale")
    with desk_of(till) as desk:
        assert desk.upkeep is not None
        found = desk.upkeep()
        assert found is not None
        assert found.code is Code.JOURNAL_DAMAGED
        assert desk.begin_anew is not None
        begin = desk.begin_anew
    again = begin()
    assert again.counter is not None
    assert len(again.counter.latest(9)) == 1
    assert list(journal_of(till).parent.glob("damaged-*"))
    again.close()


def test_a_backup_without_room_is_no_reason_to_stop(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert till.sell(issuer.cards()[0]).code == 0

    def failing(*_given: object) -> None:
        raise LedgerFault(Problem(Code.DISK_LOW, {"free": "1 MB"}), is_certain=True)

    monkeypatch.setattr(SqliteLedger, "backup", failing)
    with desk_of(till) as desk:
        assert desk.upkeep is not None
        assert desk.upkeep() is None
