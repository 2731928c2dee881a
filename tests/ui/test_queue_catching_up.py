"""The queue settled by itself: how it is caught up with, the limits, kept receipts, and what waits too long."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.core.activation import State
from app.core.limits import Limits, Usage, gauges
from app.core.money import Currency
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui import kept_receipts
from app.ui.gauge_words import tightest_words
from app.ui.lane import Lane
from app.ui.queue_page import DONE_MAX, QueuePage
from app.ui.theme import Theme, Tone
from tests.fake_ledger import FakeLedger
from tests.fakes import NORWEGIAN, Fate
from tests.ui.fake_driver import FakeDriver
from tests.ui.shop_floor import FRESH, RESOURCES, ShopFloor


@pytest.fixture
def floor(qapp) -> Iterator[ShopFloor]:
    lane = Lane("queue")
    yield ShopFloor(lane, Theme("light", RESOURCES))
    lane.close()


@pytest.fixture
def driver(floor) -> FakeDriver:
    return FakeDriver(floor.counter)


@pytest.fixture
def page(floor, driver, qtbot) -> QueuePage:
    made = QueuePage(floor.counter, floor.lane, floor.theme, driver)
    qtbot.addWidget(made)
    made.resize(1024, 680)
    made.show()
    return made


@pytest.fixture
def heard(monkeypatch) -> list[str]:
    """What was announced of kept receipts."""
    said: list[str] = []
    monkeypatch.setattr(kept_receipts, "announce", lambda _where, words, **_how: said.append(words))
    return said


@pytest.fixture
def sold(floor):
    return floor.sell_one_of_each()


def opened(page, qtbot) -> QueuePage:
    page.opened()
    qtbot.waitUntil(lambda: bool(page.rows))
    return page


def test_try_all_lets_the_driver_go_on(page, driver, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    page.try_all.click()
    assert driver.resumed == 1
    assert floor.counter.queue() == ()
    qtbot.waitUntil(page.try_all.isHidden)
    assert page.rows[sold[State.QUEUED].id].activation.state is State.ACTIVE
    assert page.rows[sold[State.QUEUED].id].result.text().startswith("Tried just now: The card is active.")


def test_what_is_settled_behind_the_page_is_followed(page, driver, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    with qtbot.assertNotEmitted(page.moved):
        settled = floor.counter.catch_up(sold[State.UNKNOWN].id, driver.moved.emit)
        driver.settled.emit(settled)
        driver.changed.emit()
    shown = page.rows[sold[State.UNKNOWN].id]
    assert shown.activation.state is State.ACTIVE
    assert shown.result.text().endswith("Its receipt is kept.")
    qtbot.waitUntil(lambda: page.summary.text().startswith("1 waiting"))


def test_of_a_long_drain_only_the_newest_rows_stay(page, driver, floor, qtbot) -> None:
    cards = [f"70014482001{place:05d}" for place in range(DONE_MAX + 3)]
    floor.issuer.with_cards(*cards)
    for card in cards:
        floor.sell(card, Fate.NOT_SENT)
    opened(page, qtbot)
    page.try_all.click()
    qtbot.waitUntil(lambda: len(page.rows) == DONE_MAX)
    assert page.done.heading.text() == f"Just now · {DONE_MAX}"


STANDS = [
    ({"left": 0}, ""),
    ({"is_waiting_for_line": True, "next_look_in_s": 20}, "Waiting for the line; next look in 20 s."),
    ({"is_waiting_for_line": True, "next_look_in_s": None}, "Waiting for the line; looking for it now."),
    ({"done_now": 12, "left": 28}, "Catching up: 12 of 40 done."),
    ({"next_look_in_s": 600}, "The till tries again by itself in 10 min."),
    ({}, "Catching up."),
]


@pytest.mark.parametrize(("stands", "words"), STANDS)
def test_how_the_queue_is_caught_up_with_is_said_in_words(page, driver, stands, words) -> None:
    driver.show(**{"left": 3} | stands)
    assert page.catching.words.text() == words
    assert page.catching.isHidden() == (not words)


def test_a_queue_that_stopped_says_why_and_goes_on_by_a_press(page, driver, sold, qtbot) -> None:
    opened(page, qtbot)
    driver.show(left=2, stopped=Problem(Code.NOT_ALLOWED))
    assert page.catching.words.text().startswith("Stopped: nothing is tried until a person says so.")
    assert "rights have to be put right" in page.catching.words.text()
    page.try_all.click()
    assert driver.stopped is None


def test_the_limits_of_selling_offline_stand_as_words_and_bars(page, floor, sold, qtbot) -> None:
    floor.clock.move(23 * 3600)
    opened(page, qtbot)
    cells = {cell.title.text(): cell for cell in page.gauges.cells}
    told = {title: cell.words.text() for title, cell in cells.items()}
    assert told["ONE CARD OFFLINE"] == "1\u00a0000\u00a0kr at most"
    assert told["WAITING IN ALL"] == "1\u00a0250,50 of 10\u00a0000\u00a0kr"
    assert told["CARDS WAITING"] == "2 of 50"
    assert told["YOUR CARDS THIS HOUR"] == "0 of 30"
    assert cells["SINCE THE LAST ANSWER"].words.property("tone") == Tone.WAIT.value
    assert cells["CARDS WAITING"].words.property("tone") == Tone.PLAIN.value
    floor.clock.move(3600)
    page.refresh()
    qtbot.waitUntil(lambda: cells["SINCE THE LAST ANSWER"].words.property("tone") == Tone.BAD.value)
    assert cells["SINCE THE LAST ANSWER"].accessibleName() == "Since the last answer, 24 h 6 min of 24 h, reached"


@pytest.mark.parametrize(
    ("used", "words"),
    [
        ({}, "Waiting in all: 0 of 10\u00a0000\u00a0kr"),
        (
            {"waiting_count": 4, "waiting_minor": {Currency.NOK: 200_000}},
            "4 waiting · 2\u00a0000 of 10\u00a0000\u00a0kr",
        ),
        ({"waiting_count": 50}, "50 of 50 waiting"),
        ({"since_contact": timedelta(hours=20), "waiting_count": 2}, "2 waiting · Since the last answer: 20 h of 24 h"),
    ],
)
def test_the_tightest_limit_is_told_in_one_line(used, words) -> None:
    nothing = {"waiting_minor": {}, "waiting_count": 0, "since_contact": timedelta(0), "by_cashier_hour": 0}
    assert tightest_words(gauges(Limits(), Usage(**(nothing | used)), None), NORWEGIAN) == words


def test_a_till_without_limits_says_nothing_of_them() -> None:
    assert tightest_words((), NORWEGIAN) == ""


def test_what_has_waited_for_more_than_a_day_is_marked(page, floor, sold, qtbot) -> None:
    floor.clock.move(24 * 3600)
    opened(page, qtbot)
    assert not page.rows[sold[State.QUEUED].id].late.isHidden()
    floor.sell(FRESH, Fate.NOT_SENT)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.rows) == 3)
    assert sum(not shown.late.isHidden() for shown in page.rows.values()) == 2


def test_kept_receipts_are_counted_and_printed_by_one_press(page, floor, sold, qtbot) -> None:
    for state in (State.QUEUED, State.UNKNOWN):
        floor.counter.catch_up(sold[state].id, lambda _step: None)
    page.opened()
    qtbot.waitUntil(lambda: page.kept.words.text() == "2 receipts are kept.")
    floor.printer.papers.clear()
    page.kept.print_all.click()
    qtbot.waitUntil(page.kept.isHidden)
    assert [paper.kind for paper in floor.printer.papers] == [PaperKind.RECEIPT] * 2


def test_a_kept_receipt_that_does_not_come_out_stays_kept(page, floor, sold, qtbot) -> None:
    floor.counter.catch_up(sold[State.QUEUED].id, lambda _step: None)
    page.opened()
    qtbot.waitUntil(lambda: page.kept.words.text() == "1 receipt is kept.")
    floor.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    page.kept.print_all.click()
    qtbot.waitUntil(lambda: "out of paper" in page.kept.words.text())
    page.opened()
    qtbot.waitUntil(lambda: page.kept.words.text() == "1 receipt is kept.")
    page.kept.print_all.click()
    qtbot.waitUntil(page.kept.isHidden)


@pytest.mark.parametrize("outcome", [PrintOutcome.NO, PrintOutcome.UNKNOWN])
def test_no_receipt_is_called_printed_without_the_printers_word(page, floor, sold, qtbot, heard, outcome) -> None:
    floor.counter.catch_up(sold[State.QUEUED].id, lambda _step: None)
    page.opened()
    qtbot.waitUntil(page.kept.isVisible)
    floor.printer.reports.append(PrintReport(outcome))
    page.kept.print_all.click()
    qtbot.waitUntil(page.kept.isHidden)
    assert "printed" not in heard[-1]


def test_kept_receipts_that_cannot_be_counted_or_printed_are_told(page, floor, sold, qtbot, monkeypatch) -> None:
    floor.counter.catch_up(sold[State.QUEUED].id, lambda _step: None)
    page.opened()
    qtbot.waitUntil(page.kept.isVisible)
    floor.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
    with qtbot.waitSignal(page.faulted):
        page.kept.print_all.click()

    def fails(*_parts: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    monkeypatch.setattr(FakeLedger, "kept_receipts", fails)
    with qtbot.waitSignal(page.faulted):
        page.kept.refresh()
