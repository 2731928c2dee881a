"""New secrets for one card: what the two calls say, and that they claim no more than the answers prove."""

import json
from dataclasses import replace

import pytest

from app.core.problem import Code
from app.dintero.batch_call import BatchOutcome
from app.dintero.card_stream import AnsweredCard
from app.dintero.rekey_call import RekeyCall
from app.office.ports import CallFate, ChunkOrder, MadeCard
from tests.dintero.raw_server import RawServer, Seen, Visit
from tests.dintero.test_batch_call import http
from tests.dintero.till_side import connection
from tests.vault.shelf import order

ORDER = replace(order("7001:0001", chunk_id="chunk-9"), token_life_s=864000)
PIN = http(200, b'{"pin": {"format": {}, "pin": {"value": "0815"}}}')
TOKEN = http(200, b'{"id": "x", "token": {"value": "4711471147114711"}}')
REFUSAL = b'{"error": {"code": "bad", "message": "Card is inactive"}}'


def called(*say: bytes, of: ChunkOrder = ORDER) -> tuple[BatchOutcome, list[AnsweredCard], list[Seen]]:
    found: list[AnsweredCard] = []
    answers = iter(say)

    def script(visit: Visit, _seen: Seen) -> None:
        visit.say(next(answers))
        visit.close()

    with RawServer(script) as server:
        call = RekeyCall(connection(server.url, deadline_s=1.5), "1.2.3")
        try:
            outcome = call.make("bearer-1", of, found.append)
        finally:
            call.close()
    return outcome, found, server.seen


def test_the_pin_is_first_and_the_token_says_how_long_it_lives_and_that_it_serves_more_than_once() -> None:
    outcome, [card], seen = called(PIN, TOKEN)
    assert (outcome.fate, outcome.made) == (CallFate.SEALED, (MadeCard("7001:0001", "", is_whole=True),))
    assert (card.card_id, card.token, card.pin) == ("7001:0001", "4711471147114711", "0815")
    assert [each.target.partition("/wallets")[2] for each in seen] == [
        "/cards/7001%3A0001/rotate-pin",
        "/cards/7001%3A0001/tokens",
    ]
    rotating, renewing = (json.loads(each.body) for each in seen)
    assert rotating == {"pin": {"format": ORDER.pin.wire}}
    assert renewing == {
        "ref_id": "chunk-9",
        "expires_in": 864000,
        "format": ORDER.token.wire,
        "expires_after_transaction": False,
    }
    assert "0815" not in repr(outcome) + repr(card)


def test_a_batch_without_pins_gets_a_token_alone() -> None:
    outcome, [card], [seen] = called(TOKEN, of=replace(ORDER, pin=None))
    assert (outcome.fate, card.pin) == (CallFate.SEALED, "")
    assert seen.target.endswith("/tokens")


def test_codes_of_another_form_are_told_as_such() -> None:
    outcome, _, _ = called(PIN, http(200, b'{"token": {"value": "short"}}'))
    assert outcome.made == (MadeCard("7001:0001", "", is_whole=False),)


@pytest.mark.parametrize("before", [(), (PIN,)])
@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (http(400, REFUSAL), CallFate.REFUSED),
        (http(401, b"{}"), CallFate.NOT_SENT),
        (http(429, b"{}"), CallFate.NOT_SENT),
        (http(500, REFUSAL), CallFate.UNKNOWN),
        (http(200, b"{}"), CallFate.UNKNOWN),
        (http(200, b'{"pin": {"pin": {"value": 815}}, "token": {"value": ""}}'), CallFate.UNKNOWN),
        (http(200, b"<html>", kind="text/html"), CallFate.UNKNOWN),
        (http(200, PIN, length=9999), CallFate.UNKNOWN),
        (b"", CallFate.UNKNOWN),
    ],
)
def test_what_is_no_value_is_no_secret(before: tuple[bytes, ...], answer: bytes, fate: CallFate) -> None:
    outcome, cards, seen = called(*before, answer)
    assert outcome.fate is fate
    assert not cards
    assert len(seen) == len(before) + 1
    assert "bearer-1" not in outcome.message


def test_where_nobody_answers_nothing_was_sent() -> None:
    call = RekeyCall(connection("http://127.0.0.1:9", deadline_s=1.5), "1.2.3")
    outcome = call.make("bearer-1", ORDER, lambda _: None)
    assert (outcome.fate, outcome.problem.code) == (CallFate.NOT_SENT, Code.LINE_DOWN)


def test_an_order_without_a_life_of_the_token_is_a_bug() -> None:
    with pytest.raises(ValueError, match="seconds"):
        RekeyCall(connection("http://127.0.0.1:9"), "1.2.3").make("b", order("7001"), lambda _: None)
