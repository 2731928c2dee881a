"""Journals to be damaged, and what damages them."""

from pathlib import Path

import apsw

from app.core.activation import Activation, State
from app.ledger.journal import SqliteLedger
from tests.ledger.orders import NOON, card, order, step_to

PAGE = 4096

STAY = {State.CANCELLED, State.CLOSED}


def opened(path: Path, journal_id: str = "j-1") -> SqliteLedger:
    return SqliteLedger.open(path, journal_id=journal_id, till_id="till-1", at=NOON)


def activated(ledger: SqliteLedger, number: int) -> Activation:
    """ACTIVE by the issuer's own word, which is kept."""
    (row,) = ledger.add([order(number)])
    row = ledger.step(row, step_to(row, State.SENDING), NOON)
    return ledger.step(row, step_to(row, State.ACTIVE, evidence=card(number, expires_at=None)), NOON)


def rows_of(path: Path) -> dict[str, Activation]:
    ledger = SqliteLedger.open_read_only(path)
    found = {row.id: row for row in ledger.latest(10**6)}
    ledger.close()
    return found


def pages_of(path: Path, table: str) -> list[int]:
    """The numbers, from 0, of the leaf pages of one table or index."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found = [
        row[0] - 1 for row in db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,))
    ]
    db.close()
    return sorted(found)


def spoil(path: Path, page: int, offset: int = 2_000, bit: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[page * PAGE + offset] ^= bit
    path.write_bytes(content)


def zero(path: Path, page: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: page * PAGE] + bytes(PAGE) + content[(page + 1) * PAGE :])
