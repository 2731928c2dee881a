"""Looking at cards: one, a page, by token, by customer (API fact sheet, sections 2.4 to 2.6 and 2.10)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.sandbox.card import Card, Stage, digest, pin_digest
from app.sandbox.refusal import Refused
from app.sandbox.shelf import Shelf
from app.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class Page:
    """Some cards, and the cursor to the next ones when there are any."""

    cards: Sequence[Card]
    starting_after: str | None


class Reading:
    """The calls that change nothing."""

    def __init__(self, shelf: Shelf, switches: Switches) -> None:
        self._shelf = shelf
        self._switches = switches

    def one(self, card_id: str) -> Card:
        """The card as a read sees it. Raises Refused (404)."""
        return self._shelf.seen(self._shelf.get(card_id))

    def page(self, limit: int, starting_after: str | None, *, include_deleted: bool) -> Page:
        """A page of all cards, oldest first. Raises Refused (400) for a cursor that leads nowhere."""
        return self._cut(
            [card for card in self._shelf.all() if include_deleted or not card.deleted], limit, starting_after
        )

    def of_customer(self, customer_id: str, limit: int, starting_after: str | None, now: datetime) -> Page:
        """A page of the cards that are active for a customer."""
        cards = [
            card
            for card in self._shelf.all()
            if card.customer_id == customer_id
            and not card.deleted
            and card.stage is not Stage.INACTIVE
            and not card.expired(now)
        ]
        return self._cut(cards, limit, starting_after)

    def one_of_customer(self, customer_id: str, card_id: str) -> Card:
        """A customer's card. Raises Refused (404) when it is not theirs."""
        card = self.one(card_id)
        if card.customer_id != customer_id:
            raise Refused(404, "Card not found")
        return card

    def by_token(self, value: str, pin: str | None, now: datetime) -> Card:
        """The card that a token stands for. Raises Refused: 404 unknown or ended, and as the switch says for a PIN."""
        card = self.token_holder(value, now)
        if card.stage is Stage.INACTIVE and self._switches["info_inactive"] == "404":
            raise Refused(404, "Card not found")
        self.check_pin(card, pin)
        return self._shelf.seen(card)

    def token_holder(self, value: str, now: datetime) -> Card:
        """The card that a living token belongs to. Raises Refused (404)."""
        wanted = digest(value)
        for card in self._shelf.all():
            if not card.deleted and any(token.digest == wanted and token.lives(now) for token in card.tokens):
                return card
        raise Refused(404, "Card not found")

    def check_pin(self, card: Card, pin: str | None) -> None:
        """Raises Refused for a PIN that is not the card's; no PIN sent is no fault."""
        if pin is None:
            return
        if card.pin is None or not hmac.compare_digest(card.pin.digest, pin_digest(card, pin)):
            raise Refused(int(self._switches["wrong_pin"]), "Wrong PIN")

    def _cut(self, cards: list[Card], limit: int, starting_after: str | None) -> Page:
        start = 0
        if starting_after is not None:
            ids = [card.id for card in cards]
            if starting_after not in ids:
                raise Refused(400, "starting_after: not a cursor of this list")
            start = ids.index(starting_after) + 1
        part = cards[start : start + limit]
        more = start + limit < len(cards)
        return Page([self._shelf.seen(card) for card in part], part[-1].id if more else None)
