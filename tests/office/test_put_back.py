"""A journal of batches that was put back from a backup sends nothing that may have been made since."""

import shutil
from pathlib import Path

import pytest

from app.core.batch import ChunkState, Fate
from app.ledger import batch_book, batch_opening
from app.ledger.batch_book import SqliteBatchBook
from app.ledger.batch_opening import _first
from app.office.book import BatchNote
from tests.fake_clock import MONDAY
from tests.office.shop import Office, an_order


def marked(path: Path, marks: Path) -> SqliteBatchBook:
    return SqliteBatchBook.open(path, journal_id="b-1", at=MONDAY, mark_folder=marks)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "T1.batches.db"


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "marks"


def planned_and_kept(path: Path, marks: Path) -> tuple[Office, Path]:
    """An office whose order is planned, and a copy of its journal as it is then."""
    office = Office(marked(path, marks))
    office.planned(an_order(30))
    office.book.close()
    kept = path.with_name("kept")
    shutil.copy(path, kept)
    office.book = marked(path, marks)
    return office, kept


def put_back(path: Path, kept: Path) -> None:
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
    shutil.copy(kept, path)


def test_cards_made_since_are_never_sent_again_and_never_printed(path: Path, marks: Path) -> None:
    office, kept = planned_and_kept(path, marks)
    order = an_order(30)
    office.issuer.duplicate = "reissue"
    office.run(order)
    before = dict(office.issuer.cards)
    office.book.close()
    put_back(path, kept)
    office.book = marked(path, marks)
    standing = office.book.standing(order.batch_id)
    assert standing.cards == {ChunkState.SETTLED: 30, ChunkState.UNKNOWN: 30}
    assert [(note.kind, note.facts["doubtful"]) for note in office.book.notes(order.batch_id)] == [
        (BatchNote.RESTORED, 30)
    ]
    office.run(order)
    office.demand_nothing_lost(order)
    assert {card: office.issuer.cards[card] for card in before} == before, "no secret was made anew"
    assert office.book.standing(order.batch_id).fates == {Fate.LOST: 30}
    office.book.close()


@pytest.mark.parametrize("is_run", [False, True])
def test_a_journal_that_is_opened_again_as_it_was_is_believed(path: Path, marks: Path, is_run: bool) -> None:
    office, _ = planned_and_kept(path, marks)
    if is_run:
        office.run(an_order(30))
    cards = office.book.standing("0192").cards
    office.book.close()
    again = marked(path, marks)
    assert again.standing("0192").cards == cards
    assert not again.notes("0192")
    again.close()


def test_a_mark_that_is_gone_is_a_sign_too_and_a_copy_put_back_twice_is_doubted_once_more(
    path: Path, marks: Path
) -> None:
    office, kept = planned_and_kept(path, marks)
    office.book.close()
    shutil.rmtree(marks)
    office.book = marked(path, marks)
    assert office.book.standing("0192").cards == {ChunkState.SETTLED: 30, ChunkState.UNKNOWN: 30}
    office.book.close()
    put_back(path, kept)
    office.book = marked(path, marks)
    assert [note.facts["sign"] for note in office.book.notes("0192")] == ["older"]
    office.book.close()


def test_a_journal_of_the_first_version_is_brought_up_to_date(
    path: Path, marks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as first:
        first.setattr(batch_opening, "_STEPS", (_first,))
        first.setattr(batch_opening, "SCHEMA", 1)
        first.setattr(batch_book, "demand_steps", lambda _: None)  # its table of steps was a shorter one
        first.setattr(SqliteBatchBook, "standing", lambda _, batch_id: batch_id)  # nor had it what is read now
        old = SqliteBatchBook.open(path, journal_id="b-1", at=MONDAY)
        old.order(an_order(30))
        old.close()
    office = Office(marked(path, marks))
    assert (path.parent / "backups" / "T1.batches-2026-11-23-before-3.db").exists()
    office.run(office.planned(an_order(30)))
    office.demand_nothing_lost(an_order(30))
    office.book.close()
