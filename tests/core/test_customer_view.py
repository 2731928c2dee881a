"""What a customer sees: the amount and the truth about the card, on a screen or in two lines; no more."""

from dataclasses import replace

import pytest

from app.core.activation import Activation, State
from app.core.customer_view import CustomerView, ViewKind, ended, idle, trial, two_lines, typed, under_way
from app.core.money import Currency, Money
from app.core.receipt import ReceiptWords
from tests.core.test_receipt import LANGUAGES, NOT_ACTIVE, activation, promises, words
from tests.fakes import WORDS, shop

SHOP = shop()
ENGLISH = ReceiptWords(WORDS)
MONEY = Money(50_000, Currency.NOK)


def standing(state: State, minor: int = 50_000, currency: Currency = Currency.NOK) -> Activation:
    known = activation(state)
    return replace(known, order=replace(known.order, money=Money(minor, currency)))


def said(view: CustomerView) -> str:
    return f"{view.head} {view.amount} {view.text} {' '.join(two_lines(view))}"


def test_before_a_sale_the_shop_greets() -> None:
    view = idle(SHOP, ENGLISH)
    assert (view.kind, view.head, view.text) == (ViewKind.IDLE, WORDS["welcome"], SHOP.shop_name)


def test_the_amount_is_shown_as_the_shop_writes_it_while_it_is_typed_and_while_the_till_calls() -> None:
    assert typed(MONEY, SHOP, ENGLISH) == CustomerView(ViewKind.AMOUNT, WORDS["title"], "500,00 kr")
    assert under_way(MONEY, SHOP, ENGLISH) == CustomerView(ViewKind.WAIT, WORDS["wait"], "500,00 kr")


def test_an_active_card_is_called_so() -> None:
    view = ended([standing(State.ACTIVE)], SHOP, ENGLISH)
    assert view == CustomerView(ViewKind.ACTIVE, WORDS["loaded"], "500,00 kr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", NOT_ACTIVE)
def test_nothing_else_is_called_active_in_any_language_beside_an_active_card_or_alone(language, state) -> None:
    for cards in ([standing(state)], [standing(State.ACTIVE), standing(state)]):
        view = ended(cards, SHOP, words(language))
        assert view.kind in {ViewKind.LATER, ViewKind.IN_DOUBT, ViewKind.ASK}
        assert not promises(said(view))


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_end_no_language_promises_anything(language) -> None:
    table = words(language)
    for view in (idle(SHOP, table), typed(MONEY, SHOP, table), under_way(MONEY, SHOP, table)):
        assert not promises(said(view))


def test_of_several_cards_the_one_furthest_from_active_gives_words_and_sum() -> None:
    cards = [standing(State.ACTIVE), standing(State.QUEUED), standing(State.QUEUED, 20_000)]
    view = ended(cards, SHOP, ENGLISH)
    assert (view.kind, view.head, view.amount) == (ViewKind.LATER, WORDS["queued_head"], "700,00 kr")
    view = ended([*cards, standing(State.HELD, 100)], SHOP, ENGLISH)
    assert (view.kind, view.head, view.amount) == (ViewKind.ASK, WORDS["held_head"], "1,00 kr")


def test_each_currency_has_its_sum() -> None:
    view = ended([standing(State.ACTIVE), standing(State.ACTIVE, 2_500, Currency.EUR)], SHOP, ENGLISH)
    assert view.amount == "500,00 kr + 25,00 €"


def test_a_sale_without_cards_did_not_end() -> None:
    with pytest.raises(ValueError, match="at least one card"):
        ended([], SHOP, ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_head_fits_a_line_of_twenty_signs_whole(language, state) -> None:
    view = ended([standing(state)], SHOP, words(language))
    upper, lower = two_lines(view)
    assert (len(upper), len(lower)) == (20, 20)
    assert upper.strip() == view.head
    assert lower.strip() == "500,00 kr"


def test_a_long_name_loses_whole_words_and_a_hostile_one_its_commands() -> None:
    long = CustomerView(ViewKind.IDLE, "Welcome", text="Nordlys Bokhandel og Kafé\u202f\x1b@ AS")
    assert two_lines(long) == ("      Welcome       ", "Nordlys Bokhandel og")
    assert two_lines(CustomerView(ViewKind.IDLE, "a" * 30, text="\x1bp\x00x"))[0] == "a" * 20
    assert two_lines(CustomerView(ViewKind.IDLE, "", text="\x1bp\x00x"))[1].strip() == "px"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_says_that_it_is_one_and_promises_nothing(language: str) -> None:
    view = trial(words(language))
    assert (view.kind, view.amount) == (ViewKind.IDLE, "")
    assert view.head == words(language)["test"]
    assert "1234567890" in two_lines(view)[1]
