"""A bit that turned over, a page of zeros, a file cut short: found, or nothing that is read has changed.

FLIP_ROUNDS is how many bits turn over in each page (2).
"""

import os
import random
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from app.core.activation import State
from app.core.paper import Paper, PaperKind, Text
from app.core.problem import Code
from app.ledger import checksums, migrations
from app.ledger.check import full_check, quick_check
from app.ledger.checksums import demand_checksums_known
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault, Note, NoteKind, PrintOutcome
from tests.ledger.everything import everything
from tests.ledger.orders import NOON, full_order, order, standing_at
from tests.simulation import figures

PAGE = 4096
ROUNDS = int(os.environ.get("FLIP_ROUNDS", "2"))
"""In each, one bit of every page turns over."""
LONG = "Gyldig i tre år. " * 600
"""Does not fit a page."""


def reopened(path: Path) -> SqliteLedger:
    return SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed journal with something in each table, and papers that take several pages."""
    path = tmp_path_factory.mktemp("whole") / "journal.db"
    ledger = reopened(path)
    rows = [standing_at(ledger, number, state) for number, state in enumerate(State)]
    rows += ledger.add([full_order(100)])
    rows += [standing_at(ledger, 200 + number, State.QUEUED) for number in range(20)]
    for row in rows[::4]:
        paper = ledger.issue_paper([row], NOON, lambda number: Paper(PaperKind.SLIP, number, (Text(LONG),)))
        ledger.note_print(paper.number, PrintOutcome.YES, NOON)
    for seconds in range(20):
        ledger.note(Note(NoteKind.LINE, NOON + timedelta(seconds=seconds), {"state": "offline", "why": LONG[:200]}))
    ledger.note_contact(NOON)
    ledger.close()
    return path


@pytest.fixture(scope="module")
def truth(whole: Path) -> list[object]:
    ledger = SqliteLedger.open_read_only(whole)
    found = everything(ledger)
    ledger.close()
    return found


@pytest.fixture
def spoilt(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    path = tmp_path / "journal.db"
    shutil.copy(whole, path)
    shutil.copy(JournalFiles(whole).made, JournalFiles(path).made)
    return path


def looked_at(path: Path) -> list[object] | Code:
    """What a till would read in it, or the fault it would tell."""
    for left in (JournalFiles(path).log, path.with_name(path.name + "-shm")):
        left.unlink(missing_ok=True)
    try:
        ledger = reopened(path)
    except LedgerFault as fault:
        return fault.problem.code
    try:
        return everything(ledger)
    except LedgerFault as fault:
        return fault.problem.code
    finally:
        ledger.close()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_bit_of_any_page_turns_over_in_silence(whole: Path, spoilt: Path, truth: list[object], seed: int) -> None:
    """What nobody reads but to compare it, the check finds; it finds every one."""
    pages, chance = whole.read_bytes(), random.Random(seed)
    count = len(pages) // PAGE
    assert count * ROUNDS >= 80
    for page in range(count):
        place = page * PAGE + chance.randrange(PAGE)
        flipped = bytearray(pages)
        flipped[place] ^= 1 << chance.randrange(8)
        spoilt.write_bytes(flipped)
        assert looked_at(spoilt) in (Code.JOURNAL_DAMAGED, truth), f"page {page}, byte {place % PAGE}"
        assert quick_check(spoilt) is not None, f"page {page}, byte {place % PAGE}"
    figures.keep("damaged journals", f"bits {seed}", {"bits": count})


def test_no_bit_of_the_header_turns_over_in_silence(whole: Path, spoilt: Path) -> None:
    pages = whole.read_bytes()
    for place in range(100):
        for bit in range(8):
            flipped = bytearray(pages)
            flipped[place] ^= 1 << bit
            spoilt.write_bytes(flipped)
            assert looked_at(spoilt) is Code.JOURNAL_DAMAGED, f"byte {place}, bit {bit}"
    figures.keep("damaged journals", "header", {"bits": 800})


def test_no_page_becomes_zeros_in_silence(whole: Path, spoilt: Path, truth: list[object]) -> None:
    pages = whole.read_bytes()
    for page in range(len(pages) // PAGE):
        spoilt.write_bytes(pages[: page * PAGE] + bytes(PAGE) + pages[(page + 1) * PAGE :])
        assert looked_at(spoilt) in (Code.JOURNAL_DAMAGED, truth), f"page {page}"
    figures.keep("damaged journals", "pages", {"zeroed pages": len(pages) // PAGE})


@pytest.mark.parametrize("left", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_that_was_cut_is_told(whole: Path, spoilt: Path, truth: list[object], left: float) -> None:
    pages = whole.read_bytes()
    spoilt.write_bytes(pages[: int(len(pages) * left)])
    assert looked_at(spoilt) in (Code.JOURNAL_DAMAGED, truth)
    assert quick_check(spoilt) is not None
    figures.keep("damaged journals", f"cut {left}", {"cut files": 1})


def test_a_journal_that_is_whole_is_read_as_it_was(spoilt: Path, truth: list[object]) -> None:
    assert looked_at(spoilt) == truth
    assert quick_check(spoilt) is None
    assert full_check(spoilt) is None


def test_the_checks_above_have_teeth(whole: Path, spoilt: Path, truth: list[object]) -> None:
    """Without the checksums most of these bits turn over in silence."""
    pages, chance = whole.read_bytes(), random.Random(2026)
    silent = 0
    for page in range(1, len(pages) // PAGE):
        flipped = bytearray(pages)
        flipped[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        spoilt.write_bytes(flipped)
        db = apsw.Connection(str(spoilt), flags=apsw.SQLITE_OPEN_READWRITE, vfs="unix")
        with suppress(apsw.Error):
            silent += db.pragma("integrity_check") == "ok"
        db.close()
    assert silent > 10


@pytest.mark.parametrize("cut", [1, 8, 100, 2048, 4095])
def test_a_file_that_ends_within_a_page_is_damage(whole: Path, spoilt: Path, cut: int) -> None:
    """SQLite would take what is missing for zeros."""
    spoilt.write_bytes(whole.read_bytes()[:-cut])
    assert looked_at(spoilt) is Code.JOURNAL_DAMAGED
    with pytest.raises(LedgerFault):
        SqliteLedger.open_read_only(spoilt)
    assert quick_check(spoilt) is not None


def test_a_file_whose_last_page_stands_in_the_log_is_whole(tmp_path: Path) -> None:
    """The power went while the log was carried over."""
    path = tmp_path / "journal.db"
    ledger = reopened(path)
    ledger.add([order(number) for number in range(50)])
    ledger._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    before = everything(ledger)
    pages, log = path.read_bytes(), JournalFiles(path).log.read_bytes()
    ledger.close()
    path.write_bytes(pages[:-1000])
    JournalFiles(path).log.write_bytes(log)
    ledger = reopened(path)
    assert everything(ledger) == before
    ledger.close()
    assert path.stat().st_size % PAGE == 0


def from_before(path: Path, version: int) -> None:
    """A journal as a program wrote it that knew no checksums, and that calls itself of this version."""
    db = apsw.Connection(str(path), vfs="unix")
    db.pragma("journal_mode", "WAL")
    db.execute("BEGIN")
    migrations._first(db, migrations.Birth("j-1", "till-1", NOON))
    db.pragma("user_version", version)
    db.execute("COMMIT")
    db.close()
    assert path.read_bytes()[20] == 0


def test_a_journal_of_today_whose_pages_are_not_compared_is_damaged(tmp_path: Path) -> None:
    from_before(tmp_path / "journal.db", migrations.SCHEMA)
    assert looked_at(tmp_path / "journal.db") is Code.JOURNAL_DAMAGED
    with pytest.raises(LedgerFault):
        SqliteLedger.open_read_only(tmp_path / "journal.db")


def test_a_journal_from_before_gets_its_checksums_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    from_before(path, 1)
    reopened(path).close()
    after = path.read_bytes()
    assert after[20] == checksums.RESERVED
    assert all(any(after[end - 8 : end]) for end in range(PAGE, len(after) + 1, PAGE))
    (kept,) = JournalFiles(path).backups.iterdir()
    db = apsw.Connection(str(kept), flags=apsw.SQLITE_OPEN_READONLY)
    assert db.pragma("user_version") == 1
    db.close()
    ledger = reopened(path)
    ledger.add([order(1)])
    assert ledger._db.pragma("journal_mode") == "wal"
    assert ledger.full_check() is None
    ledger.close()


def test_the_program_says_so_where_its_checksums_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checksums, "VFS", "another")
    monkeypatch.setattr(checksums, "_EXTENSION", Path("/nothing/here"))
    with pytest.raises(apsw.Error):
        demand_checksums_known()
