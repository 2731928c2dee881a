"""Every bad input gets its sentence and exit code 2, and nothing of it reaches the issuer or the journal."""

from datetime import datetime, timedelta

import pytest

from app.core.problem import Code
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running

GOOD = "7001913901460665"
TODAY = datetime.now().astimezone().date()
YESTERDAY, TOMORROW = (TODAY - timedelta(days=1)).isoformat(), (TODAY + timedelta(days=1)).isoformat()

AMOUNTS = {
    "0": Code.AMOUNT_ZERO,
    "0,00": Code.AMOUNT_ZERO,
    "-5": Code.AMOUNT_NEGATIVE,
    "\u2212500": Code.AMOUNT_NEGATIVE,
    "500,005": Code.AMOUNT_TOO_PRECISE,
    "10000,01": Code.AMOUNT_TOO_LARGE,
    "9" * 39: Code.AMOUNT_TOO_LARGE,
    "500.00": Code.AMOUNT_UNREADABLE,
    "5e2": Code.AMOUNT_UNREADABLE,
    "five": Code.AMOUNT_UNREADABLE,
    "NaN": Code.AMOUNT_UNREADABLE,
    "٥٠٠": Code.AMOUNT_UNREADABLE,
    "\udcff": Code.AMOUNT_UNREADABLE,
    "1" * 5000: Code.AMOUNT_UNREADABLE,
    "": Code.AMOUNT_MISSING,
    "  ": Code.AMOUNT_MISSING,
}
CARDS = {
    "5901234123457": Code.SCAN_NOT_A_CARD,  # a product's EAN-13
    "96385074": Code.SCAN_NOT_A_CARD,  # EAN-8
    "..": Code.SCAN_NOT_A_CARD,
    "/": Code.SCAN_NOT_A_CARD,
    "a/../../b": Code.SCAN_NOT_A_CARD,
    "card/activate": Code.SCAN_NOT_A_CARD,
    "card%2Factivate": Code.SCAN_NOT_A_CARD,
    "card?x=1": Code.SCAN_NOT_A_CARD,
    "card#1": Code.SCAN_NOT_A_CARD,
    "gift..card1": Code.CARD_CODE_BAD,
    "card\x07bell": Code.SCAN_UNREADABLE,
    "card\x1b[31m": Code.SCAN_UNREADABLE,
    "card\nsecond": Code.SCAN_UNREADABLE,
    "kørt-4711": Code.SCAN_UNREADABLE,
    "\udcff\udcfe": Code.SCAN_UNREADABLE,
    "c" * 300: Code.SCAN_TOO_LONG,
    "": Code.SCAN_EMPTY,
    " ": Code.SCAN_EMPTY,
    "]C0": Code.SCAN_EMPTY,
}
FIELDS = {
    ("--currency", "GBP"): Code.CURRENCY_NOT_OFFERED,
    ("--currency", "kroner\x1b[2J\udcff"): Code.CURRENCY_NOT_OFFERED,
    ("--customer-id", "k" * 256): Code.CUSTOMER_ID_TOO_LONG,
    ("--name", "n" * 256): Code.CUSTOMER_NAME_TOO_LONG,
    ("--sale", "s" * 65): Code.SALE_REFERENCE_TOO_LONG,
    ("--dintero-transaction", "nothing/like it"): Code.TRANSACTION_ID_BAD,
    ("--operator", "o" * 41): Code.SETTINGS_BAD_VALUE,
    ("--expires", "31.12.2099"): Code.DATE_UNREADABLE,
    ("--expires", "2099-02-30"): Code.DATE_UNREADABLE,
    ("--expires", "tomorrow\x1b[2J\udcff"): Code.DATE_UNREADABLE,
    ("--expires", YESTERDAY): Code.EXPIRY_PAST,
    ("--active-from", "soon"): Code.DATE_UNREADABLE,
    ("--active-from", YESTERDAY): Code.START_PAST,
}


