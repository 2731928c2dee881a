"""The line goes down, or the program is killed: what the window then says is true, and it is settled by itself."""

from tests.journey.real_till import RealTill
from tests.scanner.pty_scanner import until


def test_a_sale_without_the_line_is_saved_said_so_on_screen_and_slip_and_loaded_once_the_line_is_back(
    till: RealTill,
) -> None:
    card, before = till.service.card(), till.papers
    till.service.stop()
    till.display.scan(card)
    till.reader.until_says("Not read", "it will wait")
    till.type_amount("500")
    till.reader.until_says(f"Save 500,00 kr for card …{card[-4:]}", "Loads when the shop is online")
    till.display.press("Return")
    shown = till.reader.until_says("Saved, not active yet", "Offline since")
    assert not shown.says("is on card")
    assert till.reader.until_heard("Saved, not active yet")
    slip = till.paper(before)
    assert "NOT ACTIVE YET" in slip
    assert "Active" not in slip

    till.service.start()
    till.reader.until_says(f"is on card …{card[-4:]}", "Active", "Online")
    till.tap("Print receipt")
    receipt = till.paper(before + 1)
    assert "Active" in receipt
    assert "500,00 kr" in receipt
    assert (till.service.truth(card)["loads"], till.service.truth(card)["amount_balance"]) == (1, 50_000)


def test_an_answer_that_is_lost_is_shown_as_doubt_and_settled_by_itself(till: RealTill) -> None:
    card = till.service.card()
    till.scan(card)
    till.type_amount("500")
    till.reader.until_says("Load 500,00 kr")
    lost, deaf = {"on": "activate", "fault": "answer-lost-after"}, {"on": "get", "fault": "lost-before", "times": None}
    till.service.lay(lost, deaf)
    till.display.press("Return")
    shown = till.reader.until_says("Checking the card", "Do not sell another card for this payment.")
    assert not shown.says("is on card")
    till.service.lay()
    till.reader.until_says(f"is on card …{card[-4:]}", "Active")
    assert till.service.truth(card)["loads"] == 1


def test_a_till_killed_while_it_sends_comes_back_in_doubt_and_loads_the_card_once(till: RealTill) -> None:
    card, before = till.service.card(), till.papers
    till.scan(card)
    till.type_amount("500")
    till.reader.until_says("Load 500,00 kr")
    till.service.turn(latency_ms=1500)
    till.display.press("Return")
    till.reader.until(lambda screen: any(control.name == "Sending" for control in screen.controls))
    till.kill()

    till.service.turn(latency_ms=0)
    till.service.lay({"on": "get", "fault": "lost-before", "times": None})
    till.start()
    till.display.press("F4")
    shown = till.reader.until_says(f"Card …{card[-4:]}", "Being checked")
    assert not shown.says("Active")
    till.service.lay()
    till.tap(f"Print receipt, Card …{card[-4:]}")
    truth = till.service.truth(card)
    assert (truth["loads"], truth["amount_balance"]) == (1, 50_000)
    until(lambda: any(card[-4:] in till.paper(number) for number in range(before, till.papers)))
