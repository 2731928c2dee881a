"""The code on a slip comes back as it was, and nothing else is ever taken for one.

SCANS is how many spoilt ones are tried here and as cards together (200,000).
"""

import hashlib
import hmac
import json
import os
import random
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.activation import Order
from app.core.attribution import Attribution, attribute
from app.core.card import Card, CardCode
from app.core.money import MINOR_MAX, Currency, Money
from app.core.problem import Code, Refusal
from app.core.scan import DEFAULT_PATTERNS, ScanPattern, Token
from app.core.scan import decode as decode_scan
from app.core.slip_code import (
    CURRENCIES,
    LEAD,
    LONGEST,
    SHORTEST,
    SlipRequest,
    decode,
    encode,
    looks_like_slip,
    order_of,
    request_of,
)
from tests.simulation import figures

PATTERNS = tuple(ScanPattern.of(pattern) for pattern in DEFAULT_PATTERNS)
AT = datetime(2026, 11, 23, 13, 3, 7, tzinfo=UTC)
FUZZED = int(os.environ.get("SCANS", "200000")) // 2

SECONDS = st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("9999-12-31T23:59:59")).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
CARDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9:_\-]{0,254}", fullmatch=True).map(CardCode)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
HEX_IDS = st.text("0123456789abcdef", min_size=32, max_size=32)
OTHER_IDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=35)
REQUESTS = st.builds(
    SlipRequest,
    st.one_of(HEX_IDS, OTHER_IDS),
    CARDS,
    st.builds(Money, st.integers(1, MINOR_MAX), st.sampled_from(Currency)),
    SECONDS,
    NAMES,
    NAMES,
    st.none() | SECONDS,
    st.none() | SECONDS,
)


def sign(payload: bytes) -> bytes:
    return hmac.digest(b"the chain's key", payload, hashlib.sha256)[:16]


def verify(payload: bytes, tag: bytes) -> bool:
    return hmac.compare_digest(sign(payload), tag)


def another_chain(payload: bytes) -> bytes:
    return hmac.digest(b"another key", payload, hashlib.sha256)[:16]


def request(**changed) -> SlipRequest:
    fields = {
        "activation_id": "0197a2c45d6e7f8091a2b3c400017f3a",
        "card": CardCode("7001448200004711"),
        "money": Money(50_000, Currency.NOK),
        "confirmed_at": AT,
        "till_id": "12",
        "store_id": "storgata-4",
    }
    return SlipRequest(**(fields | changed))


def refused(text: str) -> Code:
    try:
        believed = decode(text, verify)
    except Refusal as refusal:
        return refusal.problem.code
    return pytest.fail(f"{text} was believed: {believed}")


def sealed(payload: bytes) -> str:
    """A code that the chain sealed, whatever it holds."""
    signed = payload + sign(payload)
    return LEAD + str(int.from_bytes(signed + zlib.crc32(signed).to_bytes(4, "big"), "big"))


@given(asked=REQUESTS)
def test_every_request_comes_back_from_its_slip(asked) -> None:
    code = encode(asked, sign)
    assert looks_like_slip(code)
    assert decode(code, verify) == asked
    assert SHORTEST <= len(code) <= LONGEST


def test_a_usual_slip_is_short_and_all_figures() -> None:
    code = encode(request(expires_at=AT), sign)
    assert code.isascii()
    assert code.isdecimal()
    assert code.startswith("7547")
    assert len(code) < 210


