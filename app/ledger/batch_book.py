"""The journal of batches on SQLite: one connection, one lock around it, one synced transaction for each write."""

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import apsw

from app.core.batch import BadChunkStep, BatchOrder, CardFate, Chunk, ChunkState, Fate
from app.core.problem import Code, Problem
from app.ledger.activation_rows import rows
from app.ledger.backup import Backups
from app.ledger.batch_codec import answer_text, order_text
from app.ledger.batch_opening import (
    SCHEMA,
    demand_current,
    demand_same,
    demand_steps,
    demand_whole,
    journal_id_of,
    migrate,
    version_of,
)
from app.ledger.batch_reading import NUMBER_OF, BatchReading
from app.ledger.batch_restoring import new_epoch, planned_now, restored_note
from app.ledger.checksums import demand_whole_pages
from app.ledger.codec import facts_to_text
from app.ledger.database import Database
from app.ledger.fault import journal_fault, told
from app.ledger.fields import stamp
from app.ledger.files import JournalFiles
from app.ledger.lock import JournalLock
from app.ledger.mark import MarkFile
from app.ledger.missing import demand_found
from app.ledger.opening import opened, opened_at_rest
from app.ledger.restoring import Sign, pulse_of, sign_of_restoring, write_marked
from app.ledger.room import NO_LIMITS, Room, RoomLimits, settling
from app.office.book import BatchStanding, FateTold, NotedBatch, SealedChunk, Verdict
from app.office.ports import ChunkAnswer
from app.till.ports import LedgerFault

_NO_WRITING: Final = frozenset({Code.JOURNAL_FULL, Code.JOURNAL_READ_ONLY, Code.JOURNAL_FAULT})
"""What a look meets where its own files beside the journal cannot be made."""


