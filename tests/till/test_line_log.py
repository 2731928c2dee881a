"""The line stands in the journal with its times, and a journal that fails about it stops no sale."""

from datetime import datetime

from app.core.answer import Answer, Cause, Kind
from app.core.problem import Code, Problem
from app.till.clock_watch import ClockWatch
from app.till.line import WatchedIssuer
from app.till.line_log import LineLog
from app.till.ports import LedgerFault, NoteKind
from tests.fakes import MONDAY
from tests.till.whole_till import WholeTill

DOWN = Answer(Kind.NOT_SENT, Cause.LINE)


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
    assert first.facts == {"from": "not-tried", "to": "online", "last_contact": MONDAY.isoformat()}
    assert latest.facts == {"from": "online", "to": "offline", "last_contact": MONDAY.isoformat()}
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
    (note,) = till.ledger.notes(5, NoteKind.CLOCK)
    assert note.facts["turned_s"] == -3600


def test_a_journal_that_cannot_note_the_line_stops_no_call(till: WholeTill) -> None:
    failures: list[LedgerFault] = []
    till.ledger.faults.extend(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True) for _ in range(2))
    assert logged(till, failures).ping().kind is Kind.ALIVE
    assert [fault.problem.code for fault in failures] == [Code.JOURNAL_FULL] * 2
