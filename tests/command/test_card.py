"""A card's state and balance, without selling."""

from app.sandbox.demonstration import card_token
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running


def test_an_inactive_card_may_be_sold(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    told = till.here("card", card, "--json")
    assert told.code == 0
    assert (told.value["card_id"], told.value["state"]) == (card, "inactive")
    assert told.value["is_sellable"] is True
    assert told.value["problem"] is None


def test_an_active_card_shows_its_balance_and_is_not_sellable(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    issuer.activate(card, 12_345, customer_id="K-77", name="Ærlig Øystein Åsen")
    told = till.here("card", card, "--json")
    assert told.code == 0
    value = told.value
    assert (value["state"], value["amount_available_minor"], value["currency"]) == ("unused", 12_345, "NOK")
    assert (value["customer_id"], value["name"]) == ("K-77", "Ærlig Øystein Åsen")
    assert value["is_sellable"] is False
    assert told.problem == "card-already-active"
    words = till.here("card", card).out.replace("\u00a0", " ")
    assert words == f"Card {card}: active (“unused”), 123,45 kr available.\n"


def test_a_card_sold_at_this_till_says_so(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    till.sell(card)
    told = till.here("card", card, "--json")
    assert (told.code, told.value["state"], told.problem) == (0, "unused", "card-sold-here")
    words = till.here("card", card).out
    assert "active (“unused”)" in words
    assert f"Card …{card[-4:]} was already sold at this till." in words


def test_a_token_by_standard_input_is_looked_up_and_not_shown(till: Till, issuer: Running) -> None:
    token = card_token(1, 0)
    told = till.here("card", "-", "--json", stdin=token)
    assert (told.code, told.value["card_id"]) == (0, issuer.cards()[0])
    assert token.removeprefix("DINCARD:") not in told.out + told.err


def test_an_unknown_card_is_named_as_such(till: Till) -> None:
    told = till.here("card", "7001000000000009", "--json")
    assert (told.code, told.refused) == (4, "card-unknown")


def test_a_code_that_is_no_cards_is_bad_input(till: Till) -> None:
    for code in ("5901234123457", "../x", "c" * 300):
        told = till.here("card", code, "--json")
        assert told.code == 2
        assert told.refused.startswith("scan-")


def test_with_the_line_down_it_says_that_it_could_not_ask(till: Till, issuer: Running) -> None:
    issuer.lay({"on": "any", "fault": "lost-before", "times": None})
    told = till.here("card", issuer.cards()[0], "--json")
    assert (told.code, told.value["state"]) == (3, None)
    told = till.here("card", "-", "--json", stdin=card_token(1, 0))
    assert (told.code, told.refused) == (3, "token-needs-line")


def test_a_word_the_till_does_not_know_decides_nothing(till: Till, issuer: Running) -> None:
    issuer.turn(inactive_word="dormant")
    card = issuer.cards()[0]
    told = till.here("card", card, "--json")
    assert (told.value["state"], told.value["is_sellable"], told.problem) == ("dormant", False, "card-not-sellable")
    assert till.sell(card).code == 4
    assert issuer.truth(card)["loads"] == 0


def test_a_look_leaves_the_journal_to_the_till_that_is_open(till: Till, issuer: Running) -> None:
    from app.ledger.lock import JournalLock

    till.journal()
    lock = JournalLock.take(till.home / "journal" / "T00000000.lock")
    try:
        assert till.here("card", issuer.cards()[0], "--json").code == 0
        assert till.journal() == []
    finally:
        lock.release()
