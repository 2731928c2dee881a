"""Room on the disk: no sale begins without it, and what was sold is settled on a disk that is full."""

import os
from pathlib import Path

import pytest

from app.core.activation import Activation, State
from app.core.paper import Paper, PaperKind, Text
from app.core.problem import Code
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.ledger.room import MB, NO_LIMITS, Room, RoomLimits
from app.till.ports import LedgerFault, PrintOutcome
from tests.ledger.orders import NOON, order, step_to
from tests.ledger.pulled_plug import steps_in
from tests.ledger.small_disk import filled_up, small_disk
from tests.simulation import figures

TILL = RoomLimits(0, 8 * MB)
SIZES_KB = range(9_000, 20_520, 180)
"""From a disk that has hardly room for the reserve to one on which the log is carried over."""


def opened(path: Path, limits: RoomLimits = TILL) -> SqliteLedger:
    return SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON, limits=limits)


def settled(ledger: SqliteLedger, activation: Activation) -> Activation:
    """The whole rest of the road: every write of it must succeed."""
    for state in (State.SENDING, State.ACTIVE):
        activation = ledger.step(activation, step_to(activation, state), NOON)
    paper = ledger.issue_paper([activation], NOON, lambda number: Paper(PaperKind.RECEIPT, number, (Text("Active"),)))
    for outcome in (PrintOutcome.WAITING, PrintOutcome.YES):
        ledger.note_print(paper.number, outcome, NOON)
    return activation


def test_the_sweep_below_has_many_disks() -> None:
    assert len(SIZES_KB) == 64


@pytest.mark.parametrize("size_kb", SIZES_KB)
def test_on_a_disk_that_fills_up_every_sale_is_refused_or_settles(tmp_path: Path, size_kb: int) -> None:
    with small_disk(tmp_path / "disk", size_kb) as disk:
        journal = disk / "journal.db"
        ledger = opened(journal)
        sold: list[Activation] = []
        refused: list[tuple[Code, bool]] = []
        filled_up(disk, leaving=(size_kb * 7) % 700_000)
        for number in range(50):
            try:
                sold += ledger.add([order(number)])
                if number % 3 == 0:
                    sold[-1] = settled(ledger, sold[-1])
            except LedgerFault as fault:
                refused.append((fault.problem.code, fault.is_certain))
        filled_up(disk)
        assert [a.state for a in ledger.queue()] == [a.state for a in sold if a.state is State.QUEUED]
        for waiting in ledger.queue():
            settled(ledger, waiting)
        assert {a.state for a in ledger.latest(99)} <= {State.ACTIVE}
        assert len(ledger.latest(99)) == len(sold) == 50 - len(refused)
        assert set(refused) <= {(Code.JOURNAL_FULL, True), (Code.DISK_LOW, True)}
        ledger.close()
        assert len(steps_in(journal)) == len(sold)
    figures.keep("faulty disks", f"full {size_kb}", {"full disks": 1})


def test_a_sale_is_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 20_480) as disk:
        ledger = opened(disk / "journal.db", RoomLimits(4 * MB, 8 * MB))
        (waiting,) = ledger.add([order(1)])
        ballast = filled_up(disk, leaving=3 * MB)
        with pytest.raises(LedgerFault) as caught:
            ledger.add([order(2)])
        assert caught.value.is_certain
        assert caught.value.problem.code is Code.DISK_LOW
        assert caught.value.problem.facts["least"] == "4 MB"
        settled(ledger, waiting)
        ballast.unlink()
        ledger.add([order(2)])
        ledger.close()


def test_the_reserve_is_made_again_once_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 20_480) as disk:
        ledger = opened(disk / "journal.db")
        reserve = JournalFiles(disk / "journal.db").reserve
        (waiting,) = ledger.add([order(1)])
        assert reserve.stat().st_blocks * 512 == 8 * MB
        assert oct(reserve.stat().st_mode & 0o777) == oct(0o600)
        ballast = filled_up(disk)
        settled(ledger, waiting)
        assert not reserve.exists()
        ballast.unlink()
        ledger.add([order(2)])
        assert reserve.stat().st_blocks * 512 == 8 * MB
        ledger.close()


def test_a_till_that_starts_on_a_full_disk_settles_what_was_sold(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 20_480) as disk:
        journal = disk / "journal.db"
        ledger = opened(journal)
        ledger.add([order(1)])
        ledger.close()
        filled_up(disk)
        ledger = opened(journal)
        (waiting,) = ledger.queue()
        settled(ledger, waiting)
        ledger.close()


def test_a_full_disk_without_a_reserve_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4_096) as disk:
        ledger = opened(disk / "journal.db", NO_LIMITS)
        (waiting,) = ledger.add([order(1)])
        filled_up(disk)
        with pytest.raises(LedgerFault) as caught:
            settled(ledger, waiting)
        assert (caught.value.problem.code, caught.value.is_certain) == (Code.JOURNAL_FULL, True)
        assert not JournalFiles(disk / "journal.db").has_fault()
        ledger.close()


def test_a_start_on_a_full_disk_without_a_reserve_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4_096) as disk:
        opened(disk / "journal.db", NO_LIMITS).close()
        filled_up(disk)
        with pytest.raises(LedgerFault) as caught:
            opened(disk / "journal.db", NO_LIMITS)
        assert (caught.value.problem.code, caught.value.is_certain) == (Code.JOURNAL_FULL, True)


def test_a_reserve_that_does_not_fit_is_not_half_made(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4_096) as disk:
        room = Room(JournalFiles(disk / "journal.db"), TILL)
        room.keep()
        assert (room.reserved(), room.release()) == (0, False)


def test_nothing_is_sold_where_no_reserve_stands_for_its_settling(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8_192) as disk:
        ledger = opened(disk / "journal.db")
        with pytest.raises(LedgerFault) as caught:
            ledger.add([order(1)])
        assert caught.value.problem.facts["least"] == "8 MB"
        ledger.close()


def test_a_reserve_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else took the room between the look and the taking."""
    with small_disk(tmp_path / "disk", 4_096) as disk:
        room = Room(JournalFiles(disk / "journal.db"), TILL)
        monkeypatch.setattr(Room, "free", lambda _: 9 * MB)
        room.keep()
        assert not room.files.reserve.exists()


def test_a_look_from_outside_keeps_no_room(tmp_path: Path) -> None:
    opened(tmp_path / "journal.db", NO_LIMITS).close()
    beside = SqliteLedger.open_read_only(tmp_path / "journal.db")
    beside.demand_room()
    assert not (tmp_path / "journal.reserve").exists()
    beside.close()


def test_the_reserve_of_a_till_is_of_eight_megabytes() -> None:
    assert RoomLimits.of_a_till(50) == RoomLimits(50 * MB, 8 * MB)


def test_free_room_is_what_this_user_may_take(tmp_path: Path) -> None:
    found = os.statvfs(tmp_path)
    assert abs(Room(JournalFiles(tmp_path / "j.db"), NO_LIMITS).free() - found.f_bavail * found.f_frsize) < 500 * MB