class SqliteBatchBook(BatchReading):
    """The journal of one account's batches. It implements `app.office.book.BatchBook`; any thread may call it.

    Made by `open` or `open_read_only`.
    """

    # ------------------------------------------------------------ opening

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        journal_id: str,
        at: datetime,
        limits: RoomLimits = NO_LIMITS,
        mark_folder: Path | None = None,
    ) -> Self:
        """Opens it for writing, and makes it where there is none. `journal_id` counts when it is made.

        `mark_folder` is where it is marked how far it has come (None: nowhere); in one that is older than its mark
        every planned chunk goes on in doubt, with a note. Raises LedgerFault: JOURNAL_IN_USE, JOURNAL_MISSING,
        JOURNAL_NEWER, JOURNAL_DAMAGED, JOURNAL_READ_ONLY, JOURNAL_FULL, JOURNAL_BUSY, JOURNAL_FAULT.
        """
        files = JournalFiles(path.resolve(), mark_folder)
        room = Room(files, limits)
        with told(files.path):
            files.make_folder()
            lock = JournalLock.take(files.lock)
            try:
                return cls._open_locked(room, lock, journal_id, at)
            except BaseException:
                lock.release()
                raise

    @classmethod
    def _open_locked(cls, room: Room, lock: JournalLock, journal_id: str, at: datetime) -> Self:
        files = room.files
        made_id = demand_found(files)
        files.make()
        db = opened(str(files.path), read_only=False)
        try:
            demand_same(db, made_id)
            demand_whole_pages(db, files)
            if 0 < version_of(db) < SCHEMA:
                Backups(room).before_version(SCHEMA, at)
            migrate(db, journal_id, at)
            demand_steps(db)
            if not made_id:  # only now, so that a first start that was interrupted begins again
                files.note_made(journal_id_of(db))
            room.keep()
            if files.has_fault():  # every chunk found SENDING is doubted by its next run: nothing more is owed to it
                demand_whole(db)
                files.clear_fault()
            book = cls(db, room, lock)
            if files.mark is not None:
                book._heed(MarkFile(files.mark), at)
        except BaseException:
            db.close(force=True)
            raise
        return book

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Opens an existing one to look at, beside a run. Every write is refused as JOURNAL_READ_ONLY.

        On a disk that is full or lets nobody write, one that was closed as it should be is looked at all the same.
        Raises LedgerFault: JOURNAL_READ_ONLY where there is none; JOURNAL_MISSING as `open`.
        """
        files = JournalFiles(path.resolve())
        try:
            return cls._looking(files, lambda: opened(str(files.path), read_only=True))
        except LedgerFault as fault:
            if fault.problem.code not in _NO_WRITING or not files.path.exists() or files.has_log():
                raise
        return cls._looking(files, lambda: opened_at_rest(str(files.path)))

    @classmethod
    def _looking(cls, files: JournalFiles, look: Callable[[], Database]) -> Self:
        with told(files.path):
            made_id = demand_found(files)
            db = look()
            try:
                demand_same(db, made_id)
                demand_current(db)
                demand_steps(db)
                return cls(db, Room(files, NO_LIMITS), None)
            except BaseException:
                db.close(force=True)
                raise

    def _heed(self, file: MarkFile, at: datetime) -> None:
        """Where the mark had come further, planned chunks are doubted. The mark is kept from here on."""
        try:
            had, has = file.read(), pulse_of(self._db)
            sign = sign_of_restoring(has, had)
            if sign is not None:
                with self._transaction(at) as db:
                    new_epoch(db, has.mark, had, sign)
                    _doubt_planned(db, sign, at)
            file.begin(pulse_of(self._db).mark)
            if not has.is_marked:
                with self._transaction(at) as db:
                    write_marked(db)
        except BaseException:
            file.close()
            raise
        self._mark = file

    # ------------------------------------------------------------ planning

    def ready(self) -> Problem | None:
        """As BatchBook.ready: DISK_LOW where too little is free, or the reserve for a full disk is gone."""
        try:
            self.demand_room()
        except LedgerFault as fault:
            return fault.problem
        return None

    def order(self, order: BatchOrder) -> BatchStanding:
        """As BatchBook.order."""
        self.demand_room()
        with self._transaction(order.ordered_at) as db:
            db.execute(
                "INSERT INTO batch (number, batch_id, ordered_at, content)"
                " SELECT coalesce(max(number), 0) + 1, ?, ?, ? FROM batch",
                (order.batch_id, stamp(order.ordered_at), order_text(order)),
            )
        standing = self.standing(order.batch_id)
        if standing is None:
            raise journal_fault(Code.JOURNAL_DAMAGED)
        return standing

    def plan(self, batch_id: str, card_ids: Sequence[str], at: datetime) -> tuple[str, ...]:
        """As BatchBook.plan."""
        self.demand_room()
        standing = self.standing(batch_id)
        if standing is None:
            raise ValueError(f"no batch {batch_id}")
        with self._transaction(at) as db:
            asked = json.dumps(list(card_ids))
            known = db.execute("SELECT value FROM json_each(?) JOIN card ON card_id = value", (asked,))
            taken = {str(value) for (value,) in known}
            new = [card_id for card_id in card_ids if card_id not in taken] if taken else card_ids
            batch = standing.number
            db.executemany("INSERT INTO card (card_id, batch) VALUES (?, ?)", ((each, batch) for each in sorted(new)))
            size = standing.size_most
            pieces = (new[start : start + size] for start in range(0, len(new), size))
            _begin(db, batch, pieces, ChunkState.PLANNED, None, stamp(at))
        return tuple(card_id for card_id in card_ids if card_id in taken)

    # ------------------------------------------------------------ steps

    @settling
    def doubt(self, batch_id: str, at: datetime) -> int:
        """As BatchBook.doubt."""
        with self._transaction(at) as db:
            found = db.execute(
                f"SELECT chunk, seq FROM chunk_now WHERE batch = {NUMBER_OF} AND state = 'sending'",  # noqa: S608 - only our own words are put in
                (batch_id,),
            )
            sending = [(chunk, int(str(seq)) + 1, stamp(at)) for chunk, seq in found]
            db.executemany(
                "INSERT INTO chunk_event (chunk, seq, state, at, content) VALUES (?, ?, 'unknown', ?, '{}')", sending
            )
        return len(sending)

    @settling
    def step(self, chunk: Chunk, to: ChunkState, at: datetime, answer: ChunkAnswer | None = None) -> Chunk:
        """As BatchBook.step."""
        chunk.demand_step(to)
        with self._stepping(chunk), self._transaction(at) as db:
            return _moved(db, chunk, to, stamp(at), answer_text(answer, chunk.card_ids))

    @settling
    def check(self, chunk: Chunk, verdict: Verdict, at: datetime) -> Chunk:
        """As BatchBook.check."""
        chunk.demand_step(ChunkState.CHECKED)
        moved = [CardFate(card_id, Fate.MOVED) for card_id in verdict.missing]
        with self._stepping(chunk), self._transaction(at) as db:
            _write_fates(db, chunk, [*verdict.fates, *moved], stamp(at))
            if verdict.missing:
                batch = _batch_of(db, chunk.batch_id)
                _begin(db, batch, [verdict.missing], ChunkState.UNKNOWN, chunk.number, stamp(at))
            return _moved(db, chunk, ChunkState.CHECKED, stamp(at), "{}")

    @settling
    def settle(self, chunk: Chunk, fates: Sequence[CardFate], onward: Sequence[Sequence[str]], at: datetime) -> None:
        """As BatchBook.settle. Raises ValueError where an id would be forgotten, or told twice."""
        told_of = [fate.card_id for fate in fates] + [card_id for piece in onward for card_id in piece]
        if sorted(told_of) != sorted(chunk.card_ids):
            raise ValueError(f"{chunk.id}: each of its ids goes on or has a fate")
        chunk.demand_step(ChunkState.SETTLED)
        with self._stepping(chunk), self._transaction(at) as db:
            _write_fates(db, chunk, fates, stamp(at))
            pieces = [piece for piece in onward if piece]
            _begin(db, _batch_of(db, chunk.batch_id), pieces, ChunkState.PLANNED, chunk.number, stamp(at))
            _moved(db, chunk, ChunkState.SETTLED, stamp(at), "{}")

    # ------------------------------------------------------------ new secrets for lost ones

    def begin_rekey(self, batch_id: str, lost: FateTold, at: datetime) -> Chunk:
        """As BatchBook.begin_rekey."""
        self.demand_room()
        with self._transaction(at) as db:
            chunk = _begin(db, _batch_of(db, batch_id), [(lost.card_id,)], ChunkState.REKEYING, lost.chunk, stamp(at))
        return Chunk(batch_id, chunk, (lost.card_id,), ChunkState.REKEYING, 1, lost.chunk)

    @settling
    def rekeyed(self, chunk: Chunk, answer: ChunkAnswer, at: datetime, *, is_surplus: bool) -> Chunk:
        """As BatchBook.rekeyed."""
        chunk.demand_step(ChunkState.SEALED)
        with self._stepping(chunk), self._transaction(at) as db:
            sealed = _moved(db, chunk, ChunkState.SEALED, stamp(at), answer_text(answer, chunk.card_ids))
            db.execute(
                "INSERT INTO rekeyed (card_id, chunk, lost_in, is_surplus, at) VALUES (?, ?, ?, ?, ?)",
                (chunk.card_ids[0], chunk.number, chunk.made_from, is_surplus, stamp(at)),
            )
            return _moved(db, sealed, ChunkState.CHECKED, stamp(at), "{}")

    @settling
    def write_off(self, batch_id: str, chunks: Sequence[SealedChunk], note: NotedBatch) -> None:
        """As BatchBook.write_off."""
        lost = ((chunk.number, card_id, stamp(note.at)) for chunk in chunks for card_id in chunk.good)
        with self._transaction(note.at) as db:
            db.executemany("INSERT INTO fate (chunk, card_id, fate, at) VALUES (?, ?, 'lost', ?)", lost)
            _write_note(db, batch_id, note)

    # ------------------------------------------------------------ the batch as a whole

    @settling
    def note(self, batch_id: str, note: NotedBatch) -> None:
        """As BatchBook.note."""
        with self._transaction(note.at) as db:
            _write_note(db, batch_id, note)

    @settling
    def release(self, batch_id: str, note: NotedBatch, *, is_last: bool) -> None:
        """As BatchBook.release."""
        with self._transaction(note.at) as db:
            _write_note(db, batch_id, note)
            if not is_last:
                return
            found = db.execute(
                f"SELECT chunk, seq FROM chunk_now WHERE batch = {NUMBER_OF} AND state = 'checked'",  # noqa: S608 - only our own words are put in
                (batch_id,),
            )
            checked = [(chunk, int(str(seq)) + 1, stamp(note.at)) for chunk, seq in found]
            db.executemany(
                "INSERT INTO chunk_event (chunk, seq, state, at, content) VALUES (?, ?, 'released', ?, '{}')", checked
            )

    @contextmanager
    def _stepping(self, chunk: Chunk) -> Generator[None]:
        """Raises BadChunkStep where the journal's own rules refuse the step: the chunk moved on meanwhile."""
        try:
            yield
        except apsw.ConstraintError as refused:
            raise BadChunkStep(f"{chunk.id} is no longer at its step {chunk.seq}") from refused


