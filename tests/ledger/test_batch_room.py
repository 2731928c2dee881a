"""On a full disk no more cards are ordered, and what was ordered is written down all the same."""

from pathlib import Path

import pytest

from app.core.batch import ChunkState
from app.core.problem import Code
from app.ledger.batch_book import SqliteBatchBook
from app.ledger.room import MB, RoomLimits
from app.office.pace import BatchRun
from app.till.ports import LedgerFault
from tests.fake_clock import MONDAY
from tests.ledger.small_disk import filled_up, remounted, small_disk
from tests.office.model import ModelMaker
from tests.office.shop import Office, an_order


@pytest.mark.parametrize("size_kb", range(10_000, 16_000, 1_500))
def test_a_disk_that_fills_up_during_a_call_costs_no_card(tmp_path: Path, size_kb: int) -> None:
    """The disk is full when the answer comes: its chunk is sealed and checked, and the run stops before the next."""
    with small_disk(tmp_path / "disk", size_kb) as disk:
        book = SqliteBatchBook.open(disk / "batches.db", journal_id="b-1", at=MONDAY, limits=RoomLimits(0, 8 * MB))
        office = Office(book)
        order = office.planned(an_order(2000, chunk_size=500))
        make = office.maker.make

        class Filling(ModelMaker):
            def make(self, chunk):
                filled_up(disk)
                return make(chunk)

        office.maker = Filling(office.issuer, vault=office.maker.vault)
        run = office.run(order)
        assert run.stopped is not None
        assert run.stopped.code is Code.DISK_LOW
        standing = book.standing(order.batch_id)
        assert standing.cards == {ChunkState.CHECKED: 500, ChunkState.PLANNED: 1500}
        (disk / "ballast").unlink()
        office.maker = ModelMaker(office.issuer, vault=office.maker.vault)
        assert office.run(order).stopped is None
        office.demand_nothing_lost(order)
        book.close()


def test_without_its_reserve_nothing_is_sent(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 12_000) as disk:
        book = SqliteBatchBook.open(disk / "batches.db", journal_id="b-1", at=MONDAY, limits=RoomLimits(0, 8 * MB))
        office = Office(book)
        order = office.planned(an_order(20))
        book.room.release()
        filled_up(disk, leaving=MB)
        run = BatchRun(office.road, order)
        [chunk] = run.begin()
        came = run.work(chunk)
        assert came.problem is not None
        assert came.problem.code is Code.DISK_LOW
        assert not office.issuer.calls
        book.close()


@pytest.mark.parametrize("is_full", [True, False], ids=["full", "read-only"])
def test_a_batch_is_looked_at_on_a_disk_that_takes_nothing(tmp_path: Path, *, is_full: bool) -> None:
    with small_disk(tmp_path / "disk with 100% ?of signs", 2_000) as disk:
        book = SqliteBatchBook.open(disk / "batches.db", journal_id="b-1", at=MONDAY)
        Office(book).planned(an_order(20))
        book.close()
        filled_up(disk)
        remounted(disk, "rw" if is_full else "ro")
        beside = SqliteBatchBook.open_read_only(disk / "batches.db")
        assert [batch.cards for batch in beside.batches()] == [{ChunkState.PLANNED: 20}]
        with pytest.raises(LedgerFault):
            beside.order(an_order(1))
        beside.close()
        remounted(disk, "rw")


def test_a_journal_whose_log_holds_more_is_not_read_without_it(tmp_path: Path) -> None:
    """What was not carried over would be missing: then nothing is claimed."""
    with small_disk(tmp_path / "disk", 2_000) as disk:
        book = SqliteBatchBook.open(disk / "batches.db", journal_id="b-1", at=MONDAY)
        Office(book).planned(an_order(20))
        for kept in disk.glob("batches.db*"):
            (tmp_path / kept.name).write_bytes(kept.read_bytes())
        book.close()
        for kept in tmp_path.glob("batches.db*"):
            if not kept.name.endswith("-shm"):
                (disk / kept.name).write_bytes(kept.read_bytes())
        remounted(disk, "ro")
        with pytest.raises(LedgerFault) as caught:
            SqliteBatchBook.open_read_only(disk / "batches.db")
        assert caught.value.problem.code is Code.JOURNAL_READ_ONLY
        remounted(disk, "rw")
