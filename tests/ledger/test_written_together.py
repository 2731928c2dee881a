"""Writes of several threads that meet at the disk: one sync for all of them, and each with its own outcome."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import apsw
import pytest

from app.core.activation import Activation, State
from app.core.paper import Paper, PaperKind
from app.core.problem import Code
from app.core.rules import sending
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault, StepRefused
from tests.ledger.orders import NOON, order, step_to
from tests.ledger.test_stopping import FailingDatabase
from tests.sandbox.running import until

CARDS = range(1, 5)


class CountingDatabase(FailingDatabase):
    """Counts the commits, too."""

    commits = 0

    def execute(self, statements: str, bindings=None):
        self.commits += statements == "COMMIT"
        return super().execute(statements, bindings)


@pytest.fixture
def database(ledger: SqliteLedger) -> Iterator[CountingDatabase]:
    database = CountingDatabase(ledger._db)
    ledger._db = database
    yield database
    ledger._db = database.db


@pytest.fixture
def waiting(ledger: SqliteLedger, database: CountingDatabase) -> list[Activation]:
    added = [ledger.add([order(number)])[0] for number in CARDS]
    database.commits = 0
    return added


def together(ledger: SqliteLedger, *jobs: Callable[[], object]) -> list[object]:
    """What comes of jobs that all wait for the journal at one moment: what each gives, or what it raises."""
    with ThreadPoolExecutor(len(jobs)) as lanes:
        begun = []
        with ledger._alone:
            for job in jobs:
                begun.append(lanes.submit(job))
                until(lambda: len(ledger._jobs) == len(begun))
        return [future.exception() or future.result() for future in begun]


def sends(ledger: SqliteLedger, activation: Activation) -> Callable[[], Activation]:
    return lambda: ledger.step(activation, sending(activation), NOON)


def certainties(outcomes: list[object]) -> list[bool]:
    return [outcome.is_certain for outcome in outcomes if isinstance(outcome, LedgerFault)]


def test_all_who_wait_are_written_with_one_sync(
    ledger: SqliteLedger, database: CountingDatabase, waiting: list[Activation]
) -> None:
    outcomes = together(ledger, *(sends(ledger, activation) for activation in waiting))
    assert database.commits == 1
    assert outcomes == [ledger.activation(activation.id) for activation in waiting]
    assert {activation.state for activation in ledger.queue()} == {State.SENDING}


def test_one_that_is_refused_takes_none_of_the_others_along(
    ledger: SqliteLedger, database: CountingDatabase, waiting: list[Activation]
) -> None:
    first, second, *_ = waiting
    outcomes = together(ledger, sends(ledger, first), sends(ledger, first), sends(ledger, second))
    assert [type(outcome) for outcome in outcomes] == [Activation, StepRefused, Activation]
    assert [len(ledger.history(activation.id)) for activation in (first, second)] == [2, 2]
    assert database.commits == 2


def test_papers_that_are_written_together_have_numbers_of_their_own(
    ledger: SqliteLedger, waiting: list[Activation]
) -> None:
    leaving = [ledger.step(activation, sending(activation), NOON) for activation in waiting]

    def receipt(_: Activation, number: int) -> Paper:
        return Paper(PaperKind.RECEIPT, number, ())

    together(
        ledger,
        *(
            partial(ledger.step_with_receipt, there, step_to(there, State.ACTIVE), NOON, receipt, begins_print=False)
            for there in leaving
        ),
    )
    assert ledger.kept_receipts() == tuple(CARDS)
    assert ledger.next_number() == len(CARDS) + 1


def test_a_bug_in_one_is_its_own(ledger: SqliteLedger, waiting: list[Activation]) -> None:
    def broken(number: int) -> Paper:
        raise ZeroDivisionError

    first, second, third, _ = waiting
    prints = partial(ledger.issue_paper, [second], NOON, broken)
    outcomes = together(ledger, sends(ledger, first), prints, sends(ledger, third))
    assert [type(outcome) for outcome in outcomes] == [Activation, ZeroDivisionError, Activation]


def test_a_commit_whose_outcome_nobody_knows_is_so_for_all_of_them(
    ledger: SqliteLedger, database: CountingDatabase, waiting: list[Activation]
) -> None:
    database.failing["COMMIT"] = [apsw.IOError("disk I/O error")]
    outcomes = together(ledger, *(sends(ledger, activation) for activation in waiting))
    assert certainties(outcomes) == [False] * len(CARDS)
    with pytest.raises(LedgerFault) as stopped:
        sends(ledger, waiting[0])()
    assert stopped.value.is_certain


def test_a_disk_that_fails_before_the_commit_is_a_no_to_all_of_them(
    ledger: SqliteLedger, database: CountingDatabase, waiting: list[Activation]
) -> None:
    database.failing["INSERT"] = [apsw.IOError("disk I/O error")]
    assert certainties(together(ledger, *(sends(ledger, activation) for activation in waiting))) == [True] * len(CARDS)
    assert {activation.state for activation in ledger.queue()} == {State.QUEUED}


@pytest.mark.parametrize("statement", ["INSERT", "COMMIT"])
def test_what_finds_no_room_together_may_find_it_alone(
    ledger: SqliteLedger, database: CountingDatabase, waiting: list[Activation], statement: str
) -> None:
    database.failing[statement] = [apsw.FullError("full"), apsw.FullError("full"), apsw.FullError("full")]
    outcomes = together(ledger, *(lambda number=number: ledger.add([order(number)]) for number in (11, 12, 13)))
    faults = [outcome.problem.code for outcome in outcomes if isinstance(outcome, LedgerFault)]
    assert faults == [Code.JOURNAL_FULL] * 2
    assert len(ledger.queue()) == len(waiting) + 1


def test_the_next_write_is_led_by_who_still_waits(ledger: SqliteLedger, waiting: list[Activation]) -> None:
    """Many threads and many steps: nobody is forgotten, and nobody waits for ever."""

    def all_the_way(activation: Activation) -> State:
        leaving = ledger.step(activation, sending(activation), NOON)
        for _ in range(20):
            back = ledger.step(leaving, step_to(leaving, State.QUEUED, sends=0), NOON)
            leaving = ledger.step(back, sending(back), NOON)
        return leaving.state

    with ThreadPoolExecutor(len(waiting)) as lanes:
        assert set(lanes.map(all_the_way, waiting, timeout=60)) == {State.SENDING}
    assert [len(ledger.history(activation.id)) for activation in waiting] == [42] * len(CARDS)
    assert not ledger._jobs
