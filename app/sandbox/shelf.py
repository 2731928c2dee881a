"""All cards by their id, each change kept before it counts."""

from collections.abc import Callable, Iterable

from app.sandbox.card import Card
from app.sandbox.refusal import Refused

Keep = Callable[[Iterable[Card]], None]


class Shelf:
    """The cards of the account, in the order they were made."""

    __slots__ = ("_cards", "_keep", "_stale")

    def __init__(self, cards: Iterable[Card], keep: Keep) -> None:
        """`keep` is called with all cards before a change is taken over; when it raises, nothing has changed."""
        self._cards = {card.card_id: card for card in cards}
        self._keep = keep
        self._stale: dict[str, tuple[Card, int]] = {}

    def all(self) -> list[Card]:
        """Every card, deleted ones included."""
        return list(self._cards.values())

    def get(self, card_id: str) -> Card:
        """The card as it truly is. Raises Refused (404) for one that is not there or was deleted."""
        card = self._cards.get(card_id)
        if card is None or card.deleted:
            raise Refused(404, "Card not found")
        return card

    def find(self, card_id: str) -> Card | None:
        """The card, deleted or not; None when the id was never used."""
        return self._cards.get(card_id)

    def put(self, *cards: Card) -> None:
        """Adds or replaces cards, all at once."""
        changed = self._cards | {card.card_id: card for card in cards}
        self._keep(changed.values())
        self._cards = changed

    def replace_all(self, cards: Iterable[Card]) -> None:
        """Clears the shelf and puts these on it."""
        changed = {card.card_id: card for card in cards}
        self._keep(changed.values())
        self._cards = changed
        self._stale = {}

    def show_stale(self, before: Card, reads: int) -> None:
        """Lets the next reads of this card see it as it was."""
        self._stale[before.card_id] = (before, reads)

    def seen(self, card: Card) -> Card:
        """The card as a read sees it: itself, or how it was while reads are stale."""
        before, reads_left = self._stale.pop(card.card_id, (card, 0))
        if reads_left > 1:
            self._stale[card.card_id] = (before, reads_left - 1)
        return before