NUMBERS_OF_AN_EPOCH: Final = 10_000_000
"""A chunk's number names its sealed file: after a journal was put back, none is given a second time."""
_NEXT_CHUNK: Final = "SELECT max(coalesce(max(number), 0), (SELECT epoch FROM pulse) * ?) + 1 AS number FROM chunk"


def _begin(
    db: Database, batch: int, pieces: Iterable[Sequence[str]], state: ChunkState, made_from: int | None, at: str
) -> int:
    """Begins chunks in a state. Returns the number of the first."""
    first = next(rows(db.execute(_NEXT_CHUNK, (NUMBERS_OF_AN_EPOCH,)))).whole("number")
    numbered = list(enumerate(pieces, first))
    db.executemany(
        "INSERT INTO chunk (number, batch, made_from, size, card_ids) VALUES (?, ?, ?, ?, ?)",
        ((number, batch, made_from, len(piece), "\n".join(piece)) for number, piece in numbered),
    )
    db.executemany(
        "INSERT INTO chunk_event (chunk, seq, state, at, content) VALUES (?, 1, ?, ?, '{}')",
        ((number, state.value, at) for number, _ in numbered),
    )
    return first


def _moved(db: Database, chunk: Chunk, to: ChunkState, at: str, content: str) -> Chunk:
    db.execute(
        "INSERT INTO chunk_event (chunk, seq, state, at, content) VALUES (?, ?, ?, ?, ?)",
        (chunk.number, chunk.seq + 1, to.value, at, content),
    )
    return replace(chunk, state=to, seq=chunk.seq + 1)


