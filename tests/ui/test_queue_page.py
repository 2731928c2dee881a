"""The queue: what waits, what needs a person, and a button that settles it where it stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.core.activation import State
from app.core.limits import Limits, Usage, gauges
from app.core.money import Currency
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.core.rules import Facts
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from app.ui import kept_receipts
from app.ui.gauge_words import tightest_words
from app.ui.lane import Lane
from app.ui.queue_page import DONE_MAX, SHOWN_MAX, QueuePage
from app.ui.resend_words import resend_words
from app.ui.theme import Theme, Tone
from tests.fake_ledger import FakeLedger
from tests.fakes import NORWEGIAN, Fate
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
    qtbot.waitUntil(lambda: page.summary.text() == "Nothing waits.")
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


def test_try_all_lets_the_driver_go_on(page, driver, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    page.try_all.click()
    assert driver.resumed == 1
    assert floor.counter.queue() == ()
    qtbot.waitUntil(page.try_all.isHidden)
    assert page.rows[sold[State.QUEUED].id].activation.state is State.ACTIVE
    assert page.rows[sold[State.QUEUED].id].result.text().startswith("Tried just now: The card is active.")


def test_a_slip_is_printed_and_a_printer_in_trouble_is_told(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    shown = page.rows[sold[State.QUEUED].id]
    shown.slip.click()
    qtbot.waitUntil(lambda: "is printed" in shown.result.text())
    floor.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    shown.slip.click()
    qtbot.waitUntil(lambda: "out of paper" in shown.result.text())


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
    assert told["ONE CARD OFFLINE"] == "1\u00a0000 kr at most"
    assert told["WAITING IN ALL"] == "1\u00a0250,50 of 10\u00a0000 kr"
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
        ({}, "Waiting in all: 0 of 10\u00a0000 kr"),
        ({"waiting_count": 4, "waiting_minor": {Currency.NOK: 200_000}}, "4 waiting · 2\u00a0000 of 10\u00a0000 kr"),
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

    monkeypatch.setattr(FakeLedger, "latest", fails)
    with qtbot.waitSignal(page.faulted):
        page.kept.refresh()


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
    floor.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
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

    def fills_the_disk(paper):
        floor.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
        return prints(paper)

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
