"""Backups: whole, private, one a day and one before the tables change, and never in a sale's way."""

import itertools
import stat
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from app.core.activation import State
from app.core.problem import Code
from app.ledger import backup, migrations
from app.ledger.backup import Backups
from app.ledger.files import JournalFiles
from app.ledger.journal import SqliteLedger
from app.ledger.opening import opened
from app.ledger.room import MB, NO_LIMITS, Room, RoomLimits
from app.till.ports import LedgerFault, Note, NoteKind
from tests.ledger.orders import NOON, order, standing_at
from tests.ledger.pulled_plug import steps_in
from tests.ledger.small_disk import filled_up, small_disk

DAY = timedelta(days=1)


def reopened(path: Path, limits: RoomLimits = NO_LIMITS) -> SqliteLedger:
    return SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON, limits=limits)


def names(path: Path) -> list[str]:
    return sorted(file.name for file in JournalFiles(path).backups.iterdir())


def test_a_backup_holds_what_was_sold_and_is_one_private_file(ledger: SqliteLedger, path: Path) -> None:
    standing_at(ledger, 1, State.ACTIVE)
    made = ledger.backup(NOON, 14)
    assert made == path.parent / "backups" / "journal-2026-11-23.db"
    assert ledger.notes(9, NoteKind.BACKUP) == (Note(NoteKind.BACKUP, NOON, {"file": "journal-2026-11-23.db"}),)
    assert names(path) == ["journal-2026-11-23.db"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert steps_in(made) == steps_in(path)
    assert names(path) == ["journal-2026-11-23.db"], "it needs no log to be read"


def test_a_large_journal_is_copied_whole_while_most_of_it_stands_in_its_log(tmp_path: Path) -> None:
    """More than SQLite holds in its memory: pages are written before the first one, which speaks of checksums."""
    journal, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal.touch()
    with closing(opened(str(journal), read_only=False)) as db:
        db.execute("CREATE TABLE large (row)")
        db.execute(
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "
            "INSERT INTO large SELECT randomblob(1000) FROM n"
        )
        assert JournalFiles(journal).log.stat().st_size > 4_000_000
        backup.copy_whole(journal, copy)
        backup.demand_whole(copy)


def test_a_backup_can_take_the_journals_place(ledger: SqliteLedger, path: Path, tmp_path: Path) -> None:
    before = [standing_at(ledger, number, state) for number, state in enumerate(State)]
    made = ledger.backup(NOON, 14)
    assert made is not None
    elsewhere = tmp_path / "elsewhere" / "journal.db"
    elsewhere.parent.mkdir()
    made.rename(elsewhere)
    other = reopened(elsewhere)
    assert list(other.latest(99)) == before[::-1]
    other.add([order(900)])
    other.close()


def test_one_backup_is_made_a_day(ledger: SqliteLedger, path: Path) -> None:
    assert ledger.backup(NOON, 14)
    assert ledger.backup(NOON + timedelta(hours=3), 14) is None
    assert ledger.backup(NOON + DAY, 14)
    assert len(names(path)) == 2


def test_only_the_newest_backups_are_kept_and_old_ones_go_after_the_new_one_stands(
    ledger: SqliteLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(5):
        ledger.backup(NOON + day * DAY, 3)
    assert names(path) == [f"journal-2026-11-{day}.db" for day in (25, 26, 27)]
    monkeypatch.setattr(backup, "demand_whole", lambda _: (_ for _ in ()).throw(OSError(5, "I/O error")))
    with pytest.raises(LedgerFault):
        ledger.backup(NOON + 5 * DAY, 3)
    assert names(path) == [f"journal-2026-11-{day}.db" for day in (25, 26, 27)]


def test_a_clock_that_runs_ahead_takes_no_backup_away_but_the_oldest(ledger: SqliteLedger, path: Path) -> None:
    for day in range(3):
        ledger.backup(NOON + day * DAY, 3)
    ledger.backup(NOON + 3650 * DAY, 3)
    assert names(path) == ["journal-2026-11-24.db", "journal-2026-11-25.db", "journal-2036-11-20.db"]


def test_a_shop_may_want_none(ledger: SqliteLedger, path: Path) -> None:
    assert ledger.backup(NOON, 0) is None
    assert not JournalFiles(path).backups.exists()
    ledger.backup(NOON, 2)
    assert ledger.backup(NOON + DAY, 0) is None
    assert names(path) == []


def test_the_backups_of_another_journal_beside_it_are_left_alone(ledger: SqliteLedger, path: Path) -> None:
    other = reopened(path.with_name("other.db"))
    other.backup(NOON, 1)
    ledger.backup(NOON + DAY, 1)
    assert names(path) == ["journal-2026-11-24.db", "other-2026-11-23.db"]
    other.close()


def test_a_backup_that_broke_off_is_gone_with_the_next(ledger: SqliteLedger, path: Path) -> None:
    JournalFiles(path).backups.mkdir()
    (JournalFiles(path).backups / "journal-2026-11-23.db.part").write_bytes(b"half")
    assert Backups(ledger.room).all() == []
    ledger.backup(NOON, 1)
    assert names(path) == ["journal-2026-11-23.db"]


def test_a_copy_that_is_not_whole_gets_no_name(
    ledger: SqliteLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing_at(ledger, 1, State.ACTIVE)
    copied = backup.copy_whole

    def spoilt(source: Path, target: Path) -> None:
        copied(source, target)
        pages = target.read_bytes()
        target.write_bytes(pages[: 4096 * 2] + bytes(4096) + pages[4096 * 3 :])

    monkeypatch.setattr(backup, "copy_whole", spoilt)
    with pytest.raises(LedgerFault) as caught:
        ledger.backup(NOON, 1)
    assert caught.value.problem.code is Code.JOURNAL_DAMAGED
    assert names(path) == []


def test_sales_go_on_while_the_backup_is_made_and_it_shows_one_moment(
    ledger: SqliteLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES_AT_ONCE", 1)
    ledger.add([order(number) for number in range(100)])
    made: list[Path | None] = []
    copying = threading.Thread(target=lambda: made.append(ledger.backup(NOON, 1)))
    copying.start()
    sold_meanwhile = 0
    for number in itertools.count(1000):
        ledger.add([order(number)])
        sold_meanwhile += copying.is_alive()
        if not copying.is_alive():
            break
    copying.join()
    assert sold_meanwhile > 1, "the backup held the sales up"
    (backed_up,) = made
    assert backed_up is not None
    assert set(steps_in(backed_up)) <= set(steps_in(path))
    assert len(steps_in(backed_up)) >= 100


def test_a_look_from_outside_makes_no_backup(ledger: SqliteLedger, path: Path) -> None:
    beside = SqliteLedger.open_read_only(path)
    with pytest.raises(LedgerFault) as caught:
        beside.backup(NOON, 1)
    assert caught.value.problem.code is Code.JOURNAL_READ_ONLY
    beside.close()
    ledger.add([order(1)])


def test_a_backup_does_not_take_the_room_that_sales_need(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8_192) as disk:
        ledger = reopened(disk / "journal.db", RoomLimits(2 * MB, 0))
        ledger.add([order(number) for number in range(200)])
        ballast = filled_up(disk, leaving=2 * MB + 50_000)
        with pytest.raises(LedgerFault) as caught:
            ledger.backup(NOON, 1)
        assert (caught.value.problem.code, caught.value.is_certain) == (Code.DISK_LOW, True)
        ledger.add([order(900)])
        ballast.unlink()
        assert ledger.backup(NOON, 1)
        ledger.close()


def test_a_disk_that_fills_up_under_a_backup_leaves_no_half_of_one(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4_096) as disk:
        ledger = reopened(disk / "journal.db")
        ledger.add([order(number) for number in range(200)])
        filled_up(disk, leaving=40_000)
        with pytest.raises(apsw.FullError):
            Backups(Room(ledger.room.files, NO_LIMITS)).before_version(9, NOON)
        assert names(disk / "journal.db") == []
        ledger.close()


def test_a_journal_is_backed_up_before_its_tables_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = reopened(path)
    standing_at(ledger, 1, State.ACTIVE)
    ledger.close()
    now = migrations.SCHEMA
    steps = (*migrations._STEPS, lambda db, _birth: db.execute("CREATE TABLE later (number INTEGER) STRICT"))
    for module in (migrations, "app.ledger.journal"):
        target = f"{module}.SCHEMA" if isinstance(module, str) else f"{module.__name__}.SCHEMA"
        monkeypatch.setattr(target, now + 1)
    monkeypatch.setattr(migrations, "_STEPS", steps)
    ledger = reopened(path)
    (kept,) = names(path)
    assert [note.facts["file"] for note in ledger.notes(9)] == [kept]
    ledger.close()
    assert kept == f"journal-2026-11-23-before-{now + 1}.db"
    db = apsw.Connection(str(JournalFiles(path).backups / kept))
    assert db.pragma("user_version") == now
    db.close()
    reopened(path).close()
    assert names(path) == [kept]


def test_the_backups_before_a_change_stay_when_those_of_days_go(ledger: SqliteLedger, path: Path) -> None:
    before = Backups(ledger.room).before_version(2, NOON)
    assert Backups(ledger.room).before_version(2, NOON) == before, "made once"
    for day in range(3):
        ledger.backup(NOON + day * DAY, 1)
    assert names(path) == ["journal-2026-11-23-before-2.db", "journal-2026-11-25.db"]
    assert [file.name for file in Backups(ledger.room).all()] == names(path)[::-1]
