"""The last call of a try, told of as soon as it is over: the place it had on the line is free for another."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.activation import Order
from app.core.answer import Answer, Kind
from app.core.card import CardCode
from app.core.scan import Token
from app.till.ports import CardIssuer


@dataclass(frozen=True, slots=True)
class LastCall:
    """A CardIssuer for one try of the queue. `over` is told once its activate brought a card: no other call follows.

    What is left of the try is writing. Of anything else that an activate may bring, and of every read, nothing is
    told: it may be a reason to stop the whole queue, and then no other call may take this one's place before the
    try's end was looked at.
    """

    issuer: CardIssuer
    over: Callable[[], None]

    def activate(self, order: Order) -> Answer:
        """As CardIssuer.activate."""
        answer = self.issuer.activate(order)
        if answer.kind is Kind.CARD:
            self.over()
        return answer

    def read(self, card: CardCode) -> Answer:
        """As CardIssuer.read."""
        return self.issuer.read(card)

    def ping(self) -> Answer:
        """As CardIssuer.ping."""
        return self.issuer.ping()

    def look_up(self, token: Token) -> Answer:
        """As CardIssuer.look_up."""
        return self.issuer.look_up(token)
