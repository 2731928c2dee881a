"""The journal of batches as it is read: how batches stand, their chunks, and what became of cards."""

from typing import Final

from app.core.batch import Chunk, ChunkState, Fate
from app.ledger.batch_codec import file_from, is_in_doubt, made_from, order_from
from app.ledger.codec import facts_from_text
from app.ledger.connection import JournalConnection
from app.ledger.fields import Fields
from app.office.book import BatchNote, BatchStanding, FateTold, NotedBatch, RekeyOutcome, RekeyTold, SealedChunk
from app.office.ports import MadeCard

_IS_STILL_LOST: Final = "NOT EXISTS (SELECT 1 FROM rekeyed r WHERE r.card_id = f.card_id AND r.lost_in = f.chunk)"
_REKEYED: Final = """
rekeyed r JOIN chunk c ON c.number = r.chunk AND NOT EXISTS (SELECT 1 FROM fate f WHERE f.chunk = r.chunk)
"""
"""Cards that got new secrets and have them still."""

# Only this module's own words are put into the questions.
_BATCH: Final = f"""
SELECT b.number, b.batch_id, b.ordered_at, b.content,
       (SELECT json_group_object(state, cards) FROM
         (SELECT state, sum(size) AS cards FROM chunk_now WHERE batch = b.number GROUP BY state)) AS cards,
       (SELECT json_group_object(fate, cards) FROM
         (SELECT f.fate, count(*) AS cards FROM fate f JOIN chunk c ON c.number = f.chunk
           WHERE c.batch = b.number AND {_IS_STILL_LOST} GROUP BY f.fate)) AS fates,
       (SELECT count(*) FROM fate f JOIN chunk_now n ON n.chunk = f.chunk
         WHERE n.batch = b.number AND n.state IN ('checked', 'released') AND f.fate <> 'foreign') AS exceptions,
       (SELECT facts FROM batch_note WHERE batch = b.number AND kind = 'size-lowered' ORDER BY seq DESC LIMIT 1)
         AS lowered,
       (SELECT json_group_object(seq, person) FROM batch_note n WHERE batch = b.number AND kind = 'release'
           AND NOT EXISTS (SELECT 1 FROM batch_note w
                            WHERE w.batch = n.batch AND w.kind = 'written-off' AND w.seq > n.seq)) AS released,
       EXISTS (SELECT 1 FROM batch_note WHERE batch = b.number AND kind = 'shredded') AS is_shredded,
       (SELECT count(*) FROM {_REKEYED} WHERE c.batch = b.number) AS rekeyed,
       (SELECT count(*) FROM {_REKEYED} WHERE c.batch = b.number AND r.is_surplus = 1) AS surplus
  FROM batch b
"""  # noqa: S608 - as above said

_CHUNK: Final = """
SELECT c.number, c.made_from, c.card_ids, n.state, n.seq, b.batch_id
  FROM chunk_now n JOIN chunk c ON c.number = n.chunk JOIN batch b ON b.number = n.batch
"""

NUMBER_OF: Final = "(SELECT number FROM batch WHERE batch_id = ?1)"

_IN_STATE: Final = f"{_CHUNK} WHERE n.batch = {NUMBER_OF} AND n.state = ?2"
_CHUNKS: Final = f"""
SELECT * FROM (SELECT * FROM ({_IN_STATE} AND n.is_late = 0 ORDER BY n.chunk DESC LIMIT ?3)
               UNION ALL
               SELECT * FROM ({_IN_STATE} AND n.is_late = 1 ORDER BY n.chunk LIMIT ?3)) LIMIT ?3
"""  # noqa: S608 - as above said
PLANNED_NOW: Final = _CHUNK.replace("SELECT ", "SELECT n.batch, ") + " WHERE n.state = 'planned' ORDER BY n.chunk"
_NOTES: Final = f"SELECT kind, at, person, facts FROM batch_note WHERE batch = {NUMBER_OF} ORDER BY seq"  # noqa: S608 - as above said
# Page by page in the order of the chunks: the index by state would sort all that are left for each page.
_SEALED: Final = f"""
SELECT c.number, c.card_ids, e.content,
       (SELECT group_concat(f.card_id, char(10)) FROM fate f WHERE f.chunk = c.number) AS spoilt,
       EXISTS (SELECT 1 FROM rekeyed r WHERE r.chunk = c.number AND r.is_surplus = 1) AS is_surplus
  FROM chunk_now n NOT INDEXED CROSS JOIN chunk c ON c.number = n.chunk
 CROSS JOIN chunk_event e ON e.chunk = c.number AND e.state = 'sealed'
 WHERE n.batch = {NUMBER_OF} AND n.state IN ('checked', 'released') AND n.chunk > ?2 ORDER BY n.chunk LIMIT ?3
"""  # noqa: S608 - as above said
_FATES: Final = f"""
SELECT f.chunk, f.card_id, f.fate, f.at FROM fate f
 WHERE f.fate <> 'moved' AND {_IS_STILL_LOST} AND f.chunk IN
       (SELECT DISTINCT f.chunk FROM fate f JOIN chunk c ON c.number = f.chunk
         WHERE c.batch = {NUMBER_OF} AND f.fate <> 'moved' AND {_IS_STILL_LOST} AND f.chunk > ?2
         ORDER BY f.chunk LIMIT ?3)
 ORDER BY f.chunk, f.card_id
"""  # noqa: S608 - as above said
_REKEYS: Final = f"""
SELECT c.number, c.card_ids, e.at, n.state, r.is_surplus, last.content
  FROM chunk c JOIN chunk_event e ON e.chunk = c.number AND e.seq = 1 AND e.state = 'rekeying'
  JOIN chunk_now n ON n.chunk = c.number
  JOIN chunk_event last ON last.chunk = c.number AND last.seq = n.seq
  LEFT JOIN rekeyed r ON r.chunk = c.number
 WHERE c.batch = {NUMBER_OF} ORDER BY c.number
"""  # noqa: S608 - as above said


