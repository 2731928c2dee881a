"""What can be read of a damaged journal is read, and nothing is read that never stood there."""

import random
import shutil
from pathlib import Path

import pytest

from app.core.activation import State
from app.ledger.backup import Backups
from app.ledger.checksums import demand_checksums_known
from app.ledger.files import JournalFiles
from app.ledger.room import NO_LIMITS, Room
from app.ledger.salvage import salvage
from tests.ledger.damaging import PAGE, STAY, opened, pages_of, rows_of, spoil, zero
from tests.ledger.orders import NOON, order


def test_of_a_whole_journal_everything_is_read(sold: Path) -> None:
    read = salvage(sold)
    rows = rows_of(sold)
    assert read.is_whole
    assert read.lost == ()
    assert {found.order.activation_id: (found.order, found.state) for found in read.found} == {
        row.id: (row.order, row.state) for row in rows.values()
    }


@pytest.mark.parametrize("table", ["event", "standing", "activation_order", "customer", "order_of_sale"])
def test_around_a_bad_page_every_other_row_is_read(sold: Path, old: Path, table: str) -> None:
    rows = rows_of(sold)
    for page in pages_of(sold, table):
        shutil.copy(sold, old)
        zero(old, page)
        read = salvage(old)
        for found in read.found:
            assert found.order.body == rows[found.order.activation_id].order.body
            assert found.state in {None, rows[found.order.activation_id].state}, "what is not known is not said"
        told = {found.order.activation_id for found in read.found} | set(read.lost)
        assert told == rows.keys(), "each is read, or said to be lost"
        if table != "activation_order":
            assert not read.lost
        elif len(pages_of(sold, table)) > 1:
            assert len(read.found) > len(rows) / 2


def test_an_order_on_a_page_with_one_bad_bit_is_proven_by_its_own_body(sold: Path, old: Path) -> None:
    """The bit lies in the page's free room or in another row: an order whose body, sums and card agree is read."""
    rows = rows_of(sold)
    chance = random.Random(5)
    read_all = 0
    for page in pages_of(sold, "activation_order"):
        for _ in range(6):
            shutil.copy(sold, old)
            spoil(old, page, chance.randrange(200, PAGE - 8), 1 << chance.randrange(8))
            read = salvage(old)
            assert not read.is_whole
            for found in read.found:
                order_there = rows[found.order.activation_id].order
                assert (found.order.card, found.order.money) == (order_there.card, order_there.money)
                assert found.order.body == order_there.body
            assert {found.order.activation_id for found in read.found} | set(read.lost) == rows.keys()
            read_all += len(read.lost) <= 1
    assert read_all


def test_a_row_whose_card_was_changed_is_never_taken_for_another(old: Path) -> None:
    """The body is sound and says nothing of the card: only another page can."""
    content = old.read_bytes()
    place = next(
        page * PAGE + content[page * PAGE : (page + 1) * PAGE].find(b"CARD-000101")
        for page in pages_of(old, "activation_order")
        if b"CARD-000101" in content[page * PAGE : (page + 1) * PAGE]
    )
    old.write_bytes(content[: place + 10] + b"7" + content[place + 11 :])
    read = salvage(old)
    assert order(101).activation_id in read.lost
    assert "CARD-000107" not in {
        found.order.card.text for found in read.found if found.order.activation_id == order(101).activation_id
    }


def test_what_the_journal_does_not_tell_its_backups_do(sold: Path, old: Path) -> None:
    ledger = opened(old)
    made = ledger.backup(NOON, 3)
    later = ledger.add([order(900)])
    ledger.close()
    assert made is not None
    rows = rows_of(old)
    for page in pages_of(old, "activation_order"):
        zero(old, page)
    read = salvage(old, Backups(Room(JournalFiles(old), NO_LIMITS)).all())
    assert read.lost == (later[0].id,), "what was sold after the backup"
    for found in read.found:
        row = rows[found.order.activation_id]
        assert found.order == row.order
        assert found.state is (row.state if row.state in STAY | {State.ACTIVE} else None), "the rest may have moved on"


def test_a_file_that_is_no_database_at_all_is_read_from_its_backups(old: Path) -> None:
    ledger = opened(old)
    ledger.backup(NOON, 3)
    ledger.close()
    rows = rows_of(old)
    old.write_bytes(b"\xff" * len(old.read_bytes()))
    read = salvage(old, Backups(Room(JournalFiles(old), NO_LIMITS)).all())
    assert not read.is_whole
    assert {found.order.activation_id for found in read.found} == rows.keys()


def test_whatever_page_is_bad_nothing_is_read_that_never_stood_there(sold: Path, old: Path) -> None:
    rows = rows_of(sold)
    for page in range(len(sold.read_bytes()) // PAGE):
        for spoilt in (lambda: zero(old, page), lambda: spoil(old, page)):  # noqa: B023 - called in its own round
            shutil.copy(sold, old)
            spoilt()
            for found in salvage(old).found:
                row = rows[found.order.activation_id]
                assert (found.order.card, found.order.money, found.order.body) == (
                    row.order.card,
                    row.order.money,
                    row.order.body,
                )
                assert found.state in {None, row.state}


def test_reading_changes_nothing(old: Path) -> None:
    zero(old, pages_of(old, "event")[0])
    before = old.read_bytes()
    salvage(old)
    assert old.read_bytes() == before


def test_a_journal_from_before_the_checksums_is_read_too(tmp_path: Path) -> None:
    from tests.ledger.test_damage import from_before

    demand_checksums_known()
    path = tmp_path / "old" / "journal.db"
    path.parent.mkdir()
    from_before(path, 1)
    assert salvage(path).is_whole
