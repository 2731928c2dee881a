"""The line itself: each fault is what it says, seen from the till and from the server."""

from collections.abc import Iterator

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from tests.dintero.till_side import till
from tests.fakes import order
from tests.journey.network.exchange import Fault
from tests.journey.network.fault_line import DEAF, OPEN, REFUSING, FaultLine, Lines
from tests.sandbox.conftest import fresh
from tests.sandbox.running import Running, running_sandbox

PATIENCE = {"connect_timeout_s": 0.4, "deadline_s": 0.5}


@pytest.fixture(scope="module")
def lines() -> Iterator[Lines]:
    with Lines() as running:
        yield running


@pytest.fixture(scope="module")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=2) as running:
        yield running


@pytest.fixture
def issuer(_one_sandbox: Running) -> Running:
    fresh(_one_sandbox)
    return _one_sandbox


@pytest.fixture
def line(lines: Lines, issuer: Running) -> FaultLine:
    return lines.line(int(issuer.url.rpartition(":")[2]))


def sent(line: FaultLine, issuer: Running, *faults: Fault, doors: str = OPEN) -> Answer:
    """What an activation meets: the token is had and the connection is warm before."""
    card = issuer.cards()[0]
    with till(line.url, secret=CLIENT_SECRET, client_id=CLIENT_ID, **PATIENCE) as at:
        assert at.read(CardCode(card)).kind is Kind.CARD
        line.weather(faults, doors)
        answer = at.activate(order(card))
        line.wait_until_quiet()
    return answer


def loads(issuer: Running) -> int:
    return issuer.truth(issuer.cards()[0])["loads"]


def test_a_healthy_line_carries_the_call(line: FaultLine, issuer: Running) -> None:
    assert sent(line, issuer).kind is Kind.CARD
    assert loads(issuer) == 1
    assert line.met == ["pass", "pass", "pass"]


@pytest.mark.parametrize(
    ("fault", "cause", "arrives"),
    [
        (Fault("reset-first"), Cause.CUT, 0),
        (Fault("black-hole"), Cause.TIME_OUT, 0),
        (Fault("cut-request", at=0.3), Cause.CUT, 0),
        (Fault("cut-request", at=0.99, is_reset=False), Cause.CUT, 0),
        (Fault("reset-after-request"), Cause.CUT, 1),
        (Fault("drop-answer"), Cause.TIME_OUT, 1),
        (Fault("half-answer", at=0.1), Cause.CUT, 1),
        (Fault("half-answer", at=0.9, is_reset=False), Cause.CUT, 1),
        (Fault("slow-answer", bytes_s=100), Cause.TIME_OUT, 1),
        (Fault("slow-request", bytes_s=100, is_reset=False), Cause.TIME_OUT, 1),
        (Fault("slow-request", bytes_s=100), Cause.TIME_OUT, 0),
        (Fault("late", wait_s=0.1), Cause.TIME_OUT, 1),
        (Fault("portal"), Cause.ODD, 0),
        (Fault("bad-gateway"), Cause.ODD, 0),
    ],
    ids=lambda value: f"{value.kind}-{value.at}" if isinstance(value, Fault) else None,
)
def test_each_fault_leaves_the_till_in_doubt_and_the_server_where_it_says(
    line: FaultLine, issuer: Running, fault: Fault, cause: Cause, arrives: int
) -> None:
    answer = sent(line, issuer, fault)
    assert (answer.kind, answer.cause) == (Kind.UNCLEAR, cause)
    assert loads(issuer) == arrives


def test_a_request_that_is_held_lands_when_it_is_let_go(line: FaultLine, issuer: Running) -> None:
    card = issuer.cards()[0]
    with till(line.url, secret=CLIENT_SECRET, client_id=CLIENT_ID, **PATIENCE) as at:
        at.read(CardCode(card))
        line.weather([Fault("held")])
        assert at.activate(order(card)).kind is Kind.UNCLEAR
        assert loads(issuer) == 0
        line.release()
        line.wait_until_quiet()
    assert loads(issuer) == 1


@pytest.mark.parametrize("doors", [REFUSING, DEAF])
def test_a_till_that_finds_no_door_knows_that_nothing_left(line: FaultLine, issuer: Running, doors: str) -> None:
    card = issuer.cards()[0]
    with till(line.url, secret=CLIENT_SECRET, client_id=CLIENT_ID, **PATIENCE) as at:
        at.check_login()
    line.weather(doors=doors)
    with till(line.url, secret=CLIENT_SECRET, client_id=CLIENT_ID, **PATIENCE) as at:
        assert (at.activate(order(card)).kind, loads(issuer)) == (Kind.NOT_SENT, 0)
        line.heal()
        assert at.activate(order(card)).kind is Kind.CARD
    assert loads(issuer) == 1


def test_faults_are_met_in_turn_and_then_the_line_is_well(line: FaultLine, issuer: Running) -> None:
    card = CardCode(issuer.cards()[0])
    with till(line.url, secret=CLIENT_SECRET, client_id=CLIENT_ID, **PATIENCE) as at:
        at.check_login()
        line.weather([Fault("portal"), Fault("bad-gateway")])
        kinds = [at.read(card).kind for _ in range(3)]
    assert kinds == [Kind.UNCLEAR, Kind.UNCLEAR, Kind.CARD]


def test_over_tls_it_is_the_same_line(lines: Lines, issuer: Running, tmp_path) -> None:
    from tests.dintero.certificates import Authority

    authority = Authority(tmp_path)
    line = lines.line(int(issuer.url.rpartition(":")[2]), authority.server())
    card = issuer.cards()[0]
    with till(line.url, secret=CLIENT_SECRET, client_id=CLIENT_ID, ca_file=authority.file) as at:
        assert at.activate(order(card)).kind is Kind.CARD
    assert loads(issuer) == 1
