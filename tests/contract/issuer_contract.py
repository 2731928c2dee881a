"""What every CardIssuer promises, whatever stands behind it. Held to it: the client over real HTTP, and the fake.

A class of tests derives from IssuerContract and gives the fixture `world`.
"""

from abc import ABC, abstractmethod
from typing import Protocol

import pytest

from app.core.activation import Order, State, queued
from app.core.answer import Answer, Kind
from app.core.attribution import Attribution, attribute
from app.core.card import CardCode, Standing
from app.core.rules import after_activate, sending
from app.core.scan import Token
from app.till.ports import CardIssuer
from tests.fakes import order


class IssuerWorld(Protocol):
    """An issuer with one inactive card and its token, whose next call can be spoilt.

    The names of what can be spoilt: lost-before, lost-after, error-before, error-after, refused, forbidden,
    unauthorised, too-many (with a pause of 7 s), portal, portal-404 and portal-403 (a page with such a status), cut,
    other-card, other-amount. For a read and a light call the same, where it has a meaning.
    """

    issuer: CardIssuer
    card: CardCode
    token: Token

    def spoil_activate(self, how: str) -> None:
        """The next activate meets this."""
        ...

    def spoil_read(self, how: str) -> None:
        """The next read meets this."""
        ...

    def spoil_ping(self, how: str) -> None:
        """The next light call meets this."""
        ...

    def cut_off(self) -> None:
        """From now on nothing reaches the issuer."""
        ...

    def loads(self) -> int:
        """How often money was really put on the card."""
        ...


CARRIED_OUT = {"lost-after", "error-after", "cut", "other-amount"}
KINDS = {
    "lost-before": Kind.UNCLEAR,
    "lost-after": Kind.UNCLEAR,
    "error-before": Kind.UNCLEAR,
    "error-after": Kind.UNCLEAR,
    "refused": Kind.REFUSED,
    "forbidden": Kind.REFUSED,
    "unauthorised": Kind.UNAUTHORISED,
    "too-many": Kind.TOO_MANY,
    "portal": Kind.UNCLEAR,
    "portal-404": Kind.UNCLEAR,
    "portal-403": Kind.UNCLEAR,
    "cut": Kind.UNCLEAR,
    "other-card": Kind.CARD,
    "other-amount": Kind.CARD,
}
STATES = {
    Kind.UNCLEAR: State.UNKNOWN,
    Kind.REFUSED: State.HELD,
    Kind.UNAUTHORISED: State.QUEUED,
    Kind.TOO_MANY: State.QUEUED,
    Kind.NOT_SENT: State.QUEUED,
}
READ_KINDS = {
    "lost-before": Kind.UNCLEAR,
    "error-before": Kind.UNCLEAR,
    "unauthorised": Kind.UNAUTHORISED,
    "forbidden": Kind.REFUSED,
    "too-many": Kind.TOO_MANY,
    "portal": Kind.UNCLEAR,
    "portal-404": Kind.UNCLEAR,
    "portal-403": Kind.UNCLEAR,
    "cut": Kind.UNCLEAR,
}


def becomes(mine: Order, answer: Answer) -> State:
    waiting = queued(mine)
    return after_activate(waiting.moved(sending(waiting), mine.confirmed_at), answer, mine.confirmed_at).to


