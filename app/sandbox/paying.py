"""Money on and off an active card: fund, drawdown, pending, capture, void (API fact sheet, section 2.11)."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.sandbox.bodies import Body, CaptureBody, TransactionBody, VoidBody
from app.sandbox.card import Call, Card, Movement, Stage, Transaction, digest
from app.sandbox.demonstration import CLIENT_ID
from app.sandbox.issuing import said
from app.sandbox.reading import Reading
from app.sandbox.refusal import Refused
from app.sandbox.shelf import Shelf
from app.sandbox.switches import Switches


class Paying:
    """The calls that move money. Each carries a ref_id; what a repeated one gets is a switch."""

    def __init__(self, shelf: Shelf, switches: Switches, reading: Reading) -> None:
        self._shelf = shelf
        self._switches = switches
        self._reading = reading

    def move(self, body: TransactionBody, scopes: frozenset[str], now: datetime) -> Transaction:
        """A fund, a drawdown, or a locked amount. Raises Refused (400, 403, 404)."""
        if (body.token is None) == (body.card_id is None):
            raise Refused(400, "exactly one of token and card_id is required")
        if body.pending and body.type == "fund":
            raise Refused(400, "pending: only a drawdown can be pending")
        if (body.card_id is not None or body.type == "fund") and not scopes & {"admin:wallets", "write:wallets"}:
            raise Refused(403, "card_id and fund need the scope admin:wallets or write:wallets")
        card = self._card_of(body, now)
        self._reading.check_pin(card, body.pin)
        first = self._first_with(card, body.ref_id)
        if first is not None:
            return first
        _check_usable(card, body, now)
        kind = Movement.FUND if body.type == "fund" else Movement.PENDING if body.pending else Movement.DRAWDOWN
        transaction = replace(
            _transaction(kind, body.ref_id, body.amount, body.currency, body.metadata, now),
            originated_by=body.originated_by,
        )
        self._apply(_with_spent_token(card, body.token), transaction, "transaction", body, now)
        return transaction

    def capture(self, transaction_id: str, body: CaptureBody, now: datetime) -> Transaction:
        """Draws locked money, all or part; the rest stays locked. Raises Refused (400, 404)."""
        card, parent = self._pending(transaction_id)
        first = self._first_with(card, body.ref_id)
        if first is not None:
            return first
        left = _left(card, parent)
        amount = left if body.amount is None else body.amount
        if left == 0 or amount > left:
            raise Refused(400, f"amount: {left} of the transaction is pending, {amount} cannot be captured")
        child = _transaction(Movement.DRAWDOWN, body.ref_id, amount, parent.currency, body.metadata, now)
        return self._apply(card, replace(child, parent_id=parent.id), "capture", body, now)

    def void(self, transaction_id: str, body: VoidBody, now: datetime) -> Transaction:
        """Unlocks what is still locked. Raises Refused (400, 404)."""
        card, parent = self._pending(transaction_id)
        first = self._first_with(card, body.ref_id)
        if first is not None:
            return first
        left = _left(card, parent)
        if left == 0:
            raise Refused(400, "nothing of the transaction is pending")
        child = _transaction(Movement.VOIDED, body.ref_id, left, parent.currency, body.metadata, now)
        return self._apply(card, replace(child, parent_id=parent.id), "void", body, now)

    def _card_of(self, body: TransactionBody, now: datetime) -> Card:
        if body.card_id is not None:
            return self._shelf.get(body.card_id)
        return self._reading.token_holder(body.token or "", now)

    def _pending(self, transaction_id: str) -> tuple[Card, Transaction]:
        for card in self._shelf.all():
            for transaction in card.transactions:
                if transaction.id == transaction_id and not card.deleted:
                    if transaction.type is not Movement.PENDING:
                        raise Refused(400, "the transaction was never pending")
                    return card, transaction
        raise Refused(404, "Transaction not found")

    def _first_with(self, card: Card, ref_id: str) -> Transaction | None:
        first = next((each for each in card.transactions if each.ref_id == ref_id), None)
        if first is not None and self._switches["ref_id_repeat"] == "400":
            raise Refused(400, "ref_id: already used on this card")
        return first

    def _apply(self, card: Card, transaction: Transaction, name: str, body: Body, now: datetime) -> Transaction:
        moved = replace(card, transactions=(*card.transactions, transaction))
        amount = transaction.amount
        match transaction.type:
            case Movement.FUND:
                moved = replace(moved, funds=card.funds + amount)
            case Movement.PENDING:
                moved = replace(moved, pending=card.pending + amount)
            case Movement.VOIDED:
                moved = replace(moved, pending=card.pending - amount)
            case Movement.DRAWDOWN:
                unlocked = amount if transaction.parent_id else 0
                moved = replace(moved, stage=Stage.USED, drawn=card.drawn + amount, pending=card.pending - unlocked)
        call = Call(now, name, said(body.model_dump(mode="json", exclude_unset=True)))
        self._shelf.put(moved.after(call))
        return transaction


def _check_usable(card: Card, body: TransactionBody, now: datetime) -> None:
    if card.stage is Stage.INACTIVE:
        raise Refused(400, "Card is inactive")
    if card.expired(now):
        raise Refused(400, "Card has expired")
    if body.currency != card.currency:
        raise Refused(400, f"currency: the card holds {card.currency}")
    if body.type == "fund":
        return
    if card.active_from is not None and now < card.active_from:
        raise Refused(400, "Card is not valid yet")
    wanted = None if body.token is None else digest(body.token)
    if any(token.digest == wanted and token.single_use and token.spent for token in card.tokens):
        raise Refused(400, "Token has been used")
    if body.amount > card.available:
        raise Refused(400, f"amount: {card.available} is available")


def _with_spent_token(card: Card, value: str | None) -> Card:
    wanted = None if value is None else digest(value)
    tokens = tuple(replace(token, spent=True) if token.digest == wanted else token for token in card.tokens)
    return replace(card, tokens=tokens)


def _left(card: Card, parent: Transaction) -> int:
    return parent.amount - sum(child.amount for child in card.transactions if child.parent_id == parent.id)


def _transaction(
    kind: Movement, ref_id: str, amount: int, currency: str, metadata: Mapping[str, object] | None, now: datetime
) -> Transaction:
    return Transaction(str(uuid.uuid4()), ref_id, amount, currency, kind, now, CLIENT_ID, metadata or {})
