"""The till's clock is measured by the issuer's own time, and a turn of it is seen."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.problem import Code
from app.till.clock_watch import ClockReading, ClockWatch, clock_off
from app.till.ports import NoteKind
from tests.fakes import FakeClock

QUICK = timedelta(seconds=0.2)


def heard(watch: ClockWatch, clock: FakeClock, behind_s: float = 0, times: int = 1) -> None:
    """Answers of an issuer whose clock is so far behind the till's."""
    for _ in range(times):
        watch.heard(clock.now() - timedelta(seconds=behind_s), QUICK)
        clock.move(1)


def test_nothing_is_known_before_the_first_answer() -> None:
    watch = ClockWatch(FakeClock())
    assert watch.heard(None, QUICK) is None
    assert (watch.offset, watch.problem, watch.dates_can_be_trusted) == (None, None, True)


@pytest.mark.parametrize("behind_s", [-90, 90, 400_000])
def test_a_clock_that_is_off_by_more_than_a_minute_is_told(behind_s: float) -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock, behind_s, times=3)
    assert watch.problem is not None
    assert watch.problem.code is Code.CLOCK_OFF
    assert abs(int(watch.problem.facts["seconds"]) - abs(behind_s)) <= 1
    assert watch.dates_can_be_trusted is (abs(behind_s) < 86_400)


def test_one_odd_answer_moves_nothing() -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock, 0, times=5)
    heard(watch, clock, 500)
    assert watch.problem is None


def test_the_length_of_a_call_is_no_error_of_the_clock() -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    watch.heard(clock.now() - timedelta(seconds=10), timedelta(seconds=20))
    assert watch.offset is not None
    assert abs(watch.offset) <= timedelta(seconds=1)


@pytest.mark.parametrize("turn", [-3600, 3600, 31_536_000])
def test_a_clock_that_is_turned_is_noted_with_both_times_and_measured_anew(turn: int) -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock, times=3)
    server = clock.now()
    clock.turn(turn)
    note = watch.heard(server, QUICK)
    assert note is not None
    assert (note.kind, note.facts["turned_s"], note.facts["server"]) == (NoteKind.CLOCK, turn, server.isoformat())
    assert watch.offset is not None
    assert abs(watch.offset - timedelta(seconds=turn)) < timedelta(seconds=2)


def test_a_clock_turned_back_is_off_by_as_much_before_the_issuer_says_so() -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock, times=3)
    clock.turn(-3600)
    assert watch.heard(None, QUICK) is not None
    assert watch.offset is not None
    assert abs(watch.offset + timedelta(hours=1)) <= timedelta(seconds=1)
    assert not watch.reading.is_ahead


@pytest.mark.parametrize(("turn_h", "is_ahead"), [(10, False), (400 * 24, True)], ids=["a night's sleep", "a year"])
def test_a_clock_that_went_on_is_not_known_any_more_and_ahead_where_no_sleep_is_so_long(
    turn_h: int, is_ahead: bool
) -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock, times=3)
    clock.turn(turn_h * 3600)
    assert watch.heard(None, QUICK) is not None
    assert watch.reading == ClockReading(None, is_ahead)
    heard(watch, clock)
    assert not watch.reading.is_ahead


def test_a_clock_ahead_of_the_issuers_is_known_to_be_so() -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock, behind_s=90)
    assert watch.reading.is_ahead


@pytest.mark.parametrize("change", ["2026-03-29T00:59:00+00:00", "2026-10-25T00:59:00+00:00"])
def test_summer_time_is_no_turn_of_the_clock(change: str) -> None:
    zone = ZoneInfo("Europe/Oslo")
    moment = datetime.fromisoformat(change)
    clock = FakeClock(moment.astimezone(zone))
    watch = ClockWatch(clock)
    assert watch.heard(moment, QUICK) is None
    for minutes in range(1, 130):
        clock.passed += timedelta(minutes=1)
        clock.wall = (moment + timedelta(minutes=minutes)).astimezone(zone)
        assert watch.heard(moment + timedelta(minutes=minutes), QUICK) is None
        assert watch.problem is None


def test_two_clocks_that_drift_apart_over_a_weekend_are_not_turned() -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    heard(watch, clock)
    clock.move(60 * 3600)
    clock.turn(-20)
    assert watch.heard(None, QUICK) is None
    clock.move(60)
    clock.turn(-3)
    assert watch.heard(None, QUICK) is not None


@pytest.mark.parametrize(
    ("off_s", "told"),
    [
        (-90, {"seconds": 90}),
        (119, {"seconds": 119}),
        (150, {"seconds": 150, "minutes": 2}),
        (7_200, {"seconds": 7_200, "hours": 2}),
        (-365 * 86_400, {"seconds": 365 * 86_400, "days": 365}),
    ],
)
def test_how_far_off_it_is_is_told_in_the_unit_that_people_use(off_s: int, told: dict[str, int]) -> None:
    assert clock_off(timedelta(seconds=off_s)).facts == told
