"""The journal of batches: its rows are only added, its steps are the core's, and an id is one card's for ever."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from app.core.batch import BadChunkStep, CardFate, ChunkState, Fate, Symbol
from app.core.code_format import CodeFormat
from app.core.problem import Code
from app.ledger import batch_schema
from app.ledger.batch_book import SqliteBatchBook
from app.ledger.journal import SqliteLedger
from app.office.book import BatchNote, NotedBatch, Verdict
from app.office.ports import CallFate, ChunkAnswer, MadeCard, SealedFile
from app.till.ports import LedgerFault
from tests.fake_clock import MONDAY
from tests.office.shop import an_order

ORDER = an_order(6, chunk_size=3)
IDS = [f"GC{number}" for number in range(6)]
FILE = SealedFile("0192-00000001.age", 812, "ab" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office" / "T1.batches.db"


@pytest.fixture
def book(path: Path) -> Iterator[SqliteBatchBook]:
    book = SqliteBatchBook.open(path, journal_id="b-1", at=MONDAY)
    yield book
    book.close()


@pytest.fixture
def planned(book: SqliteBatchBook) -> SqliteBatchBook:
    book.order(ORDER)
    book.plan(ORDER.batch_id, IDS, MONDAY)
    return book


def first(book: SqliteBatchBook, state: ChunkState = ChunkState.PLANNED):
    return book.chunks(ORDER.batch_id, state, 1)[0]


def answer(*card_ids: str, word: str = "inactive") -> ChunkAnswer:
    made = tuple(MadeCard(card_id, word, is_whole=True) for card_id in card_ids)
    return ChunkAnswer(CallFate.SEALED, FILE, made, status=200)


def checked(book: SqliteBatchBook, verdict: Verdict):
    sending = book.step(first(book), ChunkState.SENDING, MONDAY)
    return book.check(book.step(sending, ChunkState.SEALED, MONDAY, answer(*IDS[:3])), verdict, MONDAY)


@pytest.mark.parametrize(
    "order",
    [
        ORDER,
        replace(ORDER, scheme=None, pin=None, symbol=Symbol.QR),
        replace(ORDER, token=CodeFormat(9, "K:", barcode=True)),
    ],
)
def test_an_order_is_read_as_it_was_written(book: SqliteBatchBook, order) -> None:
    assert book.order(order).order == order
    assert [standing.order for standing in book.batches()] == [order]
    assert book.standing("another") is None


def test_an_id_of_any_batch_is_left_out_of_a_new_plan(planned: SqliteBatchBook) -> None:
    other = replace(ORDER, batch_id="0193")
    assert planned.order(other).number == 2
    assert planned.plan("0193", ["GC9", "GC1", "GC0"], MONDAY) == ("GC1", "GC0")
    assert [chunk.card_ids for chunk in planned.chunks("0193", ChunkState.PLANNED, 9)] == [("GC9",)]


def test_chunks_that_take_over_from_others_come_first_and_the_newest_of_them(planned: SqliteBatchBook) -> None:
    planned.settle(first(planned), [CardFate("GC1", Fate.TAKEN)], [["GC0"], ["GC2"]], MONDAY)
    chunks = planned.chunks(ORDER.batch_id, ChunkState.PLANNED, 9)
    assert [(chunk.card_ids, chunk.made_from) for chunk in chunks] == [
        (("GC2",), 1),
        (("GC0",), 1),
        (("GC3", "GC4", "GC5"), None),
    ]


@pytest.mark.parametrize(
    ("fates", "onward"),
    [([], []), ([], [["GC0", "GC1"]]), ([CardFate("GC0", Fate.LOST)], [["GC0", "GC1", "GC2"]]), ([], [["GC7"]])],
)
def test_no_id_is_forgotten_or_told_twice_where_a_chunk_is_settled(planned, fates, onward) -> None:
    with pytest.raises(ValueError, match="each of its ids"):
        planned.settle(first(planned), fates, onward, MONDAY)
    assert planned.standing(ORDER.batch_id).cards == {ChunkState.PLANNED: 6}


@pytest.mark.parametrize(
    "made", [answer(*IDS[:3]), answer("GC2", "GC1", "GC0", "GC0"), answer(), answer(*IDS[:3], word="x")]
)
def test_what_an_answer_named_is_read_as_it_was_sealed(planned: SqliteBatchBook, made: ChunkAnswer) -> None:
    sending = planned.step(first(planned), ChunkState.SENDING, MONDAY)
    sealed = planned.step(sending, ChunkState.SEALED, MONDAY, made)
    assert planned.answer_of(sealed) == made.made
    assert planned.answer_of(planned.chunks(ORDER.batch_id, ChunkState.PLANNED, 1)[0]) == ()


def test_good_cards_are_those_without_a_fate(planned: SqliteBatchBook) -> None:
    checked(planned, Verdict((CardFate("GC0", Fate.ODD), CardFate("X", Fate.FOREIGN)), ("GC2",)))
    standing = planned.standing(ORDER.batch_id)
    assert (standing.good, standing.under_way, standing.owed, standing.do_not_print) == (1, 4, 1, 2)
    [chunk] = planned.sealed(ORDER.batch_id, 0, 9)
    assert (chunk.good, chunk.file) == (("GC1",), FILE)
    assert planned.chunks(ORDER.batch_id, ChunkState.UNKNOWN, 9)[0].card_ids == ("GC2",)
    assert [(fate.card_id, fate.fate) for fate in planned.fates(ORDER.batch_id, 0, 9)] == [
        ("GC0", Fate.ODD),
        ("X", Fate.FOREIGN),
    ]


def test_two_workers_cannot_take_the_same_step(planned: SqliteBatchBook) -> None:
    chunk = first(planned)
    planned.step(chunk, ChunkState.SENDING, MONDAY)
    with pytest.raises(BadChunkStep, match="no longer"):
        planned.step(chunk, ChunkState.SENDING, MONDAY)


def test_what_was_being_sent_when_the_process_ended_is_in_doubt(planned: SqliteBatchBook, path: Path) -> None:
    planned.step(first(planned), ChunkState.SENDING, MONDAY)
    planned.close()
    again = SqliteBatchBook.open(path, journal_id="b-2", at=MONDAY)
    assert again.doubt(ORDER.batch_id, MONDAY) == 1
    assert again.doubt(ORDER.batch_id, MONDAY) == 0
    assert first(again, ChunkState.UNKNOWN).seq == 3
    again.close()


def test_notes_are_kept_in_their_order(planned: SqliteBatchBook) -> None:
    notes = (
        NotedBatch(BatchNote.SIZE_LOWERED, MONDAY, facts={"size": 2}),
        NotedBatch(BatchNote.RELEASE, MONDAY, "Kari"),
    )
    for note in notes:
        planned.note(ORDER.batch_id, note)
    assert planned.notes(ORDER.batch_id) == notes
    assert planned.standing(ORDER.batch_id).size_most == 2


def test_one_program_at_a_time_writes_and_others_look_on(planned: SqliteBatchBook, path: Path) -> None:
    with pytest.raises(LedgerFault) as held:
        SqliteBatchBook.open(path, journal_id="b-2", at=MONDAY)
    assert held.value.problem.code is Code.JOURNAL_IN_USE
    looking = SqliteBatchBook.open_read_only(path)
    assert looking.standing(ORDER.batch_id).cards == {ChunkState.PLANNED: 6}
    with pytest.raises(LedgerFault) as refused:
        looking.note(ORDER.batch_id, NotedBatch(BatchNote.STOPPED, MONDAY))
    assert refused.value.problem.code is Code.JOURNAL_READ_ONLY
    looking.close()


def test_a_journal_that_is_gone_is_not_begun_anew(planned: SqliteBatchBook, path: Path) -> None:
    planned.close()
    path.unlink()
    for opening in (
        lambda: SqliteBatchBook.open(path, journal_id="b-2", at=MONDAY),
        lambda: SqliteBatchBook.open_read_only(path),
    ):
        with pytest.raises(LedgerFault) as missing:
            opening()
        assert missing.value.problem.code is Code.JOURNAL_MISSING


def test_a_till_s_journal_is_no_journal_of_batches(path: Path) -> None:
    SqliteLedger.open(path, journal_id="j", till_id="t", at=MONDAY).close()
    with pytest.raises(LedgerFault) as damaged:
        SqliteBatchBook.open(path, journal_id="b-2", at=MONDAY)
    assert damaged.value.problem.code is Code.JOURNAL_DAMAGED


def test_a_later_program_s_journal_is_left_alone(planned: SqliteBatchBook, path: Path) -> None:
    planned.close()
    db = apsw.Connection(str(path))
    db.pragma("user_version", 99)
    db.close()
    with pytest.raises(LedgerFault) as newer:
        SqliteBatchBook.open(path, journal_id="b-2", at=MONDAY)
    assert newer.value.problem.code is Code.JOURNAL_NEWER


@pytest.mark.parametrize("table", batch_schema.ONLY_ADDED)
def test_no_row_of_history_is_changed_or_taken_away(planned: SqliteBatchBook, path: Path, table: str) -> None:
    checked(planned, Verdict((CardFate("GC0", Fate.ODD),)))
    planned.note(ORDER.batch_id, NotedBatch(BatchNote.STOPPED, MONDAY))
    planned.close()
    db = apsw.Connection(str(path))
    if table == "fault":
        db.execute("INSERT INTO fault VALUES (1, 'now', 'x')")
    column = next(iter(db.execute(f"SELECT name FROM pragma_table_info('{table}')")))[0]
    for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(apsw.ConstraintError, match="only added"):
            db.execute(change)
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO chunk_event VALUES (1, 2, 'checked', 'now', '{}')",
        "INSERT INTO chunk_event VALUES (1, 3, 'sending', 'now', '{}')",
        "UPDATE chunk_now SET state = 'released' WHERE chunk = 1",
        "UPDATE chunk_now SET state = 'sending', seq = 2 WHERE chunk = 1",
        "DELETE FROM chunk_now",
        "INSERT OR REPLACE INTO chunk_now VALUES (1, 1, 1, 3, 'planned', 1)",
        "INSERT INTO allowed VALUES ('unknown', 'sending')",
        "INSERT OR REPLACE INTO card VALUES ('GC0', 9)",
        "INSERT INTO batch_note VALUES (1, 5, 'release', 'now', 'Kari', '{}')",
    ],
)
def test_the_journal_itself_refuses_what_is_no_step(planned: SqliteBatchBook, path: Path, change: str) -> None:
    planned.close()
    db = apsw.Connection(str(path))
    db.pragma("recursive_triggers", 1)
    with pytest.raises(apsw.ConstraintError):
        db.execute(change)
    db.close()
