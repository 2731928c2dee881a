"""The mark of how far a journal had come: no power cut, kill or bad disk makes a whole journal a restored one."""

import os
import random
import shutil
from pathlib import Path

import apsw
import pytest

from app.core.problem import Code, Problem
from app.ledger.files import JournalFiles
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON, order
from tests.ledger.pulled_plug import Ended, run, with_fault
from tests.ledger.put_back import (
    assert_nothing_open_is_believed,
    backed_up,
    epoch_of,
    opened,
    put_back,
    restored_notes,
    slip,
)
from tests.ledger.test_power_loss import Disk, changes
from tests.simulation import figures

CALLS = "openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink"


# ---------------------------------------------------------------- power cuts and kills are no restoring


def test_marks_that_a_power_cut_took_are_no_sign(path: Path, marks: Path) -> None:
    opened(path, marks).close()
    (mark,) = marks.iterdir()
    older = mark.read_bytes()
    ledger = opened(path, marks)
    ledger.issue_paper(ledger.add([order(1)]), NOON, slip)
    before = ledger.queue()
    ledger.close()
    assert mark.read_bytes() != older
    mark.write_bytes(older)
    ledger = opened(path, marks)
    assert (ledger.queue(), restored_notes(ledger), ledger.next_number()) == (before, (), 2)
    ledger.close()


def test_a_till_killed_before_its_new_mark_was_written_doubts_once_more(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    ledger.add([order(1)])
    ledger.close()
    backup = backed_up(path)
    ledger = opened(path, marks)
    ledger.add([order(2)])
    ledger.close()
    (mark,) = marks.iterdir()
    old_mark = mark.read_bytes()
    put_back(backup, path)
    opened(path, marks).close()
    mark.write_bytes(old_mark)
    ledger = opened(path, marks)
    assert_nothing_open_is_believed(ledger)
    assert len(restored_notes(ledger)) == 2
    ledger.close()
    assert epoch_of(path) == 2


@pytest.mark.parametrize("call", ["write", "pwrite64", "fdatasync", "fsync"])
def test_a_till_killed_at_any_moment_was_not_put_back(tmp_path: Path, call: str) -> None:
    log = tmp_path / "log"
    run(tmp_path / "whole" / "journal.db", 1, "marks", strace=("-o", str(log), "-e", f"trace={call}"))
    count = log.read_text().count(f"{call}(")
    sample = range(1, count + 1) if count <= 12 else random.Random(11).sample(range(1, count + 1), 12)
    for number in sample:
        journal = tmp_path / f"{call}{number}" / "journal.db"
        ended = run(journal, 1, "marks", strace=with_fault(call, "signal=KILL", str(number)))
        assert_goes_on_unrestored(journal, ended)
    figures.keep("killed journals", f"marked {call}", {"kills": len(sample)})


def assert_goes_on_unrestored(journal: Path, ended: Ended) -> None:
    assert ended.code < 0
    ledger = opened(journal, journal.parent)
    assert restored_notes(ledger) == ()
    assert {row.id for row in ledger.latest(9)} >= set(ended.promised)
    ledger.close()


def after_power_cuts(tmp_path: Path, *how: str) -> list[bool]:
    """Of each state of the disk that may be found after a power cut: whether the journal counts as put back."""
    folder, log = tmp_path / "till", tmp_path / "log"
    trace = ("-xx", "-s", "200000", "-o", str(log), "-e", f"trace={CALLS}")
    run(folder / "journal.db", 4, "marks", *how, strace=trace)
    happened = [c for c in changes(log.read_text(), folder) if not c.name.endswith(("-shm", ".lock"))]
    assert sum(change.name == "journal.mark" and change.kind == "write" for change in happened) > 3 * 4
    chance = random.Random(7)
    found = []
    for number in range(150):
        disk = Disk()
        for change in happened[: chance.randrange(len(happened) + 1)]:
            disk.happen(change)
        disk.lose_power(chance)
        after = tmp_path / f"after{number}"
        after.mkdir()
        for name, content in disk.contents.items():
            (after / name).write_bytes(content)
        ledger = opened(after / "journal.db", after)
        found.append(bool(restored_notes(ledger)))
        ledger.close()
    figures.keep("power losses", f"marked {how}", {"states": len(found)})
    return found


def test_no_power_cut_makes_a_journal_one_that_was_put_back(tmp_path: Path) -> None:
    assert not any(after_power_cuts(tmp_path))


def test_a_journal_that_lost_promised_rows_counts_as_put_back(tmp_path: Path) -> None:
    assert any(after_power_cuts(tmp_path, "normal"))


# ---------------------------------------------------------------- marks that cannot be written


def test_a_mark_that_cannot_be_written_at_the_start_is_told(path: Path, marks: Path) -> None:
    marks.touch()
    with pytest.raises(LedgerFault) as caught:
        opened(path, marks)
    assert caught.value.problem == Problem(Code.JOURNAL_READ_ONLY, {"path": str(marks / "journal.mark")})
    marks.unlink()
    opened(path, marks).close()


def test_a_mark_that_finds_no_room_holds_no_sale_up_and_is_no_sign(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    assert ledger._mark is not None
    ledger._mark.close()
    ledger._mark._descriptor = os.open("/dev/full", os.O_WRONLY)
    before = ledger.add([order(1)])
    assert ledger.queue() == before
    ledger.close()
    ledger = opened(path, marks)
    assert (ledger.queue(), restored_notes(ledger)) == (before, ())
    ledger.close()


def test_a_mark_that_is_deleted_under_the_till_holds_no_sale_up_and_is_a_sign(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    shutil.rmtree(marks)
    (added,) = ledger.add([order(1)])
    assert ledger.activation(added.id) == added
    ledger.close()
    ledger = opened(path, marks)
    assert_nothing_open_is_believed(ledger)
    assert len(restored_notes(ledger)) == 1
    ledger.close()


def test_a_start_that_breaks_off_leaves_the_mark_to_the_next(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    (added,) = ledger.add([order(1)])
    ledger.close()
    JournalFiles(path).mark_fault("a test")
    db = apsw.Connection(str(path))
    db.execute("CREATE TRIGGER no_more BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(apsw.ConstraintError):
        opened(path, marks)
    db.execute("DROP TRIGGER no_more")
    db.close()
    ledger = opened(path, marks)
    assert [row.rule for row in ledger.history(added.id)] == ["T01", "T28"]
    assert restored_notes(ledger) == ()
    ledger.close()


# ---------------------------------------------------------------- a long journal


def test_a_long_journal_is_opened_as_quickly_as_a_short_one(tmp_path: Path) -> None:
    """Counted in pages that are read from the disk."""
    read = []
    for name, cards in (("short", 50), ("long", 5_000)):
        path, marks = tmp_path / name / "journal.db", tmp_path / name / "marks"
        ledger = opened(path, marks)
        ledger.add([order(number) for number in range(cards)])
        ledger.close()
        ledger = opened(path, marks)
        read.append(ledger._db.status(apsw.SQLITE_DBSTATUS_CACHE_MISS)[0])
        ledger.close()
    assert read[1] <= read[0] + 5, read
