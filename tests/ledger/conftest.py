"""Journals on a real disk."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from app.ledger.journal import SqliteLedger
from tests.ledger.orders import NOON


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
