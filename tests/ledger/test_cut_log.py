"""A log that was cut, or in which a bit turned over: SQLite drops the rest without a word, and the mark tells of it.

LOG_DAMAGES is how many are cut, and in how many a bit turns over (60 each).
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from app.core.activation import State
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault, NoteKind
from tests.ledger.orders import NOON, order, standing_at
from tests.simulation import figures

POINTS = int(os.environ.get("LOG_DAMAGES", "60"))


def opened(path: Path) -> SqliteLedger:
    return SqliteLedger.open(
        path,
        journal_id="j-1",
        till_id="till-1",
        at=NOON,
        mark_folder=path.parent.with_name(path.parent.name + "-marks"),
    )


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """What a kill left, all of it in the log; and how many steps were written."""
    running = tmp_path_factory.mktemp("running") / "till" / "journal.db"
    ledger = opened(running)
    for number in range(6):
        standing_at(ledger, number, State.UNKNOWN)
    ledger.add([order(number) for number in range(50, 56)])
    steps = sum(len(ledger.history(row.id)) for row in ledger.latest(99))
    left = tmp_path_factory.mktemp("killed") / "till"
    shutil.copytree(running.parent, left, ignore=shutil.ignore_patterns("*-shm"))
    shutil.copytree(running.parent.with_name("till-marks"), left.with_name("till-marks"))
    ledger.close()
    return left / "journal.db", steps


def spoilt(killed: Path, folder: Path, log: bytes) -> Path:
    shutil.copytree(killed.parent, folder / "till")
    shutil.copytree(killed.parent.with_name("till-marks"), folder / "till-marks")
    path = folder / "till" / "journal.db"
    JournalFiles(path).log.write_bytes(log)
    return path


def looked_at(path: Path, steps: int) -> bool:
    """Whether all steps are there. Where they are not, nothing that is open is believed, and it is told or noted."""
    try:
        ledger = opened(path)
    except LedgerFault:
        return False
    rows = ledger.latest(99)
    put_back = ledger.notes(9, NoteKind.RESTORED)
    is_whole = sum(len(ledger.history(row.id)) for row in rows) == steps and not put_back
    if not is_whole:
        assert len(put_back) == 1, "it was not silent"
        assert not [row for row in rows if row.state is State.QUEUED], "a card is read before it is sent"
    ledger.close()
    return is_whole


def test_a_log_that_is_whole_loses_nothing(killed: tuple[Path, int], tmp_path: Path) -> None:
    path, steps = killed
    assert looked_at(spoilt(path, tmp_path, JournalFiles(path).log.read_bytes()), steps)


def test_a_log_that_was_cut_anywhere_is_never_silent(killed: tuple[Path, int], tmp_path: Path) -> None:
    path, steps = killed
    log, chance = JournalFiles(path).log.read_bytes(), random.Random(2026)
    cut = 0
    for number in range(POINTS):
        length = len(log) - 4120 * number if number < 5 else chance.randrange(len(log))
        cut += not looked_at(spoilt(path, tmp_path / str(number), log[:length]), steps)
        shutil.rmtree(tmp_path / str(number))
    assert cut > POINTS // 2
    figures.keep("damaged journals", "cut logs", {"cut logs": POINTS})


def test_a_bit_that_turns_over_in_the_log_is_never_silent(killed: tuple[Path, int], tmp_path: Path) -> None:
    path, steps = killed
    log, chance = JournalFiles(path).log.read_bytes(), random.Random(7)
    lost = 0
    for number in range(POINTS):
        flipped = bytearray(log)
        flipped[chance.randrange(len(log))] ^= 1 << chance.randrange(8)
        lost += not looked_at(spoilt(path, tmp_path / str(number), bytes(flipped)), steps)
        shutil.rmtree(tmp_path / str(number))
    assert lost > POINTS // 2
    figures.keep("damaged journals", "bits of logs", {"bits": POINTS})
