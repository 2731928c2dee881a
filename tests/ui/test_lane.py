"""The only door between threads brings everything back to the window's thread, in order, and closes properly."""

import sys
import threading

import pytest
from PySide6.QtCore import QThread

from app.ui.lane import Lane


@pytest.fixture
def lane(qapp):
    made = Lane("test")
    yield made
    made.close()


def test_a_job_runs_elsewhere_and_its_outcome_comes_home(lane, qtbot):
    seen = []
    lane.run(threading.get_ident, lambda future: seen.append((future.result(), threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    (worked_on, told_on) = seen[0]
    assert worked_on != told_on == threading.get_ident()


def test_snapshots_come_before_the_end_and_in_order(lane, qtbot):
    seen = []

    def job(tell):
        for number in range(50):
            tell(number)
        return "end"

    lane.run_telling(job, seen.append, lambda future: seen.append(future.result()))
    qtbot.waitUntil(lambda: "end" in seen)
    assert seen == [*range(50), "end"]


def test_jobs_wait_for_each_other(lane, qtbot):
    seen = []
    for number in range(20):
        lane.run(lambda number=number: number, lambda future: seen.append(future.result()))
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))


def test_an_exception_comes_back_through_its_future(lane, qtbot):
    seen = []

    def job():
        raise ValueError("no")

    lane.run(job, lambda future: seen.append(future.exception()))
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ValueError)


def test_what_nobody_expected_is_not_swallowed(lane, qtbot, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, fault, trace: seen.append(kind))

    def job():
        raise KeyError("bug")

    with qtbot.captureExceptions():
        monkeypatch.setattr(sys, "excepthook", lambda kind, fault, trace: seen.append(kind))
        lane.run(job, lambda future: future.result())
        qtbot.waitUntil(lambda: bool(seen))
    assert seen == [KeyError]


def test_after_the_close_nothing_runs_and_nothing_is_told(qapp, monkeypatch):
    lane = Lane("test")
    seen, may_end, has_begun = [], threading.Event(), threading.Event()

    def long():
        has_begun.set()
        may_end.wait(5)
        return "long"

    lane.run(long, lambda future: seen.append(future.result()))
    lane.run(lambda: seen.append("second"), lambda future: seen.append("told"))
    assert has_begun.wait(5)
    shut_down = lane._pool.shutdown

    def shut_down_in_mid_job(**how):
        shut_down(wait=False, cancel_futures=how["cancel_futures"])
        may_end.set()
        shut_down(**how)

    monkeypatch.setattr(lane._pool, "shutdown", shut_down_in_mid_job)
    lane.close()
    lane.run(lambda: seen.append("late"), lambda future: seen.append("told"))
    qapp.processEvents()
    assert seen == []


def test_a_value_from_another_thread_is_brought_over(lane, qtbot):
    seen = []
    other = threading.Thread(
        target=lambda: lane.bring(lambda text: seen.append((text, QThread.isMainThread())), "scan")
    )
    other.start()
    other.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("scan", True)]


def test_twenty_thousand_tellings_are_sound(lane, qtbot):
    seen = []

    def job(tell):
        for number in range(20_000):
            tell(number)

    lane.run_telling(job, seen.append, lambda future: seen.append("end"))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == "end", timeout=20_000)
    assert len(seen) == 20_001
