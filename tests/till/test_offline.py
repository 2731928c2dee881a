"""Selling while the line is down: what the counter asks before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from app.core.limits import LimitName, Limits
from app.core.money import Currency
from app.core.problem import Code, Problem
from app.till.offline import Approval, OfflineDesk, approval_note
from app.till.ports import LedgerFault, Note, NoteKind
from tests.fake_clock import FakeClock
from tests.fakes import MONDAY, sale

HOUR_S = 3600
LOCKED = Problem(Code.APPROVAL_LOCKED, {"minutes": 1})


@dataclass
class Books:
    """What the journal says of the queue and of the cashiers. `asked` are the questions about a cashier."""

    waiting: dict[Currency, int] = field(default_factory=dict)
    count: int = 0
    contact: datetime | None = MONDAY
    sold: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, datetime]] = field(default_factory=list)
    noted: list[Note] = field(default_factory=list)
    is_failing: bool = False

    def waiting_minor(self) -> Mapping[Currency, int]:
        return self.waiting

    def waiting_count(self) -> int:
        return self.count

    def last_contact(self) -> datetime | None:
        return self.contact

    def sold_since(self, operator_id: str, since: datetime) -> int:
        self.asked.append((operator_id, since))
        return self.sold.get(operator_id, 0)

    def note(self, note: Note) -> None:
        if self.is_failing:
            raise LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True)
        self.noted.append(note)


class OneSupervisor:
    """Knows one PIN."""

    def check(self, pin: str) -> str | Problem:
        return "Kari" if pin == "271828" else LOCKED


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def desk(books: Books, clock: FakeClock) -> OfflineDesk:
    return OfflineDesk(books, clock, Limits, OneSupervisor(), "7", clock.running())


def codes(desk: OfflineDesk, *, is_down: bool = True, approval: Approval | None = None, **of_sale) -> list[Code]:
    problems = desk.problems(sale(**of_sale), is_down=is_down, approval=approval)
    return [problem.code for problem in problems]


def silence(desk: OfflineDesk) -> int:
    (gauge,) = (gauge for gauge in desk.gauges(None, is_down=True) if gauge.name is LimitName.TIME)
    return gauge.used


def test_while_the_line_is_up_nothing_is_limited_and_nothing_is_read(desk: OfflineDesk, books: Books) -> None:
    books.count = 1000
    assert codes(desk, is_down=False, minor=900_000) == []
    assert books.asked == []


def test_while_the_line_is_down_an_ordinary_sale_needs_nobody(desk: OfflineDesk) -> None:
    assert codes(desk) == []


def test_each_figure_of_the_journal_counts(desk: OfflineDesk, books: Books, clock: FakeClock) -> None:
    books.waiting, books.count, books.sold = {Currency.NOK: 1_000_000}, 50, {"7": 30, "8": 2}
    books.contact = clock.now() - timedelta(hours=25)
    assert codes(desk, minor=100_001) == [
        Code.OFFLINE_CARD_LIMIT,
        Code.OFFLINE_SUM_LIMIT,
        Code.OFFLINE_COUNT_LIMIT,
        Code.OFFLINE_TIME_LIMIT,
        Code.OFFLINE_CASHIER_LIMIT,
    ]
    assert books.asked == [("7", clock.now() - timedelta(hours=1))]


def test_a_supervisors_pin_lets_one_sale_pass_the_limit(desk: OfflineDesk, clock: FakeClock) -> None:
    assert codes(desk, minor=150_000) == [Code.OFFLINE_CARD_LIMIT]
    approval = desk.approved("271828")
    assert approval == Approval("Kari", clock.now())
    assert codes(desk, minor=150_000, approval=approval) == []
    assert codes(desk, minor=200_001, approval=approval) == [Code.OFFLINE_CARD_LIMIT]
    assert codes(desk, minor=150_000) == [Code.OFFLINE_CARD_LIMIT], "an approval is good for one sale"


def test_a_pin_that_is_not_taken_is_told_as_the_approvers_tell_it_and_noted(desk: OfflineDesk, books: Books) -> None:
    assert desk.approved("000000") == LOCKED
    assert books.noted == [Note(NoteKind.APPROVAL, MONDAY, {"refused": "approval-locked", "cashier": "7"})]


def test_a_wrong_pin_is_wrong_though_the_journal_cannot_note_it(desk: OfflineDesk, books: Books) -> None:
    books.is_failing = True
    assert desk.approved("000000") == LOCKED


def test_the_journal_keeps_who_approved_what(desk: OfflineDesk) -> None:
    sold = sale("GIFT-1", "GIFT-2", minor=150_000)
    problems = (*desk.problems(sold, is_down=True), Problem(Code.OFFLINE_SUM_LIMIT), Problem(Code.OFFLINE_SUM_LIMIT))
    assert approval_note(Approval("Kari", MONDAY), sold, problems) == Note(
        NoteKind.APPROVAL,
        MONDAY,
        {"person": "Kari", "cashier": "7", "cards": 2, "limits": "offline-card-limit offline-sum-limit"},
    )


def test_the_gauges_count_the_sale_only_while_the_line_is_down(desk: OfflineDesk, books: Books) -> None:
    books.waiting, books.count, books.sold = {Currency.NOK: 20_000}, 1, {"7": 3}
    down = [gauge.used for gauge in desk.gauges(sale(), is_down=True)]
    assert down == [50_000, 70_000, 2, 0, 4]
    for resting in (desk.gauges(sale(), is_down=False), desk.gauges(None, is_down=True)):
        assert [gauge.used for gauge in resting] == [0, 20_000, 1, 0, 3]


def test_limits_that_change_while_the_till_runs_hold_at_once(books: Books, clock: FakeClock) -> None:
    in_force = [Limits(), Limits(is_allowed=False)]
    desk = OfflineDesk(books, clock, lambda: in_force[0], OneSupervisor(), "7")
    assert codes(desk) == []
    in_force.pop(0)
    assert codes(desk) == [Code.OFFLINE_NOT_ALLOWED]


def test_silence_is_counted_from_the_last_answer(desk: OfflineDesk, clock: FakeClock) -> None:
    clock.move(HOUR_S)
    assert silence(desk) == 60
    clock.move(23 * HOUR_S)
    assert codes(desk) == []
    clock.move(1)
    assert codes(desk) == [Code.OFFLINE_TIME_LIMIT]


def test_an_answer_begins_the_count_anew(desk: OfflineDesk, books: Books, clock: FakeClock) -> None:
    clock.move(25 * HOUR_S)
    assert codes(desk) == [Code.OFFLINE_TIME_LIMIT]
    books.contact = clock.now()
    assert codes(desk) == []
    clock.move(60)
    assert silence(desk) == 1


def test_a_till_that_was_never_answered_counts_from_its_start(
    desk: OfflineDesk, books: Books, clock: FakeClock
) -> None:
    books.contact = None
    clock.move(2 * HOUR_S)
    assert silence(desk) == 120


def test_a_program_that_ran_before_the_desk_was_made_counts_from_its_own_start(books: Books, clock: FakeClock) -> None:
    books.contact = None
    clock.move(HOUR_S)
    desk = OfflineDesk(books, clock, Limits, OneSupervisor(), "7", timedelta(0))
    assert silence(desk) == 60


def test_a_clock_that_was_turned_back_while_the_till_was_off_wins_no_time(books: Books, clock: FakeClock) -> None:
    books.contact = clock.now() + timedelta(days=5)
    desk = OfflineDesk(books, clock, Limits, OneSupervisor(), "7")
    assert silence(desk) == 5 * 24 * 60
    assert codes(desk) == [Code.OFFLINE_TIME_LIMIT]
    books.contact = clock.now()
    assert codes(desk) == []


def test_turning_the_clock_back_wins_no_time(desk: OfflineDesk, clock: FakeClock) -> None:
    assert silence(desk) == 0
    clock.move(3 * HOUR_S)
    clock.turn(-10 * HOUR_S)
    assert silence(desk) == 180


def test_a_long_day_of_answers_is_no_silence(desk: OfflineDesk, books: Books, clock: FakeClock) -> None:
    clock.move(10 * HOUR_S)
    books.contact = clock.now()
    assert silence(desk) == 0
