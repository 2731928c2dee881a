"""What a call to the issuer brought back, before anything is concluded from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto, unique

from app.core.card import Card


@unique
class Kind(Enum):
    """The kinds of answer the rules tell apart (reliability's transition table, T05 to T10)."""

    NOT_SENT = auto()
    """Proven: no byte of the call was carried out (name not found, refused, TLS failed, no token)."""
    CARD = auto()
    """A complete, well-formed 2xx answer holding a card. It proves nothing by itself."""
    ALIVE = auto()
    """A complete 2xx answer of the API that speaks of no single card: the line works, and that is all."""
    REFUSED = auto()
    """400 403 404 413 415 in the API's own error body: a definite no. A portal's page proves nothing."""
    UNAUTHORISED = auto()
    """401 that a new token did not cure, or a token that could not be had because the login is wrong."""
    TOO_MANY = auto()
    """429."""
    UNCLEAR = auto()
    """All else: silence after the call left, cut or odd answers, 1xx, 3xx, 5xx, other 4xx, a 2xx that is no card."""


@unique
class Cause(Enum):
    """Why an answer is NOT_SENT, UNAUTHORISED or UNCLEAR, as far as the till can tell; for words only."""

    NONE = auto()
    LINE = auto()
    CERTIFICATE = auto()
    EXPIRED = auto()
    """A certificate that is not valid any more by this computer's clock: either may be wrong."""
    CLOCK = auto()
    """A certificate that is not valid yet by this computer's clock: that is wrong sooner than the certificate."""
    LOGIN = auto()
    ACCOUNT = auto()
    """The issuer knows no such account."""
    SECRET = auto()
    TIME_OUT = auto()
    CUT = auto()
    ODD = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one call. Network faults are answers, never exceptions.

    `message` is the issuer's own text, cleaned and cut; never a secret. `retry_after_s` is clamped to 1..300 seconds.
    `server_at` is the answer's `Date`, if it had one and no cache gave it.
    """

    kind: Kind
    cause: Cause = Cause.NONE
    status: int | None = None
    card: Card | None = None
    message: str = ""
    retry_after_s: int | None = None
    server_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where kind and card contradict each other."""
        if (self.kind is Kind.CARD) != (self.card is not None):
            raise ValueError("a card belongs to an answer of kind CARD, and only there")
