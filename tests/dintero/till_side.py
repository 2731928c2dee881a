"""The till's side of a test: a client put together for one server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.core.activation import Activation, queued
from app.core.rules import sending
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from tests.fakes import FakeClock, order

ACCOUNT = "T00000000"
SECRET = "CANARY-s3cret"
CARD = "7001913901460665"
ORDER = order(CARD)


def connection(url: str, **changes: Any) -> Connection:
    settings: dict[str, Any] = {"client_id": "till", "connect_timeout_s": 5.0, "deadline_s": 10.0}
    return Connection(url, ACCOUNT, **(settings | changes))


@contextmanager
def till(url: str, secret: str = SECRET, clock: FakeClock | None = None, **changes: Any) -> Iterator[DinteroIssuer]:
    """A client of the server at `url`, ended in good order."""
    issuer = DinteroIssuer(connection(url, **changes), lambda: secret, clock or FakeClock(), "1.2.3")
    try:
        yield issuer
    finally:
        issuer.close()


def leaving() -> Activation:
    """ORDER's activation, about to be sent."""
    waiting = queued(ORDER)
    return waiting.moved(sending(waiting), ORDER.confirmed_at)


def card_fields(**changes: Any) -> dict[str, Any]:
    """The card that ORDER makes, as the wire shows it."""
    fields: dict[str, Any] = {
        "id": "6ccfec5d-3a53-47de-910a-97d6dda22e5f",
        "card_id": CARD,
        "type": "gift_card",
        "status": "unused",
        "amount": 50_000,
        "currency": "NOK",
        "amount_balance": 50_000,
        "amount_available": 50_000,
        "active_from": "2026-11-23T13:03:00.123Z",
        "metadata": {"pos_activation_id": ORDER.activation_id, "pos_sale_id": "5" * 32},
        "tokens": [{"masked_code": "DINCARD:****"}],
    }
    return fields | changes
