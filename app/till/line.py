"""What the line looks like, learnt from real calls and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final

from app.core.activation import Order
from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.scan import Token
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

    `last_contact` is when the issuer last answered before that, by the till's clock; None where it never did.
    """

    state: LineState = LineState.NOT_TRIED
    since: datetime | None = None
    last_contact: datetime | None = None

    @property
    def is_down(self) -> bool:
        """What is sold now waits for the line."""
        return self.state in DOWN


_OF_CAUSE: Final = {
    Cause.CERTIFICATE: LineState.CERTIFICATE,
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


def _nobody(_answer: Answer, _took: timedelta) -> None:
    """Nobody wants to hear of it."""


@dataclass(slots=True)
class WatchedIssuer:
    """A CardIssuer that tells how the line is. May be called from several threads at once.

    `changed` is called on the caller's thread, only when the line changes; `heard` with each answer and how long it
    took. The line is one frozen value that is put in place whole: of two answers at the same moment the later one
    stands, and the next one puts right what was read in between.
    """

    issuer: CardIssuer
    clock: Clock
    changed: Callable[[Line], None]
    heard: Callable[[Answer, timedelta], None] = _nobody
    line: Line = field(default_factory=Line)
    contact: datetime | None = None
    """When the issuer last answered, by the till's clock."""

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
        took = self.clock.running() - began
        state = line_state(answer, took)
        if is_contact(answer):
            self.contact = self.clock.now()
        if state is not self.line.state:
            self.line = Line(state, self.clock.now(), self.contact)
            self.changed(self.line)
        self.heard(answer, took)
        return answer
