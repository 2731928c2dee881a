"""The line stands in the journal with its times, and a journal that fails about it stops no sale."""

from datetime import UTC, datetime, timedelta

from app.core.answer import Answer, Cause, Kind
from app.core.problem import Code, Problem
from app.till.clock_watch import ClockWatch
from app.till.line import Line, WatchedIssuer
from app.till.line_log import LineLog
from app.till.ports import LedgerFault, NoteKind
from tests.fake_ledger import FakeLedger
from tests.fakes import MONDAY
from tests.till.whole_till import WholeTill

DOWN = Answer(Kind.NOT_SENT, Cause.LINE)


class BrokenLedger(FakeLedger):
    """A journal that cannot be read."""

    def last_contact(self) -> datetime | None:
        raise LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=True)


def logged(till: WholeTill, failures: list[LedgerFault] | None = None) -> WatchedIssuer:
    log = LineLog(till.ledger, till.clock, ClockWatch(till.clock), (failures if failures is not None else []).append)
    return WatchedIssuer(till.issuer, till.clock, log.changed, log.heard)


def test_each_change_of_the_line_is_noted_with_the_last_contact(till: WholeTill) -> None:
    watched = logged(till)
    watched.ping()
    till.clock.move(90)
    till.issuer.ping_answer = DOWN
    watched.ping()
    latest, first = till.ledger.notes(10, NoteKind.LINE)
    clocks = {"off_s": 0, "wall": MONDAY.isoformat(), "server": MONDAY.astimezone(UTC).isoformat()}
    assert first.facts == {"from": "not-tried", "to": "online", "last_contact": MONDAY.isoformat(), **clocks}
    told = {"from": "online", "to": "offline", "last_contact": MONDAY.isoformat(), "off_s": 0}
    assert told.items() <= latest.facts.items()
    assert datetime.fromisoformat(str(latest.facts["last_contact"])) == till.ledger.last_contact()


def test_the_contact_is_noted_now_and_then_and_not_with_each_call(till: WholeTill) -> None:
    watched = logged(till)
    watched.ping()
    till.clock.move(599)
    watched.ping()
    assert till.ledger.last_contact() == MONDAY
    till.clock.move(1)
    watched.ping()
    assert till.ledger.last_contact() == till.clock.now()


def test_a_clock_that_is_turned_stands_in_the_journal(till: WholeTill) -> None:
    watched = logged(till)
    watched.ping()
    till.clock.turn(-3600)
    watched.ping()
    wrong, turned = till.ledger.notes(5, NoteKind.CLOCK)
    assert turned.facts["turned_s"] == -3600
    assert abs(int(wrong.facts["off_s"]) + 3600) <= 1


def test_a_clock_that_is_wrong_from_the_start_is_noted_once_with_both_times_and_once_when_it_is_right(
    till: WholeTill,
) -> None:
    till.clock.turn(600)
    watched = logged(till)
    watched.ping()
    watched.ping()
    (wrong,) = till.ledger.notes(5, NoteKind.CLOCK)
    assert abs(int(wrong.facts["off_s"]) - 600) <= 1
    wall, server = (datetime.fromisoformat(str(wrong.facts[name])) for name in ("wall", "server"))
    assert abs(wall - server - timedelta(seconds=600)) <= timedelta(seconds=1)
    till.clock.turn(-600)
    watched.ping()
    right, turned, _wrong = till.ledger.notes(5, NoteKind.CLOCK)
    assert turned.facts["turned_s"] == -600
    assert right.facts["off_s"] == 0
    assert len(till.ledger.notes(5, NoteKind.LINE)) == 1


def test_a_portals_clock_is_not_believed(till: WholeTill) -> None:
    watched = logged(till)
    till.issuer.ping_answer = Answer(Kind.UNCLEAR, Cause.ODD, 200, server_at=MONDAY - timedelta(days=2_000))
    watched.ping()
    assert watched.line.clock_off is None
    assert not till.ledger.notes(5, NoteKind.CLOCK)


def test_a_new_process_knows_the_last_contact_of_the_one_before(till: WholeTill) -> None:
    log = LineLog(till.ledger, till.clock, ClockWatch(till.clock), [].append)
    assert log.start() == Line()
    logged(till).ping()
    assert log.start() == Line(last_contact=MONDAY)


def test_a_last_contact_that_cannot_be_read_stops_no_start(till: WholeTill) -> None:
    failures: list[LedgerFault] = []
    log = LineLog(BrokenLedger(), till.clock, ClockWatch(till.clock), failures.append)
    assert log.start() == Line()
    assert [fault.problem.code for fault in failures] == [Code.JOURNAL_FAULT]


def test_a_journal_that_cannot_note_the_line_stops_no_call(till: WholeTill) -> None:
    failures: list[LedgerFault] = []
    till.ledger.faults.extend(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True) for _ in range(2))
    assert logged(till, failures).ping().kind is Kind.ALIVE
    assert [fault.problem.code for fault in failures] == [Code.JOURNAL_FULL] * 2
