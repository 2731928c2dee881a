"""A model of the issuer that knows the truth about each card and treats each call as it is told."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto, unique
from typing import Any

from app.core.activation import Order
from app.core.answer import Answer, Cause, Kind
from app.core.card import Card, CardCode
from app.core.scan import Token
from tests.fake_clock import FakeClock

QUARANTINE = timedelta(seconds=120)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""What a portal's own clock says."""


@unique
class Fate(Enum):
    """What becomes of one call. Where a read cannot have a fate of an activate, it has the nearest one."""

    OK = auto()
    NOT_SENT = auto()
    LOST_BEFORE = auto()
    LOST_AFTER = auto()
    LATE = auto()
    """The caller gives up; the call is carried out after `late_calls` more calls, or when its life ends."""
    ERROR_BEFORE = auto()
    ERROR_AFTER = auto()
    UNAUTHORISED = auto()
    BAD_REQUEST = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    CONFLICT = auto()
    TOO_MANY = auto()
    PORTAL = auto()
    """A 200 that is not the issuer's: a captive portal. Nothing was carried out."""
    GARBAGE = auto()
    """Carried out, and the 200 is cut in its middle."""
    STILL_INACTIVE = auto()
    """A well-formed 200 with the card still inactive: nothing was carried out."""
    OTHER_CARD = auto()
    """A well-formed 200 about another card: nothing was carried out."""
    OTHER_AMOUNT = auto()
    """Carried out, with another amount than asked."""
    METADATA_DROPPED = auto()
    """Carried out, and the metadata is not kept."""
    ODD_WORD = auto()
    """Carried out, answered with a status word never seen before."""


CARRIED_OUT = frozenset(
    {
        Fate.OK,
        Fate.LOST_AFTER,
        Fate.ERROR_AFTER,
        Fate.GARBAGE,
        Fate.OTHER_AMOUNT,
        Fate.METADATA_DROPPED,
        Fate.ODD_WORD,
    }
)
NEVER_ARRIVED = frozenset({Fate.NOT_SENT, Fate.LOST_BEFORE})

SILENCE = Answer(Kind.UNCLEAR, Cause.TIME_OUT)


@unique
class Second(Enum):
    """What the issuer does with an activate on a card that is not inactive (fact S1: not documented)."""

    REFUSE_400 = auto()
    REFUSE_409 = auto()
    UNCHANGED = auto()
    RESET = auto()
    ADD = auto()


@dataclass
class IssuedCard:
    """The truth about one card. `loads` is how often money was put on it by an activate."""

    card_id: str
    status: str = "inactive"
    loads: int = 0
    amount: int | None = None
    currency: str | None = None
    originated_by: str | None = None
    customer_id: str | None = None
    name: str | None = None
    active_from: datetime | None = None
    expires_at: datetime | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    loaded_by: list[str] = field(default_factory=list)

    def load(self, body: dict[str, Any], *, added: bool = False) -> None:
        self.status = "unused"
        self.loads += 1
        self.amount = body["amount"] + ((self.amount or 0) if added else 0)
        self.currency = body["currency"]
        self.originated_by = body.get("originated_by")
        self.customer_id = body.get("customer_id")
        self.name = body.get("name")
        self.active_from = _moment(body.get("active_from"))
        self.expires_at = _moment(body.get("expires_at"))
        self.metadata = dict(body.get("metadata", {}))
        self.loaded_by.append(self.metadata.get("pos_activation_id", ""))

    def as_answered(self) -> Card:
        return Card(
            card_id=self.card_id,
            status=self.status,
            amount=self.amount,
            currency=self.currency,
            amount_available=self.amount,
            amount_balance=self.amount,
            customer_id=self.customer_id,
            name=self.name,
            originated_by=self.originated_by,
            active_from=self.active_from,
            expires_at=self.expires_at,
            metadata=dict(self.metadata),
        )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@dataclass(frozen=True)
class SeenCall:
    """One activate as it arrived at the issuer."""

    card_id: str
    activation_id: str
    body: bytes


@dataclass
class _Late:
    order: Order
    calls_left: int
    ends: timedelta


