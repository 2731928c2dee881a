"""The window as a cashier and a screen reader meet it."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from app.core.activation import State
from app.core.problem import Code, Problem
from app.till.line import Line, LineState
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.sell_model import Phase
from app.ui.theme import Tone
from app.ui.window import TillWindow
from tests.fakes import Fate
from tests.ui.keys import Keyboard
from tests.ui.shop_floor import controls_without_a_name
from tests.ui.stage import CARDS, RESOURCES, Stage

ACTIVE_WORDS = re.compile(r"\b(is active|are active|is on (card|\d)|loaded\b|valid)", re.IGNORECASE)


class Counter:
    """A window on its stage, with the keyboard of a cashier."""

    def __init__(self, qtbot, stage):
        self.qtbot, self.stage = qtbot, stage
        self.window = TillWindow(stage.desk(), RESOURCES)
        self.window.resize(1024, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: stage.devices.asked > 0 and self.window.isActiveWindow())
        self.page = self.window.pages.sell(self.window.desk.counter)
        self.model = self.page.model
        self.keys = Keyboard(self.window)

    def scan(self, card):
        self.keys.scan(card)
        self.qtbot.waitUntil(lambda: all(entry.look for entry in self.model.form.entries))

    def until(self, phase):
        self.qtbot.waitUntil(lambda: self.model.phase is phase)

    def tap(self, button):
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, key):
        QTest.keyClick(self.focused(), key)

    def focused(self):
        return self.window.focusWidget()

    def words(self, part=None):
        labels = (part or self.page).findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisible())

    def sell(self, fate=Fate.OK, *cards):
        for card in cards or CARDS[:1]:
            self.scan(card)
        self.stage.issuer.fates.append(fate)
        self.page.amount.edit.selectAll()
        QTest.keyClicks(self.page.amount.edit, "500")
        self.press(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.model.phase in {Phase.RESULT, Phase.FAULT})


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def till(qtbot, stage):
    made = Counter(qtbot, stage)
    yield made
    made.window.close()
    made.window.close_down()
    made.window.deleteLater()


def test_it_opens_ready_to_scan_with_nothing_to_click_first(till):
    assert till.focused() is till.page.card.entry
    assert till.page.load.title.text() == "Scan a card to begin"


def test_the_scanner_and_keys_alone_make_a_sale(till, stage):
    till.scan(CARDS[0])
    assert till.focused() is till.page.amount.edit
    QTest.keyClicks(till.page.amount.edit, "500,50")
    assert till.page.load.accessibleName() == "Load 500,50 kr onto card …4711"
    till.press(Qt.Key.Key_Return)
    till.until(Phase.RESULT)
    assert stage.issuer.truth(CARDS[0]).amount == 50_050
    assert "500,50 kr" in till.words(till.page.result)


def test_a_typed_code_is_looked_up_by_enter(till, qtbot):
    QTest.keyClicks(till.page.card.entry, CARDS[0])
    till.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(till.model.form.entries) and till.model.form.entries[0].is_sellable)
    assert till.focused() is till.page.amount.edit


def test_touch_alone_makes_a_sale(till, stage):
    till.scan(CARDS[0])
    for sign in "1250":
        till.tap(till.page.amount.pad.keys[sign])
    till.tap(till.page.amount.pad.back)
    till.tap(till.page.amount.pad.keys[","])
    till.tap(till.page.amount.pad.keys["5"])
    assert till.page.amount.edit.text() == "125,5"
    till.tap(till.page.load)
    till.until(Phase.RESULT)
    assert stage.issuer.truth(CARDS[0]).amount == 12_550


def test_a_tapped_amount_is_one_of_those_shown_and_the_next_figure_replaces_it(till):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    assert till.page.amount.edit.text() == "500,00"
    assert till.page.amount.presets[50_000].isChecked()
    till.tap(till.page.amount.pad.keys["7"])
    assert till.page.amount.edit.text() == "7"


def test_double_presses_do_nothing_twice(till, stage):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    QTest.mouseDClick(till.page.load, Qt.MouseButton.LeftButton)
    till.page.load.click()
    till.page.load.click()
    till.until(Phase.RESULT)
    till.page.next_card.click()
    assert till.model.phase is Phase.RESULT, "a result stays until it was seen"
    assert stage.issuer.truth(CARDS[0]).loads == 1


def test_a_scan_in_mid_call_is_refused_aloud(till, stage, qtbot):
    till.scan(CARDS[0])
    stage.issuer.before_call = lambda order: held.wait(5)
    held = __import__("threading").Event()
    till.tap(till.page.amount.presets[50_000])
    till.tap(till.page.load)
    till.keys.scan(CARDS[1])
    assert till.model.notice.code is Code.SALE_IN_PROGRESS
    assert till.page.card.notice.isVisible()
    held.set()
    till.until(Phase.RESULT)
    assert len(till.model.activations) == 1


def test_a_scan_never_types_a_fortune_into_the_amount(till):
    till.scan(CARDS[0])
    assert till.page.amount.edit.hasFocus()
    till.scan(CARDS[1])
    assert till.page.amount.edit.text() == ""
    assert len(till.model.form.entries) == 2


def test_a_scanners_return_presses_no_button(till, stage):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    till.page.load.setFocus()
    till.scan(CARDS[1])
    assert till.model.phase is Phase.FORM
    assert not stage.ledger.standing


def test_what_is_wrong_with_a_field_stands_beside_it(till):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "20000")
    assert "at most" in till.page.amount.problem.text()
    assert till.page.amount.edit.accessibleDescription() == till.page.amount.problem.text()
    till.press(Qt.Key.Key_Return)
    assert till.model.phase is Phase.FORM
    till.tap(till.page.customer.more)
    edit = till.focused()
    QTest.keyClicks(edit, "31.12.2020")
    assert "passed" in till.words(till.page.amount.details)


def test_several_cards_are_obvious_and_each_has_its_result(till, stage):
    for card in CARDS[:2]:
        till.scan(card)
    till.tap(till.page.amount.presets[50_000])
    assert till.page.card.code.text() == "2 cards · 1\u00a0000,00 kr"
    assert till.page.load.title.text() == "Load 500,00 kr onto each of 2 cards"
    stage.issuer.fates.extend([Fate.OK, Fate.LOST_AFTER])
    till.press(Qt.Key.Key_Return)
    till.until(Phase.RESULT)
    assert "1 of 2 cards loaded" in till.words(till.page.result)
    assert "Being checked" in till.words(till.page.result.list)
    assert till.page.result.property("tone") == Tone.ASK.value


def test_a_card_of_several_gets_its_own_amount_by_touch(till):
    for card in CARDS[:2]:
        till.scan(card)
    till.tap(till.page.amount.presets[50_000])
    till.tap(till.page.amount.cards.row_of(till.model.form.entries[1]))
    till.tap(till.page.amount.presets[20_000])
    assert [money.minor for money in till.model.checked().moneys] == [50_000, 20_000]
    assert till.page.load.title.text() == "Load 700,00 kr onto 2 cards"


@pytest.mark.parametrize(
    ("fate", "state", "tone", "giant"),
    [
        (Fate.OK, State.ACTIVE, Tone.ACTIVE, "500,00 kr"),
        (Fate.NOT_SENT, State.QUEUED, Tone.WAIT, "Saved, not active yet"),
        (Fate.LOST_AFTER, State.UNKNOWN, Tone.ASK, "Checking the card"),
        (Fate.BAD_REQUEST, State.HELD, Tone.BAD, "The card was not loaded"),
        (Fate.OTHER_AMOUNT, State.MISMATCH, Tone.BAD, "Loaded, but not as confirmed"),
    ],
)
def test_each_result_has_its_own_tone_and_words_and_only_active_is_green(till, fate, state, tone, giant):
    till.sell(fate)
    assert till.model.activations[0].state is state
    assert till.page.result.property("tone") == tone.value
    assert till.page.result.giant.text() == giant
    is_green = tone is Tone.ACTIVE
    assert (till.page.result.heading.text() == "is on card …4711") is is_green


def test_a_fault_of_the_journal_claims_nothing(till, stage):
    till.scan(CARDS[0])
    stage.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    till.tap(till.page.amount.presets[50_000])
    till.tap(till.page.load)
    till.until(Phase.FAULT)
    assert till.page.result.giant.text() == "The till cannot save"
    assert not ACTIVE_WORDS.search(till.words(till.page.result))
    assert not till.page.next_card.isEnabled()


def test_a_printer_fault_hides_no_activation_and_print_again_is_there(till, stage, qtbot):
    stage.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    till.sell()
    assert till.page.result.property("tone") == Tone.ACTIVE.value
    assert till.page.result.trouble.isVisible()
    till.tap(till.page.result.again)
    qtbot.waitUntil(lambda: not till.page.result.trouble.isVisible())
    assert len(stage.printer.papers) == 2


def test_the_button_says_that_a_sale_will_wait_when_the_line_is_down(till, stage):
    stage.issuer.read_fates.append(Fate.NOT_SENT)
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    assert till.page.load.accessibleName() == "Save 500,00 kr for card …4711. Loads when the shop is online"


def test_escape_empties_the_form_and_a_next_scan_begins_anew(till):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    till.press(Qt.Key.Key_Escape)
    assert till.model.form.entries == []
    assert till.focused() is till.page.card.entry


@pytest.mark.parametrize("name", ["sell", "check", "queue", "journal", "devices", "help"])
def test_every_control_has_a_name(till, name):
    till.window.turn_to(name)
    assert controls_without_a_name(till.window) == []


def test_every_control_of_the_form_can_be_reached_with_tab(till):
    till.scan(CARDS[0])
    wanted = {
        each
        for each in till.page.findChildren(QWidget)
        if isinstance(each, QAbstractButton | QLineEdit) and each.isVisible() and each.isEnabled()
    }
    reached = set()
    for _step in range(80):
        reached.add(till.focused())
        till.press(Qt.Key.Key_Tab)
    assert wanted <= reached


def test_every_target_is_large_enough_on_the_smallest_screen(till):
    for each in till.page.findChildren(QAbstractButton):
        if each.isVisible():
            assert each.height() >= 44, each.accessibleName()
            assert each.width() >= 44, each.accessibleName()


def test_nothing_is_cut_on_the_smallest_screen(till):
    till.window.scanned("5000112637922")
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "20000")
    till.window.scanned("5000112637922")
    assert (till.window.width(), till.window.height()) == (1024, 768)
    pad = till.page.amount.pad
    assert pad.geometry().bottom() <= till.page.amount.below.height()
    assert pad.back.geometry().bottom() <= pad.height()


def test_the_pages_open_by_key_and_the_foot_tells_how_things_are(till, qtbot, stage):
    for key, name in (("F3", "check"), ("F4", "queue"), ("F5", "journal"), ("F2", "sell")):
        QTest.keyClick(till.window, getattr(Qt.Key, f"Key_{key}"))
        qtbot.waitUntil(lambda name=name: till.window.bar.pages[name].isChecked())
    stage.devices.listener.line_changed(Line(LineState.OFFLINE, stage.clock.now()))
    stage.devices.listener.printer_changed(DeviceStatus(DeviceState.TROUBLE, problem=Problem(Code.PRINTER_NO_PAPER)))
    qtbot.waitUntil(lambda: till.window.foot.network.text() == "Offline since 14:03")
    qtbot.waitUntil(lambda: till.window.foot.printer.property("tone") == "bad")


def test_what_waits_is_counted_at_the_foot_with_its_sum(till, qtbot):
    till.sell(Fate.NOT_SENT)
    qtbot.waitUntil(lambda: till.window.foot.queue.text() == "1 waiting · 500,00 kr")
    assert till.window.bar.pages["queue"].text() == "Queue 1"


def test_a_scan_on_another_page_is_heard_there(till, qtbot):
    till.window.turn_to("check")
    till.keys.scan(CARDS[0])
    assert till.model.form.entries == []
    till.window.turn_to("devices")
    till.keys.scan(CARDS[0])
    qtbot.waitUntil(lambda: len(till.model.form.entries) == 1)
    assert till.window.bar.pages["sell"].isChecked()


def test_outside_text_is_shown_as_it_is_and_never_as_markup(till):
    till.scan(CARDS[0])
    for each in till.page.findChildren(QLabel):
        assert each.textFormat() is Qt.TextFormat.PlainText


def test_whose_money_it_is_stands_loudly_at_the_top(till):
    assert till.window.bar.badge.text() == "TEST ACCOUNT T00000000"


def test_a_bug_is_told_on_one_line_and_not_swallowed(till):
    till.window.show_crash("KeyError")
    assert till.window.crash.isVisible()
    assert "KeyError" in till.window.crash.words.text()


def test_a_start_settles_what_an_earlier_process_left_before_anything_else(qtbot, stage):
    first = stage.counter()
    seen = []
    stage.issuer.before_call = lambda order: seen.append(order) or (_ for _ in ()).throw(KeyboardInterrupt)
    from tests.fakes import sale

    with pytest.raises(KeyboardInterrupt):
        first.sell(sale(CARDS[0]), lambda _step: None)
    made = Counter(qtbot, stage)
    qtbot.waitUntil(lambda: made.window.foot.queue.property("tone") == "wait")
    assert [known.state for known in stage.ledger.queue()] == [State.UNKNOWN]
    made.window.close_down()
    made.window.deleteLater()
