"""Journals on a real disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from app.core.activation import State
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from tests.ledger.damaging import activated, opened
from tests.ledger.orders import NOON, full_order, standing_at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal lies, or will."""
    return tmp_path / "till" / "journal.db"


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Where the journal's mark lies, for who keeps one."""
    return tmp_path / "marks"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON)
    yield ledger
    ledger.close()


@pytest.fixture
def by_hand(ledger: SqliteLedger, path: Path) -> Iterator[apsw.Connection]:
    """Somebody else's connection to the same journal, with none of the till's settings."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    yield db
    db.close(force=True)


@pytest.fixture(scope="session")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed journal: one activation in every state, and many more, so that it has many pages."""
    path = tmp_path_factory.mktemp("sold") / "journal.db"
    ledger = opened(path)
    for number, state in enumerate(State):
        standing_at(ledger, number, state)
    ledger.add([full_order(50)])
    for number in range(100, 180):
        activated(ledger, number) if number % 2 else standing_at(ledger, number, State.UNKNOWN)
    ledger.close()
    return path


@pytest.fixture
def old(sold: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    path = tmp_path / "till" / "journal.db"
    path.parent.mkdir()
    shutil.copy(sold, path)
    shutil.copy(JournalFiles(sold).made, JournalFiles(path).made)
    return path
