"""What the issuer refuses, and that it refuses with its own error body."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sandbox import demonstration
from tests.sandbox.running import AUDIENCE, TOKEN_PATH, WALLETS, Running

CARD = demonstration.card_id(1, 0)
ONE_ISSUER = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refused(answer: httpx.Response, status: int = 400) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"amount": "500"},
        {"amount": 500.5},
        {"amount": 500.0},
        {"amount": True},
        {"amount": None},
        {"currency": "nok"},
        {"currency": "GBP"},
        {"currency": None},
        {"customer_id": ""},
        {"customer_id": " c"},
        {"customer_id": "c "},
        {"customer_id": "c" * 256},
        {"customer_id": 17},
        {"originated_by": "o" * 256},
        {"name": ["Åse"]},
        {"name": "\ud800"},
        {"metadata": []},
        {"metadata": {"dintero_x": "1"}},
        {"metadata": {"key": "\ud800"}},
        {"expires_at": "2099-12-31"},
        {"expires_at": "2099-12-31T00:00:00"},
        {"expires_at": "2099-13-31T00:00:00Z"},
        {"expires_at": 4_000_000_000},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "9999-12-31T23:59:59-12:00"},
        {"active_from": "2090-01-01T00:00:00Z", "expires_at": "2089-01-01T00:00:00Z"},
        {"active_from": "2090-01-01T00:00:00Z", "expires_at": "2090-01-01T00:00:00Z"},
        {"active_from": "soon"},
        {"card_token": {"expires_in": 0}},
    ],
)
def test_an_activation_past_a_limit_is_refused_and_does_nothing(issuer: Running, wrong: dict[str, Any]) -> None:
    body = {"amount": 50_000, "currency": "NOK"} | wrong
    refused(issuer.post(f"/cards/{CARD}/activate", body))
    assert issuer.truth(CARD)["calls"] == []


@pytest.mark.parametrize(
    "right",
    [
        {"amount": 0},
        {"amount": 10**18},
        {"customer_id": "c" * 255},
        {"name": "Ærlig Øystein Åsen €"},
        {"metadata": {"dintero_transaction_id": "T1", "deep": {"list": [1, None, 2.5]}}},
        {"expires_at": "2099-12-31T23:59:59+02:00"},
        {"expires_at": "2099-12-31T23:59:59.123456789Z", "active_from": "2099-12-31T23:59:59.122Z"},
        {"something": "new"},
    ],
)
def test_an_activation_at_a_limit_is_taken(issuer: Running, right: dict[str, Any]) -> None:
    answer = issuer.post(f"/cards/{CARD}/activate", {"amount": 50_000, "currency": "NOK"} | right)
    assert answer.status_code == 200, answer.text


def test_moments_are_answered_in_utc(issuer: Running) -> None:
    answer = issuer.activate(CARD, active_from="2026-01-01T01:00:00+01:00", expires_at="2099-12-31T23:59:59.5Z")
    assert answer.json()["active_from"] == "2026-01-01T00:00:00Z"
    assert answer.json()["expires_at"] == "2099-12-31T23:59:59.500Z"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"amount": NaN}', b"\xff", b'{"amount":' + b"9" * 5000])
def test_a_body_that_is_no_activation_is_refused(issuer: Running, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    refused(issuer.client.post(f"{WALLETS}/cards/{CARD}/activate", content=body, headers=headers))


def test_only_json_is_taken(issuer: Running) -> None:
    body = b'{"amount": 1, "currency": "NOK"}'
    headers = {"Content-Type": "text/plain"}
    refused(issuer.client.post(f"{WALLETS}/cards/{CARD}/activate", content=body, headers=headers))


def test_a_refusal_never_repeats_a_secret(issuer: Running) -> None:
    issuer.turn(error_list="present")
    for body in ({"token": ["SECRET"]}, {"token": "SECRET", "pin": {"a": "SECRET"}}, {"pin": "SECRET"}):
        answer = issuer.post("/info", body)
        refused(answer)
        assert "SECRET" not in answer.text


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "1.5", ""])
def test_a_page_past_its_limit_is_refused(issuer: Running, limit: str) -> None:
    refused(issuer.get("/cards", limit=limit))


def test_a_cursor_from_nowhere_is_refused(issuer: Running) -> None:
    refused(issuer.get("/cards", starting_after="nowhere"))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/v1/accounts/T00000000/wallets", 404),
        ("PUT", f"{WALLETS}/cards/{CARD}", 405),
        ("GET", f"{WALLETS}/cards/{CARD}/", 404),
        ("POST", f"{WALLETS}/cards//activate", 404),
        ("POST", f"{WALLETS}/cards/..%2Fbatch", 405),
        ("GET", f"{WALLETS}/cards/%20x", 400),
        ("GET", f"{WALLETS}/cards/%ff", 400),
        ("GET", f"{WALLETS}/cards/{'7' * 256}", 400),
        ("GET", f"{WALLETS}/cards/{'7' * 255}", 404),
        ("GET", "/v1/accounts/X00000000/wallets/cards", 400),
        ("GET", "/v1/accounts/T0000000/wallets/cards", 400),
        ("GET", "/v1/accounts/T00000001/wallets/cards", 403),
    ],
)
def test_a_path_that_leads_nowhere(issuer: Running, method: str, path: str, status: int) -> None:
    refused(issuer.client.request(method, path), status)


@ONE_ISSUER
@given(
    st.text(min_size=1, max_size=60).filter(
        lambda text: text == text.strip() and not any("\ud800" <= each <= "\udfff" for each in text)
    )
)
def test_a_card_id_may_hold_any_characters(issuer: Running, card_id: str) -> None:
    taken = card_id in issuer.cards()
    made = issuer.post("/cards/batch", {"cards": [{"card_id": card_id}]})
    assert made.status_code == (400 if taken else 200), made.text
    encoded = "".join(f"%{byte:02X}" for byte in card_id.encode())
    assert issuer.get(f"/cards/{encoded}").json()["card_id"] == card_id


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "", "localhost.evil.test", "[::1"])
def test_the_sandbox_answers_to_names_of_this_machine_only(issuer: Running, host: str) -> None:
    refused(issuer.client.get("/_sandbox/truth", headers={"Host": host}), 403)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"audience": "https://api.dintero.com/v1/accounts/P00000000"}, 403),
        ({"audience": "https://example.com/v1/accounts/T00000000"}, 403),
        ({"grant_type": "password"}, 400),
        ({"grant_type": None}, 400),
    ],
)
def test_a_token_call_that_asks_for_the_wrong_thing(issuer: Running, wrong: dict[str, Any], status: int) -> None:
    body = {"grant_type": "client_credentials", "audience": AUDIENCE} | wrong
    auth = (demonstration.CLIENT_ID, demonstration.CLIENT_SECRET)
    refused(issuer.stranger.post(TOKEN_PATH, auth=auth, json=body), status)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/accounts/T00000001/auth/token", 403),
        ("/v1/accounts/T1/auth/token", 400),
        ("/v1/accounts/P123/auth/token", 403),
    ],
)
def test_a_token_call_to_another_account(issuer: Running, path: str, status: int) -> None:
    auth = (demonstration.CLIENT_ID, demonstration.CLIENT_SECRET)
    body = {"grant_type": "client_credentials", "audience": AUDIENCE}
    refused(issuer.stranger.post(path, auth=auth, json=body), status)


@pytest.mark.parametrize("authorization", ["", "Basic", "Basic !!!", "Basic YTpi", "Bearer x"])
def test_a_token_call_with_wrong_credentials(issuer: Running, authorization: str) -> None:
    body = {"grant_type": "client_credentials", "audience": AUDIENCE}
    refused(issuer.stranger.post(TOKEN_PATH, json=body, headers={"Authorization": authorization}), 401)


def test_the_audience_may_name_the_sandbox_itself(issuer: Running) -> None:
    body = {"grant_type": "client_credentials", "audience": f"{issuer.url}/v1/accounts/T00000000"}
    auth = (demonstration.CLIENT_ID, demonstration.CLIENT_SECRET)
    assert issuer.stranger.post(TOKEN_PATH, auth=auth, json=body).status_code == 200


def test_credentials_come_before_everything_else(issuer: Running) -> None:
    refused(issuer.stranger.post(f"{WALLETS}/cards/{CARD}/activate", json={"amount": "wrong"}), 401)
    refused(issuer.stranger.get("/v1/accounts/X/wallets/cards"), 401)


@pytest.mark.parametrize(
    "format_",
    [
        {"length": 3},
        {"length": 129},
        {"symbols": False, "numbers": False, "characters": False},
        {"numbers": "yes"},
        {"prefix": "Å", "barcode": True},
        {"prefix": "x" * 65},
    ],
)
def test_a_format_that_nothing_can_be_made_of_is_refused(issuer: Running, format_: dict[str, Any]) -> None:
    before = issuer.cards()
    body = {"cards": [{"card_id": "one"}], "options": {"pin": {"format": format_}}}
    refused(issuer.post("/cards/batch", body))
    assert issuer.cards() == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "amount", "currency", "card_id", "customer_id", "name", "metadata", "expires_at", "active_from", "ref_id",
        "token", "pin", "cards", "options", "card_token", "expires_in", "format", "type", "pending", "originated_by",
    ]
)  # fmt: skip
LIKELY = st.sampled_from([5, "NOK", "fund", CARD, {"a": "b"}, {"format": {"length": 8}}, [{"card_id": "z"}]])
PATHS = st.sampled_from(
    [
        "/cards", "/cards/batch", f"/cards/{CARD}/activate", "/info", f"/cards/{CARD}/tokens",
        f"/cards/{CARD}/rotate-pin", "/transactions", "/transactions/x/capture", "/transactions/x/void",
    ]
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATHS, st.dictionaries(FIELDS, JSON | LIKELY, max_size=6) | JSON)
def test_no_body_at_all_breaks_the_issuer(issuer: Running, path: str, body: Any) -> None:
    answer = issuer.post(path, body)
    assert answer.status_code in {200, 400, 403, 404}, answer.text
    assert ("error" in answer.json()) == (answer.status_code != 200)
