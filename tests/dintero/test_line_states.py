"""Every state of the line, over real HTTP and real TLS: the light call finds it, and one good answer ends it."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from app.core.answer import Cause, Kind
from app.core.card import CardCode
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from app.till.clock_watch import ClockWatch
from app.till.line import LineState, WatchedIssuer
from app.till.line_log import LineLog
from app.till.ports import NoteKind
from tests.dintero.certificates import Authority
from tests.dintero.raw_server import RawServer, Script, Seen, Visit, after_login, granted, http, http_json, saying
from tests.dintero.till_side import CARD, till
from tests.fake_ledger import FakeLedger
from tests.fakes import MONDAY, FakeClock
from tests.sandbox.running import Running

NO_CARDS = http_json(200, {"cards": []})
PORTAL = http(200, b"<html>Please log in</html>", kind="text/html")


def watched(issuer: DinteroIssuer, clock: FakeClock | None = None, ledger: FakeLedger | None = None) -> WatchedIssuer:
    clock = clock or FakeClock()
    log = LineLog(ledger or FakeLedger(), clock, ClockWatch(clock), [].append)
    return WatchedIssuer(issuer, clock, log.changed, log.heard)


def at_login(text: bytes) -> Script:
    """A server that has one answer for the log-in."""
    return lambda visit, _: visit.say(text)


def dated(moment: datetime) -> bytes:
    """The light call's good answer, with this `Date`."""
    return http_json(200, {"cards": []}, f"Date: {format_datetime(moment.astimezone(UTC), usegmt=True)}")


def error(status: int, message: str) -> bytes:
    return http_json(status, {"error": {"message": message}})