def refused(till: Till, issuer: Running, *words: str) -> str:
    """Refused with exit code 2 and a sentence; the issuer and the journal never heard of it."""
    told = till.here("activate", "--json", *words)
    assert (told.code, told.value["state"], told.value["activation_id"]) == (2, "refused", None)
    assert "\x1b" not in told.err + told.out
    assert till.journal() == []
    assert all(issuer.truth(card)["calls"] == [] for card in issuer.cards())
    return told.refused


@pytest.mark.parametrize(("amount", "code"), AMOUNTS.items(), ids=lambda value: ascii(value)[:20])
def test_an_amount_that_cannot_be_is_refused(till: Till, issuer: Running, amount: str, code: Code) -> None:
    assert refused(till, issuer, "--card", GOOD, f"--amount={amount}") == code


@pytest.mark.parametrize(("card", "code"), CARDS.items(), ids=lambda value: ascii(value)[:20])
def test_a_code_that_is_no_cards_is_refused(till: Till, issuer: Running, card: str, code: Code) -> None:
    assert refused(till, issuer, f"--card={card}", "--amount", "500") == code


@pytest.mark.parametrize(("field", "code"), FIELDS.items(), ids=lambda value: ascii(value)[:30])
def test_a_field_beyond_its_limit_is_refused(till: Till, issuer: Running, field: tuple[str, str], code: Code) -> None:
    assert refused(till, issuer, "--card", GOOD, "--amount", "500", *field) == code


def test_a_card_that_would_end_before_it_begins_is_refused(till: Till, issuer: Running) -> None:
    words = ("--expires", TODAY.isoformat(), "--active-from", TOMORROW)
    assert refused(till, issuer, "--card", GOOD, "--amount", "500", *words) == Code.EXPIRY_BEFORE_START


def test_the_same_card_twice_is_refused(till: Till, issuer: Running) -> None:
    assert refused(till, issuer, "--card", GOOD, "--card", GOOD, "--amount", "500") == Code.CARD_IN_THIS_SALE


def test_a_token_and_the_code_of_the_same_card_are_one_card(till: Till, issuer: Running) -> None:
    from app.sandbox.demonstration import card_token

    token = card_token(1, 0)
    told = refused(till, issuer, "--card", issuer.cards()[0], "--card", token, "--amount", "500")
    assert told == Code.CARD_IN_THIS_SALE


def test_more_cards_than_a_sale_takes_are_refused(till: Till, issuer: Running) -> None:
    till.settings("[sale]\ncards_max = 2\n")
    words = [word for card in issuer.cards()[:3] for word in ("--card", card)]
    assert refused(till, issuer, *words, "--amount", "500") == Code.TOO_MANY_CARDS


def test_one_bad_code_among_good_ones_sells_none(till: Till, issuer: Running) -> None:
    words = ("--card", issuer.cards()[0], "--card", "5901234123457", "--amount", "500")
    assert refused(till, issuer, *words) == Code.SCAN_NOT_A_CARD


def test_nothing_on_standard_input_is_an_empty_scan(till: Till) -> None:
    told = till.here("activate", "--card", "-", "--amount", "500", "--json", stdin="\n \n")
    assert (told.code, told.refused) == (2, Code.SCAN_EMPTY)


def test_an_endless_standard_input_is_refused(till: Till) -> None:
    told = till.here("activate", "--card", "-", "--amount", "500", "--json", stdin="7" * 200_000)
    assert (told.code, told.refused) == (2, Code.SCAN_TOO_LONG)


@pytest.mark.parametrize("words", [("--card", GOOD), ("--amount", "500"), ("--card", GOOD, "--amount", "5", "--cash")])
def test_words_that_are_missing_or_unknown_are_named(till: Till, words: tuple[str, ...]) -> None:
    told = till.here("activate", *words)
    assert (told.code, told.out) == (2, "")
    assert "--" in told.err
    told = till.here("activate", "--json", *words)
    assert (told.code, told.refused) == (2, "usage")


def test_without_json_a_refusal_is_one_sentence_for_people(till: Till) -> None:
    told = till.here("activate", "--card", "5901234123457", "--amount", "500")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("5901234123457 is not the code of a gift card.")
