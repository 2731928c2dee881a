"""The card check: what a card holds, in giant letters, and never a guess."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.core.card import Card, CardCode
from app.core.problem import Code, Problem
from app.till.look_up import LookUp
from app.till.ports import LedgerFault
from app.ui.check_answer import check_answer
from app.ui.check_page import CheckPage
from app.ui.lane import Lane
from app.ui.theme import Theme, Tone
from tests.fake_ledger import FakeLedger
from tests.fakes import MONDAY, Fate, shop
from tests.ui.shop_floor import ACTIVE, FRESH, RESOURCES, UNKNOWN, ShopFloor, controls_without_a_name

SPENT = Card(ACTIVE, "used", 50_000, "NOK", amount_available=35_000, amount_balance=40_000, name="Ærlig Øystein Åsen")


@pytest.fixture
def floor(qapp) -> Iterator[ShopFloor]:
    lane = Lane("check")
    yield ShopFloor(lane, Theme("light", RESOURCES))
    lane.close()


@pytest.fixture
def page(floor, qtbot) -> CheckPage:
    made = CheckPage(floor.counter, floor.lane, floor.theme)
    qtbot.addWidget(made)
    made.show()
    made.opened()
    return made


def answer_to(card: Card | None, problem: Problem | None = None):
    return check_answer(LookUp(CardCode(ACTIVE), card, problem=problem), shop(), MONDAY)


def test_a_spent_card_says_what_is_left_and_what_is_reserved() -> None:
    answer = answer_to(SPENT)
    assert (answer.title, answer.about) == ("350,00 kr", "is left on card ····4711")
    assert answer.sign.tone is Tone.ACTIVE
    assert dict(answer.facts)["Reserved by a payment"] == "50,00 kr"
    assert dict(answer.facts)["Customer"] == "Ærlig Øystein Åsen"


def test_an_empty_card_is_no_riddle() -> None:
    answer = answer_to(replace(SPENT, amount_available=0))
    assert answer.title == "0,00 kr"
    assert "nothing left" in answer.more


def test_a_card_that_was_not_sold_says_so_and_is_not_green() -> None:
    answer = answer_to(Card(ACTIVE, "inactive", 0, "NOK", 0, 0))
    assert answer.title == "Not sold yet"
    assert answer.sign.tone is not Tone.ACTIVE


def test_a_word_nobody_knows_decides_nothing() -> None:
    answer = answer_to(Card(ACTIVE, "frozen", 50_000, "NOK", 50_000, 50_000))
    assert answer.title == "Not certain"
    assert "frozen" in answer.more
    assert answer.sign.tone is Tone.ASK


def test_a_card_past_its_last_day_is_expired_and_one_before_its_first_is_not_valid_yet() -> None:
    ended = answer_to(replace(SPENT, expires_at=MONDAY - timedelta(days=2)))
    assert (ended.title, ended.more) == ("Expired", "Its last day was 21.11.2026.")
    early = answer_to(replace(SPENT, active_from=MONDAY + timedelta(days=8)))
    assert (early.title, early.more) == ("Not valid yet", "It can be used from 01.12.2026.")


def test_an_amount_in_an_unknown_currency_is_not_guessed() -> None:
    answer = answer_to(replace(SPENT, currency="XYZ"))
    assert answer.title == "Active"
    assert "did not say" in answer.more


@pytest.mark.parametrize("code", [Code.LINE_DOWN, Code.NO_ANSWER, Code.TOO_MANY_CALLS, Code.TOKEN_NEEDS_LINE])
def test_without_the_service_nobody_says_what_is_on_the_card(code: Code) -> None:
    answer = answer_to(None, Problem(code))
    assert answer.title == "Not checked"
    assert answer.sign.tone is Tone.WAIT
    assert not answer.facts


def test_a_card_the_service_does_not_know_is_unknown() -> None:
    answer = answer_to(None, Problem(Code.CARD_UNKNOWN, {"card": "4711"}))
    assert answer.title == "Unknown card"
    assert answer.sign.tone is Tone.BAD


def test_a_scan_shows_the_balance_and_that_this_till_sold_it(page, floor, qtbot) -> None:
    floor.sell(ACTIVE)
    page.scanned(ACTIVE)
    qtbot.waitUntil(lambda: page.answer.title.text() == "500,00 kr")
    assert page.answer.note.text().startswith("Card …4711 was already sold at this till.")
    assert ("Activated at", "OSLO/1") in [
        (name, value.strip("\u2068\u2069")) for name, value in page.answer.facts.facts
    ]


def test_a_typed_code_is_checked_with_enter_and_does_not_stay_in_the_field(page, qtbot) -> None:
    qtbot.keyClicks(page.field.edit, FRESH)
    qtbot.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert page.field.text == ""
    qtbot.waitUntil(lambda: page.answer.title.text() == "Not sold yet")


def test_offline_says_so_and_claims_nothing(page, floor, qtbot) -> None:
    floor.sell(UNKNOWN, Fate.LOST_AFTER)
    floor.issuer.read_fates.append(Fate.NOT_SENT)
    page.scanned(UNKNOWN)
    qtbot.waitUntil(lambda: page.answer.title.text() == "Not checked")
    assert "being checked" in page.answer.note.text()


def test_a_product_is_refused_in_words_beside_the_field_and_nobody_is_asked(page, floor) -> None:
    page.scanned("7038010000218")
    assert page.field.problem.text().startswith("7038010000218 is not the code of a gift card.")
    assert not page.field.problem.isHidden()
    assert not floor.issuer.reads


def test_a_second_scan_takes_the_place_of_the_first(page, floor, qtbot) -> None:
    floor.issuer.sell_elsewhere(ACTIVE, 12_300)
    page.scanned(FRESH)
    page.scanned(ACTIVE)
    qtbot.waitUntil(lambda: page.answer.title.text() == "123,00 kr")
    assert page.answer.about.text().endswith("4711")


def test_a_token_never_stands_on_the_screen(page, floor, qtbot) -> None:
    token = "DINCARD:0123456789abcdef0123"
    floor.issuer.tokens[token] = FRESH
    qtbot.keyClicks(page.field.edit, token)
    qtbot.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert "0123456789" not in page.field.text + page.answer.about.text()
    qtbot.waitUntil(lambda: page.answer.title.text() == "Not sold yet")


def test_a_journal_that_fails_is_told_and_not_a_crash(page, qtbot, monkeypatch) -> None:
    def fails(_ledger: FakeLedger, _card: CardCode) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    monkeypatch.setattr(FakeLedger, "open_for", fails)
    page.scanned(FRESH)
    qtbot.waitUntil(lambda: "damaged" in page.answer.more.text())
    assert page.answer.title.text() == "Not checked"


def test_opening_the_page_forgets_the_customer_before(page, qtbot) -> None:
    page.scanned(FRESH)
    qtbot.waitUntil(lambda: page.answer.title.text() == "Not sold yet")
    page.opened()
    assert page.answer.title.text() == "What is on a card?"
    assert page.answer.about.isHidden()


def test_every_control_has_a_name(page) -> None:
    assert controls_without_a_name(page) == []
