"""Nothing the other side thinks of ends a sale in mid-call: odd redirects, odd cookies, and what nobody foresaw."""

import logging

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.dintero import timed_network
from app.dintero.http_line import HttpLine
from app.dintero.reply import Call, Reply, Silence
from tests.dintero.raw_server import RawServer, Seen, Visit, after_login, http, http_json, saying
from tests.dintero.till_side import CARD, ORDER, card_fields, connection, till

GOOD = http_json(200, card_fields())

ODD_ADDRESSES = [
    "mailto:x",
    "tel:1",
    "//",
    "///",
    "http://",
    "http://[",
    "http://[::1",
    "http://a b/",
    "http://there.example:99999/",
    "http://there.example:port/",
    "http://xn--/",
    "http://there.example/\x01",
    "\x7f",
    "/v1/\t\x1b[2J",
    "/caf\xe9",
    "http://\xc3\xa6\xc3\xb8\xc3\xa5.example/",
    "http://there.example/" + "a" * 10_000,
    "/" * 70_000,
    "",
    "?",
    "#",
]


@pytest.mark.parametrize("address", ODD_ADDRESSES, ids=ascii)
def test_wherever_a_redirect_points_it_is_doubt_and_the_line_goes_on(address: str) -> None:
    """A client may build the next request though it may not send it, and fail at an address that cannot be."""
    redirect = http(302, b"", f"Location: {address}")

    def script(visit: Visit, request: Seen) -> None:
        visit.say(redirect if request.target.endswith("/activate") else GOOD)

    with RawServer(after_login(script)) as server, till(server.url) as issuer:
        answer = issuer.activate(ORDER)
        assert (answer.kind, answer.cause, answer.status) == (Kind.UNCLEAR, Cause.ODD, 302)
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert server.connections == 1


@pytest.mark.parametrize("address", ["mailto:x", "http://[", "\x01"], ids=ascii)
def test_a_redirected_log_in_is_proof_that_the_call_was_not_sent(address: str) -> None:
    redirect = http(307, b"", f"Location: {address}")
    with RawServer(lambda visit, _: visit.say(redirect)) as server, till(server.url) as issuer:
        assert issuer.activate(ORDER).kind is Kind.NOT_SENT
        assert not server.asked("/activate")


@pytest.mark.parametrize(
    "cookie", ["", "=", ";;;", "a=b; Expires=never; Max-Age=x; Version=z", "\xff=\x01", "a" * 9_000]
)
def test_an_odd_cookie_takes_nothing_from_an_answer(cookie: str) -> None:
    answer = http_json(200, card_fields(), f"Set-Cookie: {cookie}")
    with RawServer(saying(answer)) as server, till(server.url) as issuer:
        assert issuer.activate(ORDER).kind is Kind.CARD


def test_a_client_closed_between_lending_and_sending_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(saying(GOOD)) as server, till(server.url) as issuer:
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        lent = issuer._line._client.take

        def closed_at_once() -> object:
            client = lent()
            issuer.close()
            return client

        monkeypatch.setattr(issuer._line._client, "take", closed_at_once)
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)
        assert not server.asked("/activate")


class Bug(Exception):
    """What nobody foresaw."""


@pytest.mark.parametrize("place", ["connect_tcp", "write", "read"])
def test_a_fault_that_nobody_foresaw_is_doubt_and_is_logged_by_its_class(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    monkeypatch.setattr(logging.getLogger("app.dintero"), "disabled", False)

    def fail(*_: object, **__: object) -> None:
        raise Bug("CANARY")

    with RawServer(saying(GOOD)) as server:
        line = HttpLine(connection(server.url), "1")
        where = timed_network.TimedNetwork if place == "connect_tcp" else timed_network.TimedStream
        monkeypatch.setattr(where, place, fail)
        outcome = line.exchange(Call("GET", "/v1", "/v1", is_repeatable=True))
        assert outcome == Silence(Cause.CUT, may_have_left=True)
        assert server.connections <= 1, "it is not tried again"
        monkeypatch.undo()
        assert isinstance(line.exchange(Call("GET", "/v1", "/v1", is_repeatable=True)), Reply)
        line.close()
    assert "tests.dintero.test_unforeseen.Bug" in caplog.text
    assert "CANARY" not in caplog.text


def test_a_fault_that_nobody_foresaw_in_mid_answer_leaves_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Bug

    monkeypatch.setattr("app.dintero.transport.Answered.pieces", fail)
    with RawServer(saying(GOOD)) as server:
        line = HttpLine(connection(server.url), "1")
        outcome = line.exchange(Call("GET", "/v1", "/v1", is_repeatable=True))
        line.close()
    assert isinstance(outcome, Reply)
    assert (outcome.status, outcome.body, outcome.cause) == (200, None, Cause.CUT)