def test_no_order_is_too_long_for_its_slip() -> None:
    longest = request(
        activation_id="z" * 35,
        card=CardCode("c" * 255),
        money=Money(MINOR_MAX, Currency.USD),
        till_id="😀" * 40,
        store_id="😀" * 40,
        active_from=datetime(9999, 12, 31, tzinfo=UTC),
        expires_at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
    code = encode(longest, sign)
    assert decode(code, verify) == longest
    shortest = encode(request(activation_id="a", card=CardCode("1"), till_id="", store_id=""), sign)
    assert SHORTEST < len(shortest) < len(code) < LONGEST


def test_every_changed_figure_is_refused() -> None:
    code = encode(request(), sign)
    for place, figure in enumerate(code):
        for other in "0123456789".replace(figure, ""):
            changed = code[:place] + other + code[place + 1 :]
            assert refused(changed) is Code.SLIP_UNREADABLE


def test_a_slip_that_lost_or_doubled_a_figure_is_refused_as_misread() -> None:
    code = encode(request(), sign)
    for place in range(len(code)):
        assert refused(code[:place] + code[place + 1 :]) is Code.SLIP_UNREADABLE
        assert refused(code[:place] + code[place] + code[place:]) is Code.SLIP_UNREADABLE
    assert refused(code + code) is Code.SLIP_UNREADABLE


def test_the_slip_of_another_chain_is_told_from_a_misread_one() -> None:
    assert refused(encode(request(), another_chain)) is Code.SLIP_NOT_SIGNED


def test_a_slip_with_a_changed_amount_and_a_new_check_sum_is_not_signed() -> None:
    code = encode(request(), sign)
    number = int(code[len(LEAD) :])
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    altered = raw[:-4].replace(b"\xd0\x86\x03", b"\xd0\x86\x04")
    assert altered != raw[:-4]
    forged = LEAD + str(int.from_bytes(altered + zlib.crc32(altered).to_bytes(4, "big"), "big"))
    assert refused(forged) is Code.SLIP_NOT_SIGNED


def test_a_slip_of_a_later_program_says_so() -> None:
    assert refused(sealed(b"\x02" + bytes(40))) is Code.SLIP_TOO_NEW


@pytest.mark.parametrize(
    "payload",
    [
        b"\x01\x08" + bytes(40),
        b"\x01\x01" + bytes(10),
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x05\x01\x01\x00\x00",
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x00\x00\x01\x00\x00",
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x00\x01\x01\x00\x00" + b"\x00",
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x00" + b"\xff" * 9 + b"\x01\x01\x00\x00",
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x00\x01" + b"\xff" * 8 + b"\x01\x00\x00",
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x00" + b"\xff" * 8 + b"\x01\x01\x00\x00",
        b"\x01\x01" + bytes(16) + b"\x01/" + b"\x00\x01\x01\x00\x00",
        b"\x01\x01" + bytes(16) + b"\x011" + b"\x00\x01\x01\x01\xff\x00",
        b"\x01\x00" + b"\x00" + b"\x011" + b"\x00\x01\x01\x00\x00" + bytes(12),
    ],
)
def test_what_the_chain_sealed_and_is_no_order_is_refused(payload) -> None:
    assert refused(sealed(payload)) is Code.SLIP_UNREADABLE


def test_a_seal_has_its_length() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        encode(request(), lambda _payload: b"short")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "7547",
        "7001448200004711",
        "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f",
        LEAD + "0" * 200,
        LEAD + "1" * LONGEST,
        LEAD + "١" * 200,
        LEAD + "1" * 100 + "x",
        LEAD + "1" * 10_000_000,
        "1" * 300,
        "-" + LEAD + "1" * 100,
        LEAD + "1_0" * 40,
        LEAD + " 1" * 60,
        "]Q1" + LEAD,
        "\x00" * 100,
        "\ud800" * 100,
    ],
    ids=lambda text: f"{text[:24]!a}, {len(text)}",
)
def test_what_is_no_slip_does_not_look_like_one(text) -> None:
    assert not looks_like_slip(text)
    assert refused(text) is Code.SLIP_UNREADABLE


def test_a_scanner_may_name_the_symbol_and_send_white_space() -> None:
    code = encode(request(), sign)
    assert decode(f" ]Q1{code}\r\n", verify) == request()


@given(asked=REQUESTS)
def test_a_slip_is_never_taken_for_a_card_by_the_usual_patterns(asked) -> None:
    with pytest.raises(Refusal):
        decode_scan(encode(asked, sign), PATTERNS)


@given(text=st.one_of(*(st.from_regex(pattern.expression, fullmatch=True) for pattern in PATTERNS)))
def test_a_card_by_the_usual_patterns_is_never_taken_for_a_slip(text) -> None:
    assert isinstance(decode_scan(text, PATTERNS), CardCode | Token)
    assert not looks_like_slip(text)


@given(text=st.one_of(st.text(), st.text("0123456789", max_size=400).map(lambda figures: LEAD + figures)))
def test_garbage_is_refused_in_words(text) -> None:
    assert refused(text) is Code.SLIP_UNREADABLE


def test_a_hundred_thousand_spoilt_slips_never_crash_and_are_never_believed() -> None:
    chance, tried = random.Random(20261123), 0
    codes = [encode(request(till_id=str(number)), sign) for number in range(50)]
    while tried < FUZZED:
        signs = list(chance.choice(codes))
        for _change in range(chance.randint(1, 4)):
            place = chance.randrange(len(signs))
            match chance.randrange(4):
                case 0:
                    signs[place] = chance.choice("0123456789")
                case 1:
                    del signs[place:]
                    signs.append("7")
                case 2:
                    signs.insert(place, chance.choice("0123456789Q ]\x00é"))
                case _:
                    signs[place], signs[-1] = signs[-1], signs[place]
        text = "".join(signs)
        if text.strip() in codes:
            continue
        tried += 1
        assert refused(text) is Code.SLIP_UNREADABLE
    figures.keep("hostile scans", "slips", {"scans": tried, "refused": tried})