class BatchReading(JournalConnection):
    """What is read of batches. Each of its methods may be called on any thread, and raises LedgerFault."""

    def batches(self) -> tuple[BatchStanding, ...]:
        """As BatchBook.batches."""
        return self._read(f"{_BATCH} ORDER BY b.number DESC", (), standing_from)

    def standing(self, batch_id: str) -> BatchStanding | None:
        """As BatchBook.standing."""
        return next(iter(self._read(f"{_BATCH} WHERE b.batch_id = ?", (batch_id,), standing_from)), None)

    def chunks(self, batch_id: str, state: ChunkState, most: int) -> tuple[Chunk, ...]:
        """As BatchBook.chunks."""
        return self._read(_CHUNKS, (batch_id, state.value, most), chunk_from)

    def answer_of(self, chunk: Chunk) -> tuple[MadeCard, ...]:
        """As BatchBook.answer_of."""
        question = "SELECT content FROM chunk_event WHERE chunk = ? AND state = 'sealed'"
        found = self._read(question, (chunk.number,), lambda row: made_from(row.text("content"), chunk.card_ids))
        return found[0] if found else ()

    def notes(self, batch_id: str) -> tuple[NotedBatch, ...]:
        """As BatchBook.notes."""
        return self._read(_NOTES, (batch_id,), _note_from)

    def sealed(self, batch_id: str, after: int, most: int) -> tuple[SealedChunk, ...]:
        """As BatchBook.sealed."""
        return self._read(_SEALED, (batch_id, after, most), _sealed_from)

    def fates(self, batch_id: str, after: int, most: int) -> tuple[FateTold, ...]:
        """As BatchBook.fates."""
        return self._read(_FATES, (batch_id, after, most), _fate_from)

    def rekeys(self, batch_id: str) -> tuple[RekeyTold, ...]:
        """As BatchBook.rekeys."""
        return self._read(_REKEYS, (batch_id,), _rekey_from)


def standing_from(row: Fields) -> BatchStanding:
    """A batch with its counts. Raises ValueError or Refusal for damage."""
    order = order_from(row.text("batch_id"), row.moment("ordered_at"), row.text("content"))
    cards, fates = facts_from_text(row.text("cards")), facts_from_text(row.text("fates"))
    lowered = row.text_or_none("lowered")
    size = int(facts_from_text(lowered)["size"]) if lowered else order.chunk_size
    return BatchStanding(
        order=order,
        number=row.whole("number"),
        cards={ChunkState(state): int(count) for state, count in cards.items()},
        fates={Fate(fate): int(count) for fate, count in fates.items()},
        exceptions=row.whole("exceptions"),
        size_most=size,
        released_by=tuple(str(person) for person in facts_from_text(row.text("released")).values()),
        is_shredded=row.truth("is_shredded"),
        rekeyed=row.whole("rekeyed"),
        surplus=row.whole("surplus"),
    )


def chunk_from(row: Fields) -> Chunk:
    """A chunk as it stands. Raises ValueError for damage."""
    return Chunk(
        batch_id=row.text("batch_id"),
        number=row.whole("number"),
        card_ids=tuple(row.text("card_ids").split("\n")),
        state=ChunkState(row.text("state")),
        seq=row.whole("seq"),
        made_from=row.whole_or_none("made_from"),
    )


def _note_from(row: Fields) -> NotedBatch:
    facts = facts_from_text(row.text("facts"))
    return NotedBatch(BatchNote(row.text("kind")), row.moment("at"), row.text("person"), facts)


def _sealed_from(row: Fields) -> SealedChunk:
    spoilt = set((row.text_or_none("spoilt") or "").split("\n"))
    good = tuple(card_id for card_id in row.text("card_ids").split("\n") if card_id not in spoilt)
    return SealedChunk(row.whole("number"), file_from(row.text("content")), good, row.truth("is_surplus"))


def _rekey_from(row: Fields) -> RekeyTold:
    is_surplus = row.whole_or_none("is_surplus")
    if is_surplus is not None:
        outcome = RekeyOutcome.SURPLUS if is_surplus else RekeyOutcome.DONE
    elif row.text("state") == ChunkState.REKEYING:
        outcome = RekeyOutcome.UNDER_WAY
    else:
        outcome = RekeyOutcome.IN_DOUBT if is_in_doubt(row.text("content")) else RekeyOutcome.NOT_DONE
    return RekeyTold(row.whole("number"), row.text("card_ids"), row.moment("at"), outcome)


def _fate_from(row: Fields) -> FateTold:
    return FateTold(row.whole("chunk"), row.text("card_id"), Fate(row.text("fate")), row.moment("at"))
