"""Thousands of answers bent in every way: an activation is ACTIVE exactly when the answer proves it.

ANSWERS is how many (10,000).
"""

import json
import os
import random
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app.core.activation import State
from app.core.rules import after_activate
from app.dintero.reply import Reply
from app.dintero.verdict import answer_of
from tests.dintero.till_side import CARD, ORDER, card_fields, leaving
from tests.simulation import figures

Chance = random.Random
PARTS = 5
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
"""A time with its zone, as RFC 3339 writes it."""
EACH = int(os.environ.get("ANSWERS", "10000")) // PARTS
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 49_999, 50_000, 50_001, 50_000.0, 5e4, "50000", "", "NOK", "nok", "SEK", "unused",
    "Unused", "inactive", "created", "used", "frozen", CARD, CARD + "0", ORDER.activation_id, "b" * 32, [], {},
    [50_000],
    {"pos_activation_id": ORDER.activation_id}, {"pos_activation_id": 7}, {"pos_activation_id": "b" * 32},
    "2026-11-23T13:03:00Z", "2026-11-23", 10**20,
)  # fmt: skip
FIELDS = ("card_id", "status", "amount", "currency", "metadata", "active_from", "expires_at", "amount_balance", "more")


def bent_field(fields: dict[str, Any], chance: Chance) -> None:
    fields[chance.choice(FIELDS)] = chance.choice(ODD_VALUES)


def lost_field(fields: dict[str, Any], chance: Chance) -> None:
    fields.pop(chance.choice(list(fields)), None)


def bent_metadata(fields: dict[str, Any], chance: Chance) -> None:
    fields["metadata"] = {"pos_activation_id": chance.choice(ODD_VALUES), "more": chance.choice(ODD_VALUES)}


def untouched(fields: dict[str, Any], chance: Chance) -> None:
    del fields, chance


def cut(body: bytes, chance: Chance) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def flipped(body: bytes, chance: Chance) -> bytes:
    if not body:
        return body
    place = chance.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << chance.randrange(8))]) + body[place + 1 :]


def doubled(body: bytes, chance: Chance) -> bytes:
    key = chance.choice(FIELDS)
    return b'{"%s": %s, ' % (key.encode(), json.dumps(chance.choice(ODD_VALUES)).encode()) + body[1:]


def wrapped(body: bytes, chance: Chance) -> bytes:
    return chance.choice((b"[%s]", b'{"cards": [%s]}', b"%s%s", b"\xef\xbb\xbf%s", b" %s\n", b"<html>%s")).replace(
        b"%s", body
    )


def as_it_is(body: bytes, chance: Chance) -> bytes:
    del chance
    return body


FIELD_BENDS: tuple[Callable[[dict[str, Any], Chance], None], ...] = (
    bent_field,
    bent_field,
    lost_field,
    bent_metadata,
    untouched,
)
BODY_BENDS: tuple[Callable[[bytes, Chance], bytes], ...] = (
    as_it_is,
    as_it_is,
    as_it_is,
    flipped,
    doubled,
    cut,
    wrapped,
)
KINDS = ("application/json",) * 6 + ("application/json; charset=utf-8", "text/html", "text/plain", "")
STATUSES = (200,) * 8 + (201, 202, 204, 302, 400, 401, 404, 409, 429, 500)


def bent_reply(chance: Chance) -> Reply:
    fields = card_fields()
    for _ in range(chance.randrange(3)):
        chance.choice(FIELD_BENDS)(fields, chance)
    body = chance.choice(BODY_BENDS)(json.dumps(fields).encode(), chance)
    headers = {"content-type": chance.choice(KINDS), "content-length": str(len(body))}
    if chance.random() < 0.03:
        del headers["content-length"]
    return Reply(chance.choice(STATUSES), headers, None if chance.random() < 0.03 else body)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


def proves(reply: Reply) -> bool:
    """The predicate once more, written from its rule and from nothing of the client's."""
    if reply.status not in {200, 201} or reply.body is None or "content-length" not in reply.headers:
        return False
    if reply.headers["content-type"].split(";")[0] != "application/json":
        return False
    try:
        card = json.loads(reply.body.decode(), object_pairs_hook=once)
        assert type(card) is dict
        assert type(card.get("amount")) is int
        for name in ("active_from", "expires_at"):
            if card.get(name) is not None:
                assert MOMENT.fullmatch(card[name])
                datetime.fromisoformat(card[name].upper())
        for name in ("amount_balance", "amount_available"):
            assert card.get(name) is None or (type(card[name]) is int and abs(card[name]) < 2**53)
        return (
            card["card_id"] == CARD
            and card["status"].casefold() in {"unused", "used", "active", "partially_used", "partly_used"}
            and card["metadata"]["pos_activation_id"] == ORDER.activation_id
            and card["amount"] == 50_000
            and (card.get("amount_balance") or 0) <= 50_000
            and card["currency"] == "NOK"
            and card.get("expires_at") is None
        )
    except (AssertionError, ValueError, KeyError, TypeError, AttributeError):
        return False


@pytest.mark.parametrize("seed", range(PARTS))
def test_an_activation_is_active_exactly_when_the_answer_proves_it(seed: int) -> None:
    chance, activation = random.Random(seed), leaving()
    proven = 0
    for _ in range(EACH):
        reply = bent_reply(chance)
        step = after_activate(activation, answer_of(reply), ORDER.confirmed_at)
        assert (step.to is State.ACTIVE) == proves(reply), (reply.status, reply.headers, reply.body)
        proven += step.to is State.ACTIVE
    assert EACH // 20 < proven < EACH * 3 // 4  # both kinds were met often, so the test has teeth
    figures.keep("bent answers", str(seed), {"answers": EACH, "proven active": proven})