def test_the_place_of_a_currency_is_on_paper_and_never_changes() -> None:
    assert [currency.value for currency in CURRENCIES] == ["NOK", "SEK", "DKK", "EUR", "USD"]
    assert set(CURRENCIES) == set(Currency)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"activation_id": ""}, "35"),
        ({"activation_id": "x" * 36}, "35"),
        ({"activation_id": "é"}, "35"),
        ({"money": Money(0, Currency.NOK)}, "nothing"),
        ({"confirmed_at": AT.replace(tzinfo=None)}, "whole seconds"),
        ({"confirmed_at": AT.replace(microsecond=1)}, "whole seconds"),
        ({"expires_at": AT.astimezone(timezone(timedelta(hours=1)))}, "whole seconds"),
        ({"expires_at": datetime(1969, 12, 31, tzinfo=UTC)}, "whole seconds"),
        ({"till_id": "x" * 161}, "short"),
        ({"store_id": "😀" * 41}, "short"),
    ],
)
def test_a_request_is_checked_when_it_is_made(changed, said) -> None:
    with pytest.raises(ValueError, match=said):
        request(**changed)


def first_order(**changed) -> Order:
    fields = {
        "activation_id": request().activation_id,
        "sale_id": "sale-1",
        "till_id": "12",
        "operator_id": "Kari N.",
        "card": CardCode("7001448200004711"),
        "money": Money(50_000, Currency.NOK),
        "body": b"{}",
        "confirmed_at": AT.replace(microsecond=123).astimezone(timezone(timedelta(hours=1))),
        "customer_id": "C-4711",
        "customer_name": "Ærlig Øystein",
        "sale_reference": "PO-118",
        "active_from": datetime(2026, 12, 24, 0, 0, tzinfo=timezone(timedelta(hours=1))),
        "expires_at": datetime(2029, 11, 23, 23, 59, 59, tzinfo=timezone(timedelta(hours=1))),
    }
    return Order(**(fields | changed))


def test_a_slip_names_no_customer() -> None:
    asked = request_of(first_order(), "storgata-4")
    assert asked == request(
        active_from=datetime(2026, 12, 23, 23, 0, tzinfo=UTC), expires_at=datetime(2029, 11, 23, 22, 59, 59, tzinfo=UTC)
    )
    nobody = request_of(first_order(customer_id=None, customer_name=None, sale_reference=None), "storgata-4")
    assert encode(asked, sign) == encode(nobody, sign)


def test_an_order_whose_last_day_has_no_name_in_utc_has_no_code() -> None:
    west = timezone(timedelta(hours=-5))
    with pytest.raises(ValueError, match="UTC"):
        request_of(first_order(expires_at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=west)), "s")


def test_another_till_orders_what_the_slip_says_and_names_both_tills() -> None:
    first = first_order()
    zone = timezone(timedelta(hours=1))
    asked = request_of(first, "storgata-4")
    order = order_of(asked, sale_id="s-2", taken_over_by="torget-1/3", operator_id="Ola", zone=zone)
    assert json.loads(order.body) == {
        "amount": 50_000,
        "currency": "NOK",
        "originated_by": "storgata-4/12",
        "active_from": "2026-12-23T23:00:00Z",
        "expires_at": "2029-11-23T22:59:59Z",
        "metadata": {
            "pos_activation_id": first.activation_id,
            "pos_till_id": "12",
            "pos_taken_over_by": "torget-1/3",
        },
    }
    assert (order.sale_id, order.till_id, order.operator_id) == ("s-2", "12", "Ola")
    assert order.confirmed_at.isoformat() == "2026-11-23T14:03:07+01:00"
    assert (order.active_from, order.expires_at) == (first.active_from, first.expires_at)
    assert (order.customer_id, order.customer_name, order.sale_reference) == (None, None, None)
    assert "Øystein" not in order.body.decode()


def test_a_card_that_either_till_loaded_is_ours_for_both() -> None:
    first = first_order(active_from=None)
    asked = request_of(first, "storgata-4")
    second = order_of(asked, sale_id="s-2", taken_over_by="torget-1/3", operator_id="Ola", zone=None)
    card = Card(
        card_id=first.card.text,
        status="unused",
        amount=50_000,
        currency="NOK",
        expires_at=datetime(2029, 11, 23, 22, 59, 59, tzinfo=UTC),
        metadata={"pos_activation_id": first.activation_id},
    )
    assert attribute(card, first) is attribute(card, second) is Attribution.OURS


def test_a_last_day_at_the_end_of_time_is_kept_in_utc() -> None:
    asked = request(expires_at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    east = timezone(timedelta(hours=14))
    order = order_of(asked, sale_id="s", taken_over_by="a/b", operator_id="Ola", zone=east)
    assert order.expires_at == asked.expires_at
    assert order.active_from is None
