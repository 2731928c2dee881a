"""A cashier at the real window: cards in by keys and by cable, money onto them once, paper out, and the truth of it."""

from typing import Any

import pytest

from tests.journey.real_till import CUSTOMER, PRINTED, PRODUCT, RealTill


def loads(till: RealTill, card: str) -> int:
    return till.service.truth(card)["loads"]


def activations(till: RealTill, card: str) -> list[dict[str, Any]]:
    return [call for call in till.service.truth(card)["calls"] if call["name"] == "activate"]


def test_a_card_scanned_by_keys_is_loaded_as_typed_and_its_receipt_comes_out(till: RealTill) -> None:
    card, before = till.service.card(), till.papers
    till.scan(card)
    till.type_amount("500")
    till.focus("Customer name")
    till.display.write(CUSTOMER)
    till.display.press("Tab")
    till.display.write("K-4711")
    till.reader.until_says(CUSTOMER, "K-4711", f"Load 500,00 kr onto card …{card[-4:]}")
    till.display.press("Return")
    till.reader.until_says("Active", "500,00 kr", f"is on card …{card[-4:]}", CUSTOMER, PRINTED)
    assert till.reader.until_heard(f"Active: 500,00 kr is on card …{card[-4:]}")

    truth = till.service.truth(card)
    assert (truth["loads"], truth["amount_balance"], truth["currency"]) == (1, 50_000, "NOK")
    assert (truth["customer_id"], truth["name"], truth["originated_by"]) == ("K-4711", CUSTOMER, "store-7/till-2")
    assert truth["metadata"].keys() == {"pos_activation_id", "pos_sale_id", "pos_till_id", "pos_operator_id"}
    assert (truth["metadata"]["pos_till_id"], truth["metadata"]["pos_operator_id"]) == ("till-2", "operator-9")
    assert len(truth["metadata"]["pos_activation_id"]) == 32

    paper = till.paper(before)
    for text in ("Blåbær & Røyk AS", "Ærfuglveien 1, 0155 Oslo", CUSTOMER, "K-4711", "Active", "500,00 kr"):
        assert text in paper


def test_a_card_scanned_over_the_serial_line_is_loaded_in_euro_by_touch(till: RealTill) -> None:
    card, before = till.service.card(), till.papers
    till.scanner.scan(card)
    till.reader.until_says("Inactive", "ready to load")
    till.focus("Currency NOK")
    for currency in ("SEK", "DKK", "EUR"):
        till.display.press("space")
        till.reader.until(lambda screen, wanted=currency: screen.focused.startswith(f"Currency {wanted}"))
    for sign in ("2", "5", "Decimal sign", "9", "Delete the last figure", "5", "0"):
        till.tap(sign)
    till.reader.until_says("25,50")
    till.tap(f"Load 25,50 € onto card …{card[-4:]}")
    till.reader.until_says("Active", "25,50 €", f"is on card …{card[-4:]}", PRINTED)

    truth = till.service.truth(card)
    assert (truth["loads"], truth["amount_balance"], truth["currency"]) == (1, 2_550, "EUR")
    assert "25,50 €" in till.paper(before)
    till.reader.until(lambda screen: screen.focused == "Next card")


def test_the_scanners_cable_may_come_out_and_go_back_in_while_a_card_is_being_sold(till: RealTill) -> None:
    first, second = till.service.card(), till.service.card()
    till.scanner.scan(first)
    till.reader.until_says("Inactive", "ready to load")
    till.scanner.unplug()
    till.reader.until_says("Plug it in; the till finds it by itself.")
    till.type_amount("100")
    till.scanner.plug()
    till.reader.until_says("Scanner ready", "100")
    till.scanner.scan(second)
    till.reader.until_says("2 cards", f"…{first[-4:]}", f"…{second[-4:]}", "Load 100,00 kr onto each of 2 cards")


def test_several_cards_are_one_confirmation_a_result_for_each_and_one_receipt(till: RealTill) -> None:
    cards, before = [till.service.card() for _ in range(3)], till.papers
    till.scan(cards[0])
    till.display.scan(cards[1])
    till.reader.until_says("2 cards")
    till.scanner.scan(cards[2])
    till.reader.until_says("3 cards")
    till.type_amount("200")
    till.reader.until_says("Load 200,00 kr onto each of 3 cards", "600,00 kr in all")
    till.display.press("Return")
    shown = till.reader.until_says("600,00 kr", "is on 3 cards", PRINTED)
    assert [shown.says(f"…{card[-4:]}") for card in cards] == [True, True, True]
    assert [control.name for control in shown.controls].count("Active") >= 3

    assert [loads(till, card) for card in cards] == [1, 1, 1]
    assert len({till.service.truth(card)["metadata"]["pos_sale_id"] for card in cards}) == 1
    paper = till.paper(before)
    assert [card[-4:] in paper for card in cards] == [True, True, True]
    assert till.papers == before + 1


