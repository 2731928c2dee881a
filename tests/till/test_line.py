"""The line as real calls find it, and nothing else."""

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.scan import Token
from app.till.line import Line, LineState, WatchedIssuer, line_state
from tests.fakes import MONDAY, Fate, order
from tests.till.whole_till import CARD, WholeTill


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(Kind.NOT_SENT, Cause.LINE), LineState.OFFLINE),
        (Answer(Kind.NOT_SENT, Cause.CERTIFICATE), LineState.CERTIFICATE),
        (Answer(Kind.UNAUTHORISED, Cause.LOGIN, 401), LineState.LOGIN_REFUSED),
        (Answer(Kind.TOO_MANY, status=429), LineState.BUSY),
        (Answer(Kind.UNCLEAR, Cause.TIME_OUT), LineState.SILENT),
        (Answer(Kind.UNCLEAR, status=500), LineState.SILENT),
        (Answer(Kind.REFUSED, status=403), LineState.NOT_ALLOWED),
        (Answer(Kind.REFUSED, status=400), LineState.ONLINE),
        (Answer(Kind.REFUSED, status=404), LineState.ONLINE),
        (Answer(Kind.ALIVE, status=200), LineState.ONLINE),
        (Answer(Kind.NOT_SENT, Cause.CLOCK), LineState.CLOCK),
        (Answer(Kind.UNAUTHORISED, Cause.ACCOUNT, 404), LineState.ACCOUNT),
    ],
)
def test_every_answer_says_how_the_line_is(answer: Answer, state: LineState) -> None:
    assert line_state(answer) is state


def test_the_line_is_not_known_before_the_first_call(till: WholeTill) -> None:
    assert WatchedIssuer(till.issuer, till.clock, lambda line: None).line == Line(LineState.NOT_TRIED, None)


def test_only_a_change_of_the_line_is_told_with_its_time(till: WholeTill) -> None:
    told: list[Line] = []
    watched = WatchedIssuer(till.issuer, till.clock, told.append)
    till.issuer.tokens["DINCARD:1"] = CARD
    till.fated(Fate.OK, reads=(Fate.OK, Fate.NOT_SENT, Fate.NOT_SENT))
    assert watched.activate(order()).kind is Kind.CARD
    assert watched.look_up(Token("DINCARD:1")).kind is Kind.CARD
    assert told == [Line(LineState.ONLINE, MONDAY, MONDAY)]
    till.clock.move(60)
    assert watched.read(CardCode(CARD)).kind is Kind.NOT_SENT
    till.clock.move(60)
    assert watched.read(CardCode(CARD)).kind is Kind.NOT_SENT
    assert [line.state for line in told] == [LineState.ONLINE, LineState.OFFLINE]
    assert watched.line == told[-1]
    assert told[-1].since == till.clock.now().replace(minute=4)


def test_a_call_that_took_long_says_that_the_line_is_slow(till: WholeTill) -> None:
    told: list[Line] = []
    heard: list[float] = []
    watched = WatchedIssuer(till.issuer, till.clock, told.append, lambda _, took: heard.append(took.total_seconds()))
    till.issuer.after_read = lambda: till.clock.move(5)
    watched.read(CardCode(CARD))
    assert (watched.line.state, watched.line.is_down) == (LineState.SLOW, False)
    assert watched.ping().kind is Kind.ALIVE
    assert [line.state for line in told] == [LineState.SLOW, LineState.ONLINE]
    assert heard == [5, 0]


@pytest.mark.parametrize("state", list(LineState))
def test_what_is_sold_while_the_line_is_down_waits(state: LineState) -> None:
    up = {LineState.NOT_TRIED, LineState.ONLINE, LineState.SLOW, LineState.BUSY}
    assert Line(state).is_down is (state not in up)


def test_the_last_contact_is_known_when_the_line_goes_down(till: WholeTill) -> None:
    watched = WatchedIssuer(till.issuer, till.clock, lambda line: None)
    assert watched.line.last_contact is None
    watched.ping()
    till.clock.move(60)
    till.fated(reads=(Fate.NOT_SENT,))
    watched.read(CardCode(CARD))
    assert watched.line == Line(LineState.OFFLINE, till.clock.now(), MONDAY)
