"""A damaged journal is set aside whole and taken over, so that nothing is sold twice or lost."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.activation import Activation, State
from app.core.attribution import METADATA_KEY
from app.core.problem import Code, Refusal
from app.ledger.damaged import set_aside
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.ledger.rescue import Rescued, rescue
from app.till.ports import LedgerFault, NoteKind, StepRefused
from tests.ledger.damaging import STAY, opened, pages_of, rows_of, zero
from tests.ledger.orders import NOON, order

LATER = NOON + timedelta(days=1)


def rescued(old: Path) -> tuple[SqliteLedger, Rescued]:
    """The damaged journal set aside, a new one begun, and all taken over that can be."""
    folder = set_aside(old, NOON)
    ledger = opened(old, "j-2")
    return ledger, rescue(ledger, folder, LATER)


# ---------------------------------------------------------------- setting aside


def test_a_damaged_journal_is_set_aside_with_all_that_belongs_to_it(old: Path) -> None:
    ledger = opened(old)
    ledger.backup(NOON, 3)
    ledger.close()
    JournalFiles(old).mark_fault("a test")
    before = old.read_bytes()
    folder = set_aside(old, NOON)
    assert folder == old.parent / "damaged-2026-11-23-1"
    assert oct(folder.stat().st_mode & 0o777) == oct(0o700)
    assert (folder / "journal.db").read_bytes() == before
    assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()) == [
        "backups/journal-2026-11-23.db",
        "journal.db",
        "journal.fault",
    ]
    assert JournalFiles(old).rescues_due() == ("damaged-2026-11-23-1",)
    ledger = opened(old, "j-2")
    assert ledger.latest(9) == ()
    assert not ledger.add([order(1)])[0].ambiguous
    ledger.close()
    assert set_aside(old, NOON).name == "damaged-2026-11-23-2"
    assert JournalFiles(old).rescues_due() == ("damaged-2026-11-23-1", "damaged-2026-11-23-2")


def test_what_stood_in_the_log_alone_is_set_aside_too(tmp_path: Path) -> None:
    """As a kill leaves it."""
    ledger = opened(tmp_path / "killed" / "journal.db")
    ledger.add([order(1)])
    shutil.copytree(tmp_path / "killed", tmp_path / "till", ignore=shutil.ignore_patterns("*-shm"))
    ledger.close()
    old = tmp_path / "till" / "journal.db"
    ledger, done = rescued(old)
    assert [row.id for row in done.taken_over] == [order(1).activation_id]
    ledger.close()


def test_a_journal_in_use_is_not_set_aside(old: Path) -> None:
    ledger = opened(old)
    with pytest.raises(LedgerFault) as caught:
        set_aside(old, NOON)
    assert caught.value.problem.code is Code.JOURNAL_IN_USE
    ledger.close()


def test_where_there_is_no_journal_none_is_set_aside(tmp_path: Path) -> None:
    with pytest.raises(LedgerFault) as caught:
        set_aside(tmp_path / "journal.db", NOON)
    assert caught.value.problem.code is Code.JOURNAL_MISSING


@pytest.mark.parametrize("moved", ["journal.db", "journal.db-wal", "journal.fault", "journal.made"])
def test_a_move_that_broke_off_begins_no_new_journal_and_goes_on(
    old: Path, monkeypatch: pytest.MonkeyPatch, moved: str
) -> None:
    JournalFiles(old).mark_fault("a test")
    JournalFiles(old).log.write_bytes(b"")
    rename, unlink = Path.rename, Path.unlink

    def until(path: Path, target: Path) -> Path:
        if path.name == moved:
            raise OSError(5, "the power went")
        return rename(path, target)

    def until_gone(path: Path, missing_ok: bool = False) -> None:
        if path.name == moved:
            raise OSError(5, "the power went")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as power:
        power.setattr(Path, "rename", until)
        power.setattr(Path, "unlink", until_gone)
        with pytest.raises(LedgerFault):
            set_aside(old, NOON)
    if moved != "journal.db":
        with pytest.raises(LedgerFault) as caught:
            opened(old, "j-2")
        assert caught.value.problem.code is Code.JOURNAL_MISSING
    folder = set_aside(old, NOON)
    assert (folder / "journal.db").exists()
    assert not JournalFiles(old).made.exists()
    opened(old, "j-2").close()


# ---------------------------------------------------------------- taking over


def test_all_that_is_open_is_taken_over_with_the_same_bytes_and_in_doubt(old: Path) -> None:
    rows = rows_of(old)
    ledger, done = rescued(old)
    assert done.leaves_nothing
    assert done.done_with == len(STAY)
    for row in rows.values():
        here = ledger.activation(row.id)
        if row.state in STAY:
            assert here is None, "its money went another way"
            continue
        assert here is not None
        assert here.order == row.order
        assert here.ambiguous
        if row.evidence is None:
            assert (here.state, here.sends, here.at) == (State.UNKNOWN, 0, LATER)
            assert here.note == "rescued from damaged-2026-11-23-1"
    ledger.close()


def test_a_card_that_the_issuer_had_shown_as_ours_is_active_at_once(old: Path) -> None:
    ledger, _ = rescued(old)
    here = ledger.activation(order(101).activation_id)
    assert here is not None
    assert here.state is State.ACTIVE
    assert here.evidence is not None
    assert here.evidence.metadata[METADATA_KEY] == here.id
    assert [event.rule for event in ledger.history(here.id)] == ["T27", "T12"]
    claimed = ledger.activation(order(list(State).index(State.ACTIVE)).activation_id)
    assert claimed is not None
    assert claimed.state is State.UNKNOWN, "a state alone proves nothing"
    ledger.close()


def test_no_card_of_the_damaged_journal_can_be_sold_again(old: Path) -> None:
    rows = rows_of(old)
    ledger, _ = rescued(old)
    for number, row in enumerate(rows.values()):
        if row.state not in STAY:
            with pytest.raises(StepRefused):
                ledger.add([order(5_000 + number, card=row.order.card.text)])
    ledger.close()


def test_rescuing_twice_changes_nothing(old: Path) -> None:
    ledger, done = rescued(old)
    before = (ledger.latest(10**6), ledger.notes(99))
    again = rescue(ledger, done.folder, LATER)
    assert (ledger.latest(10**6), ledger.notes(99)) == before
    assert again.taken_over == ()
    assert {row.id for row in again.known} == {row.id for row in done.taken_over}
    ledger.close()


def test_the_journal_of_today_says_what_was_rescued_and_that_no_rescue_is_due(old: Path) -> None:
    zero(old, pages_of(old, "activation_order")[0])
    folder = set_aside(old, NOON)
    ledger = opened(old, "j-2")
    assert ledger.rescues_due() == (folder.name,)
    done = rescue(ledger, folder, LATER)
    assert not done.leaves_nothing
    (note,) = ledger.notes(9, NoteKind.DAMAGE)
    assert note.facts == {
        "folder": folder.name,
        "taken_over": len(done.taken_over),
        "clashing": 0,
        "lost": len(done.lost),
    }
    assert ledger.rescues_due() == ()
    assert not JournalFiles(old).rescue.exists()
    ledger.close()


def test_a_rescue_that_broke_off_goes_on_where_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = set_aside(old, NOON)
    ledger = opened(old, "j-2")
    step = SqliteLedger.step

    def broken(*_given: object) -> Activation:
        raise KeyboardInterrupt

    monkeypatch.setattr(SqliteLedger, "step", broken)
    with pytest.raises(KeyboardInterrupt):
        rescue(ledger, folder, LATER)
    assert ledger.rescues_due() == (folder.name,)
    monkeypatch.setattr(SqliteLedger, "step", step)
    rescue(ledger, folder, LATER)
    here = ledger.activation(order(101).activation_id)
    assert here is not None
    assert here.state is State.ACTIVE
    assert ledger.rescues_due() == ()
    ledger.close()


def test_a_card_that_was_sold_again_meanwhile_is_told_and_holds_nothing_up(old: Path) -> None:
    folder = set_aside(old, NOON)
    ledger = opened(old, "j-2")
    ledger.add([order(7_000, card=order(100).card.text)])
    done = rescue(ledger, folder, LATER)
    assert [clashing.activation_id for clashing in done.clashing] == [order(100).activation_id]
    assert not done.leaves_nothing
    assert ledger.activation(order(101).activation_id) is not None
    ledger.close()


def test_a_folder_without_a_journal_of_this_till_is_told(tmp_path: Path) -> None:
    ledger = opened(tmp_path / "journal.db")
    with pytest.raises(Refusal) as caught:
        rescue(ledger, tmp_path / "elsewhere", LATER)
    assert caught.value.problem.code is Code.NOTHING_TO_RESCUE
    ledger.close()
