"""What a probe needs of the wallets API beyond what a sale needs, and what one call of it brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from app.core.card import Card

Movement = Literal["fund", "drawdown"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What one call brought back, cleaned of every PIN and token.

    `status` is None where there was no answer; `note` then says why. `is_error` says that the body is an error of the
    API and not some other program's page. `id` is the issuer's own id of what was made, `life_s` how long a token
    says it lives, `began` and `ended` are times of the running clock.
    """

    call: str
    status: int | None
    began: timedelta
    ended: timedelta
    card: Card | None = None
    cards: tuple[Card, ...] = ()
    is_error: bool = False
    code: str = ""
    message: str = ""
    note: str = ""
    fields: tuple[str, ...] = ()
    retry_after: str | None = None
    id: str = ""
    life_s: int | None = None

    @property
    def is_done(self) -> bool:
        """The issuer says that it did what it was asked."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_refusal(self) -> bool:
        """The issuer itself says no, in its own error body."""
        return self.status is not None and 400 <= self.status < 500 and self.status != 429 and self.is_error

    @property
    def told(self) -> str:
        """The call and its answer in one line."""
        if self.status is None:
            return f"{self.call}: no answer ({self.note})"
        said = f"{self.call}: {self.status}"
        if self.card is not None:
            return f"{said}, {card_told(self.card)}"
        words = " ".join(word for word in (self.code, f"“{self.message}”" if self.message else "") if word)
        return f"{said}, {words}" if words else said

    def overlaps(self, other: "Heard") -> bool:
        """Whether both calls were under way at one moment."""
        return self.began <= other.ended and other.began <= self.ended


def card_told(card: Card) -> str:
    """A card as evidence: its word and its money, never its customer."""
    return f"{card.status}, amount {card.amount}, balance {card.amount_balance} {card.currency or ''}".rstrip()


class ProbeLine(Protocol):
    """One account's wallets API. Each method is one call; a fault of the line is a Heard, never an exception.

    PINs and tokens that an answer holds stay on the other side of this port. May be used from several threads.
    """

    def log_in(self) -> Heard:
        """Asks for a new access token."""
        ...

    def make(self, card_ids: Sequence[str], metadata: Mapping[str, str] | None = None) -> Heard:
        """One batch of inactive cards, each with a PIN and a token; `metadata`, where given, goes with each."""
        ...

    def read(self, card_id: str) -> Heard:
        """The card as it stands."""
        ...

    def listed(self) -> Heard:
        """The first page of the account's cards."""
        ...

    def activate(self, card_id: str, minor: int, metadata: Mapping[str, str]) -> Heard:
        """Activates with `minor` of the probe's currency."""
        ...

    def new_token(self, card_id: str, ref_id: str) -> Heard:
        """Another token for the card."""
        ...

    def rotate_pin(self, card_id: str) -> Heard:
        """Another PIN for the card."""
        ...

    def look_up(self, card_id: str) -> Heard:
        """The card by the last token it was given here; no answer where it was given none."""
        ...

    def move(self, card_id: str, minor: int, ref_id: str, movement: Movement) -> Heard:
        """Money onto or off the card."""
        ...

    def delete(self, card_id: str) -> Heard:
        """Takes the card away. Not documented."""
        ...

    def read_as_stranger(self, card_id: str) -> Heard:
        """The read with an access token that nobody was given."""
        ...

    def half_sent(self, card_id: str, most_s: int) -> Heard:
        """An activation whose last byte is held back, until the other side ends it or `most_s` seconds are over.

        The status is that of an answer, if one comes; None where the connection was ended or was still open.
        """
        ...

    def heard(self) -> tuple[Heard, ...]:
        """Every call so far and what came of it, in the order they ended."""
        ...
