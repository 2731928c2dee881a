"""A sale without a window: what goes to the issuer, what is told, and the exit code."""

from datetime import datetime, timedelta

from app.sandbox.demonstration import card_token
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running

PROMISED = {
    "activation_id",
    "state",
    "card_id",
    "amount_minor",
    "currency",
    "receipt_number",
    "printed",
    "problem",
}
NEXT_YEAR = datetime.now().astimezone().date().replace(month=1, day=1) + timedelta(days=366)


def test_one_card_is_loaded_once_and_told_with_the_promised_names(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    told = till.sell(card)
    sold = told.value
    assert told.code == 0
    assert set(sold) >= PROMISED
    assert (sold["state"], sold["card_id"], sold["amount_minor"], sold["currency"]) == ("active", card, 50_000, "NOK")
    assert (sold["receipt_number"], sold["printed"], sold["problem"]) == ("000001", "no", None)
    truth = issuer.truth(card)
    assert (truth["loads"], truth["amount_balance"], truth["currency"]) == (1, 50_000, "NOK")
    assert truth["metadata"]["pos_activation_id"] == sold["activation_id"]


def test_the_issuer_gets_everything_the_activate_call_takes(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    paid_by = "P12345678.5nAkJVo5bQ8Nnz1W1fMzYg"
    told = till.sell(
        card,
        *("--currency", "EUR", "--customer-id", "K-77", "--name", "Ærlig Øystein Åsen", "--sale", "Bong 12"),
        *("--expires", NEXT_YEAR.isoformat(), "--active-from", (NEXT_YEAR - timedelta(days=9)).isoformat()),
        *("--dintero-transaction", paid_by, "--operator", "Kari"),
        amount="12,50",
    )
    assert told.code == 0, told.err
    truth = issuer.truth(card)
    assert (truth["amount_balance"], truth["currency"]) == (1_250, "EUR")
    assert (truth["customer_id"], truth["name"]) == ("K-77", "Ærlig Øystein Åsen")
    assert truth["originated_by"]
    assert truth["active_from"] < truth["expires_at"]
    metadata = truth["metadata"]
    assert metadata.pop("pos_activation_id") == told.value["activation_id"]
    assert metadata == {
        "pos_sale_id": "Bong 12",
        "pos_till_id": "till-1",
        "pos_operator_id": "Kari",
        "dintero_transaction_id": paid_by,
    }


def test_several_cards_share_one_receipt_and_each_has_its_result(till: Till, issuer: Running) -> None:
    cards = issuer.cards()[:3]
    words = [word for card in cards for word in ("--card", card)]
    told = till.here("activate", *words, "--amount", "200", "--json")
    assert told.code == 0
    each = told.value["cards"]
    assert [sold["card_id"] for sold in each] == cards
    assert {sold["state"] for sold in each} == {"active"}
    assert {sold["receipt_number"] for sold in each} == {"000001"}
    assert len({sold["activation_id"] for sold in each}) == 3
    assert [issuer.truth(card)["loads"] for card in cards] == [1, 1, 1]


def test_of_several_cards_the_one_furthest_from_active_stands_for_all(till: Till, issuer: Running) -> None:
    cards = issuer.cards()[:2]
    issuer.lay({"on": "activate", "fault": "answer-lost-after", "skip": 1})
    told = till.here("activate", "--card", cards[0], "--card", cards[1], "--amount", "200", "--json")
    assert told.code == 3
    assert [sold["state"] for sold in told.value["cards"]] == ["active", "unknown"]
    assert (told.value["state"], told.value["card_id"]) == ("unknown", cards[1])


def test_a_token_comes_by_standard_input_and_shows_up_nowhere(till: Till, issuer: Running) -> None:
    token = card_token(1, 0)
    told = till.here("activate", "--card", "-", "--amount", "500", "--json", stdin=f"{token}\n")
    assert told.code == 0, told.err
    assert told.value["card_id"] == issuer.cards()[0]
    secret = token.removeprefix("DINCARD:")
    assert secret not in told.out + told.err
    for file in (path for path in till.home.rglob("*") if path.is_file()):
        assert secret.encode() not in file.read_bytes(), file


def test_several_codes_may_come_by_standard_input(till: Till, issuer: Running) -> None:
    cards = issuer.cards()[:2]
    told = till.here("activate", "--card", "-", "--amount", "500", "--json", stdin="\n".join(cards))
    assert [sold["card_id"] for sold in told.value["cards"]] == cards


def test_people_are_told_in_words_and_only_an_active_card_is_called_active(till: Till, issuer: Running) -> None:
    active, waiting = issuer.cards()[:2]
    told = till.here("activate", "--card", active, "--amount", "500")
    assert "The card is active: 500,00 kr, card …" + active[-4:] in told.out.replace("\u00a0", " ")
    issuer.lay({"on": "activate", "fault": "lost-before"})
    told = till.here("activate", "--card", waiting, "--amount", "500")
    assert told.code == 3
    assert "Checking the card" in told.out
    assert "is active" not in told.out


def test_a_sale_with_the_line_down_is_queued_and_its_card_cannot_be_sold_again(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    told = till.sell(card)
    assert (told.code, told.value["state"]) == (3, "queued")
    again = till.sell(card)
    assert (again.code, again.refused, again.value["state"]) == (4, "card-open-here", "refused")
    issuer.lay()
    settled = till.retry()
    assert (settled.code, settled.value["activations"][0]["state"]) == (0, "active")
    sold = till.sell(card)
    assert (sold.code, sold.refused) == (4, "card-sold-here")
    assert issuer.truth(card)["loads"] == 1


def test_a_card_sold_elsewhere_is_taken(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    issuer.activate(card, metadata={"pos_activation_id": "another-tills"})
    told = till.sell(card)
    assert (told.code, told.value["state"], told.refused) == (4, "taken", "card-already-active")
    assert issuer.truth(card)["loads"] == 1


def test_a_card_the_issuer_does_not_know_is_refused(till: Till) -> None:
    told = till.sell("7001000000000009")
    assert (told.code, told.refused, told.value["card_id"]) == (4, "card-unknown", "7001000000000009")
    assert till.journal() == []


def test_a_definite_refusal_of_the_call_is_held_for_a_person(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    issuer.lay({"on": "activate", "fault": "403"})
    told = till.sell(card)
    assert (told.code, told.value["state"], told.problem) == (4, "held", "not-allowed")
    assert issuer.truth(card)["loads"] == 0


def test_an_amount_is_read_as_the_shop_writes_it(till: Till, issuer: Running) -> None:
    till.settings('[shop]\nlocale = "en_US"\n[sale]\ncurrencies = ["USD"]\n')
    card = issuer.cards()[0]
    assert till.sell(card, amount="12.34").value["amount_minor"] == 1_234
    assert issuer.truth(card)["currency"] == "USD"


def test_the_receipt_numbers_have_no_gaps(till: Till, issuer: Running) -> None:
    numbers = [till.sell(card).value["receipt_number"] for card in issuer.cards()[:3]]
    assert numbers == ["000001", "000002", "000003"]
