"""Every mishap the sandbox knows, over real HTTP: what the till concludes, and what is really so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.core.activation import Order, State, queued
from app.core.answer import Answer, Cause, Kind
from app.core.attribution import Attribution, attribute
from app.core.card import CardCode, Standing
from app.core.rules import after_activate, sending
from app.core.scan import Token
from app.dintero.issuer import DinteroIssuer
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from app.sandbox.faults import FAULTS
from tests.dintero.till_side import till
from tests.fakes import order
from tests.sandbox.running import Running

DEADLINE_S = 1.0


@pytest.fixture
def issuer(sandbox: Running) -> Iterator[DinteroIssuer]:
    with till(sandbox.url, CLIENT_SECRET, client_id=CLIENT_ID) as client:
        yield client


@pytest.fixture
def hasty(sandbox: Running) -> Iterator[DinteroIssuer]:
    """A client that soon gives up."""
    with till(sandbox.url, CLIENT_SECRET, client_id=CLIENT_ID, deadline_s=DEADLINE_S) as client:
        yield client


def becomes(order: Order, answer: Answer) -> State:
    """Where the rules put the activation after this answer."""
    waiting = queued(order)
    return after_activate(waiting.moved(sending(waiting), order.confirmed_at), answer, order.confirmed_at).to


def test_a_card_is_sold_and_proven_ours(sandbox: Running, issuer: DinteroIssuer) -> None:
    card, *_ = sandbox.cards()
    mine = order(card, customer_id="kunde-17", customer_name="Ærlig Øystein Åsen")
    before = issuer.read(mine.card)
    assert before.card is not None
    assert before.card.standing is Standing.INACTIVE
    answer = issuer.activate(mine)
    assert answer.card is not None
    assert attribute(answer.card, mine) is Attribution.OURS
    assert becomes(mine, answer) is State.ACTIVE
    assert answer.server_at is not None
    after = issuer.read(mine.card)
    assert after.card is not None
    assert attribute(after.card, mine) is Attribution.OURS
    assert (after.card.amount_available, after.card.name) == (50_000, "Ærlig Øystein Åsen")
    assert sandbox.truth(card)["loads"] == 1


def test_dates_come_back_as_they_were_asked(sandbox: Running, issuer: DinteroIssuer) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    card, *_ = sandbox.cards()
    summer = timezone(timedelta(hours=2))
    ends = datetime(2099, 6, 30, 23, 59, 59, tzinfo=summer)
    starts = datetime(2098, 6, 30, tzinfo=UTC)
    mine = order(card, expires_at=ends, active_from=starts)
    answer = issuer.activate(mine)
    assert answer.card is not None
    assert (answer.card.expires_at, answer.card.active_from) == (ends, starts)
    assert becomes(mine, answer) is State.ACTIVE


def test_a_token_leads_to_its_card(sandbox: Running, issuer: DinteroIssuer) -> None:
    account = sandbox.client.post("/_sandbox/reset").json()
    card, token = next(iter(account["card_tokens"].items()))
    answer = issuer.look_up(Token(token))
    assert answer.card is not None
    assert answer.card.card_id == card
    assert issuer.look_up(Token("DINCARD:nothing")).status == 404


@dataclass(frozen=True)
class Met:
    """What comes of one mishap at an activate."""

    kind: Kind
    cause: Cause = Cause.NONE
    status: int | None = None
    state: State = State.UNKNOWN
    loads: int = 0


ODD_200 = Met(Kind.UNCLEAR, Cause.ODD, 200)
EXPECTED: dict[str, Met] = {
    "answer-lost-after": Met(Kind.UNCLEAR, Cause.CUT, loads=1),
    "lost-before": Met(Kind.UNCLEAR, Cause.CUT),
    "late": Met(Kind.UNCLEAR, Cause.TIME_OUT, loads=1),
    "work-late": Met(Kind.UNCLEAR, Cause.CUT),
    "500-before": Met(Kind.UNCLEAR, Cause.ODD, 500),
    "500-after": Met(Kind.UNCLEAR, Cause.ODD, 500, loads=1),
    "502-html": Met(Kind.UNCLEAR, Cause.ODD, 502),
    "502-html-after": Met(Kind.UNCLEAR, Cause.ODD, 502, loads=1),
    "429": Met(Kind.TOO_MANY, Cause.NONE, 429, State.QUEUED),
    "401": Met(Kind.CARD, Cause.NONE, 200, State.ACTIVE, loads=1),
    "403": Met(Kind.REFUSED, Cause.NONE, 403, State.HELD),
    "captive-portal": ODD_200,
    "cut-body": Met(Kind.UNCLEAR, Cause.CUT, 200, loads=1),
    "200-empty": ODD_200,
    "200-empty-after": Met(Kind.UNCLEAR, Cause.ODD, 200, loads=1),
    "200-bare": ODD_200,
    "wrong-card": Met(Kind.CARD, Cause.NONE, 200, State.UNKNOWN, loads=1),
    "wrong-amount": Met(Kind.CARD, Cause.NONE, 200, State.MISMATCH, loads=1),
    "wrong-currency": Met(Kind.CARD, Cause.NONE, 200, State.MISMATCH, loads=1),
    "wrong-type": Met(Kind.UNCLEAR, Cause.ODD, 200, loads=1),
    "doubled-keys": Met(Kind.UNCLEAR, Cause.ODD, 200, loads=1),
    "garbage": Met(Kind.UNCLEAR, Cause.ODD, 200, loads=1),
    "huge-body": Met(Kind.UNCLEAR, Cause.ODD, 200, loads=1),
    "redirect": Met(Kind.UNCLEAR, Cause.ODD, 307),
    "slow-bytes": Met(Kind.UNCLEAR, Cause.TIME_OUT, 200, loads=1),
}


def test_every_mishap_of_the_sandbox_is_met() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("fault", EXPECTED)
def test_a_mishap_at_an_activate_claims_no_more_than_it_proves(
    sandbox: Running, hasty: DinteroIssuer, fault: str
) -> None:
    card, *_ = sandbox.cards()
    mine, met = order(card), EXPECTED[fault]
    sandbox.lay({"on": "activate", "fault": fault, "delay_ms": 30 if fault == "slow-bytes" else 3_000})
    answer = hasty.activate(mine)
    assert (answer.kind, answer.cause, answer.status) == (met.kind, met.cause, met.status)
    assert becomes(mine, answer) is met.state
    assert sandbox.truth(card)["loads"] == met.loads
    assert sandbox.client.get("/_sandbox/truth").json()["elsewhere"]["visits"] == 0


@pytest.mark.parametrize("ending", ["reset", "close", "hang"])
def test_silence_of_every_kind_is_doubt(sandbox: Running, hasty: DinteroIssuer, ending: str) -> None:
    card, *_ = sandbox.cards()
    sandbox.lay({"on": "activate", "fault": "answer-lost-after", "ending": ending})
    answer = hasty.activate(order(card))
    assert answer.kind is Kind.UNCLEAR
    assert answer.cause is (Cause.TIME_OUT if ending == "hang" else Cause.CUT)
    assert sandbox.truth(card)["loads"] == 1


@pytest.mark.parametrize("fault", EXPECTED)
def test_a_mishap_at_a_read_never_makes_a_card_of_nothing(sandbox: Running, hasty: DinteroIssuer, fault: str) -> None:
    card, *_ = sandbox.cards()
    sandbox.lay({"on": "get", "fault": fault, "delay_ms": 30 if fault == "slow-bytes" else 3_000, "times": None})
    answer = hasty.read(CardCode(card))
    if fault.startswith("wrong-") and fault != "wrong-type":
        assert answer.kind is Kind.CARD
    elif fault == "401":
        assert answer.kind is Kind.UNAUTHORISED
    elif fault in {"429", "403"}:
        assert answer.kind in {Kind.TOO_MANY, Kind.REFUSED}
    else:
        assert answer.kind is Kind.UNCLEAR


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_redirect_takes_neither_call_nor_token_elsewhere(
    sandbox: Running, issuer: DinteroIssuer, status: int
) -> None:
    card, *_ = sandbox.cards()
    sandbox.lay({"on": "any", "fault": "redirect", "status": status, "times": None, "skip": 1})
    for answer in (issuer.activate(order(card)), issuer.read(CardCode(card)), issuer.look_up(Token("DINCARD:x"))):
        assert (answer.kind, answer.status) == (Kind.UNCLEAR, status)
    told = sandbox.client.get("/_sandbox/truth").json()
    assert told["elsewhere"] == {"visits": 0, "authorization_seen": False}


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [(7, 7), (36_000, 300), (-5, 1), ("soon", None), (None, None), ("Sun, 06 Nov 2044 08:49:37 GMT", 300)],
)
def test_the_pause_asked_for_is_kept_within_bounds(
    sandbox: Running, issuer: DinteroIssuer, retry_after: Any, seconds: int | None
) -> None:
    sandbox.lay({"on": "get", "fault": "429", "retry_after": retry_after})
    answer = issuer.read(CardCode(sandbox.cards()[0]))
    assert (answer.kind, answer.retry_after_s) == (Kind.TOO_MANY, seconds)


def test_a_second_401_is_a_login_that_does_not_work(sandbox: Running, issuer: DinteroIssuer) -> None:
    card, *_ = sandbox.cards()
    sandbox.lay({"on": "activate", "fault": "401", "times": 2})
    answer = issuer.activate(order(card))
    assert (answer.kind, answer.cause) == (Kind.UNAUTHORISED, Cause.LOGIN)
    assert becomes(order(card), answer) is State.QUEUED
    assert sandbox.truth(card)["loads"] == 0
    assert issuer.activate(order(card)).kind is Kind.CARD


def test_fifty_cards_are_sold_across_tokens_that_end_on_the_way(sandbox: Running, issuer: DinteroIssuer) -> None:
    cards = sandbox.client.post("/_sandbox/cards", json={"count": 50}).json()["cards"]
    ends = [{"on": "activate", "fault": "401", "skip": skip} for skip in (10, 30)]
    sandbox.lay(*ends)
    for place, card in enumerate(cards):
        assert becomes(order(card), issuer.activate(order(card))) is State.ACTIVE, place
    loads = {card["card_id"]: card["loads"] for card in sandbox.client.get("/_sandbox/truth").json()["cards"]}
    assert all(loads[card] == 1 for card in cards)
    assert [rule["fired"] for rule in sandbox.client.get("/_sandbox/faults").json()["rules"]] == [1, 1]


def test_wrong_credentials_are_said_to_be_wrong(sandbox: Running) -> None:
    with till(sandbox.url, "wrong", client_id=CLIENT_ID) as issuer:
        answer = issuer.activate(order(sandbox.cards()[0]))
        assert (answer.kind, answer.cause) == (Kind.UNAUTHORISED, Cause.LOGIN)
        assert issuer.check_login().problem is not None


def test_good_credentials_are_said_to_be_good(issuer: DinteroIssuer) -> None:
    check = issuer.check_login()
    assert check.problem is None
    assert check.server_at is not None


@pytest.mark.parametrize(
    ("position", "state"),
    [
        ("400", State.HELD),
        ("403", State.HELD),
        ("404", State.HELD),
        ("409", State.UNKNOWN),
        ("200-unchanged", State.UNKNOWN),
    ],
)
def test_a_second_sale_that_the_issuer_did_not_carry_out_is_never_called_active(
    sandbox: Running, issuer: DinteroIssuer, position: str, state: State
) -> None:
    card, *_ = sandbox.cards()
    assert becomes(order(card), issuer.activate(order(card))) is State.ACTIVE
    sandbox.turn(activate_not_inactive=position)
    second = order(card, activation_id="b" * 32, minor=20_000)
    assert becomes(second, issuer.activate(second)) is state
    assert sandbox.truth(card)["loads"] == 1


@pytest.mark.parametrize("code", ["present", "absent", "spaced"])
@pytest.mark.parametrize("listed", ["present", "absent"])
def test_a_refusal_is_one_however_the_issuer_words_it(
    sandbox: Running, issuer: DinteroIssuer, code: str, listed: str
) -> None:
    card, *_ = sandbox.cards()
    sandbox.turn(error_code=code, error_list=listed)
    for answer in (issuer.read(CardCode("NONE-1")), issuer.activate(order("NONE-1"))):
        assert (answer.kind, answer.status) == (Kind.REFUSED, 404)
        assert answer.message
    sandbox.lay({"on": "activate", "fault": "403"})
    answer = issuer.activate(order(card))
    assert (answer.kind, answer.status) == (Kind.REFUSED, 403)


def test_a_till_without_the_right_to_write_is_refused(sandbox: Running, issuer: DinteroIssuer) -> None:
    card, *_ = sandbox.cards()
    sandbox.turn(scopes="read:wallets")
    answer = issuer.activate(order(card))
    assert (answer.kind, answer.status) == (Kind.REFUSED, 403)
    assert answer.message
    assert issuer.read(CardCode(card)).kind is Kind.CARD
