"""What the line looks like, learnt from real calls and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

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
    OFFLINE = "offline"
    SILENT = "silent"
    BUSY = "busy"
    LOGIN_REFUSED = "login-refused"
    NOT_ALLOWED = "not-allowed"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Line:
    """The line as the last call found it, and since when it has been so."""

    state: LineState = LineState.NOT_TRIED
    since: datetime | None = None


def line_state(answer: Answer) -> LineState:
    """What one answer says about the line. A refusal of a card is still a line that works."""
    match answer.kind:
        case Kind.NOT_SENT:
            return LineState.CERTIFICATE if answer.cause is Cause.CERTIFICATE else LineState.OFFLINE
        case Kind.UNAUTHORISED:
            return LineState.LOGIN_REFUSED
        case Kind.TOO_MANY:
            return LineState.BUSY
        case Kind.UNCLEAR:
            return LineState.SILENT
        case Kind.REFUSED if answer.status == 403:
            return LineState.NOT_ALLOWED
        case Kind.CARD | Kind.REFUSED:
            return LineState.ONLINE


@dataclass(slots=True)
class WatchedIssuer:
    """A CardIssuer that tells how the line is. `changed` is called on the caller's thread, only when it changes."""

    issuer: CardIssuer
    clock: Clock
    changed: Callable[[Line], None]
    line: Line = field(default_factory=Line)

    def activate(self, order: Order) -> Answer:
        """As CardIssuer.activate."""
        return self._noted(self.issuer.activate(order))

    def read(self, card: CardCode) -> Answer:
        """As CardIssuer.read."""
        return self._noted(self.issuer.read(card))

    def look_up(self, token: Token) -> Answer:
        """As CardIssuer.look_up."""
        return self._noted(self.issuer.look_up(token))

    def _noted(self, answer: Answer) -> Answer:
        state = line_state(answer)
        if state is not self.line.state:
            self.line = Line(state, self.clock.now())
            self.changed(self.line)
        return answer
