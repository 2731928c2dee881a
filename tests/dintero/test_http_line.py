"""What the client makes of everything a line and a server can do to a call."""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.dintero import timed_network
from app.dintero.http_line import HttpLine
from app.dintero.reply import Call, Silence
from app.dintero.timed_network import ADDRESSES_TRIED
from tests.dintero.raw_server import RawServer, Script, Seen, Visit, after_login, granted, http, http_json, saying
from tests.dintero.till_side import CARD, ORDER, card_fields, connection, till

GOOD = http_json(200, card_fields(), "Date: Mon, 23 Nov 2026 13:03:00 GMT")


def activated(script: Script, **changes: object) -> tuple[Answer, RawServer]:
    with RawServer(script) as server, till(server.url, **changes) as issuer:
        return issuer.activate(ORDER), server


def test_a_whole_card_is_brought_back_with_the_issuers_time() -> None:
    answer, server = activated(saying(GOOD))
    assert answer.kind is Kind.CARD
    assert answer.card is not None
    assert answer.card.metadata["pos_activation_id"] == ORDER.activation_id
    assert answer.server_at is not None
    assert len(server.asked("/activate")) == 1


def test_the_frozen_body_leaves_byte_for_byte() -> None:
    _, server = activated(saying(GOOD))
    (sent,) = server.asked("/activate")
    assert sent.method == "POST"
    assert sent.target == f"/v1/accounts/T00000000/wallets/cards/{CARD}/activate"
    assert sent.body == ORDER.body
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["authorization"] == "Bearer t0ken"


def test_the_till_says_who_it_is_and_asks_for_nothing_packed() -> None:
    _, server = activated(saying(GOOD))
    for sent in server.seen:
        assert sent.headers["user-agent"] == "giftcard-till/1.2.3"
        assert sent.headers["dintero-system-name"] == "giftcard-till"
        assert sent.headers["dintero-system-version"] == "1.2.3"
        assert sent.headers["accept-encoding"] == "identity"


def test_a_path_before_v1_is_kept() -> None:
    with RawServer(saying(GOOD)) as server, till(server.url + "/gate/way/") as issuer:
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert all(seen.target.startswith("/gate/way/v1/accounts/") for seen in server.seen)


def cut(end: Callable[[Visit], None], sent: bytes = b"") -> Script:
    """Says the beginning of an answer, then ends the connection."""

    def script(visit: Visit, _: Seen) -> None:
        visit.say(sent)
        end(visit)

    return after_login(script)


@pytest.mark.parametrize("end", [Visit.close, Visit.reset])
@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\nContent-Ty"])
def test_an_answer_cut_before_its_body_is_doubt(end: Callable[[Visit], None], sent: bytes) -> None:
    answer, server = activated(cut(end, sent))
    assert answer == Answer(Kind.UNCLEAR, Cause.CUT)
    assert len(server.asked("/activate")) == 1


@pytest.mark.parametrize("kept", [1, 60, len(GOOD) - len(card_fields()) - 1, len(GOOD) - 1])
def test_an_answer_cut_anywhere_is_doubt(kept: int) -> None:
    answer, _ = activated(cut(Visit.close, GOOD[:kept]))
    assert answer.kind is Kind.UNCLEAR
    assert answer.cause is Cause.CUT


def test_a_refusal_whose_body_is_cut_is_doubt() -> None:
    answer, _ = activated(cut(Visit.close, http_json(404, {"error": {"message": "x" * 100}})[:-50]))
    assert (answer.kind, answer.cause, answer.status, answer.message) == (Kind.UNCLEAR, Cause.CUT, 404, "")


def test_silence_ends_at_the_deadline_and_is_doubt() -> None:
    began = time.monotonic()
    answer, _ = activated(after_login(lambda visit, _: visit.hang()), deadline_s=0.4)
    assert answer == Answer(Kind.UNCLEAR, Cause.TIME_OUT)
    assert 0.3 < time.monotonic() - began < 5


@pytest.mark.parametrize("start", [0, 40, len(GOOD) - 200])
def test_an_answer_that_trickles_ends_at_the_deadline(start: int) -> None:
    def script(visit: Visit, _: Seen) -> None:
        visit.say(GOOD[:start])
        visit.trickle(GOOD[start:], every_s=0.05)

    began = time.monotonic()
    answer, _ = activated(after_login(script), deadline_s=0.6)
    assert answer.kind is Kind.UNCLEAR
    assert answer.cause is Cause.TIME_OUT
    assert time.monotonic() - began < 5


