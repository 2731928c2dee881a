"""Each kind of fault, as a client meets it and as the cards stand afterwards."""

import contextlib
import json
import logging
import socket
import threading
import time
from typing import Any

import httpx
import pytest

from app.sandbox import demonstration
from app.sandbox.faults import FAULTS
from tests.sandbox.running import Running, plain_client, until

CARD = demonstration.card_id(1, 0)
DONE, NOT_DONE = 1, 0
LOST = (httpx.ReadError, httpx.RemoteProtocolError)


def lay(issuer: Running, fault: str, on: str = "activate", **rest: Any) -> None:
    issuer.lay({"on": on, "fault": fault} | rest)


@pytest.mark.parametrize("ending", ["reset", "close"])
@pytest.mark.parametrize(("fault", "loads"), [("answer-lost-after", DONE), ("lost-before", NOT_DONE)])
def test_the_connection_ends_without_an_answer(
    issuer: Running, fault: str, loads: int, ending: str, caplog: pytest.LogCaptureFixture
) -> None:
    lay(issuer, fault, ending=ending)
    with caplog.at_level(logging.WARNING), pytest.raises(LOST):
        issuer.activate(CARD)
    assert issuer.truth(CARD)["loads"] == loads
    assert not caplog.records


def test_a_reset_is_a_reset_on_the_wire(issuer: Running) -> None:
    lay(issuer, "lost-before", on="token")
    host, port = issuer.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(
            b"POST /v1/accounts/T00000000/auth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
        )
        with pytest.raises(ConnectionResetError):
            line.recv(1)


@pytest.mark.parametrize(("fault", "loads"), [("answer-lost-after", DONE), ("lost-before", NOT_DONE)])
def test_the_connection_hangs_until_the_client_gives_up(issuer: Running, fault: str, loads: int) -> None:
    lay(issuer, fault, ending="hang")
    path = f"/v1/accounts/T00000000/wallets/cards/{CARD}/activate"
    with pytest.raises(httpx.ReadTimeout):
        issuer.client.post(path, json={"amount": 1, "currency": "NOK"}, timeout=0.15)
    assert issuer.truth(CARD)["loads"] == loads


def test_the_answer_comes_late_but_the_work_does_not(issuer: Running) -> None:
    lay(issuer, "late", delay_ms=900)
    answers: list[httpx.Response] = []
    cashier = threading.Thread(target=lambda: answers.append(issuer.activate(CARD)))
    with plain_client(issuer.url) as other:
        cashier.start()
        until(lambda: other.get("/_sandbox/truth").json()["cards"][0]["loads"] == DONE)
    assert not answers
    cashier.join(10)
    assert answers[0].status_code == 200
    assert answers[0].elapsed.total_seconds() >= 0.85


def test_the_work_lands_late(issuer: Running) -> None:
    lay(issuer, "work-late", delay_ms=700)
    with pytest.raises(LOST):
        issuer.activate(CARD)
    assert issuer.client.get("/_sandbox/truth").json()["late_work"] == 1
    assert issuer.get(f"/cards/{CARD}").json()["status"] == "inactive"
    until(lambda: issuer.truth(CARD)["loads"] == DONE)
    assert issuer.client.get("/_sandbox/truth").json()["late_work"] == 0


def test_a_reset_of_the_sandbox_calls_late_work_off(issuer: Running) -> None:
    lay(issuer, "work-late", delay_ms=60_000)
    with pytest.raises(LOST):
        issuer.activate(CARD)
    issuer.client.post("/_sandbox/reset")
    until(lambda: issuer.client.get("/_sandbox/truth").json()["late_work"] == 0)
    assert issuer.truth(CARD)["loads"] == NOT_DONE


@pytest.mark.parametrize(
    ("fault", "rest", "status", "loads"),
    [
        ("500-before", {}, 500, NOT_DONE),
        ("500-before", {"status": 503}, 503, NOT_DONE),
        ("500-after", {}, 500, DONE),
        ("403", {}, 403, NOT_DONE),
        ("401", {}, 401, NOT_DONE),
        ("429", {}, 429, NOT_DONE),
    ],
)
def test_a_refusal_with_an_error_body(
    issuer: Running, fault: str, rest: dict[str, Any], status: int, loads: int
) -> None:
    lay(issuer, fault, **rest)
    answer = issuer.activate(CARD)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    assert answer.json()["error"]["message"]
    issuer.sign_in()
    assert issuer.truth(CARD)["loads"] == loads


@pytest.mark.parametrize(
    ("fault", "rest", "status", "loads"),
    [
        ("502-html", {}, 502, NOT_DONE),
        ("502-html", {"status": 504}, 504, NOT_DONE),
        ("502-html-after", {}, 502, DONE),
        ("captive-portal", {}, 200, NOT_DONE),
    ],
)
def test_a_page_in_place_of_an_answer(
    issuer: Running, fault: str, rest: dict[str, Any], status: int, loads: int
) -> None:
    lay(issuer, fault, **rest)
    answer = issuer.activate(CARD)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")
    assert issuer.truth(CARD)["loads"] == loads


@pytest.mark.parametrize("given", [None, 7, "Wed, 21 Oct 2037 07:28:00 GMT", "-5", "36000"])
def test_too_many_requests_with_and_without_a_time_to_wait(issuer: Running, given: int | str | None) -> None:
    lay(issuer, "429", on="any", retry_after=given)
    answer = issuer.activate(CARD)
    assert answer.status_code == 429
    assert answer.headers.get("retry-after") == (None if given is None else str(given))