def test_an_amount_typed_after_each_scan_is_that_cards_own(till: RealTill) -> None:
    cards = [till.service.card() for _ in range(3)]
    till.scan(cards[0])
    till.type_amount("200")
    till.display.scan(cards[1])
    till.reader.until_says("2 cards", f"AMOUNT FOR CARD …{cards[1][-4:]}")
    till.type_amount("300")
    till.scanner.scan(cards[2])
    till.reader.until_says("3 cards", f"AMOUNT FOR CARD …{cards[2][-4:]}")
    till.type_amount("12,50")
    till.reader.until_says("Load 512,50 kr onto 3 cards", "Each card its own amount")
    till.display.press("Return")
    till.reader.until_says("512,50 kr", "is on 3 cards", PRINTED)
    assert [till.service.truth(card)["amount_balance"] for card in cards] == [20_000, 30_000, 1_250]


def test_a_scan_while_the_answer_is_awaited_is_refused_aloud_and_sells_nothing(till: RealTill) -> None:
    card, other = till.service.card(), till.service.card()
    till.scan(card)
    till.type_amount("300")
    till.reader.until_says("Load 300,00 kr")
    till.service.turn(latency_ms=1500)
    till.display.press("Return", "Return")
    till.reader.until_says("Sending …", "Waiting for the answer.")
    till.display.scan(other)
    till.display.press("Return")
    till.reader.until_says("A sale is being made right now.")
    assert till.reader.until_heard("A sale is being made right now.")
    till.reader.until_says(f"is on card …{card[-4:]}")
    assert (loads(till, card), len(activations(till, card))) == (1, 1)
    assert (loads(till, other), activations(till, other)) == (0, [])


def test_enter_pressed_twice_and_a_finger_that_taps_twice_load_a_card_once(till: RealTill) -> None:
    by_keys, by_finger, before = till.service.card(), till.service.card(), till.papers
    till.scan(by_keys)
    till.type_amount("150")
    till.reader.until_says("Load 150,00 kr")
    till.display.press("Return", "Return")
    till.reader.until_says(f"is on card …{by_keys[-4:]}", PRINTED)

    till.scan(by_finger)
    till.tap("300,00 kr")
    till.tap(f"Load 300,00 kr onto card …{by_finger[-4:]}", times=2)
    till.reader.until_says(f"is on card …{by_finger[-4:]}", PRINTED)
    for card in (by_keys, by_finger):
        assert (loads(till, card), len(activations(till, card))) == (1, 1)
    assert till.papers == before + 2


def test_without_paper_the_card_is_active_all_the_same_and_its_receipt_is_one_touch_away(till: RealTill) -> None:
    card, before = till.service.card(), till.papers
    till.printer.faults.paper = "out"
    till.sell(card, "500")
    till.reader.until_says(f"is on card …{card[-4:]}", "Active", "The printer is out of paper.")
    assert loads(till, card) == 1
    assert till.papers == before

    till.printer.faults.paper = "ok"
    till.tap("Print the paper again")
    till.reader.until(lambda screen: screen.says(PRINTED) and not screen.says("out of paper"))
    paper = till.paper(before)
    assert "500,00 kr" in paper
    assert "Active" in paper
    assert loads(till, card) == 1


def test_a_card_check_shows_state_and_balance_and_sells_nothing(till: RealTill) -> None:
    card = till.service.card()
    till.display.press("F3")
    till.reader.until_says("What is on a card?")
    till.display.scan(card)
    till.reader.until_says("Not sold yet", "There is no money on it.")
    assert till.service.truth(card)["calls"] == []

    till.begin()
    till.sell(card, "250")
    till.reader.until_says("is on card", PRINTED)
    before = till.papers
    till.display.press("F3")
    till.reader.until_says("What is on a card?")
    till.scanner.scan(card)
    till.reader.until_says("250,00 kr", "is left on card", "The card is active.")
    assert till.reader.until_heard("The card is active.")
    assert (loads(till, card), len(till.service.truth(card)["calls"]), till.papers) == (1, 1, before)


@pytest.mark.parametrize(
    ("scanned", "sentence"),
    [
        (PRODUCT, f"{PRODUCT} is not the code of a gift card."),
        ("7001000000000000", "The gift-card service does not know this card."),
    ],
    ids=["a product", "an unknown card"],
)
def test_what_is_no_card_to_sell_is_refused_in_words(till: RealTill, scanned: str, sentence: str) -> None:
    till.display.scan(scanned)
    shown = till.reader.until_says(sentence)
    assert not shown.has("Load")
    assert till.reader.until_heard(sentence)


def test_a_card_that_is_sold_cannot_be_sold_again(till: RealTill) -> None:
    card = till.service.card()
    till.sell(card, "100")
    till.reader.until_says("is on card", PRINTED)
    till.display.scan(card)
    till.reader.until_says(f"Card …{card[-4:]} was already sold at this till.", "put it aside")
    till.display.press("Return")
    assert loads(till, card) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "The amount is zero."),
        ("10001", "One card may hold 10 000,00 kr at most."),
        ("500,505", "NOK has 2 decimals. This amount has more."),
        ("12a", "“12a” is not an amount."),
    ],
)
def test_an_amount_that_cannot_be_is_refused_beside_the_field(till: RealTill, typed: str, sentence: str) -> None:
    card = till.service.card()
    till.scan(card)
    till.type_amount(typed)
    shown = till.reader.until_says(sentence)
    assert sentence in shown.named("Amount").description
    till.display.press("Return")
    till.reader.until_says(sentence, "Choose how much to load")
    assert till.service.truth(card)["calls"] == []