def test_interim_answers_without_end_end_at_the_deadline() -> None:
    def script(visit: Visit, _: Seen) -> None:
        while visit.is_open and not visit.ended.wait(0.02):
            visit.say(b"HTTP/1.1 103 Early\r\n\r\n")

    answer, _ = activated(after_login(script), deadline_s=0.4)
    assert answer == Answer(Kind.UNCLEAR, Cause.TIME_OUT)


def test_a_server_that_does_not_take_the_request_is_doubt_at_the_deadline() -> None:
    """The body is larger than the buffers between; it can be neither wholly sent nor taken back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = HttpLine(connection(f"http://127.0.0.1:{listener.getsockname()[1]}", deadline_s=0.4), "1")
        began = time.monotonic()
        outcome = line.exchange(Call("POST", "/v1", "/v1", is_repeatable=False, body=b"x" * 20_000_000))
        line.close()
    assert outcome == Silence(Cause.TIME_OUT, may_have_left=True)
    assert time.monotonic() - began < 5


def test_a_body_beyond_the_limit_is_not_read_to_its_end() -> None:
    body = b'{"card_id": "' + b"7" * 400_000 + b'"}'
    answer, _ = activated(saying(http(200, body)))
    assert (answer.kind, answer.cause, answer.status) == (Kind.UNCLEAR, Cause.ODD, 200)


def test_headers_beyond_the_limit_are_doubt() -> None:
    answer, _ = activated(saying(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n"))
    assert answer.kind is Kind.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nabcdefg",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switch\r\nUpgrade: x\r\n\r\n",
        b"\x00" * 100,
    ],
)
def test_what_is_no_http_is_doubt(text: bytes) -> None:
    answer, _ = activated(cut(Visit.close, text))
    assert answer.kind is Kind.UNCLEAR


@pytest.mark.parametrize(
    "status", [202, 204, 206, 300, 304, 402, 405, 406, 408, 409, 410, 412, 422, 425, 500, 502, 503, 504]
)
def test_a_status_that_decides_nothing_is_doubt(status: int) -> None:
    answer, _ = activated(saying(http(status)))
    assert (answer.kind, answer.status) == (Kind.UNCLEAR, status)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 415])
def test_a_definite_no_is_told_with_the_issuers_words(status: int) -> None:
    answer, _ = activated(saying(http_json(status, {"error": {"message": "Not\nso"}})))
    assert (answer.kind, answer.status, answer.message) == (Kind.REFUSED, status, "Notso")


def test_too_many_calls_bring_the_pause_asked_for() -> None:
    answer, _ = activated(saying(http(429, b"", "Retry-After: 36000")))
    assert (answer.kind, answer.retry_after_s) == (Kind.TOO_MANY, 300)


@pytest.mark.parametrize(
    "text",
    [
        http(200, b"<html>Welcome, guest</html>", kind="text/html"),
        http(200, b"<html>Welcome, guest</html>"),
        http(200, b""),
        http(200, b"{}"),
        http(200, b"[]"),
        http_json(200, card_fields()).replace(b"application/json", b"text/plain"),
        http_json(200, card_fields(), "Content-Encoding: gzip"),
    ],
)
def test_a_200_that_is_no_card_is_doubt(text: bytes) -> None:
    answer, _ = activated(saying(text))
    assert (answer.kind, answer.cause, answer.status) == (Kind.UNCLEAR, Cause.ODD, 200)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(status: int) -> None:
    with RawServer(saying(GOOD)) as other:
        answer, server = activated(saying(http(status, b"", f"Location: {other.url}/v1/x")))
        assert (answer.kind, answer.status) == (Kind.UNCLEAR, status)
        assert other.connections == 0
    assert len(server.asked("/activate")) == 1


def test_cookies_are_neither_kept_nor_sent() -> None:
    with RawServer(saying(http_json(200, card_fields(), "Set-Cookie: a=b; Path=/"))) as server:
        with till(server.url) as issuer:
            issuer.read(CardCode(CARD))
            issuer.read(CardCode(CARD))
        assert not any("cookie" in seen.headers for seen in server.seen)


def test_one_connection_serves_many_calls() -> None:
    with RawServer(saying(GOOD)) as server, till(server.url) as issuer:
        for _ in range(3):
            assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert issuer.activate(ORDER).kind is Kind.CARD
        assert server.connections == 1


class Stale:
    """A server that ends a kept connection just as its second request (after the log-in) arrives."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, visit: Visit, _: Seen) -> None:
        self.calls += 1
        if self.calls == 2:
            visit.reset()
        else:
            visit.say(GOOD)


def test_an_activate_on_a_connection_gone_stale_is_doubt_and_not_sent_again() -> None:
    with RawServer(after_login(Stale())) as server, till(server.url) as issuer:
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert issuer.activate(ORDER) == Answer(Kind.UNCLEAR, Cause.CUT)
        assert len(server.asked("/activate")) == 1
        assert issuer.activate(ORDER).kind is Kind.CARD


