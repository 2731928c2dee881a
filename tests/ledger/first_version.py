"""A journal as the first version's program made and filled it."""

import hashlib
from pathlib import Path

import apsw

from app.core.activation import State
from app.ledger import migrations
from app.ledger.database import Database
from app.ledger.fields import stamp
from app.ledger.files import JournalFiles
from app.ledger.migrations import Birth
from tests.ledger.orders import NOON, order

WAYS = {
    State.QUEUED: "queued",
    State.SENDING: "queued sending",
    State.UNKNOWN: "queued sending unknown",
    State.ACTIVE: "queued sending active",
    State.MISMATCH: "queued mismatch",
    State.TAKEN: "queued taken",
    State.HELD: "queued sending held",
    State.CANCEL_WAIT: "queued sending unknown cancel_wait",
    State.CANCELLED: "queued cancelled",
    State.CLOSED: "queued mismatch closed",
}


def made(path: Path) -> None:
    """A journal with one activation in each state, in the order of `State`, and two papers."""
    path.parent.mkdir(parents=True)
    db = apsw.Connection(str(path))
    db.pragma("journal_mode", "WAL")
    first(db)
    for number, state in enumerate(State):
        fill(db, number, WAYS[state].split())
    for number in (1, 2):
        db.execute(
            "INSERT INTO paper (number, sale_id, kind, at, content) VALUES (?, 'sale-0', 'slip', ?, '{\"lines\":[]}')",
            (number, stamp(NOON)),
        )
    db.close()
    JournalFiles(path).note_made("j-1")


def first(db: Database) -> None:
    """The tables of the first version alone."""
    migrations._first(db, Birth("j-1", "till-1", NOON))
    db.execute("UPDATE meta SET schema = 1")  # what that program wrote
    db.pragma("user_version", 1)


def fill(db: Database, number: int, way: list[str]) -> None:
    made = order(number)
    db.execute(
        "INSERT INTO activation_order (activation_id, sale_id, place, till_id, operator_id, card_id, amount_minor,"
        " currency, body, body_sha256, confirmed_at, read_before)"
        " VALUES (?, ?, 0, 'till-1', '17', ?, ?, ?, ?, ?, ?, 0)",
        (
            made.activation_id,
            made.sale_id,
            made.card.text,
            made.money.minor,
            made.money.currency.value,
            made.body,
            hashlib.sha256(made.body).digest(),
            stamp(made.confirmed_at),
        ),
    )
    for seq, state in enumerate(way, 1):
        db.execute(
            "INSERT INTO event (activation_id, seq, state, rule, at, sends, ambiguous, note)"
            " VALUES (?, ?, ?, 'T99', ?, ?, ?, '')",
            (made.activation_id, seq, state, stamp(NOON), int("sending" in way[:seq]), int("unknown" in way[:seq])),
        )
