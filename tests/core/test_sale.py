"""A sale as the form holds it: each field checked, and the bytes that every send repeats."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.card import CardCode
from app.core.money import Currency, Money
from app.core.problem import Code, Problem, Refusal
from app.core.sale import (
    CUSTOMER_ID_MAX,
    NAME_MAX,
    REFERENCE_MAX,
    Line,
    Sale,
    checked_customer_id,
    checked_customer_name,
    checked_dates,
    checked_reference,
    checked_transaction_id,
    orders,
)
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from tests.fakes import MONDAY, OSLO, sale, shop

TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)

FIELDS = {"amount", "currency", "customer_id", "name", "originated_by", "active_from", "expires_at", "metadata"}

lines = st.lists(
    st.builds(
        Line,
        st.from_regex(r"[A-Za-z0-9][A-Za-z0-9:_-]{0,40}", fullmatch=True).map(CardCode),
        st.builds(Money, st.integers(1, 10**12), st.sampled_from(Currency)),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line.card,
)
moments = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2099, 1, 1), timezones=st.just(OSLO))  # noqa: DTZ001 - Hypothesis wants its bounds without a zone


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    """Any sale that a form can hold."""
    text = st.text(max_size=60)
    return Sale(
        lines=tuple(draw(lines)),
        operator_id=draw(st.text("0123456789æø", min_size=1, max_size=8)),
        customer_id=checked_customer_id(draw(text)),
        customer_name=checked_customer_name(draw(text)),
        reference=checked_reference(draw(text)),
        active_from=draw(moments),
        expires_at=draw(moments),
        dintero_transaction_id=draw(st.none() | st.just("P11112222.4XkcyvQCPpYvN4LH3YQwhm")),
    )


@given(sales())
def test_the_body_keeps_to_the_issuers_limits(made: Sale) -> None:
    ids = [f"{number:032x}" for number in range(len(made.lines))]
    for line, activation_id, order in zip(made.lines, ids, orders(made, shop(), "5" * 32, ids, MONDAY), strict=True):
        body = json.loads(order.body)
        assert set(body) <= FIELDS
        assert type(body["amount"]) is int
        assert body["amount"] == line.money.minor > 0
        assert body["currency"] == line.money.currency.value
        assert 0 < len(body.get("customer_id", "x")) <= 255
        assert 0 < len(body["originated_by"]) <= 255
        assert None not in body.values()
        for moment in ("active_from", "expires_at"):
            if moment in body:
                assert datetime.strptime(body[moment], "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - the Z is the zone
        assert body["metadata"]["pos_activation_id"] == activation_id
        assert all(isinstance(value, str) and value for value in body["metadata"].values())
        reserved = {key for key in body["metadata"] if key.startswith("dintero_")}
        assert reserved <= {"dintero_transaction_id"}


@given(sales())
def test_one_sale_always_makes_the_same_bytes(made: Sale) -> None:
    ids = [f"{number:032x}" for number in range(len(made.lines))]
    assert orders(made, shop(), "5" * 32, ids, MONDAY) == orders(made, shop(), "5" * 32, ids, MONDAY)


def test_everything_the_form_holds_goes_to_the_issuer() -> None:
    made = sale(
        "GIFT-1",
        "GIFT-2",
        customer_id="k-17",
        customer_name="Ærlig Øystein Åsen",
        reference="S-99",
        active_from=datetime(2026, 12, 1, tzinfo=OSLO),
        expires_at=datetime(2027, 12, 31, 23, 59, 59, tzinfo=OSLO),
        dintero_transaction_id="P11112222.4Xkcyv",
    )
    first, second = orders(made, shop(), "5" * 32, ["a" * 32, "b" * 32], MONDAY)
    assert json.loads(first.body) == {
        "amount": 50_000,
        "currency": "NOK",
        "customer_id": "k-17",
        "name": "Ærlig Øystein Åsen",
        "originated_by": "OSLO/1",
        "active_from": "2026-11-30T23:00:00Z",
        "expires_at": "2027-12-31T22:59:59Z",
        "metadata": {
            "pos_activation_id": "a" * 32,
            "pos_sale_id": "S-99",
            "pos_till_id": "1",
            "pos_operator_id": "7",
            "dintero_transaction_id": "P11112222.4Xkcyv",
        },
    }
    assert "Ærlig Øystein Åsen".encode() in first.body
    assert (second.place, second.card.text, second.sale_id, second.confirmed_at) == (1, "GIFT-2", "5" * 32, MONDAY)
    assert (second.customer_id, second.customer_name, second.sale_reference) == ("k-17", "Ærlig Øystein Åsen", "S-99")
    assert (second.active_from, second.expires_at) == (made.active_from, made.expires_at)
    assert (second.till_id, second.operator_id, second.read_before) == ("1", "7", True)


def test_a_sale_without_a_reference_is_named_by_its_own_id() -> None:
    (made,) = orders(sale(), shop(), "5" * 32, ["a" * 32], MONDAY)
    assert json.loads(made.body)["metadata"]["pos_sale_id"] == "5" * 32


def test_each_card_needs_an_id_of_its_own() -> None:
    with pytest.raises(ValueError, match="zip"):
        orders(sale("A1", "B1"), shop(), "5" * 32, ["a" * 32], MONDAY)


def test_a_sale_has_a_card() -> None:
    with pytest.raises(ValueError, match="at least one card"):
        Sale((), "7")


def test_one_card_stands_in_a_sale_once() -> None:
    with pytest.raises(Refusal) as caught:
        sale("GIFT-4711", "GIFT-4712", "GIFT-4711")
    assert caught.value.problem.code is Code.CARD_IN_THIS_SALE
    assert caught.value.problem.facts == {"card": "4711"}


@pytest.mark.parametrize(
    ("check", "most", "code"),
    [
        (checked_customer_id, CUSTOMER_ID_MAX, Code.CUSTOMER_ID_TOO_LONG),
        (checked_customer_name, NAME_MAX, Code.CUSTOMER_NAME_TOO_LONG),
        (checked_reference, REFERENCE_MAX, Code.SALE_REFERENCE_TOO_LONG),
    ],
)
def test_a_text_that_is_too_long_is_refused_in_words(check, most: int, code: Code) -> None:
    assert check("å" * most) == "å" * most
    with pytest.raises(Refusal) as caught:
        check("å" * (most + 1))
    assert caught.value.problem.code is code
    assert caught.value.problem.facts == {"most": most, "length": most + 1}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", None), ("  \t ", None), (" Kari  Øvrebø\n", "Kari Øvrebø"), ("a\x1b[2Jb", "a [2Jb"), ("a\u202eb", "a b")],
)
def test_a_text_is_kept_without_what_cannot_be_seen(typed: str, kept: str | None) -> None:
    assert checked_customer_name(typed) == kept


@given(st.text(max_size=200))
@example("\ud800")
def test_any_name_that_is_kept_can_be_written_and_read(typed: str) -> None:
    kept = checked_customer_name(typed)
    assert kept is None or (kept.encode() and kept.isprintable() and kept == kept.strip())


@pytest.mark.parametrize(("typed", "kept"), [("", None), (" P11112222.abc-9 ", "P11112222.abc-9")])
def test_a_transaction_id_is_optional(typed: str, kept: str | None) -> None:
    assert checked_transaction_id(typed) == kept


@pytest.mark.parametrize("typed", ["short", "P1111 2222", ".P11112222", "P11112222/..", "å" * 10, "x" * 81])
def test_what_is_no_transaction_id_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as caught:
        checked_transaction_id(typed)
    assert caught.value.problem.code is Code.TRANSACTION_ID_BAD


def test_a_card_runs_from_the_first_moment_of_its_first_day_to_the_last_second_of_its_last() -> None:
    starts, ends = checked_dates(date(2027, 11, 23), TOMORROW, MONDAY)
    assert starts == datetime(2026, 11, 24, tzinfo=OSLO)
    assert ends == datetime(2027, 11, 23, 23, 59, 59, tzinfo=OSLO)


def test_a_start_of_today_is_left_to_the_issuers_clock() -> None:
    assert checked_dates(None, TODAY, MONDAY) == (None, None)
    assert checked_dates(None, None, MONDAY) == (None, None)


def test_a_card_may_end_today() -> None:
    assert checked_dates(TODAY, TODAY, MONDAY) == (None, datetime(2026, 11, 23, 23, 59, 59, tzinfo=OSLO))


def test_the_shops_day_counts_and_not_that_of_greenwich() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert late.astimezone(UTC).date() == TOMORROW
    assert checked_dates(TODAY, None, late)[1] == datetime(2026, 11, 23, 23, 59, 59, tzinfo=late.tzinfo)


@pytest.mark.parametrize(
    ("expires", "starts", "code"),
    [
        (YESTERDAY, None, Code.EXPIRY_PAST),
        (None, YESTERDAY, Code.START_PAST),
        (TODAY, TOMORROW, Code.EXPIRY_BEFORE_START),
    ],
)
def test_dates_that_cannot_be_are_refused(expires: date | None, starts: date | None, code: Code) -> None:
    with pytest.raises(Refusal) as caught:
        checked_dates(expires, starts, MONDAY)
    assert caught.value.problem.code is code


def test_the_last_day_of_all_is_no_day_the_till_stumbles_over() -> None:
    west = timezone(timedelta(hours=-5))
    _, ends = checked_dates(date.max, None, MONDAY.astimezone(west))
    (made,) = orders(sale(expires_at=ends), shop(), "5" * 32, ["a" * 32], MONDAY)
    assert json.loads(made.body)["expires_at"].startswith("9999-12-31T")


@pytest.mark.parametrize("check", [checked_customer_id, checked_customer_name, checked_reference])
@pytest.mark.parametrize(
    "text", ["DINCARD:a348cb85-3a53-47de-910a-97d6dda22e5f", "KariKdincard:A348CB85-3a53-47de-910a x"]
)
def test_a_token_in_a_field_for_words_is_refused_and_not_repeated(check, text: str) -> None:
    patterns = [ScanPattern.of(pattern) for pattern in DEFAULT_PATTERNS]
    with pytest.raises(Refusal) as refused:
        check(text, patterns)
    assert refused.value.problem == Problem(Code.TOKEN_IN_TEXT)
    assert check("Kari", patterns) == "Kari"