def _batch_of(db: Database, batch_id: str) -> int:
    found = db.execute("SELECT number FROM batch WHERE batch_id = ?", (batch_id,))
    return next(rows(found)).whole("number")


def _write_fates(db: Database, chunk: Chunk, fates: Sequence[CardFate], at: str) -> None:
    db.executemany(
        "INSERT INTO fate (chunk, card_id, fate, at) VALUES (?, ?, ?, ?)",
        ((chunk.number, fate.card_id, fate.fate.value, at) for fate in fates),
    )


_NOTE: Final = f"""
INSERT INTO batch_note (batch, seq, kind, at, person, facts)
SELECT {NUMBER_OF}, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5 FROM batch_note WHERE batch = {NUMBER_OF}
"""  # noqa: S608 - only our own words are put in


def _doubt_planned(db: Database, sign: Sign, at: datetime) -> None:
    doubtful: dict[str, int] = {}
    for batch, chunk in planned_now(db):
        _begin(db, batch, [chunk.card_ids], ChunkState.UNKNOWN, chunk.number, stamp(at))
        _moved(db, chunk, ChunkState.SETTLED, stamp(at), "{}")
        doubtful[chunk.batch_id] = doubtful.get(chunk.batch_id, 0) + len(chunk.card_ids)
    for batch_id, count in doubtful.items():
        _write_note(db, batch_id, restored_note(at, sign, count))


def _write_note(db: Database, batch_id: str, note: NotedBatch) -> None:
    db.execute(_NOTE, (batch_id, note.kind.value, stamp(note.at), note.person, facts_to_text(note.facts)))
