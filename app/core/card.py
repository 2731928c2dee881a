"""A gift card as the till knows it: its code, and what the issuer last said of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto, unique
from typing import Final

from app.core.problem import Code, refuse

_ALLOWED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.\-]{0,254}", re.ASCII)
MASKED_SHOWN: Final = 4
"""How many of a code's last characters are shown where it is masked."""

NOT_YET_ACTIVE: Final = frozenset({"inactive", "created"})
"""The words for a card that waits for activation (API fact sheet, section 3: `created` is an alias in a changelog)."""

ACTIVATED: Final = frozenset({"unused", "used", "active", "partially_used", "partly_used"})
"""Words that say money was put on the card. `unused` is documented; the others are what a spent card may be called.
The issuer's full list is not known to us: any word outside both sets decides nothing."""


@dataclass(frozen=True, slots=True, order=True)
class CardCode:
    """The card's id at the issuer. Safe as one URL path segment; never the token, which is money itself.

    An allow-list, not an escape list: ASCII letters, digits and `: _ . -`, at most 255, no outer sign but a letter
    or digit first, and never a path step such as `..`.
    """

    text: str

    def __post_init__(self) -> None:
        """Raises Refusal CARD_CODE_BAD."""
        if not _ALLOWED.fullmatch(self.text) or ".." in self.text:
            raise refuse(Code.CARD_CODE_BAD, code=printable(self.text))

    @property
    def last(self) -> str:
        """The last four characters, for sentences: `4711`."""
        return self.text[-MASKED_SHOWN:]

    def masked(self, shown_first: int = 0) -> str:
        """The code with its middle replaced by dots; `shown_first` leading characters stay readable."""
        hidden = max(0, len(self.text) - shown_first - MASKED_SHOWN)
        if hidden == 0:
            return self.text
        return f"{self.text[:shown_first]}{'·' * min(hidden, 4)}{self.last}"


def printable(text: str, most: int = 32) -> str:
    """Outside text made fit for a sentence: control characters gone, cut at `most` characters."""
    clean = "".join(sign for sign in text if sign.isprintable())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


@unique
class Standing(Enum):
    """What the issuer's status word means to the till."""

    INACTIVE = auto()
    ACTIVE = auto()
    UNDECIDED = auto()


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the issuer answered it. Missing fields are None; amounts are minor units of `currency`."""

    card_id: str
    status: str
    amount: int | None = None
    currency: str | None = None
    amount_available: int | None = None
    amount_balance: int | None = None
    customer_id: str | None = None
    name: str | None = None
    originated_by: str | None = None
    active_from: datetime | None = None
    expires_at: datetime | None = None
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def standing(self) -> Standing:
        """An open word list: what is not known decides nothing."""
        word = self.status.casefold()
        if word in NOT_YET_ACTIVE:
            return Standing.INACTIVE
        return Standing.ACTIVE if word in ACTIVATED else Standing.UNDECIDED
