"""The client asks as the examples have it, and understands what they answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core.answer import Answer, Kind
from app.core.card import Card, CardCode
from app.core.problem import Refusal
from app.core.scan import Token
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from app.dintero.wire import card_of, grant_of
from tests.contract.wire_examples import ACCOUNT_ID, EXAMPLES, ODD_CARD
from tests.dintero.raw_server import RawServer, granted, http_json
from tests.fakes import FakeClock, order

CARDS = f"/v1/accounts/{ACCOUNT_ID}/wallets/cards/"
INFO = f"/v1/accounts/{ACCOUNT_ID}/wallets/info"


def is_asked_by_a_till(example: dict[str, Any]) -> bool:
    """A read, a look-up or an activate of a code that a till accepts, in its own account, with a token."""
    if example["authorization"] != "bearer":
        return False
    if example["path"] == INFO:
        return True
    card, _, rest = example["path"].removeprefix(CARDS).partition("/")
    return example["path"].startswith(CARDS) and "%" not in card and (example["method"], rest) in {
        ("GET", ""),
        ("POST", "activate"),
    }  # fmt: skip


TILLS = [name for name, example in EXAMPLES.items() if is_asked_by_a_till(example)]


def ask(issuer: DinteroIssuer, example: dict[str, Any]) -> Answer:
    if example["path"] == INFO:
        return issuer.look_up(Token(example["body"]["token"]))
    card = CardCode(example["path"].removeprefix(CARDS).partition("/")[0])
    if example["method"] == "GET":
        return issuer.read(card)
    return issuer.activate(replace(order(card.text), body=json.dumps(example["body"]).encode()))


def test_the_examples_hold_what_a_till_asks() -> None:
    assert {"get_inactive", "get_active", "get_unknown", "info_active", "activate", "activate_again"} <= set(TILLS)


@pytest.mark.parametrize("name", TILLS)
def test_the_client_asks_and_understands_as_the_example_says(name: str) -> None:
    example = EXAMPLES[name]
    answer_bytes = http_json(example["status"], example["answer"])
    with RawServer(lambda visit, seen: visit.say(granted() if "/auth/" in seen.target else answer_bytes)) as server:
        issuer = DinteroIssuer(Connection(server.url, ACCOUNT_ID, "till"), lambda: "s", FakeClock(), "1")
        answer = ask(issuer, example)
        issuer.close()
    asked = server.seen[1]
    assert (asked.method, asked.target) == (example["method"], example["path"])
    assert (json.loads(asked.body) if asked.body else None) == example["body"]
    assert answer.status == example["status"]
    assert answer.kind is kind_of(example["status"])
    if answer.card is not None:
        assert_same(answer.card, example["answer"])
    else:
        assert answer.message == (example["answer"]["error"]["message"] if answer.kind is not Kind.CARD else "")


def kind_of(status: int) -> Kind:
    kinds = {200: Kind.CARD, 401: Kind.UNAUTHORISED, 409: Kind.UNCLEAR}
    return kinds.get(status, Kind.REFUSED)


def assert_same(card: Card, fields: dict[str, Any]) -> None:
    for name in ("card_id", "status", "amount", "amount_available", "amount_balance", "currency", "name"):
        assert getattr(card, name) == fields.get(name), name
    for name in ("customer_id", "originated_by"):
        assert getattr(card, name) == fields.get(name), name
    for name in ("active_from", "expires_at"):
        moment = getattr(card, name)
        assert (moment and moment.strftime("%Y-%m-%dT%H:%M:%SZ")) == fields.get(name), name
    assert card.metadata == fields["metadata"]


def test_the_token_call_is_asked_as_the_example_says() -> None:
    example = EXAMPLES["token"]
    with RawServer(lambda visit, _: visit.say(http_json(200, example["answer"]))) as server:
        issuer = DinteroIssuer(Connection(server.url, ACCOUNT_ID, "till"), lambda: "s", FakeClock(), "1")
        assert issuer.check_login().problem is None
        issuer.close()
    (asked,) = server.seen
    assert (asked.method, asked.target) == (example["method"], example["path"])
    assert json.loads(asked.body) == example["body"]
    assert asked.headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize("name", ["token", "token_short"])
def test_a_token_is_read_with_its_life(name: str) -> None:
    answer = EXAMPLES[name]["answer"]
    grant = grant_of(json.dumps(answer).encode())
    assert (grant.access_token, grant.expires_in) == (answer["access_token"], answer["expires_in"])


def cards_in(content: Any) -> Iterator[dict[str, Any]]:
    """Every card anywhere in an answer."""
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from cards_in(part)
    if isinstance(content, dict) and {"card_id", "status", "metadata"} <= content.keys():
        yield content


def test_every_card_of_every_example_can_be_read() -> None:
    read = 0
    for example in EXAMPLES.values():
        for fields in cards_in(example["answer"]):
            assert_same(card_of(json.dumps(fields).encode()), fields)
            read += 1
    assert read > 15


def test_a_code_beyond_the_tills_own_letters_is_refused_before_it_is_asked() -> None:
    """The API takes such codes; a till does not."""
    with pytest.raises(Refusal):
        CardCode(ODD_CARD)