class IssuerContract(ABC):
    """The promises of the port CardIssuer."""

    @pytest.fixture
    @abstractmethod
    def world(self) -> IssuerWorld:
        """An issuer with one inactive card."""

    def test_a_card_that_waits_is_read_as_inactive(self, world: IssuerWorld) -> None:
        answer = world.issuer.read(world.card)
        assert answer.kind is Kind.CARD
        assert answer.card is not None
        assert answer.card.card_id == world.card.text
        assert answer.card.standing is Standing.INACTIVE
        assert answer.server_at is not None
        assert answer.server_at.tzinfo is not None

    def test_an_activated_card_is_answered_and_read_as_ours(self, world: IssuerWorld) -> None:
        mine = order(world.card.text, customer_id="kunde-17", customer_name="Ærlig Øystein Åsen")
        for answer in (world.issuer.activate(mine), world.issuer.read(world.card), world.issuer.look_up(world.token)):
            assert answer.card is not None
            assert attribute(answer.card, mine) is Attribution.OURS
            assert answer.card.amount_available == mine.money.minor
            assert answer.card.originated_by
            assert (answer.card.customer_id, answer.card.name) == ("kunde-17", "Ærlig Øystein Åsen")
        assert world.loads() == 1

    def test_a_card_that_does_not_exist_is_refused_as_such(self, world: IssuerWorld) -> None:
        for answer in (world.issuer.read(CardCode("NONE-1")), world.issuer.activate(order("NONE-1"))):
            assert (answer.kind, answer.status, answer.card) == (Kind.REFUSED, 404, None)

    def test_a_token_leads_to_its_card_and_an_unknown_one_nowhere(self, world: IssuerWorld) -> None:
        answer = world.issuer.look_up(world.token)
        assert answer.card is not None
        assert answer.card.card_id == world.card.text
        unknown = world.issuer.look_up(Token("DINCARD:nothing"))
        assert (unknown.kind, unknown.status) == (Kind.REFUSED, 404)
        assert "nothing" not in unknown.message

    def test_a_second_activate_of_one_card_is_refused_and_loads_nothing(self, world: IssuerWorld) -> None:
        world.issuer.activate(order(world.card.text))
        answer = world.issuer.activate(order(world.card.text, activation_id="b" * 32))
        assert (answer.kind, answer.status) == (Kind.REFUSED, 400)
        assert world.loads() == 1

    @pytest.mark.parametrize("how", KINDS)
    def test_a_spoilt_activate_claims_no_more_than_it_proves(self, world: IssuerWorld, how: str) -> None:
        world.spoil_activate(how)
        mine = order(world.card.text)
        answer = world.issuer.activate(mine)
        assert answer.kind is KINDS[how]
        if how == "other-amount":
            assert becomes(mine, answer) is State.MISMATCH
        else:
            assert becomes(mine, answer) is STATES.get(answer.kind, State.UNKNOWN)
        if how != "other-card":  # whether the work behind such an answer was done is open
            assert world.loads() == (1 if how in CARRIED_OUT else 0)

    @pytest.mark.parametrize("how", READ_KINDS)
    def test_a_spoilt_read_says_nothing_of_the_card(self, world: IssuerWorld, how: str) -> None:
        world.spoil_read(how)
        answer = world.issuer.read(world.card)
        assert (answer.kind, answer.card) == (READ_KINDS[how], None)
        assert world.issuer.read(world.card).kind is Kind.CARD

    def test_a_light_call_says_that_the_line_works_and_nothing_of_a_card(self, world: IssuerWorld) -> None:
        answer = world.issuer.ping()
        assert (answer.kind, answer.status, answer.card) == (Kind.ALIVE, 200, None)
        assert answer.server_at is not None
        assert world.loads() == 0

    @pytest.mark.parametrize("how", READ_KINDS)
    def test_a_spoilt_light_call_does_not_say_that_the_line_works(self, world: IssuerWorld, how: str) -> None:
        world.spoil_ping(how)
        answer = world.issuer.ping()
        assert (answer.kind, answer.card) == (READ_KINDS[how], None)
        assert world.issuer.ping().kind is Kind.ALIVE

    def test_a_pause_asked_for_is_passed_on(self, world: IssuerWorld) -> None:
        world.spoil_activate("too-many")
        assert world.issuer.activate(order(world.card.text)).retry_after_s == 7

    def test_a_line_that_is_down_is_proof_that_nothing_was_sent(self, world: IssuerWorld) -> None:
        world.cut_off()
        mine = order(world.card.text)
        answer = world.issuer.activate(mine)
        assert answer.kind is Kind.NOT_SENT
        assert becomes(mine, answer) is State.QUEUED
        assert world.issuer.read(world.card).kind is Kind.NOT_SENT
        assert world.issuer.look_up(world.token).kind is Kind.NOT_SENT
        assert world.issuer.ping().kind is Kind.NOT_SENT
        assert world.loads() == 0
