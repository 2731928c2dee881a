"""One call for a chunk: what it says, and that it claims no more than the answer proves."""

import json
from collections.abc import Callable

import pytest

from app.core.code_format import CodeFormat
from app.core.problem import Code
from app.dintero.batch_call import BatchCall, BatchOutcome, body_of
from app.dintero.card_stream import AnsweredCard
from app.office.ports import CallFate, MadeCard
from tests.dintero.raw_server import RawServer, Seen, Visit
from tests.dintero.till_side import connection
from tests.vault.shelf import order

ORDER = order("70010001", "70010002")
REFUSAL = b'{"error": {"code": "bad", "message": "card_id 70010001 is already taken"}}'


def card(
    card_id: str, token: str = "4711471147114711", pin: str = "0815", status: str = "inactive"
) -> dict[str, object]:
    pin_held, token_held = {"pin": {"value": pin}}, {"token": {"value": token}}
    return {"card_id": card_id, "status": "inactive", "pin": pin_held, "card_token": token_held}


def body(*cards: dict[str, object]) -> bytes:
    return json.dumps({"cards": cards}).encode()


def http(
    status: int, content: bytes, kind: str = "application/json", length: int | None = None, more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {length or len(content)}\r\n{more}\r\n"
    return head.encode() + content


def called(say: bytes | Callable[[Visit], None]) -> tuple[BatchOutcome, list[AnsweredCard], list[Seen]]:
    found: list[AnsweredCard] = []

    def script(visit: Visit, _seen: Seen) -> None:
        if callable(say):
            say(visit)
        else:
            visit.say(say)
            visit.close()

    with RawServer(script) as server:
        call = BatchCall(connection(server.url, deadline_s=1.5), "1.2.3")
        try:
            outcome = call.make("bearer-1", ORDER, found.append)
        finally:
            call.close()
    return outcome, found, server.seen


def test_the_call_says_every_card_and_every_field_of_both_formats() -> None:
    outcome, _, (seen,) = called(http(200, body(card("70010001"), card("70010002"))))
    assert (seen.method, seen.target) == ("POST", "/v1/accounts/T00000000/wallets/cards/batch")
    assert seen.headers["authorization"] == "Bearer bearer-1"
    told = json.loads(seen.body)
    assert told["cards"] == [{"card_id": each, "type": "gift_card"} for each in ("70010001", "70010002")]
    assert told["options"]["pin"]["format"] == dict(CodeFormat(4).wire)
    assert told["options"]["card_token"]["format"]["length"] == 16
    assert outcome.fate is CallFate.SEALED
    assert (outcome.rest, outcome.problem) == (b"", None)


def test_cards_without_a_pin_say_nothing_of_one() -> None:
    from dataclasses import replace

    assert "pin" not in json.loads(body_of(replace(ORDER, pin=None)))["options"]


def test_the_cards_come_out_in_the_answers_order_as_often_as_they_stood_there() -> None:
    cards = body(card("70010002"), card("70010001", pin="12345"), card("70010002", token="x"), card("foreign"))
    outcome, found, _ = called(http(201, cards))
    assert outcome.made == (
        MadeCard("70010002", "inactive", is_whole=True),
        MadeCard("70010001", "inactive", is_whole=False),
        MadeCard("70010002", "inactive", is_whole=False),
        MadeCard("foreign", "inactive", is_whole=True),
    )
    assert [each.pin for each in found] == ["0815", "12345", "0815", "0815"]


def test_the_whole_cards_of_a_cut_answer_are_sealed_and_it_is_said_that_it_was_cut() -> None:
    content = body(card("70010001"), card("70010002"))
    outcome, found, seen = called(http(200, content[:-60], length=len(content)))
    assert (outcome.fate, len(outcome.made), len(found), len(seen)) == (CallFate.SEALED, 1, 1, 1)
    assert outcome.rest
    assert outcome.problem is not None


def test_an_answer_of_another_shape_is_sealed_for_a_person_to_read() -> None:
    outcome, found, _ = called(http(200, b'{"data": {"token": "4711471147114711"}}'))
    assert (outcome.fate, outcome.made, found) == (CallFate.SEALED, (), [])
    assert b"4711" in outcome.rest
    assert "4711" not in repr(outcome)


CLAIMS: dict[str, tuple[bytes | Callable[[Visit], None], CallFate, Code]] = {
    "a page": (http(200, b"<html>Log in</html>", "text/html"), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "nothing of 500 bytes": (http(200, b"", length=500), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "204": (http(204, b"", length=0), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "500": (http(500, b"{}"), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "502 page": (http(502, b"<html>", "text/html"), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "408": (http(408, REFUSAL), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "404 page": (http(404, b"<html>", "text/html"), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "302": (http(302, b"", more="Location: /elsewhere\r\n"), CallFate.UNKNOWN, Code.ANSWER_UNCLEAR),
    "400": (http(400, REFUSAL), CallFate.REFUSED, Code.REFUSED),
    "409": (http(409, REFUSAL), CallFate.REFUSED, Code.REFUSED),
    "422": (http(422, REFUSAL), CallFate.REFUSED, Code.REFUSED),
    "413": (http(413, REFUSAL), CallFate.REFUSED, Code.REFUSED),
    "403": (http(403, REFUSAL), CallFate.REFUSED, Code.NOT_ALLOWED),
    "401": (http(401, REFUSAL), CallFate.NOT_SENT, Code.LOGIN_REFUSED),
    "429": (http(429, REFUSAL, more="Retry-After: 7\r\n"), CallFate.NOT_SENT, Code.TOO_MANY_CALLS),
    "hung up": (b"", CallFate.UNKNOWN, Code.NO_ANSWER),
    "half a head": (b"HTTP/1.1 2", CallFate.UNKNOWN, Code.NO_ANSWER),
    "silence": (Visit.hang, CallFate.UNKNOWN, Code.NO_ANSWER),
    "reset": (Visit.reset, CallFate.UNKNOWN, Code.NO_ANSWER),
}


@pytest.mark.parametrize(("say", "fate", "code"), CLAIMS.values(), ids=CLAIMS)
def test_each_answer_claims_what_it_proves_and_is_asked_for_once(
    say: bytes | Callable[[Visit], None], fate: CallFate, code: Code
) -> None:
    outcome, found, seen = called(say)
    assert outcome.problem is not None
    assert (outcome.fate, outcome.problem.code, found, len(seen)) == (fate, code, [], 1)
    assert outcome.retry_after_s == (7 if code is Code.TOO_MANY_CALLS else None)
    assert "already taken" in outcome.message or fate is not CallFate.REFUSED


def test_a_line_that_is_down_sent_nothing() -> None:
    with RawServer(lambda visit, _: visit.close()) as server:
        url = server.url
    call = BatchCall(connection(url), "1.2.3")
    outcome = call.make("bearer-1", ORDER, lambda _: None)
    call.close()
    assert outcome.problem is not None
    assert (outcome.fate, outcome.problem.code) == (CallFate.NOT_SENT, Code.LINE_DOWN)
