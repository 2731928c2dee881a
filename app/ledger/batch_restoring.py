"""A journal of batches that is older than it was: put back from a backup, or copied to another machine.

What happened since is not in it, so chunks that it holds as planned may have been made. None is sent: each goes on as
one in doubt, whose cards are read first.
"""

from collections.abc import Sequence
from datetime import datetime

from app.core.batch import Chunk
from app.ledger.activation_rows import rows
from app.ledger.batch_reading import PLANNED_NOW, chunk_from
from app.ledger.database import Database
from app.ledger.fault import damage_told
from app.ledger.mark import Mark
from app.ledger.restoring import Sign
from app.office.book import BatchNote, NotedBatch


def planned_now(db: Database) -> Sequence[tuple[int, Chunk]]:
    """Every chunk that is to be sent, with its batch's number. Raises apsw.Error, LedgerFault JOURNAL_DAMAGED."""
    with damage_told():
        return [(row.whole("batch"), chunk_from(row)) for row in rows(db.execute(PLANNED_NOW))]


def new_epoch(db: Database, has: Mark, had: Mark | None, sign: Sign) -> None:
    """Rows that are added from now on are never taken for those that were lost. Raises apsw.Error."""
    epoch = max(has.epoch, had.epoch if had and sign is Sign.OLDER else 0) + 1
    db.execute("UPDATE pulse SET epoch = ?", (epoch,))


def restored_note(at: datetime, sign: Sign, doubtful: int) -> NotedBatch:
    """What is noted at each batch that had cards to be made."""
    return NotedBatch(BatchNote.RESTORED, at, facts={"sign": sign.value, "doubtful": doubtful})
