"""A card as the wire shows it (API fact sheet, section 3)."""

from app.sandbox.card import Card, Stage
from app.sandbox.codes import Issued
from app.sandbox.moment import written
from app.sandbox.switches import Switches


def status(card: Card, switches: Switches) -> str:
    """The status word, as the switches word it."""
    words = {Stage.INACTIVE: "inactive_word", Stage.ACTIVE: "active_word", Stage.USED: "used_word"}
    return switches[words[card.stage]]


def summary(card: Card, switches: Switches) -> dict[str, object]:
    """The card as it stands in a list: without tokens."""
    currency = card.currency
    if currency is None and switches["inactive_currency"] != "absent":
        currency = switches["inactive_currency"]
    shown: dict[str, object] = {
        "id": card.id,
        "card_id": card.card_id,
        "type": card.type,
        "status": status(card, switches),
        "amount": card.amount,
        "metadata": dict(card.metadata),
        "created_at": written(card.created_at),
        "created_by": card.created_by,
        "amount_balance": card.balance,
        "amount_available": card.available,
        "amount_funds": card.funds,
        "amount_drawdown": card.drawn,
        "amount_pending": card.pending,
        "amount_reserved": card.pending,
    }
    optional = {
        "currency": currency,
        "customer_id": card.customer_id,
        "name": card.name,
        "originated_by": card.originated_by,
        "active_from": card.active_from and written(card.active_from),
        "expires_at": card.expires_at and written(card.expires_at),
        "pin": card.pin and {"format": card.pin.format.shown()},
    }
    return shown | {name: value for name, value in optional.items() if value is not None}


def details(card: Card, switches: Switches) -> dict[str, object]:
    """The card with its tokens, masked."""
    return summary(card, switches) | {"tokens": [token.shown() for token in card.tokens]}


def customer_summary(card: Card, switches: Switches) -> dict[str, object]:
    """The card as it stands in a customer's list: without balances."""
    return {name: value for name, value in summary(card, switches).items() if not name.startswith("amount_")}


def issued(made: Issued, switches: Switches) -> dict[str, object]:
    """The card with the codes that only this answer tells."""
    shown = summary(made.card, switches)
    if made.pin is not None:
        shown["pin"] = {"format": made.pin.format.shown(), "pin": made.pin.shown()}
    if made.token is not None:
        shown["card_token"] = {"format": made.token.format.shown(), "token": made.token.shown()}
    return shown


def true_state(card: Card, switches: Switches) -> dict[str, object]:
    """What is really so, for a test to look at; without secrets."""
    return {
        "card_id": card.card_id,
        "status": status(card, switches),
        "loads": card.loads,
        "amount": card.amount,
        "amount_balance": card.balance,
        "amount_available": card.available,
        "currency": card.currency,
        "metadata": dict(card.metadata),
        "customer_id": card.customer_id,
        "name": card.name,
        "originated_by": card.originated_by,
        "active_from": card.active_from and written(card.active_from),
        "expires_at": card.expires_at and written(card.expires_at),
        "deleted": card.deleted,
        "calls": [call.shown() for call in card.calls],
    }
