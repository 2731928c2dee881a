"""The window as a cashier and a screen reader meet it."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from app.core.activation import State
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.sale_form import Blank
from app.ui.sell_model import Phase
from app.ui.theme import Tone
from tests.fakes import Fate
from tests.ui.cashier import Cashier
from tests.ui.shop_floor import controls_without_a_name
from tests.ui.stage import CARDS, Stage

ACTIVE_WORDS = re.compile(r"\b(is active|are active|is on (card|\d)|loaded\b|valid)", re.IGNORECASE)


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
    # Qt shows new rows a turn of the loop after they were added.
    till.qtbot.waitUntil(lambda: "Being checked" in till.words(till.page.result.list))
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


def test_a_till_without_a_printer_is_not_blamed_for_having_none(till, stage):
    stage.printer.reports.append(PrintReport(PrintOutcome.NO))
    till.sell()
    assert till.page.result.lead.text() == "Receipt 000001 is kept. Scan the next card."
    assert not till.page.result.trouble.isVisible()


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


@pytest.mark.parametrize("cards", [1, 3])
@pytest.mark.parametrize("scanned", ["5000112637922", CARDS[0]], ids=["a product", "a card of this sale"])
def test_nothing_is_cut_on_the_smallest_screen(till, qtbot, cards, scanned):
    for card in CARDS[:cards]:
        till.scan(card)
    QTest.keyClicks(till.page.amount.edit, "20000")
    till.window.scanned(scanned)
    assert (till.window.width(), till.window.height()) == (1024, 768)
    pad = till.page.amount.pad
    qtbot.waitUntil(lambda: till.page.minimumSizeHint().height() <= till.page.height())
    qtbot.waitUntil(lambda: pad.geometry().bottom() <= till.page.amount.below.height())
    qtbot.waitUntil(lambda: pad.back.geometry().bottom() <= pad.height())


def test_outside_text_is_shown_as_it_is_and_never_as_markup(till):
    till.scan(CARDS[0])
    for each in till.page.findChildren(QLabel):
        assert each.textFormat() is Qt.TextFormat.PlainText


def test_the_proposed_last_day_is_there_may_be_erased_and_comes_back_with_the_next_sale(qtbot):
    made = Cashier(qtbot, Stage(shop_changes={"expiry_months": 36}))
    edit = made.page.amount.details.fields[Blank.EXPIRES].edit
    assert edit.text() == "23.11.2029"
    made.scan(CARDS[0])
    made.tap(made.page.customer.more)
    edit.clear()
    edit.textEdited.emit("")
    made.tap(made.page.amount.presets[50_000])
    assert made.model.checked().sale.expires_at is None
    made.press(Qt.Key.Key_Escape)
    made.press(Qt.Key.Key_Escape)
    assert edit.text() == "23.11.2029"
    made.end()


def test_only_the_paper_of_a_sale_that_can_go_now_says_that_a_receipt_follows(till, stage):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    assert till.page.paper.below.text().startswith("As things stand now.")
    till.press(Qt.Key.Key_Escape)
    stage.issuer.read_fates.append(Fate.NOT_SENT)
    till.scan(CARDS[1])
    till.tap(till.page.amount.presets[50_000])
    assert till.page.paper.below.isHidden()


@pytest.mark.parametrize(("width", "across"), [(1024, 4), (1920, 3)])
def test_a_wide_screen_is_laid_out_anew_and_nothing_is_cut(till, qtbot, width, across):
    till.window.resize(width, width * 9 // 16 if across == 3 else 768)
    presets = till.page.amount.presets.values()
    qtbot.waitUntil(lambda: {preset.isVisible() for preset in presets} == {True})
    rows = {preset.mapTo(till.window, preset.rect().topLeft()).y() for preset in presets}
    assert len(rows) == 1
    pad, figures = till.page.amount.pad, till.page.amount.edit

    def is_right_of():
        return (
            pad.mapTo(till.window, pad.rect().topLeft()).x() > figures.mapTo(till.window, figures.rect().center()).x()
        )

    qtbot.waitUntil(lambda: is_right_of() is (across == 3))
