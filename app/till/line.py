"""What the line looks like, learnt from real calls and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final

from app.core.activation import Order
from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.scan import Token
from app.till.clock_watch import OFF_BY, ClockReading, is_off
from app.till.in_turn import InTurn
from app.till.ports import CardIssuer, Clock


@unique
class LineState(StrEnum):
    """The line in one word; the words for people stand in the UI."""

    NOT_TRIED = "not-tried"
    ONLINE = "online"
    SLOW = "slow"
    OFFLINE = "offline"
    SILENT = "silent"
    BUSY = "busy"
    LOGIN_REFUSED = "login-refused"
    ACCOUNT = "account"
    NOT_ALLOWED = "not-allowed"
    CERTIFICATE = "certificate"
    CLOCK = "clock"


DOWN: Final = frozenset(
    {
        LineState.OFFLINE,
        LineState.SILENT,
        LineState.LOGIN_REFUSED,
        LineState.ACCOUNT,
        LineState.NOT_ALLOWED,
        LineState.CERTIFICATE,
        LineState.CLOCK,
    }
)
"""What is sold while the line stands so only waits: it is sold offline."""

SLOW_AFTER: Final = timedelta(seconds=4)
"""A call that takes longer is answered, and makes a queue of customers."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line as the last call found it, and since when it has been so.

    `last_contact` is when the issuer last answered, by the till's clock; None where it never did. `clock_off` is how
    far that clock is ahead of the issuer's (behind: below zero), as far as it is known.
    """

    state: LineState = LineState.NOT_TRIED
    since: datetime | None = None
    last_contact: datetime | None = None
    clock_off: timedelta | None = None

    @property
    def is_down(self) -> bool:
        """What is sold now waits for the line."""
        return self.state in DOWN

    @property
    def lets_wait(self) -> bool:
        """What is sold now may have to wait: the line is down, or the issuer sends away who calls."""
        return self.is_down or self.state is LineState.BUSY

    def is_news_after(self, before: "Line") -> bool:
        """Whether a person should hear of it: another state, or news of the clock."""
        return self.state is not before.state or self.has_clock_news_after(before)

    def has_clock_news_after(self, before: "Line") -> bool:
        """The clock is found wrong, right again, or wrong by another minute at least."""
        was, now = before.clock_off, self.clock_off
        if was is None or now is None or not is_off(now):
            return is_off(was) != is_off(now)
        return not is_off(was) or abs(now - was) >= OFF_BY


_OF_CAUSE: Final = {
    Cause.CERTIFICATE: LineState.CERTIFICATE,
    Cause.EXPIRED: LineState.CERTIFICATE,
    Cause.CLOCK: LineState.CLOCK,
    Cause.ACCOUNT: LineState.ACCOUNT,
}


def line_state(answer: Answer, took: timedelta = timedelta(0)) -> LineState:
    """What one answer says about the line. A refusal of a card is still a line that works."""
    match answer.kind:
        case Kind.NOT_SENT:
            return _OF_CAUSE.get(answer.cause, LineState.OFFLINE)
        case Kind.UNAUTHORISED:
            return _OF_CAUSE.get(answer.cause, LineState.LOGIN_REFUSED)
        case Kind.TOO_MANY:
            return LineState.BUSY
        case Kind.UNCLEAR:
            return LineState.SILENT
        case Kind.REFUSED if answer.status == 403:
            return LineState.NOT_ALLOWED
        case Kind.CARD | Kind.REFUSED | Kind.ALIVE:
            return LineState.ONLINE if took < SLOW_AFTER else LineState.SLOW


def is_contact(answer: Answer) -> bool:
    """Whether the issuer itself answered: it may refuse or ask for a pause, but it was there."""
    return answer.kind in {Kind.CARD, Kind.ALIVE, Kind.REFUSED, Kind.TOO_MANY}


def _is_silence(answer: Answer) -> bool:
    return answer.kind in {Kind.NOT_SENT, Kind.UNCLEAR}


def _nobody(_answer: Answer, _took: timedelta) -> None:
    """Nobody wants to hear of it."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """One answer with the beginning and the end of its call, by the clock nobody can set."""

    answer: Answer
    began: timedelta
    ended: timedelta

    @property
    def took(self) -> timedelta:
        return self.ended - self.began


@dataclass(slots=True)
class WatchedIssuer:
    """A CardIssuer that tells how the line is. May be called from several threads at once.

    `heard` is called with each answer and how long it took, and says what is known of the clock by then; `changed`
    after it, only when the line or the clock changes in a way that a person should hear of. Both are called for one
    answer after another, on the thread of a caller: what was told last is how the line is.
    """

    issuer: CardIssuer
    clock: Clock
    changed: Callable[[Line], None]
    heard: Callable[[Answer, timedelta], ClockReading | None] = _nobody
    line: Line = field(default_factory=Line)
    _told: Line = field(init=False)
    _reading: ClockReading = field(default_factory=ClockReading)
    _answered: timedelta | None = None
    """When the issuer last answered as it should, by the clock nobody can set."""
    _answers: InTurn[_Heard] = field(init=False)

    def __post_init__(self) -> None:
        """Nothing was told yet."""
        self._told = self.line
        self._answers = InTurn(self._learn)

    def activate(self, order: Order) -> Answer:
        """As CardIssuer.activate."""
        return self._noted(lambda: self.issuer.activate(order))

    def read(self, card: CardCode) -> Answer:
        """As CardIssuer.read."""
        return self._noted(lambda: self.issuer.read(card))

    def ping(self) -> Answer:
        """As CardIssuer.ping."""
        return self._noted(self.issuer.ping)

    def look_up(self, token: Token) -> Answer:
        """As CardIssuer.look_up."""
        return self._noted(lambda: self.issuer.look_up(token))

    def _noted(self, call: Callable[[], Answer]) -> Answer:
        began = self.clock.running()
        answer = call()
        self._answers.put(_Heard(answer, began, self.clock.running()))
        return self._by_the_clock(answer)

    def _by_the_clock(self, answer: Answer) -> Answer:
        """The answer; a certificate that ended by a clock known to be ahead speaks of that clock."""
        is_the_clocks = answer.cause is Cause.EXPIRED and self._reading.is_ahead
        return replace(answer, cause=Cause.CLOCK) if is_the_clocks else answer

    def _learn(self, heard: _Heard) -> None:
        self._reading = self.heard(heard.answer, heard.took) or self._reading
        answer = self._by_the_clock(heard.answer)
        state = line_state(answer, self._fair(heard))
        if _is_silence(answer) and self._answered is not None and heard.began < self._answered:
            state = self.line.state  # begun before the issuer answered another call: it says less than that answer
        if state in {LineState.ONLINE, LineState.SLOW}:
            self._answered = heard.ended
        now = self.clock.now()
        since = self.line.since if state is self.line.state else now
        contact = now if is_contact(answer) else self.line.last_contact
        self.line = Line(state, since, contact, self._reading.offset)
        if self.line.is_news_after(self._told):
            self._told = self.line
            self.changed(self.line)

    def _fair(self, heard: _Heard) -> timedelta:
        """How long the call took. The very first one loads the program's parts and waits for a keyring: not counted."""
        return timedelta(0) if self.line.state is LineState.NOT_TRIED else heard.took
