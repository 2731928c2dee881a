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
    assert told == [Line(LineState.ONLINE, MONDAY)]
    till.clock.move(60)
    assert watched.read(CardCode(CARD)).kind is Kind.NOT_SENT
    till.clock.move(60)
    assert watched.read(CardCode(CARD)).kind is Kind.NOT_SENT
    assert [line.state for line in told] == [LineState.ONLINE, LineState.OFFLINE]
    assert watched.line == told[-1]
    assert told[-1].since == till.clock.now().replace(minute=4)
