"""A full disk is a no; a commit that failed is neither a yes nor a no, and stops the till."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.activation import QUEUE, State
from app.ledger.files import JournalFiles
from tests.ledger.orders import order, standing_at
from tests.ledger.pulled_plug import NEXT_DAY, look_over, reopened, run, states_in, steps_in, with_fault
from tests.simulation import figures

SYNCS_TO_OPEN = 7
SYNCS = 13
FIRST_ADD, FIRST_SENDING, FIRST_ACTIVE = 8, 9, 10
WRITES_TO_OPEN = 92


def test_the_figures_of_this_module_are_true(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run(tmp_path / "journal.db", 2, strace=("-o", str(log), "-e", "trace=fdatasync,pwrite64,write"))
    calls = log.read_text().split("open\\n")
    assert [part.count("fdatasync(") for part in calls] == [SYNCS_TO_OPEN, SYNCS - SYNCS_TO_OPEN]
    assert calls[0].count("pwrite64(") == WRITES_TO_OPEN


@pytest.fixture(autouse=True)
def counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """One fault of a system call each."""
    yield
    figures.keep("faulty disks", request.node.name, {"faults": 1})


@pytest.mark.parametrize("number", range(SYNCS_TO_OPEN + 1, SYNCS + 1))
@pytest.mark.parametrize("lasting", ["", "+"], ids=["once", "for good"])
def test_a_commit_whose_sync_failed_is_claimed_neither_way(tmp_path: Path, number: int, lasting: str) -> None:
    journal = tmp_path / "journal.db"
    ended = run(journal, 3, strace=with_fault("fdatasync", "error=EIO", f"{number}{lasting}"))
    assert ended.faults[0] == "journal-fault unknown"
    assert set(ended.faults[1:]) == {"journal-fault certain"}, "nothing more may be written"
    assert JournalFiles(journal).has_fault()
    look_over(journal, ended.promised)
    ledger = reopened(journal)
    assert State.QUEUED not in states_in(ledger)
    assert not JournalFiles(journal).has_fault()
    ledger.add([order(900)])
    ledger.close()


def test_an_order_that_comes_back_from_a_failed_commit_is_read_before_it_is_sent(tmp_path: Path) -> None:
    """The sync fails, and the till dies before it can write anything over the rows that nobody was promised."""
    journal = tmp_path / "journal.db"
    log = tmp_path / "log"
    run(tmp_path / "other" / "journal.db", 1, strace=("-o", str(log), "-e", "trace=fdatasync,pwrite64"))
    calls = log.read_text().splitlines()
    add = [number for number, call in enumerate(calls) if "fdatasync(" in call][FIRST_ADD - 1]
    writes = sum("pwrite64(" in call for call in calls[:add])
    trace = ("-o", "/dev/null", "-e", "trace=fdatasync,pwrite64")
    fault = (
        "-e",
        f"inject=fdatasync:error=EIO:when={FIRST_ADD}",
        "-e",
        f"inject=pwrite64:signal=KILL:when={writes + 1}",
    )
    ended = run(journal, 1, strace=(*trace, *fault))
    assert (ended.code, ended.said) == (-signal.SIGKILL, ("open",))
    assert list(steps_in(journal).values()) == [1], "the row is back"
    ledger = reopened(journal)
    (back,) = ledger.queue()
    assert (back.state, back.ambiguous, back.at) == (State.UNKNOWN, True, NEXT_DAY)
    assert [event.rule for event in ledger.history(back.id)] == ["T01", "T28"]
    ledger.close()


@pytest.mark.parametrize("state", sorted(QUEUE - {State.QUEUED}))
def test_after_a_fault_only_what_was_never_sent_is_put_in_doubt(tmp_path: Path, state: State) -> None:
    journal = tmp_path / "journal.db"
    ledger = reopened(journal)
    before = standing_at(ledger, 1, state)
    (waiting,) = ledger.add([order(2)])
    ledger.close()
    JournalFiles(journal).mark_fault("a test")
    ledger = reopened(journal)
    assert ledger.activation(before.id) == before
    after = ledger.activation(waiting.id)
    assert after is not None
    assert after.state is State.UNKNOWN
    ledger.close()


@pytest.mark.parametrize("number", range(1, SYNCS_TO_OPEN + 1))
def test_a_journal_that_cannot_be_made_is_a_fault_and_is_made_the_next_time(tmp_path: Path, number: int) -> None:
    journal = tmp_path / "journal.db"
    ended = run(journal, 1, strace=with_fault("fdatasync", "error=EIO", str(number)))
    if "open" in ended.said:  # what failed carried over what was safe in the log
        look_over(journal, ended.promised)
    else:
        assert ended.faults == ["journal-fault certain"]
    ledger = reopened(journal)
    ledger.add([order(900)])
    ledger.close()


@pytest.mark.parametrize("number", range(WRITES_TO_OPEN + 1, WRITES_TO_OPEN + 60, 7))
def test_a_write_that_found_the_disk_full_is_a_no_and_the_next_may_be_a_yes(tmp_path: Path, number: int) -> None:
    journal = tmp_path / "journal.db"
    ended = run(journal, 3, strace=with_fault("pwrite64", "error=ENOSPC", str(number)))
    assert ended.faults == ["journal-full certain"]
    assert "end" in ended.said
    assert not JournalFiles(journal).has_fault()
    assert steps_in(journal) == ended.promised


def test_a_disk_that_stays_full_is_told_each_time_and_loses_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    ended = run(journal, 5, strace=with_fault("pwrite64", "error=ENOSPC", f"{WRITES_TO_OPEN + 40}+"))
    assert len(ended.faults) >= 3
    assert set(ended.faults) == {"journal-full certain"}
    assert steps_in(journal) == ended.promised
    assert steps_in(journal)


def test_a_full_disk_cannot_take_a_new_journal(tmp_path: Path) -> None:
    ended = run(tmp_path / "journal.db", 1, strace=with_fault("pwrite64", "error=ENOSPC", "9+"))
    assert ended.said == ("fault journal-full certain",)


@pytest.mark.parametrize("number", range(FIRST_ADD, FIRST_ADD + 9))
def test_a_log_that_cannot_be_carried_over_stops_the_till_and_loses_nothing(tmp_path: Path, number: int) -> None:
    journal = tmp_path / "journal.db"
    ended = run(journal, 3, "often", strace=with_fault("fdatasync", "error=EIO", str(number)))
    assert ended.faults
    assert ended.faults[0].startswith("journal-fault")
    assert set(ended.faults[1:]) <= {"journal-fault certain"}
    look_over(journal, ended.promised)


@pytest.mark.parametrize("number", range(WRITES_TO_OPEN + 1, WRITES_TO_OPEN + 80, 11))
def test_a_full_database_does_not_undo_what_stands_in_the_log(tmp_path: Path, number: int) -> None:
    journal = tmp_path / "journal.db"
    ended = run(journal, 3, "often", strace=with_fault("pwrite64", "error=ENOSPC", str(number)))
    assert set(ended.faults) <= {"journal-full certain"}
    assert "end" in ended.said
    assert steps_in(journal) == ended.promised
