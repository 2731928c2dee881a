"""A journal that was put back or copied: it is known, nothing open in it is believed, and no number is given twice.

RESTORES is how many lives of a journal are drawn, in each of which it is put back a few times (50).
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from app.core.activation import CASES, OPEN, State
from app.core.rules import sending
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.ledger.restoring import PAPERS_SKIPPED
from app.till.ports import LedgerFault, Note, NoteKind, PrintOutcome
from tests.ledger import first_version
from tests.ledger.orders import NOON, order, standing_at, step_to
from tests.ledger.pulled_plug import NEXT_DAY
from tests.ledger.put_back import (
    assert_nothing_open_is_believed,
    backed_up,
    epoch_of,
    opened,
    put_back,
    restored_notes,
    slip,
)
from tests.simulation import figures

RESTORES = int(os.environ.get("RESTORES", "50"))

# ---------------------------------------------------------------- put back at every state


@pytest.mark.parametrize("state", list(State))
def test_a_backup_that_is_put_back_is_known_whatever_it_holds(path: Path, marks: Path, state: State) -> None:
    ledger = opened(path, marks)
    before = standing_at(ledger, 1, state)
    case = ledger.case(before.id)
    ledger.close()
    backup = backed_up(path)
    ledger = opened(path, marks)
    assert ledger.activation(before.id) == before
    standing_at(ledger, 2, State.ACTIVE)
    ledger.close()
    put_back(backup, path)

    ledger = opened(path, marks)
    after = ledger.activation(before.id)
    assert after is not None
    if state in OPEN:
        assert (after.state, after.seq, after.at) == (State.UNKNOWN, before.seq + 1, NEXT_DAY)
        assert ledger.history(after.id)[-1].rule == ("T11" if state is State.SENDING else "T28")
        assert_nothing_open_is_believed(ledger)
    else:
        assert after == before
    assert [row.id for row in ledger.cases()] == ([before.id] if state in CASES else [])
    assert (case is None) == (ledger.case(before.id) is None)
    facts = {
        "sign": "older",
        "epoch": 1,
        "steps": before.seq,
        "steps_had": before.seq + 2,
        "doubtful": int(state in OPEN),
        "papers_asked": 0,
        "next_paper": 1,
    }
    assert restored_notes(ledger) == (Note(NoteKind.RESTORED, NEXT_DAY, facts),)
    ledger.close()
    assert epoch_of(path) == 1

    ledger = opened(path, marks)
    assert ledger.activation(before.id) == after, "it is put in doubt once"
    assert len(restored_notes(ledger)) == 1
    ledger.close()


def test_a_paper_that_was_due_in_a_backup_may_be_out_and_is_asked_for(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    for number in (1, 2, 3):
        ledger.issue_paper(ledger.add([order(number)]), NOON, slip, PrintOutcome.DUE)
    ledger.note_print(2, PrintOutcome.WAITING, NOON)
    ledger.note_print(3, PrintOutcome.DROPPED, NOON)
    ledger.close()
    backup = backed_up(path)
    ledger = opened(path, marks)
    ledger.note_print(1, PrintOutcome.WAITING, NOON)
    ledger.note_print(1, PrintOutcome.YES, NOON)
    ledger.close()
    put_back(backup, path)
    ledger = opened(path, marks)
    assert ledger.due_paper() is None, "nothing comes out twice by itself"
    assert [(job.number, job.outcome) for job in ledger.print_jobs()] == [
        (1, PrintOutcome.UNKNOWN),
        (2, PrintOutcome.UNKNOWN),
    ]
    assert restored_notes(ledger)[0].facts["papers_asked"] == 2
    ledger.close()


def test_a_backup_of_a_running_till_is_known_too(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    (waiting,) = ledger.add([order(1)])
    backup = ledger.backup(NOON, 1)
    assert backup is not None
    ledger.step(waiting, sending(waiting), NOON)
    ledger.close()
    put_back(backup, path)
    ledger = opened(path, marks)
    assert [row.state for row in ledger.queue()] == [State.UNKNOWN]
    ledger.close()


def test_a_case_that_was_put_back_stays_with_its_person_while_its_card_is_read(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    held = standing_at(ledger, 1, State.HELD)
    ledger.close()
    backup = backed_up(path)
    ledger = opened(path, marks)
    ledger.add([order(2)])
    ledger.close()
    put_back(backup, path)
    ledger = opened(path, marks)
    (doubtful,) = ledger.cases()
    assert (doubtful.id, doubtful.state) == (held.id, State.UNKNOWN)
    ledger.step(doubtful, step_to(doubtful, State.ACTIVE), NEXT_DAY)
    assert ledger.cases() == ()
    ledger.close()


def test_a_backup_of_the_first_version_is_known(path: Path, marks: Path) -> None:
    first_version.made(path)
    backup = backed_up(path)
    ledger = opened(path, marks)
    assert restored_notes(ledger) == ()
    assert State.QUEUED in {row.state for row in ledger.queue()}, "it is only brought up to date"
    ledger.add([order(99)])
    ledger.close()
    put_back(backup, path)
    ledger = opened(path, marks)
    assert_nothing_open_is_believed(ledger)
    assert len(restored_notes(ledger)) == 1
    ledger.close()


def test_a_backup_from_before_an_earlier_restoring_is_known(path: Path, marks: Path) -> None:
    """Its rows are not those of the present, even where it holds more of them."""
    ledger = opened(path, marks)
    ledger.add([order(1)])
    ledger.close()
    short = backed_up(path, "short")
    ledger = opened(path, marks)
    ledger.add([order(number) for number in range(2, 30)])
    ledger.close()
    long = backed_up(path, "long")
    ledger = opened(path, marks)
    ledger.add([order(30)])
    ledger.close()
    for backup, epoch in ((short, 1), (long, 2), (short, 3), (long, 4)):
        put_back(backup, path)
        ledger = opened(path, marks)
        assert_nothing_open_is_believed(ledger)
        ledger.close()
        assert epoch_of(path) == epoch


def test_a_backup_that_lacks_nothing_is_no_older_journal(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    (waiting,) = ledger.add([order(1)])
    ledger.close()
    put_back(backed_up(path), path)
    ledger = opened(path, marks)
    assert ledger.queue() == (waiting,)
    assert restored_notes(ledger) == ()
    ledger.close()


def test_a_journal_that_is_exchanged_under_the_till_is_known_although_the_till_stopped(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    held = standing_at(ledger, 1, State.HELD)
    ledger.close()
    backup = backed_up(path)
    ledger = opened(path, marks)
    (waiting,) = ledger.add([order(2)])
    put_back(backup, path)
    with pytest.raises(LedgerFault):
        ledger.step(waiting, sending(waiting), NOON)
    ledger.close()
    ledger = opened(path, marks)
    assert [(row.id, row.state) for row in ledger.queue()] == [(held.id, State.UNKNOWN)]
    ledger.close()


# ---------------------------------------------------------------- copies, and marks that are lost


def test_a_copy_on_another_machine_believes_nothing_that_is_open(path: Path, marks: Path, tmp_path: Path) -> None:
    ledger = opened(path, marks)
    ledger.add([order(1)])
    ledger.close()
    other = tmp_path / "other" / path.name
    shutil.copytree(path.parent, other.parent)
    copy = opened(other, tmp_path / "other marks")
    assert_nothing_open_is_believed(copy)
    (note,) = restored_notes(copy)
    assert (note.facts["sign"], "steps_had" in note.facts) == ("unmarked", False)
    copy.close()
    first = opened(path, marks)
    assert [row.state for row in first.queue()] == [State.QUEUED], "the first is what it was"
    first.close()


UNREADABLE = [b"", b"\0" * 256, b"[1]", b"{}", b'{"journal_id":"j-1","epoch":0,"steps":"9","papers":0}', b"\xff\xfe"]


@pytest.mark.parametrize("left", [None, *UNREADABLE], ids=["none", "empty", "zeros", "list", "less", "other", "bytes"])
def test_a_mark_that_is_lost_is_a_sign(path: Path, marks: Path, left: bytes | None) -> None:
    ledger = opened(path, marks)
    ledger.add([order(1)])
    ledger.close()
    (mark,) = marks.iterdir()
    mark.unlink()
    if left is not None:
        mark.write_bytes(left)
    ledger = opened(path, marks)
    assert_nothing_open_is_believed(ledger)
    assert len(restored_notes(ledger)) == 1
    ledger.close()
    opened(path, marks).close()
    assert epoch_of(path) == 1


def test_a_new_journal_has_no_mark_to_miss(path: Path, marks: Path) -> None:
    opened(path, marks).close()
    shutil.rmtree(marks)
    ledger = opened(path, marks)
    assert restored_notes(ledger) == ()
    ledger.close()


def test_a_journal_that_was_never_marked_begins_to_be(path: Path, marks: Path) -> None:
    ledger = opened(path, None)
    (waiting,) = ledger.add([order(1)])
    ledger.close()
    assert not marks.exists()
    ledger = opened(path, marks)
    assert ledger.queue() == (waiting,)
    ledger.close()
    shutil.rmtree(marks)
    ledger = opened(path, marks)
    assert len(restored_notes(ledger)) == 1
    ledger.close()


def test_the_mark_of_another_journal_is_a_sign_and_its_numbers_are_not_given_again(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    ledger.issue_paper(ledger.add([order(1)]), NOON, slip)
    ledger.close()
    path.unlink()
    JournalFiles(path).made.unlink()
    ledger = opened(path, marks, "j-2")
    (note,) = restored_notes(ledger)
    assert note.facts["sign"] == "another"
    assert ledger.next_number() == 2
    ledger.close()


def test_who_only_looks_leaves_no_mark_and_believes_the_journal(path: Path, marks: Path) -> None:
    ledger = opened(path, marks)
    (waiting,) = ledger.add([order(1)])
    ledger.close()
    shutil.rmtree(marks)
    beside = SqliteLedger.open_read_only(path)
    assert beside.queue() == (waiting,)
    beside.close()
    assert not marks.exists()


# ---------------------------------------------------------------- numbers of papers


@pytest.mark.parametrize("lose_the_mark", [False, True])
def test_no_number_is_given_twice(path: Path, marks: Path, lose_the_mark: bool) -> None:
    ledger = opened(path, marks)
    sold = ledger.add([order(1)])
    given = [ledger.issue_paper(sold, NOON, slip).number]
    ledger.close()
    backup = backed_up(path)
    ledger = opened(path, marks)
    given += [ledger.issue_paper(sold, NOON, slip).number for _ in range(5)]
    ledger.close()
    put_back(backup, path)
    if lose_the_mark:
        shutil.rmtree(marks)
    ledger = opened(path, marks)
    following = ledger.next_number()
    assert following == (PAPERS_SKIPPED + 2 if lose_the_mark else 7)
    assert ledger.issue_paper(sold, NOON, slip).number == following
    assert ledger.issue_paper(sold, NOON, slip).number == following + 1
    assert restored_notes(ledger)[0].facts["next_paper"] == following
    assert following not in given
    ledger.close()


# ---------------------------------------------------------------- by chance


@pytest.mark.parametrize("seed", range(RESTORES))
def test_by_chance_whatever_is_put_back_is_known_and_nothing_else_is(path: Path, marks: Path, seed: int) -> None:
    chance = random.Random(seed)
    ledger = opened(path, marks)
    numbers: list[int] = []
    backups: list[Path] = []
    cards = restores = 0
    for turn in range(12):
        for _ in range(chance.randint(1, 3)):
            cards += 1
            there = standing_at(ledger, cards, chance.choice(list(State)))
            if chance.random() < 0.5:
                numbers.append(ledger.issue_paper([there], NOON, slip).number)
        before = ledger.latest(999)
        ledger.close()
        what = chance.choice(["nothing", "backup", "put back"])
        if what == "put back" and backups:
            put_back(chance.choice(backups), path)
        elif what == "backup":
            backups.append(backed_up(path, f"backup{turn}"))
            ledger = opened(path, marks)
            standing_at(ledger, 1000 + turn, State.TAKEN)  # so that each backup lacks something
            before = ledger.latest(999)
            ledger.close()
        ledger = opened(path, marks)
        if what == "put back" and backups:
            assert_nothing_open_is_believed(ledger)
            assert restored_notes(ledger)[0].at == NEXT_DAY
            restores += 1
        else:
            assert ledger.latest(999) == before
    ledger.close()
    assert len(numbers) == len(set(numbers))
    figures.keep("journals put back", str(seed), {"restores": restores})
