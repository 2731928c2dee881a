"""Selling while the line is down: the banner, the limits, a supervisor's PIN, and the till that goes on by itself."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.activation import State
from app.core.limits import Limits
from app.core.money import Currency
from app.core.problem import Code, Problem
from app.till.line import Line, LineState
from app.ui import over_limit_panel, sell_page
from app.ui.offline_words import banner
from app.ui.sell_model import Phase
from tests.fakes import MONDAY, Fate
from tests.ui.shop_floor import controls_without_a_name
from tests.ui.stage import CARDS

LITTLE = Limits(card_minor={Currency.NOK: 40_000})


@pytest.fixture
def offline(till, stage):
    """The line went down and stays down."""
    stage.issuer.read_fates.extend([Fate.NOT_SENT] * 99)
    stage.issuer.fates.extend([Fate.NOT_SENT] * 99)
    return till


@pytest.fixture
def heard(monkeypatch):
    said = []
    for module in (sell_page, over_limit_panel):
        monkeypatch.setattr(module, "announce", lambda _where, words, **_how: said.append(words))
    return said


def lane_is_done(till):
    """Everything that was given to the lane so far was done and told."""
    done = []
    till.window.front.run(lambda: None, done.append)
    till.qtbot.waitUntil(lambda: bool(done))


def confirm(till, amount="500", card=CARDS[0]):
    till.scan(card)
    till.page.amount.edit.selectAll()
    QTest.keyClicks(till.page.amount.edit, amount)
    till.press(Qt.Key.Key_Return)


def over_limit(till, stage, amount="500", card=CARDS[0]):
    stage.limits = LITTLE
    confirm(till, amount, card)
    till.qtbot.waitUntil(till.page.over.isVisible)
    return till.page.over


def test_a_banner_says_that_selling_goes_on_and_how_much_may_wait(offline, heard):
    offline.scan(CARDS[0])
    offline.qtbot.waitUntil(offline.page.banner.isVisible)
    words = offline.page.banner.words.text()
    assert words.startswith("The line is down since ")
    assert "the card becomes valid when the shop is online again" in words
    offline.qtbot.waitUntil(lambda: "Waiting in all: 0 of 10\u00a0000\u00a0kr" in offline.page.banner.words.text())
    assert sum(said.startswith("The line is down") for said in heard) == 1
    assert offline.page.load.accessibleName().endswith("Choose how much to load")


def test_the_banner_counts_what_waits_and_goes_when_the_line_is_back(offline, stage, heard):
    confirm(offline)
    offline.until(Phase.RESULT)
    offline.model.clear()
    offline.qtbot.waitUntil(lambda: "1 waiting · 500 of 10\u00a0000\u00a0kr" in offline.page.banner.words.text())
    offline.window.pages.sell(offline.window.desk.counter).show_line(Line(LineState.ONLINE))
    assert offline.page.banner.isHidden()
    assert heard[-1] == "The line is back: cards are loaded at once again."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line(LineState.ONLINE), ""),
        (Line(LineState.BUSY), ""),
        (Line(LineState.OFFLINE), "The line is down. You can go on selling"),
        (Line(LineState.SILENT, MONDAY), "The line is down since 14:03. You can go on selling"),
        (Line(LineState.LOGIN_REFUSED, MONDAY), "Login refused. Call your manager"),
    ],
)
def test_what_is_wrong_with_the_line_is_told_in_a_sentence(stage, line, words):
    shop = stage.counter().shop
    told = banner(line, (), shop, stage.clock.now())
    assert told.text().startswith(words)
    assert told.limit == ""
    assert bool(told.what) == bool(words)


def test_over_a_limit_nothing_is_sold_and_the_limit_is_named(offline, stage, heard):
    over = over_limit(offline, stage)
    assert stage.ledger.standing == {}
    assert offline.model.phase is Phase.FORM
    assert "too much for one card while the shop is offline: 400,00 kr at most" in over.words.text()
    assert "Nothing was sold." in over.words.text()
    assert offline.focused() is over.pin.edit
    assert any(said.startswith("Nothing was sold yet") for said in heard)
    assert controls_without_a_name(over) == []


def test_a_supervisors_pin_lets_this_one_sale_through_and_stays_nowhere(offline, stage):
    over = over_limit(offline, stage)
    QTest.keyClicks(over.pin.edit, stage.approvers.pin)
    assert over.pin.edit.displayText() != stage.approvers.pin
    offline.press(Qt.Key.Key_Return)
    assert over.pin.edit.text() == ""
    offline.until(Phase.RESULT)
    assert offline.model.activations[0].state is State.QUEUED
    assert stage.approvers.seen == [stage.approvers.pin]
    assert stage.ledger.told_notes[-1].facts["person"] == stage.approvers.person
    offline.model.clear()
    over_limit(offline, stage, card=CARDS[1])
    assert len(stage.ledger.standing) == 1


def test_fingers_alone_type_the_pin(offline, stage):
    over = over_limit(offline, stage)
    for figure in "2469":
        offline.tap(over.pin.pad.keys[figure])
    offline.tap(over.pin.pad.back)
    for figure in "810":
        offline.tap(over.pin.pad.keys[figure])
    offline.tap(over.pin.approve)
    offline.until(Phase.RESULT)


def test_a_wrong_pin_and_a_locked_till_are_said(offline, stage, heard):
    over = over_limit(offline, stage)
    for left in (2, 1, 0):
        QTest.keyClicks(over.pin.edit, "111111")
        offline.press(Qt.Key.Key_Return)
        offline.qtbot.waitUntil(
            lambda left=left: f"Tries left before a pause: {left}." in over.pin.field.problem.text()
        )
    assert heard[-1].startswith("This is nobody's PIN.")
    QTest.keyClicks(over.pin.edit, stage.approvers.pin)
    offline.press(Qt.Key.Key_Return)
    offline.qtbot.waitUntil(lambda: "too many wrong PINs" in over.pin.field.problem.text())
    assert over.pin.edit.accessibleDescription() == over.pin.field.problem.text()
    assert stage.ledger.standing == {}


def test_a_scan_is_never_taken_for_a_pin(offline, stage):
    over_limit(offline, stage)
    offline.scan(CARDS[1])
    assert stage.approvers.seen == []
    assert offline.page.over.isHidden()
    assert offline.page.over.pin.edit.text() == ""
    assert len(offline.model.form.entries) == 2


def test_letters_are_no_pin(offline, stage):
    over = over_limit(offline, stage)
    QTest.keyClicks(over.pin.edit, "12a3")
    assert over.pin.edit.text() == "123"


def test_a_scan_while_the_pin_is_looked_at_is_refused(offline, stage):
    over_limit(offline, stage)
    offline.model.offline.is_asking = True
    offline.model.scanned(CARDS[1])
    assert offline.model.notice.code is Code.SALE_IN_PROGRESS
    assert len(offline.model.form.entries) == 1
    offline.page.over.back.click()
    assert offline.page.over.isVisible()


@pytest.mark.parametrize("by", ["escape", "button"])
def test_the_sale_can_be_changed_instead(offline, stage, by):
    over = over_limit(offline, stage)
    if by == "escape":
        offline.press(Qt.Key.Key_Escape)
    else:
        offline.tap(over.back)
    assert over.isHidden()
    assert offline.focused() is offline.page.amount.edit
    QTest.keyClicks(offline.page.amount.edit, "300")
    offline.press(Qt.Key.Key_Return)
    offline.until(Phase.RESULT)


def test_beyond_what_may_be_approved_no_pin_is_asked(offline, stage):
    over = over_limit(offline, stage, "900")
    assert over.pin.isHidden()
    assert offline.focused() is over.back
    assert "even with an approval" in over.words.text()
    offline.press(Qt.Key.Key_Return)
    assert over.isHidden()
    offline.model.offline.approve(stage.approvers.pin)
    assert stage.approvers.seen == []


def test_an_approval_that_comes_too_late_sells_nothing(offline, stage):
    over_limit(offline, stage)
    offline.model.offline.approve(stage.approvers.pin)
    offline.model.change_sale()
    lane_is_done(offline)
    assert stage.approvers.seen == [stage.approvers.pin]
    assert offline.model.phase is Phase.FORM
    assert stage.ledger.standing == {}


def test_a_clock_that_is_off_is_told_before_the_first_sale(till, stage):
    stage.clock_is_ahead(timedelta(minutes=4))
    till.page.warn(till.window.desk.counter.clock_problem)
    assert till.page.warning.isVisible()
    assert "clock" in till.page.warning.words.text()
    till.page.show_line(Line(LineState.OFFLINE, MONDAY))
    assert till.page.banner.words.text() == "The line is down since 14:03.", "both together leave the keys their room"
    till.page.warn(None)
    assert till.page.warning.isHidden()
    assert "You can go on selling" in till.page.banner.words.text()


@pytest.mark.parametrize(
    ("fate", "words"),
    [
        (Fate.NOT_SENT, "The till does it by itself: there is nothing to press."),
        (Fate.LOST_BEFORE, "The till goes on asking by itself: there is nothing to press."),
    ],
)
def test_a_result_that_waits_says_that_the_till_goes_on_by_itself(till, stage, fate, words):
    till.window.catching_up.halt()
    till.sell(fate)
    assert words in till.page.result.lead.text()


def test_the_result_on_screen_turns_active_by_itself_and_no_second_word_is_said_of_it(till, stage):
    till.sell(Fate.LOST_AFTER)
    assert till.page.result.property("tone") == "ask"

    def is_active():
        stage.clock.move(1)
        return till.page.result.property("tone") == "active"

    till.qtbot.waitUntil(is_active)
    assert "is on card …4711" in till.words(till.page.result)
    assert till.window.news.isHidden()


def test_a_card_that_becomes_active_behind_the_cashiers_back_is_told_quietly(till, stage):
    stage.issuer.read_fates.append(Fate.NOT_SENT)
    till.sell()
    till.model.clear()
    till.scan(CARDS[1])
    held = till.focused()
    till.qtbot.waitUntil(till.window.news.isVisible)
    assert till.window.news.words.text() == "Card …4711 is active now: 500,00 kr"
    assert till.focused() is held
    till.window.resize(1100, 800)
    till.window.news.leaving.timeout.emit()
    assert till.window.news.isHidden()


def test_limits_that_cannot_be_read_are_no_alarm_beside_the_form(till, stage, monkeypatch):
    from app.till.ports import LedgerFault

    def fails(_sale):
        raise LedgerFault(Problem(Code.JOURNAL_BUSY), is_certain=True)

    monkeypatch.setattr(type(till.window.desk.counter), "gauges", lambda _self, sale: fails(sale))
    till.page.show_line(Line(LineState.OFFLINE, MONDAY))
    lane_is_done(till)
    assert till.page.banner.words.text().endswith("online again.")
