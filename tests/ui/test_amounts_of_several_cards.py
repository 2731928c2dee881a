"""Several cards in one sale: whose amount a cashier types, and that no figure changes what was meant for another."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.problem import Code
from app.ui.sell_model import Phase, SellModel
from tests.ui.stage import CARDS, HeldWorker

TWENTY = tuple(f"70014482000090{place:02}" for place in range(20))
SOLD = ("7001448200009901", "7001448200009902")
"""Cards that were sold elsewhere: each is refused when it is scanned."""


@pytest.fixture
def worker():
    return HeldWorker()


@pytest.fixture
def model(stage, worker):
    stage.issuer.with_cards(*TWENTY, *SOLD)
    for card in SOLD:
        stage.issuer.sell_elsewhere(card)
    return SellModel(stage.counter(), worker)


def scan(model, worker, *cards):
    for card in cards:
        model.scanned(card)
        worker.work()


def minors(model):
    return [money.minor if money else None for money in model.checked().moneys]


def test_an_amount_typed_after_each_scan_is_that_cards_own(model, worker):
    for card, amount in zip(CARDS, ("200", "300", "12,50"), strict=False):
        scan(model, worker, card)
        model.type_amount(amount)
    assert minors(model) == [20_000, 30_000, 1_250]


def test_an_amount_typed_once_twenty_cards_were_scanned_is_for_all(model, worker):
    scan(model, worker, *TWENTY)
    assert len(model.form.entries) == 20
    assert model.form.chosen is None
    model.type_amount("500")
    assert minors(model) == [50_000] * 20


def test_a_card_for_which_nothing_is_typed_gets_the_amount_of_the_others(model, worker):
    scan(model, worker, CARDS[0])
    model.type_amount("200")
    scan(model, worker, *CARDS[1:3])
    model.write_out_amount()
    assert model.form.chosen is model.form.entries[2]
    assert model.form.typed_amount == "200,00"
    assert [entry.own_amount for entry in model.form.entries] == [None, None, None]
    assert minors(model) == [20_000] * 3


def test_an_own_amount_that_was_emptied_is_none_once_the_next_card_comes(model, worker):
    scan(model, worker, CARDS[0])
    model.type_amount("200")
    scan(model, worker, CARDS[1])
    model.type_amount("")
    assert minors(model) == [20_000, None]
    scan(model, worker, CARDS[2])
    assert minors(model) == [20_000] * 3


def test_a_refused_card_gives_the_typing_back_to_the_card_before_it(model, worker):
    scan(model, worker, CARDS[0])
    model.type_amount("200")
    scan(model, worker, CARDS[1], SOLD[0])
    assert model.notice.code is Code.CARD_ALREADY_ACTIVE
    assert model.form.chosen is model.form.entries[1]
    model.type_amount("300")
    assert minors(model) == [20_000, 30_000]


def test_two_refused_cards_in_a_row_never_turn_the_typing_to_all(model, worker):
    scan(model, worker, CARDS[0])
    model.type_amount("200")
    scan(model, worker, CARDS[1])
    for card in SOLD:
        model.scanned(card)
    worker.work()
    model.type_amount("300")
    assert minors(model) == [20_000, 30_000]


def test_nothing_of_the_form_is_changed_once_it_was_confirmed(model, worker):
    scan(model, worker, *CARDS[:2])
    model.type_amount("200")
    model.confirm()
    before = (model.form.currency, model.form.chosen, model.form.amount)
    model.choose(model.form.entries[0])
    model.same_for_all(model.form.entries[0])
    model.next_currency()
    model.write_out_amount()
    assert (model.form.currency, model.form.chosen, model.form.amount) == before


def test_the_window_shows_whose_amount_is_typed_and_loads_three_amounts(till, stage):
    for card, amount in zip(CARDS, ("200", "300", "12,50"), strict=False):
        till.scan(card)
        QTest.keyClicks(till.page.amount.edit, amount)
    entries = till.model.form.entries
    rows = [till.page.amount.cards.row_of(entry) for entry in entries]
    assert till.page.amount.edit.accessibleDescription() == "Amount for card …4713"
    assert till.page.amount.caption.text() == "AMOUNT FOR CARD …4713"
    assert [row.isChecked() for row in rows] == [False, False, True]
    assert [row.amount.text() for row in rows] == ["200,00 kr", "300,00 kr", "12,50 kr"]
    assert till.page.load.title.text() == "Load 512,50 kr onto 3 cards"
    till.press(Qt.Key.Key_Return)
    till.until(Phase.RESULT)
    assert [stage.issuer.truth(card).amount for card in CARDS[:3]] == [20_000, 30_000, 1_250]


def test_touch_alone_gives_a_further_card_its_own_amount(till):
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[20_000])
    till.scan(CARDS[1])
    assert till.page.amount.edit.selectedText() == "200,00"
    for sign in "75":
        till.tap(till.page.amount.pad.keys[sign])
    assert minors(till.model) == [20_000, 7_500]
    till.tap(till.page.amount.cards.all_row)
    assert till.page.amount.edit.accessibleDescription() == "Amount for the other cards"
    till.tap(till.page.amount.presets[50_000])
    assert minors(till.model) == [50_000, 7_500]


def test_an_amount_that_is_wrong_for_another_card_is_named_with_it(till):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "200")
    till.scan(CARDS[1])
    QTest.keyClicks(till.page.amount.edit, "99999")
    till.scan(CARDS[2])
    assert till.page.amount.problem.text() == "Look at the amount of card …4712."
