"""A scan becomes a card with its state: what may be sold, and why not."""

from dataclasses import replace

import pytest

from app.core.card import CardCode
from app.core.problem import Code, Problem
from app.core.scan import Token
from app.till.look_up import LookUp, decoded, look_up
from tests.fakes import Fate
from tests.till.whole_till import CARD, WholeTill

CODE = CardCode(CARD)
TOKEN = Token("DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f")


def looked_up(till: WholeTill, meaning: CardCode | Token = CODE) -> LookUp:
    return look_up(meaning, till.issuer, till.ledger)


def code_of(found: LookUp) -> Code | None:
    return found.problem.code if found.problem else None


def test_a_scan_is_decoded_by_the_shops_patterns(till: WholeTill) -> None:
    assert decoded(CARD, till.road.shop) == CODE
    assert decoded(TOKEN.value, till.road.shop) == TOKEN
    assert decoded("5701234567899", till.road.shop) == Problem(Code.SCAN_NOT_A_CARD, {"code": "5701234567899"})


def test_a_card_that_waits_may_be_sold(till: WholeTill) -> None:
    found = looked_up(till)
    assert (found.card, found.is_sellable, found.was_read, found.problem) == (CODE, True, True, None)
    assert found.seen is not None
    assert found.seen.status == "inactive"


@pytest.mark.parametrize(
    ("fate", "code"),
    [
        (Fate.NOT_SENT, Code.LINE_DOWN),
        (Fate.LOST_AFTER, Code.NO_ANSWER),
        (Fate.ERROR_AFTER, Code.ANSWER_UNCLEAR),
        (Fate.TOO_MANY, Code.TOO_MANY_CALLS),
        (Fate.PORTAL, Code.ANSWER_UNCLEAR),
    ],
)
def test_a_card_that_cannot_be_read_may_be_sold_and_waits_on_disk(till: WholeTill, fate: Fate, code: Code) -> None:
    found = looked_up(till.fated(reads=(fate,)))
    assert (found.card, found.is_sellable, found.was_read, found.seen) == (CODE, True, False, None)
    assert code_of(found) is code


@pytest.mark.parametrize(
    ("fate", "code"),
    [
        (Fate.UNAUTHORISED, Code.LOGIN_REFUSED),
        (Fate.FORBIDDEN, Code.NOT_ALLOWED),
        (Fate.NOT_FOUND, Code.CARD_UNKNOWN),
        (Fate.BAD_REQUEST, Code.REFUSED),
        (Fate.OTHER_CARD, Code.ANSWER_UNCLEAR),
        (Fate.ODD_WORD, Code.CARD_NOT_SELLABLE),
    ],
)
def test_a_card_the_issuer_speaks_against_is_not_sold(till: WholeTill, fate: Fate, code: Code) -> None:
    found = looked_up(till.fated(reads=(fate,)))
    assert (found.is_sellable, found.was_read, code_of(found)) == (False, False, code)


def test_a_card_with_money_on_it_is_shown_with_its_balance_and_not_sold(till: WholeTill) -> None:
    till.issuer.sell_elsewhere(CARD, 30_000)
    found = looked_up(till)
    assert (found.is_sellable, code_of(found)) == (False, Code.CARD_ALREADY_ACTIVE)
    assert found.problem is not None
    assert found.problem.facts == {"where": "OSLO/9", "amount": 30_000, "currency": "NOK"}
    assert found.seen is not None
    assert found.seen.amount_available == 30_000


def test_a_card_with_money_on_it_from_nobody_known_is_not_sold_either(till: WholeTill) -> None:
    till.issuer.truth(CARD).status = "unused"
    found = looked_up(till)
    assert found.problem == Problem(Code.CARD_ALREADY_ACTIVE, {"where": "", "amount": 0, "currency": ""})


@pytest.mark.parametrize(
    ("fate", "code", "state"),
    [
        (Fate.OK, Code.CARD_SOLD_HERE, "active"),
        (Fate.OTHER_AMOUNT, Code.CARD_SOLD_HERE, "mismatch"),
        (Fate.NOT_SENT, Code.CARD_OPEN_HERE, "queued"),
        (Fate.LOST_BEFORE, Code.CARD_OPEN_HERE, "unknown"),
        (Fate.BAD_REQUEST, Code.CARD_OPEN_HERE, "held"),
    ],
)
def test_a_card_that_was_sold_here_is_not_sold_again(till: WholeTill, fate: Fate, code: Code, state: str) -> None:
    reference = till.fated(fate).sells().activations[0].short_id
    found = looked_up(till)
    assert not found.is_sellable
    assert found.problem == Problem(code, {"card": "4711", "state": state, "reference": reference})
    assert found.seen is not None


def test_a_card_sold_here_is_never_shown_with_another_cards_state(till: WholeTill) -> None:
    till.sells()
    found = looked_up(till.fated(reads=(Fate.OTHER_CARD,)))
    assert (found.seen, code_of(found)) == (None, Code.CARD_SOLD_HERE)


def test_a_token_becomes_its_card(till: WholeTill) -> None:
    till.issuer.tokens[TOKEN.value] = CARD
    found = looked_up(till, TOKEN)
    assert (found.card, found.is_sellable, found.was_read) == (CODE, True, True)


@pytest.mark.parametrize("fate", [Fate.NOT_SENT, Fate.LOST_AFTER, Fate.TOO_MANY])
def test_a_token_needs_the_line(till: WholeTill, fate: Fate) -> None:
    till.issuer.tokens[TOKEN.value] = CARD
    found = looked_up(till.fated(reads=(fate,)), TOKEN)
    assert (found.card, found.is_sellable, code_of(found)) == (None, False, Code.TOKEN_NEEDS_LINE)


def test_a_token_of_no_card_is_refused(till: WholeTill) -> None:
    found = looked_up(till, TOKEN)
    assert (found.card, found.is_sellable, code_of(found)) == (None, False, Code.CARD_UNKNOWN)


def test_a_token_whose_card_has_a_hostile_code_is_refused(till: WholeTill) -> None:
    class Hostile(type(till.issuer)):
        def look_up(self, token: Token):
            answer = self.read(CODE)
            return replace(answer, card=replace(answer.card, card_id="../activate"))

    till.issuer.__class__ = Hostile
    found = looked_up(till, TOKEN)
    assert (found.card, found.seen, code_of(found)) == (None, None, Code.CARD_CODE_BAD)


def test_a_tokens_card_that_was_sold_here_is_not_sold_again(till: WholeTill) -> None:
    till.issuer.tokens[TOKEN.value] = CARD
    till.sells()
    found = looked_up(till, TOKEN)
    assert (found.card, found.is_sellable, code_of(found)) == (CODE, False, Code.CARD_SOLD_HERE)
    assert found.seen is not None