WAYS: dict[str, tuple[Script, LineState]] = {
    "a list of cards": (saying(NO_CARDS), LineState.ONLINE),
    "a refusal": (saying(error(400, "limit: too small")), LineState.ONLINE),
    "no rights": (saying(error(403, "missing scope")), LineState.NOT_ALLOWED),
    "tokens are not accepted": (saying(error(401, "no")), LineState.LOGIN_REFUSED),
    "a pause": (saying(http(429, b"", "Retry-After: 7")), LineState.BUSY),
    "a portal": (saying(PORTAL), LineState.SILENT),
    "something else in JSON": (saying(http(200, b"{}")), LineState.SILENT),
    "no list": (saying(http_json(200, {"cards": None})), LineState.SILENT),
    "a fault of the issuer": (saying(http(500)), LineState.SILENT),
    "cut": (after_login(lambda visit, _: visit.reset()), LineState.SILENT),
    "a portal at the log-in": (at_login(PORTAL), LineState.OFFLINE),
    "a fault at the log-in": (at_login(http(500)), LineState.OFFLINE),
    "a wrong secret": (at_login(error(401, "wrong secret")), LineState.LOGIN_REFUSED),
    "no grant": (at_login(error(403, "not for you")), LineState.LOGIN_REFUSED),
    "no such account": (at_login(error(404, "not found")), LineState.ACCOUNT),
    "an account that cannot be": (at_login(error(400, "aid: no such account")), LineState.ACCOUNT),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_light_call_finds_how_the_line_is_and_one_good_answer_ends_every_trouble(way: str) -> None:
    script, state = WAYS[way]
    with RawServer(script) as server, till(server.url) as issuer:
        line = watched(issuer)
        line.ping()
        assert line.line.state is state
        server.script = saying(NO_CARDS)
        assert line.ping().kind is Kind.ALIVE
        assert line.line.state is LineState.ONLINE


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with till(f"http://127.0.0.1:{port}") as issuer:
        line = watched(issuer)
        line.ping()
        assert (line.line.state, line.line.is_down) == (LineState.OFFLINE, True)


def test_a_call_that_takes_long_is_answered_by_a_slow_line() -> None:
    clock = FakeClock()

    def slowly(visit: Visit, _: Seen) -> None:
        clock.move(5)
        visit.say(NO_CARDS)

    with RawServer(saying(NO_CARDS)) as server, till(server.url, clock=clock) as issuer:
        line = watched(issuer, clock)
        line.ping()
        server.script = after_login(slowly)
        assert line.ping().kind is Kind.ALIVE
        assert (line.line.state, line.line.is_down) == (LineState.SLOW, False)


@pytest.mark.parametrize(
    ("host", "begins_in", "ends_in", "state"),
    [
        ("127.0.0.2", -1, 30, LineState.CERTIFICATE),
        ("127.0.0.1", -9, -1, LineState.CERTIFICATE),
        ("127.0.0.1", 2, 30, LineState.CLOCK),
    ],
    ids=["another's name", "ended", "not begun"],
)
def test_a_certificate_says_whom_to_ask(
    tmp_path: Path, host: str, begins_in: int, ends_in: int, state: LineState
) -> None:
    chain = Authority(tmp_path)
    bad = chain.server(host, begins_in, ends_in)
    with RawServer(saying(NO_CARDS), bad) as server, till(server.url, ca_file=chain.file) as issuer:
        line = watched(issuer)
        assert line.ping().kind is Kind.NOT_SENT
        assert (line.line.state, line.line.is_down) == (state, True)
        server.tls = chain.server()
        assert line.ping().kind is Kind.ALIVE
        assert not line.line.is_down


def test_a_certificate_that_ended_while_the_clock_was_turned_on_by_a_year_is_the_clocks_fault(tmp_path: Path) -> None:
    chain, clock = Authority(tmp_path), FakeClock()
    with RawServer(saying(dated(MONDAY)), chain.server()) as server, till(server.url, ca_file=chain.file) as first:
        line = watched(first, clock)
        line.ping()
        clock.turn(366 * 86_400)
        server.tls = chain.server(begins_in=-9, ends_in=-1)  # what this certificate is by that clock
        with till(server.url, ca_file=chain.file) as issuer:
            line.issuer = issuer
            assert line.ping().cause is Cause.CLOCK
        assert line.line.state is LineState.CLOCK


@pytest.mark.parametrize("off_s", [-7_200, 90, 86_400 * 3])
def test_a_clock_that_is_off_by_the_issuers_date_is_known_with_the_first_answer(off_s: int) -> None:
    clock, ledger = FakeClock(), FakeLedger()
    with RawServer(saying(dated(MONDAY - timedelta(seconds=off_s)))) as server, till(server.url) as issuer:
        line = watched(issuer, clock, ledger)
        line.ping()
    assert line.line.clock_off is not None
    assert abs(line.line.clock_off.total_seconds() - off_s) <= 1
    (note,) = ledger.notes(5, NoteKind.CLOCK)
    assert abs(int(note.facts["off_s"]) - off_s) <= 1


def test_another_programs_date_on_the_way_says_nothing_of_the_clock() -> None:
    past = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    page = http(200, b"<html>", f"Date: {past}", kind="text/html")
    stored = http_json(200, {"cards": []}, f"Date: {past}", "Age: 9")
    for text in (page, stored):
        with RawServer(saying(text)) as server, till(server.url) as issuer:
            line = watched(issuer)
            line.ping()
            assert line.line.clock_off is None


def test_the_sandbox_answers_a_light_call_that_needs_only_the_right_to_read(sandbox: Running) -> None:
    with till(sandbox.url, CLIENT_SECRET, client_id=CLIENT_ID) as issuer:
        sandbox.turn(scopes="read:wallets")
        answer = issuer.ping()
        assert (answer.kind, answer.status, answer.card) == (Kind.ALIVE, 200, None)
        sandbox.turn(scopes="write:wallets")
        assert (issuer.ping().kind, issuer.ping().status) == (Kind.REFUSED, 403)
        line = watched(issuer)
        line.ping()
        assert line.line.state is LineState.NOT_ALLOWED


def test_the_sandbox_knows_no_other_account(sandbox: Running) -> None:
    issuer = DinteroIssuer(Connection(sandbox.url, "T99999999", CLIENT_ID), lambda: CLIENT_SECRET, FakeClock(), "1")
    line = watched(issuer)
    assert (line.read(CardCode(CARD)).kind, line.line.state) == (Kind.UNAUTHORISED, LineState.ACCOUNT)
    issuer.close()


def test_the_light_call_renews_a_token_that_has_ended() -> None:
    given: list[Seen] = []

    def script(visit: Visit, request: Seen) -> None:
        if request.target.endswith("/auth/token"):
            given.append(request)
            visit.say(granted(f"token-{len(given)}"))
        else:
            visit.say(NO_CARDS if request.headers["authorization"] == "Bearer token-2" else http(401))

    with RawServer(script) as server, till(server.url) as issuer:
        assert issuer.ping().kind is Kind.ALIVE
        assert [seen.target for seen in server.seen if "wallets" in seen.target] == [
            "/v1/accounts/T00000000/wallets/cards?limit=1"
        ] * 2