def test_a_read_on_a_connection_gone_stale_is_repeated_once() -> None:
    with RawServer(after_login(Stale())) as server, till(server.url) as issuer:
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert len(server.asked(CARD)) == 3


def test_a_read_on_a_new_connection_is_not_repeated() -> None:
    def script(visit: Visit, request: Seen) -> None:
        if request.target.endswith("/auth/token"):
            visit.say(granted())
            visit.close()
        else:
            visit.reset()

    with RawServer(script) as server, till(server.url) as issuer:
        assert issuer.read(CardCode(CARD)) == Answer(Kind.UNCLEAR, Cause.CUT)
        assert len(server.asked(CARD)) == 1


def test_a_server_that_is_not_there_is_proof_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with till(f"http://127.0.0.1:{port}") as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)
        assert issuer.read(CardCode(CARD)) == Answer(Kind.NOT_SENT, Cause.LINE)


def test_a_line_that_goes_down_after_the_log_in_is_proof_that_nothing_was_sent() -> None:
    with RawServer(saying(GOOD)) as server:
        issuer_here = till(server.url)
        issuer = issuer_here.__enter__()
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
    assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)
    issuer_here.__exit__(None, None, None)


def test_a_name_that_no_one_knows_is_proof_that_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with till("https://nowhere.invalid") as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)


def test_a_name_service_that_hangs_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hanging(*_: object, **__: object) -> list[object]:
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    began = time.monotonic()
    with till("https://slow.invalid", connect_timeout_s=0.2) as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)
    assert time.monotonic() - began < 5
    over.set()


def test_every_address_of_a_host_gets_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leads nowhere does not use up the time of the next."""
    tried: list[str] = []
    plain = timed_network.httpcore.SyncBackend.connect_tcp

    def connect(backend: object, host: str, port: int, timeout: float | None = None, *rest: object) -> object:
        tried.append(host)
        if host != "127.0.0.1":
            raise timed_network.httpcore.ConnectTimeout("black hole")
        return plain(backend, host, port, timeout)

    monkeypatch.setattr(timed_network.httpcore.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr(timed_network, "_looked_up", lambda *_: ["2001:db8::1", "192.0.2.1", "127.0.0.1"])
    with RawServer(saying(GOOD)) as server, timed_network.ending_in(5):
        stream = timed_network.TimedNetwork().connect_tcp("shop.example", server.port, 3)
        stream.close()
    assert tried == ["2001:db8::1", "192.0.2.1", "127.0.0.1"]


def test_when_the_time_is_over_nothing_more_is_begun() -> None:
    with RawServer(saying(GOOD)) as server:
        with timed_network.ending_in(5):
            stream = timed_network.TimedNetwork().connect_tcp("127.0.0.1", server.port)
        with timed_network.ending_in(0):
            with pytest.raises(timed_network.httpcore.ConnectTimeout):
                timed_network.TimedNetwork().connect_tcp("127.0.0.1", server.port)
            with pytest.raises(timed_network.httpcore.WriteTimeout):
                stream.write(b"GET")
            with pytest.raises(timed_network.httpcore.ReadTimeout):
                stream.read(1)
        stream.close()
        assert not server.seen


def test_only_so_many_addresses_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"192.0.2.{n}", 443)) for n in range(1, 30)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows + rows)
    assert len(timed_network._addresses("many.example", 443, 1)) == ADDRESSES_TRIED
    assert timed_network._addresses("localhost", 443, 1) == ["127.0.0.1", "::1"]


def test_a_closed_client_sends_nothing() -> None:
    with RawServer(saying(GOOD)) as server:
        with till(server.url) as issuer:
            assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)
        assert not server.asked("/activate")


def test_lanes_may_call_at_once() -> None:
    with RawServer(saying(GOOD)) as server, till(server.url) as issuer, ThreadPoolExecutor(6) as lanes:
        answers = list(lanes.map(lambda _: issuer.read(CardCode(CARD)), range(60)))
    assert {answer.kind for answer in answers} == {Kind.CARD}
    assert len(server.asked("/auth/token")) == 1
    assert server.connections <= 6


def test_an_address_that_is_not_the_one_meant_is_never_called() -> None:
    with RawServer(saying(GOOD)) as server:
        line = HttpLine(connection(server.url), "1")
        for path in ("/v1/../x", "/v1#there", "@elsewhere.example/v1", "//v1/./x"):
            with pytest.raises(ValueError, match="not the address meant"):
                line.exchange(Call("GET", path, path, is_repeatable=True))
        line.close()
        assert server.connections == 0
