"""The queue: what waits, and a button that settles it where it stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.core.activation import State
from app.core.problem import Code, Problem
from app.core.rules import PUT_BACK, Facts
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from app.ui.lane import Lane
from app.ui.queue_page import SHOWN_MAX, QueuePage
from app.ui.resend_words import resend_words
from app.ui.theme import Theme
from tests.fake_ledger import FakeLedger
from tests.fakes import Fate
from tests.ui.fake_driver import FakeDriver
from tests.ui.shop_floor import FRESH, QUEUED, RESOURCES, UNKNOWN, ShopFloor, controls_without_a_name


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
def sold(floor):
    return floor.sell_one_of_each()


def opened(page, qtbot) -> QueuePage:
    page.opened()
    qtbot.waitUntil(lambda: bool(page.rows))
    return page


def test_an_empty_queue_is_a_kind_word(page, qtbot) -> None:
    page.opened()
    qtbot.waitUntil(page.empty.isVisible)
    assert page.try_all.isHidden()


def test_it_lists_what_waits_and_leads_to_what_needs_a_person(page, sold, qtbot) -> None:
    opened(page, qtbot)
    states = {shown.activation.state for shown in page.rows.values()}
    assert states == {State.QUEUED, State.UNKNOWN}
    assert page.summary.text() == "2 waiting · 1\u00a0250,50 kr · the oldest since 14:04"
    assert page.cases.words.text() == "3 cases need a person."
    with qtbot.waitSignal(page.cases_wanted):
        page.cases.findChild(QPushButton).click()
    queued = page.rows[sold[State.QUEUED].id]
    assert (queued.card.text(), queued.state.text()) == ("Card …2200", "Not active yet")
    assert sold[State.QUEUED].short_id in queued.since.text()


def test_the_oldest_stands_first(page, sold, qtbot) -> None:
    opened(page, qtbot)
    order = sorted(page.rows.values(), key=lambda shown: shown.mapTo(page, shown.rect().topLeft()).y())
    waiting = [shown.activation.id for shown in order][:2]
    assert waiting == [sold[State.QUEUED].id, sold[State.UNKNOWN].id]


def test_rows_are_high_enough_for_a_finger(page, floor, sold, qtbot, qapp) -> None:
    floor.theme.apply()
    opened(page, qtbot)
    qtbot.waitUntil(lambda: all(shown.slip.height() >= 48 for shown in page.rows.values()))
    assert all(shown.height() >= 56 for shown in page.rows.values())
    qapp.setStyleSheet("")


def test_try_now_settles_a_lost_answer_in_its_row_and_prints_the_receipt(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    shown = page.rows[sold[State.UNKNOWN].id]
    with qtbot.waitSignal(page.settled):
        shown.try_now.click()
    assert shown.activation.state is State.ACTIVE
    assert "The card is active" in shown.result.text()
    assert "is printed" in shown.result.text()
    assert floor.issuer.truth(UNKNOWN).loads == 1
    assert page.summary.text().startswith("1 waiting")


def test_a_settled_row_stands_under_a_heading_of_its_own_with_its_receipt(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    assert (page.waiting.heading.text(), page.done.isHidden()) == ("Waiting · 2", True)
    shown = page.rows[sold[State.UNKNOWN].id]
    with qtbot.waitSignal(page.settled):
        shown.try_now.click()
    assert page.done.isAncestorOf(shown)
    assert [part.heading.text() for part in (page.waiting, page.done)] == ["Waiting · 1", "Just now · 1"]
    assert shown.slip.text() == "Print receipt"
    page.try_all.click()
    qtbot.waitUntil(page.waiting.isHidden)
    qtbot.waitUntil(lambda: page.summary.text() == "No card waits.")
    floor.sell(FRESH, Fate.NOT_SENT)
    page.refresh()
    qtbot.waitUntil(lambda: page.waiting.heading.text() == "Waiting · 1" and not page.waiting.isHidden())
    assert page.done.heading.text() == "Just now · 2"


def test_what_becomes_a_case_says_so_and_offers_nothing_here(page, floor, qtbot) -> None:
    made = floor.sell(QUEUED, Fate.NOT_SENT)
    opened(page, qtbot)
    floor.issuer.fates.append(Fate.BAD_REQUEST)
    shown = page.rows[made.id]
    with qtbot.waitSignal(page.moved) as told:
        shown.try_now.click()
    assert told.args[0].state is State.HELD
    assert shown.result.text() == "Tried just now: The card was not loaded. It needs a person: open the cases."
    assert shown.try_now.isHidden()


def test_a_card_in_doubt_says_when_it_can_be_sent_again(page, floor, qtbot) -> None:
    made = floor.sell(UNKNOWN, Fate.LOST_BEFORE)
    opened(page, qtbot)
    shown = page.rows[made.id]
    assert shown.why.text().endswith("If it is not loaded, it can be sent again in about a minute.")
    floor.clock.move(61)
    page.retell.timeout.emit()
    assert shown.why.text().endswith("If it is not loaded, it can be sent again now.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "in about 2 minutes."), (59, "in about 2 minutes."), (60, "in about a minute."), (120, "again now.")],
)
def test_nobody_is_called_back_too_early(floor, seconds, words) -> None:
    made = floor.sell(UNKNOWN, Fate.LOST_BEFORE)
    assert resend_words(made, timedelta(seconds=seconds), Facts()).endswith(words)


def test_nothing_is_promised_where_no_send_is_left(floor) -> None:
    made = floor.sell(UNKNOWN, Fate.LOST_BEFORE)
    assert resend_words(replace(made, sends=3), timedelta(0), Facts()) == ""
    assert resend_words(replace(made, state=State.HELD), timedelta(0), Facts()) == ""
    assert resend_words(replace(made, note=PUT_BACK), timedelta(0), Facts()) == ""
    assert resend_words(made, timedelta(0), Facts(server_cas=True)).endswith("again now.")


def test_time_is_told_only_while_the_page_is_seen(page, sold, qtbot) -> None:
    opened(page, qtbot)
    assert page.retell.isActive()
    page.hide()
    assert not page.retell.isActive()


def test_pressing_twice_asks_once(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    shown = page.rows[sold[State.UNKNOWN].id]
    floor.issuer.reads.clear()
    with qtbot.waitSignal(page.settled):
        shown.try_now.click()
        shown.try_now.click()
    assert floor.issuer.reads == [UNKNOWN]


def test_a_try_that_changes_nothing_says_so(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    floor.issuer.read_fates.append(Fate.NOT_SENT)
    shown = page.rows[sold[State.UNKNOWN].id]
    with qtbot.waitSignal(page.settled):
        shown.try_now.click()
    assert shown.result.text() == "Tried just now: still being checked."
    assert shown.try_now.text() == "Try now"


def test_a_slip_is_printed_and_a_printer_in_trouble_is_told(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    shown = page.rows[sold[State.QUEUED].id]
    shown.slip.click()
    qtbot.waitUntil(lambda: "is printed" in shown.result.text())
    floor.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    shown.slip.click()
    qtbot.waitUntil(lambda: "out of paper" in shown.result.text())


def test_with_keys_alone_a_row_is_reached_and_pressed(page, sold, qtbot) -> None:
    opened(page, qtbot)
    page.try_all.setFocus()
    qtbot.keyClick(page.try_all, Qt.Key.Key_Tab)
    assert page.focusWidget().text() == "Open the cases"
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    first = page.rows[sold[State.QUEUED].id]
    assert page.focusWidget() is first.try_now
    with qtbot.waitSignal(page.settled):
        qtbot.keyClick(first.try_now, Qt.Key.Key_Space)
    assert first.activation.state is State.ACTIVE


def test_a_row_keeps_the_focus_when_the_queue_is_read_again(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    kept = page.rows[sold[State.UNKNOWN].id]
    kept.slip.setFocus()
    floor.sell(FRESH, Fate.NOT_SENT)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.rows) == 3)
    assert page.focusWidget() is kept.slip


def test_a_scanned_card_is_found_and_another_is_told_apart(page, sold, qtbot) -> None:
    opened(page, qtbot)
    page.scanned(UNKNOWN)
    assert page.focusWidget() is page.rows[sold[State.UNKNOWN].id].try_now
    page.scanned(FRESH)
    assert "not in the queue" in page.trouble.words.text()


def test_what_was_settled_leaves_when_the_page_is_opened_again(page, sold, qtbot) -> None:
    opened(page, qtbot)
    page.try_all.click()
    qtbot.waitUntil(page.try_all.isHidden)
    page.opened()
    qtbot.waitUntil(page.empty.isVisible)
    assert not page.rows


def test_a_long_queue_shows_its_first_rows_and_counts_the_rest(page, floor, qtbot) -> None:
    cards = [f"70014482001{place:05d}" for place in range(SHOWN_MAX + 3)]
    floor.issuer.with_cards(*cards)
    for card in cards:
        floor.sell(card, Fate.NOT_SENT)
    opened(page, qtbot)
    assert len(page.rows) == SHOWN_MAX
    assert page.waiting.more.text().startswith("3 more wait")
    assert page.summary.text().startswith(f"{SHOWN_MAX + 3} waiting")


def test_a_journal_that_fails_is_told_and_handed_on(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    floor.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    with qtbot.waitSignal(page.faulted) as told:
        page.rows[sold[State.QUEUED].id].try_now.click()
    assert told.args[0].code is Code.JOURNAL_FAULT
    assert page.trouble.words.text().startswith("The till could not save.")


def test_a_step_that_another_worker_took_is_told_in_the_row(page, sold, qtbot, monkeypatch) -> None:
    opened(page, qtbot)

    def refuses(_ledger: FakeLedger, *_step: object) -> None:
        raise StepRefused(Problem(Code.STEP_NOT_ALLOWED))

    monkeypatch.setattr(FakeLedger, "step", refuses)
    shown = page.rows[sold[State.QUEUED].id]
    shown.cancel.click()
    shown.yes.click()
    qtbot.waitUntil(lambda: shown.result.text() == "This cannot be done as things stand now.")
    assert not shown.is_busy


@pytest.mark.parametrize("method", ["queue", "cases"])
def test_a_queue_that_cannot_be_read_is_told(page, qtbot, monkeypatch, method) -> None:
    def fails(_ledger: FakeLedger) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    monkeypatch.setattr(FakeLedger, method, fails)
    with qtbot.waitSignal(page.faulted):
        page.opened()
    assert "damaged" in page.trouble.words.text()


@pytest.mark.parametrize("press", ["try", "slip"])
def test_a_journal_that_fails_in_the_middle_frees_the_buttons(page, floor, sold, qtbot, press) -> None:
    opened(page, qtbot)
    floor.ledger.faults += [LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True) for _ in range(2)]
    shown = page.rows[sold[State.UNKNOWN].id]
    with qtbot.waitSignal(page.faulted):
        (shown.try_now if press == "try" else shown.slip).click()
    assert not shown.is_busy


def test_every_control_has_a_name_that_tells_the_rows_apart(page, sold, qtbot) -> None:
    opened(page, qtbot)
    assert controls_without_a_name(page) == []
    names = [shown.slip.accessibleName() for shown in page.rows.values()]
    assert len(set(names)) == len(names)


def test_a_journal_that_fails_about_the_paper_is_told_beside_the_active_card(
    page, floor, sold, qtbot, monkeypatch
) -> None:
    opened(page, qtbot)
    prints = floor.printer.print

    def fills_the_disk(paper, **how):
        floor.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
        return prints(paper, **how)

    monkeypatch.setattr(floor.printer, "print", fills_the_disk)
    shown = page.rows[sold[State.UNKNOWN].id]
    with qtbot.assertNotEmitted(page.faulted), qtbot.waitSignal(page.settled):
        shown.try_now.click()
    assert shown.activation.state is State.ACTIVE
    assert "The card is active" in shown.result.text()
    assert "could not save what became of the paper" in shown.result.text()
    assert "could not save what became of the paper" in page.trouble.words.text()


def test_a_sale_that_never_left_is_cancelled_after_a_question_in_its_row(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    shown = page.rows[sold[State.QUEUED].id]
    shown.cancel.click()
    assert page.focusWidget() is shown.no
    assert shown.asked.text().startswith("Take the slip back from the customer first")
    with qtbot.waitSignal(page.settled):
        shown.yes.click()
    assert shown.activation.state is State.CANCELLED
    assert shown.result.text() == "Cancelled."
    assert shown.cancel.isHidden()
    assert floor.issuer.truth(QUEUED).loads == 0
    assert page.summary.text().startswith("1 waiting")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_a_question_taken_back_cancels_nothing(page, floor, sold, qtbot, key) -> None:
    opened(page, qtbot)
    shown = page.rows[sold[State.QUEUED].id]
    shown.cancel.click()
    qtbot.keyClick(shown.no, key)
    assert shown.question.isHidden()
    assert page.focusWidget() is shown.cancel
    assert floor.ledger.activation(shown.activation.id).state is State.QUEUED


def test_what_may_have_left_the_till_is_never_cancelled_by_one_press(page, sold, qtbot) -> None:
    opened(page, qtbot)
    offered = {shown.activation.state for shown in page.rows.values() if not shown.cancel.isHidden()}
    assert offered == {State.QUEUED}
