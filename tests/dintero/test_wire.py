"""The answers on the wire, read strictly."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.card import Card, Standing
from app.dintero.wire import Malformed, card_of, error_of, grant_of
from tests.dintero.till_side import CARD, card_fields


def read(**changes: Any) -> Card:
    return card_of(json.dumps(card_fields(**changes)).encode())


def test_a_card_is_read_with_everything_the_till_knows_of() -> None:
    card = read(customer_id="kunde-17", name="Ærlig Øystein Åsen", originated_by="OSLO/1", expires_at=None)
    assert (card.card_id, card.status, card.amount, card.currency) == (CARD, "unused", 50_000, "NOK")
    assert (card.customer_id, card.name, card.originated_by) == ("kunde-17", "Ærlig Øystein Åsen", "OSLO/1")
    assert card.active_from == datetime(2026, 11, 23, 13, 3, tzinfo=UTC)
    assert card.expires_at is None
    assert card.standing is Standing.ACTIVE


def test_unknown_fields_mean_nothing_and_missing_ones_are_missed() -> None:
    assert card_of(b'{"card_id": "1", "status": "inactive", "new": {"deep": [1, {}]}}') == Card("1", "inactive")


@pytest.mark.parametrize("name", ["amount", "amount_balance", "amount_available"])
@pytest.mark.parametrize("value", [500.0, 500.5, "500", True, [500], {}, 2**53, 10**30])
def test_an_amount_is_a_whole_number_and_nothing_like_one(name: str, value: object) -> None:
    with pytest.raises(Malformed):
        read(**{name: value})


def test_an_amount_is_never_below_zero_but_a_balance_may_be() -> None:
    assert read(amount_balance=-1).amount_balance == -1
    with pytest.raises(Malformed):
        read(amount=-1)


@pytest.mark.parametrize(
    "changes",
    [{"card_id": 17}, {"card_id": ""}, {"card_id": "a" * 256}, {"card_id": None}, {"status": None}, {"status": ""},
     {"currency": 578}, {"metadata": []}, {"metadata": "x"}, {"name": ["a"]}],
)  # fmt: skip
def test_a_field_of_another_kind_makes_the_card_unreadable(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(**changes)


def test_only_text_is_kept_of_the_metadata() -> None:
    kept = read(metadata={"pos_activation_id": 17, "a": True, "b": None, "c": "text", "d": {"e": "f"}, "g": 1.5})
    assert kept.metadata == {"c": "text"}
    assert read(metadata=None).metadata == {}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31T23:59:59Z", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-12-31T23:59:59.9999999Z", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2027-01-01T00:59:59+01:00", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_to_the_second_whatever_its_zone(text: str, moment: datetime) -> None:
    assert read(expires_at=text).expires_at == moment


@pytest.mark.parametrize(
    "text",
    ["2026-12-31", "2026-12-31T23:59:59", "31.12.2026", "", "2026-13-01T00:00:00Z",
     "0001-01-01T00:00:00+14:00", 1_798_761_599],
)  # fmt: skip
def test_a_time_that_cannot_be_read_makes_the_card_unreadable(text: object) -> None:
    with pytest.raises(Malformed):
        read(expires_at=text)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'"card"',
        b"<html></html>",
        b'{"card_id": "1", "status": "unused"',
        b'{"card_id": "1", "status": "unused"} {}',
        b'{"card_id": "1", "card_id": "1", "status": "unused"}',
        b'{"card_id": "1", "status": "unused", "metadata": {"a": "1", "a": "2"}}',
        b'{"card_id": "1", "status": "unused", "amount": NaN}',
        b'{"card_id": "1", "status": "unused", "x": Infinity}',
        b'{"card_id": "1", "status": "un\xffused"}',
        b'{"card_id": "1", "status": "unused", "name": "\\ud800"}',
        b'\xef\xbb\xbf{"card_id": "1", "status": "unused"}',
        '{"card_id": "1", "status": "unused"}'.encode("utf-16"),
        b'{"card_id": "1", "status": "unused", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"card_id": "1", "status": "unused", "amount": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_body_that_is_no_card_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        card_of(body)
    assert "unused" not in str(caught.value)


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_to_be_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        card_of(body)
    assert error_of(body).message == ""


def grant(**changes: Any) -> bytes:
    return json.dumps({"access_token": "t", "token_type": "Bearer", "expires_in": 60} | changes).encode()


def test_a_token_is_read_and_never_shown() -> None:
    got = grant_of(grant(access_token="CANARY", scope="more"))
    assert (got.access_token, got.expires_in) == ("CANARY", 60)
    assert "CANARY" not in repr(got)
    assert "CANARY" not in str(got)


@pytest.mark.parametrize(
    "changes",
    [{"access_token": ""}, {"access_token": "a b"}, {"access_token": "a\r\nX: y"}, {"access_token": None},
     {"access_token": "é"}, {"token_type": "mac"}, {"expires_in": 0}, {"expires_in": -1}, {"expires_in": 60.0},
     {"expires_in": "60"}, {"expires_in": True}],
)  # fmt: skip
def test_a_token_that_could_not_be_used_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        grant_of(grant(**changes))


def test_an_error_is_told_cleaned_and_cut() -> None:
    body = json.dumps(
        {"error": {"code": "NOT FOUND", "message": "Card\n\x1b[31m not\u202e found" + "!" * 400}}
    ).encode()
    told = error_of(body)
    assert told.code == "NOT FOUND"
    assert told.message.startswith("Card[31m not found!!!")
    assert len(told.message) == 200


@pytest.mark.parametrize(
    "body",
    [None, b"", b"<html>", b"{}", b'{"error": "words"}', b'{"error": {"code": 7, "message": ["x"]}}',
     b'{"error": null}'],
)  # fmt: skip
def test_an_error_may_say_nothing_at_all(body: bytes | None) -> None:
    assert (error_of(body).code, error_of(body).message) == ("", "")


def test_a_code_that_is_no_code_stays_out_of_the_log() -> None:
    assert error_of(b'{"error": {"code": "a\\nb", "message": "m"}}').code == ""


def test_a_secret_that_the_other_side_repeats_is_blotted_out() -> None:
    body = json.dumps({"error": {"code": "12345678", "message": "no card for DINCARD:CANARY-1 here"}}).encode()
    told = error_of(body, ("DINCARD:CANARY-1", "12345678", ""))
    assert told.message == "no card for … here"
    assert told.code == ""