@dataclass
class FakeIssuer:
    """A model of the issuer. It holds cards, knows the truth, and treats each call as `fates` and `read_fates` say.

    A late call lands after `late_calls` more calls, and always before it is `longest_life` old (which is what the
    quarantine stands on). `before_call` is called as each activate begins: what must be on disk by then is.
    `after_read` is called once a read was served, before its answer arrives: there time may pass.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    second: Second = Second.REFUSE_400
    cards: dict[str, IssuedCard] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    fates: deque[Fate] = field(default_factory=deque)
    read_fates: deque[Fate] = field(default_factory=deque)
    late_calls: int = 2
    longest_life: timedelta = QUARANTINE
    tells_time: bool = True
    before_call: Callable[[Order], None] = lambda order: None
    after_read: Callable[[], None] = lambda: None
    begun: list[str] = field(default_factory=list)
    seen: list[SeenCall] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    late: list[_Late] = field(default_factory=list)
    ping_answer: Answer | None = None
    """What a light call brings; None: what `ping_fates` say, and then that the line works."""
    ping_fates: deque[Fate] = field(default_factory=deque)

    def with_cards(self, *card_ids: str) -> "FakeIssuer":
        """The same issuer with these inactive cards."""
        self.cards.update({card_id: IssuedCard(card_id) for card_id in card_ids})
        return self

    def truth(self, card_id: str) -> IssuedCard:
        """The card as it really stands by now."""
        self.land_due()
        return self.cards[card_id]

    def sell_elsewhere(self, card_id: str, minor: int = 50_000, currency: str = "NOK") -> None:
        """Another till sold this card."""
        body = {"amount": minor, "currency": currency, "originated_by": "OSLO/9"}
        self.truth(card_id).load(body | {"metadata": {"pos_activation_id": "f" * 32}})

    def activate(self, order: Order) -> Answer:
        self.before_call(order)
        self.begun.append(order.activation_id)
        self._one_call_more()
        fate = self.fates.popleft() if self.fates else Fate.OK
        if fate not in NEVER_ARRIVED:
            body = json.loads(order.body)
            self.seen.append(SeenCall(order.card.text, body["metadata"]["pos_activation_id"], order.body))
        if fate is Fate.LATE:
            self.late.append(_Late(order, self.late_calls, self.clock.passed + self.longest_life))
        refusal = self._carry_out(order, fate) if fate in CARRIED_OUT else None
        return self._answered(fate, order.card, refusal)

    def read(self, card: CardCode) -> Answer:
        self._one_call_more()
        self.reads.append(card.text)
        answer = self._answered(self.read_fates.popleft() if self.read_fates else Fate.OK, card, None)
        self.after_read()
        return answer

    def ping(self) -> Answer:
        fate = self.ping_fates.popleft() if self.ping_fates else Fate.OK
        return self.ping_answer or self._spoilt().get(fate) or self._plain(Kind.ALIVE, 200)

    def look_up(self, token: Token) -> Answer:
        card_id = self.tokens.get(token.value)
        if card_id is None:
            return replace(self._answered(Fate.NOT_FOUND, CardCode("none"), None), message="no such token")
        return self.read(CardCode(card_id))

    def land_due(self) -> None:
        """Every late call whose life ends by now is carried out."""
        due = [late for late in self.late if late.calls_left <= 0 or late.ends <= self.clock.passed]
        self.late = [late for late in self.late if late not in due]
        for late in due:
            self._carry_out(late.order, Fate.OK)

    def _one_call_more(self) -> None:
        for late in self.late:
            late.calls_left -= 1
        self.land_due()

    def _carry_out(self, order: Order, fate: Fate) -> Answer | None:
        """Does the work, or says why not."""
        card = self.cards.get(order.card.text)
        if card is None:
            return self._plain(Kind.REFUSED, 404)
        body = json.loads(order.body)
        if fate is Fate.OTHER_AMOUNT:
            body["amount"] -= 100
        if fate is Fate.METADATA_DROPPED:
            body["metadata"] = {}
        if card.status in {"inactive", "created"}:
            card.load(body)
        elif self.second is Second.REFUSE_400:
            return self._plain(Kind.REFUSED, 400, "card is not inactive")
        elif self.second is Second.REFUSE_409:
            return self._plain(Kind.UNCLEAR, 409)
        elif self.second is not Second.UNCHANGED:
            card.load(body, added=self.second is Second.ADD)
        return None

    def _spoilt(self) -> dict[Fate, Answer]:
        """The answers that are the same whatever was asked."""
        return {
            Fate.NOT_SENT: Answer(Kind.NOT_SENT, Cause.LINE),
            Fate.LOST_BEFORE: SILENCE,
            Fate.LOST_AFTER: SILENCE,
            Fate.LATE: SILENCE,
            Fate.ERROR_BEFORE: self._plain(Kind.UNCLEAR, 500),
            Fate.ERROR_AFTER: self._plain(Kind.UNCLEAR, 500),
            Fate.UNAUTHORISED: replace(self._plain(Kind.UNAUTHORISED, 401), cause=Cause.LOGIN),
            Fate.BAD_REQUEST: self._plain(Kind.REFUSED, 400, "amount not allowed"),
            Fate.FORBIDDEN: self._plain(Kind.REFUSED, 403, "missing scope"),
            Fate.NOT_FOUND: self._plain(Kind.REFUSED, 404),
            Fate.CONFLICT: self._plain(Kind.UNCLEAR, 409),
            Fate.TOO_MANY: replace(self._plain(Kind.TOO_MANY, 429), retry_after_s=7),
            Fate.PORTAL: Answer(Kind.UNCLEAR, Cause.ODD, 200, server_at=LONG_AGO),
            Fate.GARBAGE: Answer(Kind.UNCLEAR, Cause.CUT, 200),
        }

    def _answered(self, fate: Fate, code: CardCode, refusal: Answer | None) -> Answer:
        plain = self._spoilt()
        if fate in plain:
            return plain[fate]
        if refusal is not None:
            return refusal
        card = self.cards.get(code.text)
        if card is None:
            return self._plain(Kind.REFUSED, 404)
        answered = card.as_answered()
        if fate is Fate.STILL_INACTIVE:
            answered = Card(code.text, "inactive")
        if fate is Fate.OTHER_CARD:
            answered = replace(answered, card_id=f"{code.text}9", status="unused")
        if fate is Fate.ODD_WORD:
            answered = replace(answered, status="frozen")
        return Answer(Kind.CARD, status=200, card=answered, server_at=self._server_at())

    def _plain(self, kind: Kind, status: int, message: str = "") -> Answer:
        return Answer(kind, status=status, message=message, server_at=self._server_at())

    def _server_at(self) -> datetime | None:
        return datetime(2026, 11, 23, 13, 3, tzinfo=UTC) + self.clock.passed if self.tells_time else None
