"""Every write, cut and opening of a sale fails once, or from then on: with an I/O error, or with a full disk.

Each time the till is then killed, and what it left is opened again. FAULTY_SALES is in how many sales the call that
fails may lie (1).
"""

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.core.activation import State
from app.core.paper import Paper, PaperKind, Text
from app.core.problem import Code
from app.ledger import connection
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault, PrintOutcome
from tests.ledger.failing_calls import Faults, failing
from tests.ledger.orders import NOON, order, step_to
from tests.ledger.pulled_plug import look_over, reopened
from tests.simulation import figures

SALES = int(os.environ.get("FAULTY_SALES", "1"))
POINTS_OF_EACH = 40
"""Eight times as many in all, and those of the opening."""


@dataclass
class Till:
    """Sells, and writes down what was promised and what was told instead."""

    ledger: SqliteLedger
    promised: dict[str, int] = field(default_factory=dict)
    told: list[tuple[Code, bool]] = field(default_factory=list)

    def sell(self, number: int) -> None:
        try:
            (activation,) = self.ledger.add([order(number)])
            self.promised[activation.id] = 1
            for state in (State.SENDING, State.ACTIVE):
                activation = self.ledger.step(activation, step_to(activation, state), NOON)
                self.promised[activation.id] = activation.seq
            paper = self.ledger.issue_paper([activation], NOON, receipt)
            self.ledger.note_print(paper.number, PrintOutcome.WAITING, NOON)
        except LedgerFault as fault:
            self.told.append((fault.problem.code, fault.is_certain))


def receipt(number: int) -> Paper:
    return Paper(PaperKind.RECEIPT, number, (Text("Active"),))


def opened(folder: Path) -> SqliteLedger:
    return SqliteLedger.open(folder / "journal.db", journal_id="j-1", till_id="till-1", at=NOON)


def left_behind(folder: Path, name: str) -> Path:
    """What a kill at this moment leaves: all that was written, and no tidy end."""
    elsewhere = folder.parent / f"{name}-killed"
    shutil.copytree(folder, elsewhere, ignore=shutil.ignore_patterns("*-shm"))
    return elsewhere / "journal.db"


def runs(faults: Faults, folders: Path, *, for_good: bool) -> Iterator[tuple[Till, Path]]:
    """A till for each call of its first sales that may fail; it tries one sale more, and is killed.

    Each begins with a copy of one empty journal.
    """
    faults.end()
    opened(folders / "empty").close()
    shutil.copytree(folders / "empty", folders / "clean")
    clean = Till(opened(folders / "clean"))
    faults.begin(0)
    for number in range(SALES):
        clean.sell(number)
    calls = faults.made
    clean.ledger.close()
    assert not clean.told
    for when in range(1, calls + 1):
        folder = folders / str(when)
        shutil.copytree(folders / "empty", folder)
        till = Till(opened(folder))
        faults.begin(when, for_good=for_good)
        for number in range(SALES + 1):
            till.sell(number)
        assert faults.failed, "the fault did not happen"
        killed = left_behind(folder, folder.name)
        faults.end()
        till.ledger.close()
        yield till, killed
        shutil.rmtree(folder)
        shutil.rmtree(killed.parent)


@pytest.fixture(params=[False, True], ids=["into the log", "and into the database"])
def often(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether each commit is carried over at once, so that the database's own writes fail too."""
    if request.param:
        monkeypatch.setattr(connection, "PAGES_BEFORE_CHECKPOINT", 1)
    return bool(request.param)


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
def test_after_an_input_output_error_nothing_is_claimed_that_the_disk_does_not_hold(
    tmp_path: Path, often: bool, for_good: bool
) -> None:
    points = 0
    with failing("pwrite64", errno.EIO) as faults:
        for till, killed in runs(faults, tmp_path, for_good=for_good):
            points += 1
            assert till.told or often, "what could not be carried over is told to the next who writes"
            assert {code for code, _ in till.told} <= {Code.JOURNAL_FAULT}
            assert all(certain for _, certain in till.told[1:]), "and nothing more was written"
            assert JournalFiles(killed).has_fault()
            look_over(killed, till.promised)
            ledger = reopened(killed)
            assert not [a for a in ledger.queue() if a.state is State.QUEUED], "a card is read before it is sent"
            ledger.add([order(900)])
            ledger.close()
    assert points >= POINTS_OF_EACH
    figures.keep("faulty disks", f"errors {often} {for_good}", {"faults": points})


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
def test_on_a_full_disk_every_no_is_a_no_and_what_was_promised_stands(
    tmp_path: Path, often: bool, for_good: bool
) -> None:
    points = 0
    with failing("pwrite64", errno.ENOSPC) as faults:
        for till, killed in runs(faults, tmp_path, for_good=for_good):
            points += 1
            assert set(till.told) <= {(Code.JOURNAL_FULL, True)}
            assert till.told or often, "a log that could not be carried over is carried over later"
            assert not JournalFiles(killed).has_fault()
            look_over(killed, till.promised)
            ledger = reopened(killed)
            assert {a.id: a.seq for a in ledger.latest(9)} == till.promised, "no more than was promised"
            ledger.close()
    assert points >= POINTS_OF_EACH
    figures.keep("faulty disks", f"full {often} {for_good}", {"faults": points})


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC], ids=["error", "full"])
@pytest.mark.parametrize("call", ["pwrite64", "ftruncate", "open", "pread64"])
def test_a_journal_that_cannot_be_opened_is_told_and_is_opened_the_next_time(
    tmp_path: Path, call: str, error: int
) -> None:
    opened(tmp_path / "first").close()  # SQLite asks the system for randomness once a process
    with failing(call, error) as faults:
        faults.begin(0)
        opened(tmp_path / "clean").close()
        calls = range(1, faults.made + 1) if SALES > 1 else range(FIRST_CALL[error], faults.made + 1, 2)
        for when in calls:
            folder = tmp_path / str(when)
            faults.begin(when)
            try:
                opened(folder).close()
            except LedgerFault as fault:
                told: LedgerFault | None = fault
            else:
                told = None  # what failed is done again later, or by another way
            assert faults.failed
            faults.end()
            assert told is None or (told.is_certain and told.problem.code in OF_A_START)
            ledger = reopened(folder / "journal.db")
            ledger.add([order(1)])
            ledger.close()
            shutil.rmtree(folder)
    assert calls
    figures.keep("faulty disks", f"opening {call} {error}", {"faults": len(calls)})


FIRST_CALL = {errno.EIO: 1, errno.ENOSPC: 2}
"""In the usual run one kind of fault meets every other call, and the other kind those between."""
OF_A_START = {Code.JOURNAL_FAULT, Code.JOURNAL_FULL, Code.JOURNAL_READ_ONLY, Code.JOURNAL_DAMAGED}
"""A page that cannot be read whole is told as damage: it is whole again when it can be."""
