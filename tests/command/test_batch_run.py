"""How a run is driven: on workers, shown on a terminal, and stopped from the keyboard."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.command.batch_run import Progress
from app.command.batch_words import rekey_lines
from app.command.count_line import CountLine
from app.compose import batch_drive
from app.compose.batch_drive import drive
from app.core.batch import Chunk
from app.core.problem import Code, Problem
from app.office.pace import BatchRun, Waiting, WaitsFor
from app.office.run import Came
from app.office.write_off import Unsound, write_off
from tests.fake_clock import FakeClock
from tests.office.shop import Office, an_order, opened
from tests.office.test_rekey import rekeyed, with_lost_cards


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    book = opened(tmp_path / "batches.db")
    yield Office(book)
    book.close()


def driven(office: Office, making: BatchRun, tell: Callable[[], None] = lambda: None) -> None:
    drive(making, office.clock.running, tell)


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_run_is_driven_to_its_end(office: Office, at_once: int) -> None:
    order = office.planned(an_order(60))
    driven(office, BatchRun(office.road, order, at_once))
    office.demand_nothing_lost(order)


def test_a_stop_that_a_person_has_to_see_to_ends_the_driving(office: Office) -> None:
    order = office.planned(an_order(60))
    office.maker.not_ready = Problem(Code.DISK_LOW)
    making = BatchRun(office.road, order, 4)
    driven(office, making)
    assert making.stopped == Problem(Code.DISK_LOW)


class Interrupted(BatchRun):
    """A run whose driver is interrupted from the keyboard when the second chunk is handed out."""

    def begin(self) -> tuple[Chunk, ...]:
        if self._made and not self.is_stopping:
            raise KeyboardInterrupt
        return super().begin()


def test_an_interrupt_stops_after_what_is_in_hand_and_the_run_goes_on_later(office: Office) -> None:
    order = office.planned(an_order(60))
    making = Interrupted(office.road, order)
    driven(office, making)
    assert making.is_stopping
    assert office.book.standing(order.batch_id).good == 10
    driven(office, BatchRun(office.road, order))
    office.demand_nothing_lost(order)


class InterruptedTwice(Interrupted):
    """And once more while it is stopping."""

    def begin(self) -> tuple[Chunk, ...]:
        if self.is_stopping:
            raise KeyboardInterrupt
        return super().begin()


def test_a_second_interrupt_goes_through(office: Office) -> None:
    order = office.planned(an_order(60))
    with pytest.raises(KeyboardInterrupt):
        driven(office, InterruptedTwice(office.road, order))


class Broken(BatchRun):
    """A bug in a worker."""

    def work(self, chunk: Chunk) -> Came:
        raise ZeroDivisionError


def test_a_bug_in_a_worker_is_not_swallowed(office: Office) -> None:
    with pytest.raises(ZeroDivisionError):
        driven(office, Broken(office.road, office.planned(an_order(60))))


def test_news_are_told_while_it_runs(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_drive, "TOLD_EVERY", timedelta(seconds=0.5))
    order = office.planned(an_order(60))
    told: list[int] = []
    making = BatchRun(office.road, order)
    driven(office, making, lambda: told.append(making.standing().good))
    assert told == sorted(set(told))
    assert len(told) >= 5


def test_the_line_tells_rate_and_time_left_each_second_on_a_terminal_and_now_and_then_in_a_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for shows, is_quiet, told in (
        (
            True,
            False,
            "\r\x1b[K20 of 60 cards, 20 a second, 0:00:02 left\r\x1b[K40 of 60 cards, 1 a second, 0:00:15 left",
        ),
        (False, False, "40 of 60 cards, 1 a second, 0:00:15 left\n"),
        (False, True, ""),
    ):
        clock = FakeClock()
        line = CountLine(60, clock.running, shows=shows, is_quiet=is_quiet)
        assert line.line(0) == "0 of 60 cards"
        for seconds in (0.5, 0.5, 29):
            clock.move(seconds)
            line.more(20 if seconds > 0.5 else 10)
        assert capsys.readouterr().err == told
        line.end()
        assert capsys.readouterr().err == ("\r\x1b[K" if shows else "")


def test_a_wait_is_told_once_with_its_reason_and_on_a_terminal_the_time_runs_down(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    standing = BatchRun(office.road, office.planned(an_order(60))).standing()
    waits = [Waiting(WaitsFor.DOUBT, timedelta(seconds=left), 10) for left in (120, 119)]
    for shows, is_quiet, lines in ((True, False, 1), (False, False, 1), (False, True, 0)):
        progress = Progress(standing, office.clock.running, shows=shows, is_quiet=is_quiet)
        for waiting in waits:
            progress.show(standing, waiting)
        progress.show(standing)
        progress.end()
        told = capsys.readouterr().err
        assert told.count("a late call may still make its cards. Cards in doubt: 10.") == lines
        assert ("again in 0:02:00." in told) == bool(lines)
        assert ("\x1b[K0:01:59 left" in told) == shows


def test_a_card_that_lost_its_new_secrets_again_is_not_told_as_one_that_has_them(office: Office) -> None:
    order = with_lost_cards(office)
    rekeyed(office, order)
    chunk = office.book.sealed(order.batch_id, 0, 99)[-1]
    gone = Unsound(chunk, Problem(Code.SEALED_FILE_MISSING, {"file": chunk.file.name}))
    standing = office.book.standing(order.batch_id)
    write_off(office.book, office.clock, standing, [gone], "Kari")
    assert list(rekey_lines(office.book, order.batch_id)) == [
        "CARD-0  re-keyed: it has new secrets and its place in the order",
        "CARD-1  re-keyed, and its new secrets were lost since",
    ]