def test_an_access_token_is_revoked_in_mid_session(issuer: Running) -> None:
    lay(issuer, "401", on="get", skip=1)
    assert [issuer.get(f"/cards/{CARD}").status_code for _ in range(3)] == [200, 401, 401]
    issuer.sign_in()
    assert issuer.get(f"/cards/{CARD}").status_code == 200


def test_the_token_call_meets_faults_too(issuer: Running) -> None:
    lay(issuer, "500-before", on="token")
    with pytest.raises(AssertionError):
        issuer.sign_in()
    issuer.sign_in()


def test_an_answer_is_cut_off(issuer: Running) -> None:
    lay(issuer, "cut-body")
    with pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"):
        issuer.activate(CARD)
    assert issuer.truth(CARD)["loads"] == DONE


@pytest.mark.parametrize(
    ("fault", "body", "loads"),
    [("200-empty", b"", NOT_DONE), ("200-empty-after", b"", DONE), ("200-bare", b"{}", NOT_DONE)],
)
def test_a_200_that_says_nothing(issuer: Running, fault: str, body: bytes, loads: int) -> None:
    lay(issuer, fault)
    answer = issuer.activate(CARD)
    assert (answer.status_code, answer.content) == (200, body)
    assert issuer.truth(CARD)["loads"] == loads


@pytest.mark.parametrize(
    ("fault", "field"), [("wrong-card", "card_id"), ("wrong-amount", "amount"), ("wrong-currency", "currency")]
)
def test_an_answer_is_tampered_with(issuer: Running, fault: str, field: str) -> None:
    lay(issuer, fault)
    answer = issuer.activate(CARD, 50_000)
    honest = issuer.get(f"/cards/{CARD}").json()
    assert answer.status_code == 200
    assert answer.json()[field] != honest[field]
    assert honest["amount"] == 50_000
    lay(issuer, fault, on="list")
    assert issuer.get("/cards").json()["cards"][0][field] != honest[field]
    lay(issuer, fault)
    assert issuer.activate(CARD).status_code == 400


def test_a_right_answer_comes_as_text(issuer: Running) -> None:
    lay(issuer, "wrong-type")
    answer = issuer.activate(CARD)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.json()["card_id"] == CARD


def test_an_answer_says_a_thing_twice(issuer: Running) -> None:
    lay(issuer, "doubled-keys")
    pairs = json.loads(issuer.activate(CARD).content, object_pairs_hook=list)
    assert [value for name, value in pairs if name == "card_id"] == ["7001000000000009", CARD]


def test_an_answer_is_garbage(issuer: Running) -> None:
    lay(issuer, "garbage")
    answer = issuer.activate(CARD)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert issuer.truth(CARD)["loads"] == DONE


def test_an_answer_is_huge(issuer: Running) -> None:
    lay(issuer, "huge-body")
    assert len(issuer.activate(CARD).content) > 8_000_000


@pytest.mark.parametrize("status", [None, 301, 302, 308])
def test_an_answer_leads_elsewhere(issuer: Running, status: int | None) -> None:
    lay(issuer, "redirect", status=status)
    answer = issuer.activate(CARD)
    assert answer.status_code == (status or 307)
    place = httpx.URL(answer.headers["location"])
    assert (place.host, str(place.port)) == ("localhost", issuer.url.rpartition(":")[2])
    assert issuer.truth(CARD)["loads"] == NOT_DONE
    told = issuer.client.get("/_sandbox/truth").json()["elsewhere"]
    assert told == {"visits": 0, "authorization_seen": False}
    issuer.client.post("/_sandbox/elsewhere")
    told = issuer.client.get("/_sandbox/truth").json()["elsewhere"]
    assert told == {"visits": 1, "authorization_seen": True}


def test_an_answer_trickles_in_byte_by_byte(issuer: Running) -> None:
    lay(issuer, "slow-bytes", on="get", delay_ms=1)
    began = time.monotonic()
    with issuer.client.stream("GET", f"/v1/accounts/T00000000/wallets/cards/{CARD}") as answer:
        parts = list(answer.iter_raw())
    assert len(parts) > 50
    assert time.monotonic() - began > 0.3
    assert json.loads(b"".join(parts))["card_id"] == CARD


def test_faults_by_chance_are_the_same_for_the_same_seed(issuer: Running) -> None:
    def statuses() -> list[int]:
        issuer.lay({"on": "get", "fault": "500-before", "times": None, "probability": 0.4}, seed=11)
        return [issuer.get(f"/cards/{CARD}").status_code for _ in range(20)]

    first = statuses()
    assert first == statuses()
    assert set(first) == {200, 500}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_sandbox_goes_on_after_every_fault(issuer: Running, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    lay(issuer, fault, on="any", delay_ms=1)
    with caplog.at_level(logging.WARNING), contextlib.suppress(*LOST):
        issuer.activate(CARD)
    issuer.sign_in()
    assert issuer.get(f"/cards/{CARD}").status_code == 200
    assert not caplog.records


def test_a_client_that_leaves_in_mid_request_is_no_call(issuer: Running, caplog: pytest.LogCaptureFixture) -> None:
    host, port = issuer.url.removeprefix("http://").split(":")
    head = f"POST /v1/accounts/T00000000/wallets/cards/{CARD}/activate HTTP/1.1\r\nHost: localhost\r\n"
    with caplog.at_level(logging.WARNING), socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(f'{head}Content-Type: application/json\r\nContent-Length: 40\r\n\r\n{{"amount":'.encode())
    assert issuer.get(f"/cards/{CARD}").json()["status"] == "inactive"
    assert issuer.truth(CARD)["calls"] == []
    assert not caplog.records
