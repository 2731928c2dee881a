"""The line as real calls find it, and nothing else."""

from datetime import timedelta

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.scan import Token
from app.till.clock_watch import ClockReading
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
        (Answer(Kind.NOT_SENT, Cause.EXPIRED), LineState.CERTIFICATE),
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
    watched.ping()
    till.issuer.after_read = lambda: till.clock.move(5)
    watched.read(CardCode(CARD))
    assert (watched.line.state, watched.line.is_down) == (LineState.SLOW, False)
    assert watched.ping().kind is Kind.ALIVE
    assert [line.state for line in told] == [LineState.ONLINE, LineState.SLOW, LineState.ONLINE]
    assert heard == [0, 5, 0]


def test_the_first_call_also_loads_the_program_and_waits_for_a_keyring_and_is_not_called_slow(till: WholeTill) -> None:
    watched = WatchedIssuer(till.issuer, till.clock, lambda line: None)
    till.issuer.after_read = lambda: till.clock.move(20)
    watched.read(CardCode(CARD))
    assert watched.line.state is LineState.ONLINE
    watched.read(CardCode(CARD))
    assert watched.line.state is LineState.SLOW


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


def test_one_good_answer_ends_a_silence_and_a_new_silence_counts_at_once(till: WholeTill) -> None:
    told: list[Line] = []
    watched = WatchedIssuer(till.issuer, till.clock, told.append)
    till.fated(reads=(Fate.LOST_BEFORE, Fate.OK, Fate.LOST_BEFORE))
    for _ in range(3):
        watched.read(CardCode(CARD))
    assert [line.state for line in told] == [LineState.SILENT, LineState.ONLINE, LineState.SILENT]


def test_a_silence_that_began_before_the_last_good_answer_says_less_than_that_answer(till: WholeTill) -> None:
    """Of two calls at once one is lost; the other, answered in the meantime, knows better."""
    watched = WatchedIssuer(till.issuer, till.clock, lambda line: None)
    watched.ping()

    def meanwhile() -> None:
        till.clock.move(1)
        watched.ping()

    till.issuer.after_read = meanwhile
    till.fated(reads=(Fate.LOST_BEFORE, Fate.TOO_MANY))
    watched.read(CardCode(CARD))
    assert watched.line.state is LineState.ONLINE
    watched.read(CardCode(CARD))
    assert watched.line.state is LineState.BUSY, "the issuer's own word counts whenever it was asked for"


def test_every_contact_is_kept_and_no_news_of_it_is_made(till: WholeTill) -> None:
    told: list[Line] = []
    watched = WatchedIssuer(till.issuer, till.clock, told.append, line=Line(last_contact=MONDAY - timedelta(days=1)))
    watched.ping()
    till.clock.move(60)
    watched.ping()
    assert watched.line == Line(LineState.ONLINE, MONDAY, till.clock.now())
    assert len(told) == 1


def test_a_certificate_that_ended_speaks_of_a_clock_that_is_known_to_be_ahead(till: WholeTill) -> None:
    readings = [ClockReading(), ClockReading(timedelta(days=400), is_ahead=True)]
    watched = WatchedIssuer(till.issuer, till.clock, lambda line: None, lambda answer, took: readings.pop(0))
    till.issuer.ping_answer = Answer(Kind.NOT_SENT, Cause.EXPIRED)
    assert watched.ping().cause is Cause.EXPIRED
    assert watched.line.state is LineState.CERTIFICATE
    assert watched.ping().cause is Cause.CLOCK
    assert watched.line.state is LineState.CLOCK


def test_a_clock_found_wrong_is_news_though_the_line_stays_as_it_is(till: WholeTill) -> None:
    told: list[Line] = []
    offsets = [None, 0, 61, 70, 200, 0.5]
    readings = [ClockReading(None if off is None else timedelta(seconds=off)) for off in offsets]
    watched = WatchedIssuer(till.issuer, till.clock, told.append, lambda answer, took: readings.pop(0))
    for _ in offsets:
        watched.ping()
    assert [line.clock_off and line.clock_off.total_seconds() for line in told] == [None, 61, 200, 0.5]
    assert {line.state for line in told} == {LineState.ONLINE}


def test_what_was_told_last_is_how_the_line_is_though_another_answer_came_in_mid_tell(till: WholeTill) -> None:
    """While it is written down that the line is down, another call finds it up: that is told after, never before."""
    told: list[LineState] = []

    def slowly(line: Line) -> None:
        if line.state is LineState.OFFLINE:
            till.issuer.ping_answer = None
            watched.ping()
        told.append(line.state)

    watched = WatchedIssuer(till.issuer, till.clock, slowly)
    till.issuer.ping_answer = Answer(Kind.NOT_SENT, Cause.LINE)
    watched.ping()
    assert told == [LineState.OFFLINE, LineState.ONLINE]
    assert watched.line.state is LineState.ONLINE
