"""The access token: one call for all who need it, renewed in time, and never seen."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.problem import Code, refuse
from app.core.scan import Token
from app.dintero.issuer import DinteroIssuer, LoginCheck
from app.dintero.token import Grant
from tests.dintero.raw_server import RawServer, Seen, Visit, granted, http, http_json, saying
from tests.dintero.till_side import CARD, ORDER, SECRET, card_fields, connection, till
from tests.fakes import FakeClock

GOOD = http_json(200, card_fields())
READ = CardCode(CARD)


class Gate:
    """A server that gives a new token for each log-in and takes only those it has not revoked."""

    def __init__(self, expires_in: int = 1000) -> None:
        self.expires_in = expires_in
        self.given = 0
        self.refuses_all = False
        self.revoked: set[str] = set()

    def __call__(self, visit: Visit, request: Seen) -> None:
        if request.target.endswith("/auth/token"):
            self.given += 1
            visit.say(granted(f"token-{self.given}", self.expires_in))
        elif self.refuses_all or request.headers["authorization"].removeprefix("Bearer ") in self.revoked:
            visit.say(http_json(401, {"error": {"code": "unauthorized", "message": "no"}}))
        else:
            visit.say(GOOD)


def test_the_log_in_is_asked_as_the_api_says() -> None:
    with RawServer(saying(GOOD)) as server, till(server.url) as issuer:
        issuer.read(READ)
        sent = server.seen[0]
    assert (sent.method, sent.target) == ("POST", "/v1/accounts/T00000000/auth/token")
    assert sent.headers["authorization"] == "Basic " + base64.b64encode(f"till:{SECRET}".encode()).decode()
    assert json.loads(sent.body) == {
        "grant_type": "client_credentials",
        "audience": "https://api.dintero.com/v1/accounts/T00000000",
    }


def test_one_token_serves_until_it_is_about_to_end() -> None:
    clock, gate = FakeClock(), Gate(expires_in=1000)
    with RawServer(gate) as server, till(server.url, clock=clock) as issuer:
        issuer.read(READ)
        clock.move(939)
        issuer.read(READ)
        assert gate.given == 1
        clock.move(1)
        issuer.read(READ)
        assert gate.given == 2


def test_a_token_of_a_short_life_is_renewed_a_tenth_before_its_end() -> None:
    clock, gate = FakeClock(), Gate(expires_in=20)
    with RawServer(gate) as server, till(server.url, clock=clock) as issuer:
        issuer.read(READ)
        clock.move(17.9)
        issuer.read(READ)
        assert gate.given == 1
        clock.move(0.1)
        issuer.read(READ)
        assert gate.given == 2


def test_no_token_is_trusted_for_ever() -> None:
    clock, gate = FakeClock(), Gate(expires_in=2**53 - 1)
    with RawServer(gate) as server, till(server.url, clock=clock) as issuer:
        issuer.read(READ)
        clock.move(40 * 86_400)
        issuer.read(READ)
        assert gate.given == 2


def test_a_token_that_ends_in_mid_session_is_renewed_once_and_the_call_repeated_once() -> None:
    gate = Gate()
    with RawServer(gate) as server, till(server.url) as issuer:
        issuer.read(READ)
        gate.revoked.add("token-1")
        assert issuer.activate(ORDER).kind is Kind.CARD
        sent = server.asked("/activate")
        assert [each.headers["authorization"] for each in sent] == ["Bearer token-1", "Bearer token-2"]
        assert {each.body for each in sent} == {ORDER.body}
        assert gate.given == 2


def test_a_second_401_is_told_and_not_tried_again() -> None:
    gate = Gate()
    gate.refuses_all = True
    with RawServer(gate) as server, till(server.url) as issuer:
        answer = issuer.activate(ORDER)
        assert (answer.kind, answer.cause, answer.status) == (Kind.UNAUTHORISED, Cause.LOGIN, 401)
        assert len(server.asked("/activate")) == 2
        assert gate.given == 2


def test_a_401_whose_new_token_cannot_be_had_was_not_carried_out() -> None:
    def script(visit: Visit, request: Seen) -> None:
        is_first = request.target.endswith("/auth/token") and len(server.asked("/auth/token")) == 1
        visit.say(granted() if is_first else http(401)) if not server.asked("/activate") else None
        if server.asked("/activate"):
            visit.say(http(401)) if request.target.endswith("/activate") else visit.close()

    with RawServer(script) as server, till(server.url) as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.CUT)
        assert len(server.asked("/activate")) == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_log_in_is_a_wrong_login(status: int) -> None:
    with RawServer(lambda visit, _: visit.say(http_json(status, {"error": {"message": "bad client"}}))) as server:
        with till(server.url) as issuer:
            answer = issuer.activate(ORDER)
        assert (answer.kind, answer.cause, answer.message) == (Kind.UNAUTHORISED, Cause.LOGIN, "bad client")
        assert not server.asked("/activate")


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "not found"), (400, "oid: must be P or T and three or eight digits"), (400, "unknown audience"),
     (403, "The client belongs to another Account")],
)  # fmt: skip
def test_a_log_in_that_names_the_account_says_that_the_account_is_wrong(status: int, message: str) -> None:
    with RawServer(lambda visit, _: visit.say(http_json(status, {"error": {"message": message}}))) as server:
        with till(server.url) as issuer:
            answer = issuer.activate(ORDER)
        assert (answer.kind, answer.cause, answer.message) == (Kind.UNAUTHORISED, Cause.ACCOUNT, message)
        assert not server.asked("/activate")


@pytest.mark.parametrize("status", [400, 403])
def test_a_page_that_speaks_of_an_account_is_nobodys_word_about_ours(status: int) -> None:
    page = http(status, b"<html>Log in to your account</html>", kind="text/html")
    with RawServer(lambda visit, _: visit.say(page)) as server, till(server.url) as issuer:
        assert issuer.activate(ORDER).cause is Cause.LOGIN


def test_too_many_log_ins_are_a_pause() -> None:
    with RawServer(lambda visit, _: visit.say(http(429, b"", "Retry-After: 9"))) as server:
        with till(server.url) as issuer:
            answer = issuer.read(READ)
        assert (answer.kind, answer.retry_after_s) == (Kind.TOO_MANY, 9)


@pytest.mark.parametrize(
    "text",
    [http(500), http(502, b"<html>", kind="text/html"), http(404), http(302, b"", "Location: http://127.0.0.1:1/"),
     http(200, b"<html>", kind="text/html"), http(200, b"{}"), http(201, b"{}"), granted(expires_in=0),
     granted().replace(b"application/json", b"text/plain"), granted("a b")],
)  # fmt: skip
def test_a_log_in_that_fails_any_other_way_leaves_the_call_unsent(text: bytes) -> None:
    with RawServer(lambda visit, _: visit.say(text)) as server, till(server.url) as issuer:
        answer = issuer.activate(ORDER)
        assert (answer.kind, answer.cause) == (Kind.NOT_SENT, Cause.ODD)
        assert not server.asked("/activate")


def test_a_log_in_without_an_answer_leaves_the_call_unsent() -> None:
    with RawServer(lambda visit, _: visit.hang()) as server, till(server.url, deadline_s=0.3) as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.TIME_OUT)
        assert not server.asked("/activate")


@pytest.mark.parametrize("code", [Code.SECRET_MISSING, Code.KEYRING_LOCKED, Code.KEYRING_ABSENT])
def test_a_secret_that_cannot_be_had_stops_the_call_before_the_line(code: Code) -> None:
    def locked() -> str:
        raise refuse(code)

    with RawServer(saying(GOOD)) as server:
        issuer = DinteroIssuer(connection(server.url), locked, FakeClock(), "1")
        assert issuer.activate(ORDER) == Answer(Kind.UNAUTHORISED, Cause.SECRET)
        problem = issuer.check_login().problem
        issuer.close()
        assert problem is not None
        assert problem.code is code
        assert server.connections == 0


def test_two_who_need_a_token_at_once_cause_one_log_in() -> None:
    gate, both_here = Gate(), threading.Barrier(2)

    def read(issuer: DinteroIssuer) -> Answer:
        both_here.wait(10)
        return issuer.read(READ)

    with RawServer(gate) as server, till(server.url) as issuer, ThreadPoolExecutor(2) as lanes:
        answers = list(lanes.map(read, [issuer, issuer]))
    assert [answer.kind for answer in answers] == [Kind.CARD, Kind.CARD]
    assert gate.given == 1


def test_who_waits_for_a_log_in_that_fails_does_not_try_it_again() -> None:
    """The second one comes while the first is being refused, and is told the same."""
    asked, second_waits = threading.Event(), threading.Event()

    class WatchedLock:
        """Tells when someone has to wait for it."""

        def __init__(self) -> None:
            self.plain = threading.Lock()

        def __enter__(self) -> None:
            if not self.plain.acquire(blocking=False):
                second_waits.set()
                assert self.plain.acquire(timeout=10)

        def __exit__(self, *_: object) -> None:
            self.plain.release()

    def script(visit: Visit, _: Seen) -> None:
        asked.set()
        second_waits.wait(10)
        visit.say(http(401))

    with RawServer(script) as server, till(server.url) as issuer, ThreadPoolExecutor(2) as lanes:
        issuer._tokens._asking = WatchedLock()
        first = lanes.submit(issuer.read, READ)
        assert asked.wait(10)
        second = lanes.submit(issuer.read, READ)
        assert first.result(10) == second.result(10)
        assert first.result().kind is Kind.UNAUTHORISED
        assert len(server.seen) == 1
        assert issuer.read(READ).kind is Kind.UNAUTHORISED
        assert len(server.seen) == 2


def test_all_who_were_refused_with_one_token_share_the_next() -> None:
    gate = Gate()
    with RawServer(gate) as server, till(server.url) as issuer, ThreadPoolExecutor(4) as lanes:
        issuer.read(READ)
        gate.revoked.add("token-1")
        answers = list(lanes.map(lambda _: issuer.read(READ), range(12)))
    assert {answer.kind for answer in answers} == {Kind.CARD}
    assert gate.given == 2


def test_a_login_can_be_checked() -> None:
    good = granted().replace(b"HTTP/1.1 200 So\r\n", b"HTTP/1.1 200 So\r\nDate: Mon, 23 Nov 2026 13:03:00 GMT\r\n")
    with RawServer(lambda visit, _: visit.say(good)) as server, till(server.url) as issuer:
        check = issuer.check_login()
        assert check.problem is None
        assert check.server_at is not None
    with RawServer(lambda visit, _: visit.say(http(401))) as server, till(server.url) as issuer:
        check = issuer.check_login()
        assert check.problem is not None
        assert check.problem.code is Code.LOGIN_REFUSED
    assert isinstance(check, LoginCheck)


def test_a_token_to_look_up_goes_in_the_body_alone() -> None:
    with RawServer(saying(GOOD)) as server, till(server.url) as issuer:
        assert issuer.look_up(Token("DINCARD:CANARY")).kind is Kind.CARD
        (sent,) = server.asked("/wallets/info")
        assert json.loads(sent.body) == {"token": "DINCARD:CANARY"}
        assert not any("CANARY" in each.target + str(each.headers) for each in server.seen)


def test_a_token_that_the_issuer_repeats_is_blotted_out_of_its_message() -> None:
    body = http_json(404, {"error": {"message": "DINCARD:CANARY is unknown to t0ken"}})
    with RawServer(saying(body)) as server, till(server.url) as issuer:
        assert issuer.look_up(Token("DINCARD:CANARY")).message == "… is unknown to t0ken"


def test_a_grant_does_not_show_its_token() -> None:
    assert "CANARY" not in repr(Grant("CANARY", FakeClock().running()))
