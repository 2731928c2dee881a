"""The issuer, made at its first call: until then neither the HTTP library nor an embedded sandbox is needed."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.core.activation import Order
from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.problem import Code, Refusal
from app.core.scan import Token

if TYPE_CHECKING:
    from app.dintero.issuer import DinteroIssuer

_LOGIN: Final = frozenset(
    {Code.SECRET_MISSING, Code.KEYRING_ABSENT, Code.KEYRING_LOCKED, Code.KEYRING_REFUSED, Code.ACCOUNT_MISSING}
)


class LateIssuer:
    """A CardIssuer over the one that `make` gives. Whatever stops `make` is an answer: nothing can have been sent."""

    def __init__(self, make: Callable[[], "DinteroIssuer"]) -> None:
        self._make = make
        self._made: DinteroIssuer | None = None
        self._lock = Lock()

    def made(self) -> "DinteroIssuer":
        """The issuer itself. Raises Refusal where account, address or sandbox are at fault."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def activate(self, order: Order) -> Answer:
        """As CardIssuer.activate."""
        return self._asked(lambda issuer: issuer.activate(order))

    def read(self, card: CardCode) -> Answer:
        """As CardIssuer.read."""
        return self._asked(lambda issuer: issuer.read(card))

    def ping(self) -> Answer:
        """As CardIssuer.ping."""
        return self._asked(lambda issuer: issuer.ping())

    def look_up(self, token: Token) -> Answer:
        """As CardIssuer.look_up."""
        return self._asked(lambda issuer: issuer.look_up(token))

    def close(self) -> None:
        """Closes its connections, if any were made."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _asked(self, call: Callable[["DinteroIssuer"], Answer]) -> Answer:
        try:
            issuer = self.made()
        except Refusal as refusal:
            is_login = refusal.problem.code in _LOGIN
            return Answer(Kind.UNAUTHORISED, Cause.SECRET) if is_login else Answer(Kind.NOT_SENT, Cause.LINE)
        return call(issuer)
