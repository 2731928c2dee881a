"""A card as the issuer keeps it: money, tokens, PIN, transactions and what was done to it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.sandbox.moment import written


class Stage(StrEnum):
    """Where a card is in its life. The words on the wire are switches."""

    INACTIVE = "inactive"
    ACTIVE = "active"
    USED = "used"


class Movement(StrEnum):
    """What a transaction is (API fact sheet, section 2.11)."""

    DRAWDOWN = "drawdown"
    FUND = "fund"
    PENDING = "pending_capture"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Format:
    """How the value of a PIN or a token is made up (API fact sheet, section 5)."""

    length: int = 36
    prefix: str = ""
    symbols: bool = True
    numbers: bool = True
    characters: bool = True
    barcode: bool = False

    def shown(self) -> dict[str, object]:
        """As it stands on the wire."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its value: the digest to find it by, and the mask that may be shown."""

    id: str
    digest: str
    masked_code: str
    format: Format
    created_at: datetime
    expires_at: datetime | None = None
    single_use: bool = True
    spent: bool = False
    ref_id: str | None = None
    expires_in: int | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])

    def lives(self, now: datetime) -> bool:
        """Whether the token still stands for its card."""
        return self.expires_at is None or now < self.expires_at

    def shown(self) -> dict[str, object]:
        """As it stands in the details of a card: never with its value."""
        shown: dict[str, object] = {"masked_code": self.masked_code, "format": self.format.shown()}
        if self.expires_at is not None:
            shown["expires_at"] = written(self.expires_at)
        return shown


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN without its value."""

    digest: str
    format: Format


@dataclass(frozen=True, slots=True)
class Transaction:
    """Money that moved, or is locked; amounts in the smallest unit."""

    id: str
    ref_id: str
    amount: int
    currency: str
    type: Movement
    created_at: datetime
    created_by: str
    metadata: Mapping[str, object]
    originated_by: str | None = None
    parent_id: str | None = None

    def shown(self) -> dict[str, object]:
        """As it stands on the wire."""
        shown: dict[str, object] = {
            "id": self.id,
            "created_at": written(self.created_at),
            "created_by": self.created_by,
            "ref_id": self.ref_id,
            "amount": self.amount,
            "currency": self.currency,
            "metadata": dict(self.metadata),
            "type": self.type.value,
        }
        optional = {"originated_by": self.originated_by, "parent_id": self.parent_id}
        return shown | {name: value for name, value in optional.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was applied to the card: when, which, and what it said (secrets never among it)."""

    at: datetime
    name: str
    said: Mapping[str, object]

    def shown(self) -> dict[str, object]:
        """As it stands in the truth."""
        return {"time": written(self.at), "name": self.name, "said": dict(self.said)}


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Money is a whole number of the smallest unit.

    `funds` is all that was ever put on it, `drawn` all that was ever taken, `pending` what is locked.
    """

    id: str
    card_id: str
    created_at: datetime
    created_by: str
    type: str = "gift_card"
    stage: Stage = Stage.INACTIVE
    amount: int = 0
    currency: str | None = None
    customer_id: str | None = None
    name: str | None = None
    originated_by: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    active_from: datetime | None = None
    expires_at: datetime | None = None
    funds: int = 0
    drawn: int = 0
    pending: int = 0
    loads: int = 0
    pin: Pin | None = None
    tokens: tuple[Token, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    calls: tuple[Call, ...] = ()
    deleted: bool = False

    @property
    def balance(self) -> int:
        """What is on the card, locked money included."""
        return self.funds - self.drawn

    @property
    def available(self) -> int:
        """What can be drawn now."""
        return self.balance - self.pending

    def expired(self, now: datetime) -> bool:
        """Whether the card's last moment has come."""
        return self.expires_at is not None and now >= self.expires_at

    def after(self, call: Call) -> "Card":
        """The same card with one more applied call to its name."""
        return replace(self, calls=(*self.calls, call))


def digest(value: str) -> str:
    """What is kept of a secret: enough to know it again, not enough to say it."""
    return hashlib.sha256(value.encode()).hexdigest()


def pin_digest(card: Card, value: str) -> str:
    """What is kept of a PIN: bound to its card, so that equal PINs do not look equal."""
    return digest(f"{card.id}:{value}")


def masked(value: str, prefix: str) -> str:
    """A token with most of its figures hidden; the prefix, the hyphens and the last five stay."""
    body = value.removeprefix(prefix)
    kept_last = 5 if len(body) > 10 else 1
    hidden = "".join(figure if figure == "-" else "*" for figure in body[:-kept_last])
    return (prefix if value.startswith(prefix) else "") + hidden + body[-kept_last:]
