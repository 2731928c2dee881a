"""What answers look like, for the OpenAPI description (API fact sheet, sections 2 and 3)."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from app.sandbox.bodies import CardType, Currency


class ErrorDetail(BaseModel):
    """Why a call was refused. Whether `code` and `errors` are there is a switch."""

    message: str
    code: str | None = None
    errors: list[dict[str, object]] | None = None


class ErrorAnswer(BaseModel):
    """The body of every answer that is not 2xx."""

    error: ErrorDetail


class AccessAnswer(BaseModel):
    """An access token and the seconds it lives."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class FormatShown(BaseModel):
    """How a PIN or token is made up."""

    length: int
    prefix: str
    symbols: bool
    numbers: bool
    characters: bool
    barcode: bool


class FormatOnly(BaseModel):
    """A PIN without its value."""

    format: FormatShown


class CodeShown(BaseModel):
    """A value that is told once, with its Code 128 picture when asked for."""

    value: str
    barcode_128: str | None = None


class PinIssued(FormatOnly):
    """A PIN with its value."""

    pin: CodeShown


class TokenIssued(FormatOnly):
    """A token with its value."""

    token: CodeShown


class TokenMasked(FormatOnly):
    """A token without its value."""

    masked_code: str
    expires_at: datetime | None = None


class CardFields(BaseModel):
    """What every form of a card has. Amounts are in the smallest unit."""

    id: str
    card_id: str
    type: CardType
    status: str
    amount: int
    currency: Currency | None = None
    customer_id: str | None = None
    name: str | None = None
    originated_by: str | None = None
    metadata: dict[str, object]
    created_at: datetime
    created_by: str
    active_from: datetime | None = None
    expires_at: datetime | None = None


class Balances(BaseModel):
    """The sums of a card, in the smallest unit."""

    amount_balance: int
    amount_available: int
    amount_funds: int
    amount_drawdown: int
    amount_pending: int
    amount_reserved: int


class CustomerCard(CardFields):
    """A card without balances."""

    pin: FormatOnly | None = None


class CardSummary(CustomerCard, Balances):
    """A card with balances."""


class CardDetails(CardSummary):
    """A card with its masked tokens."""

    tokens: list[TokenMasked]


class IssuedCard(CardFields, Balances):
    """A card with the codes that only this answer tells."""

    pin: PinIssued
    card_token: TokenIssued


class IssuedCards(BaseModel):
    """The cards of a batch."""

    cards: list[IssuedCard]


class CardPage(BaseModel):
    """A page of cards."""

    cards: list[CardSummary]
    starting_after: str | None = None


class NewTokenAnswer(BaseModel):
    """A token that was made for a card."""

    id: str
    created_at: datetime
    created_by: str
    ref_id: str
    expires_in: int
    expires_after_transaction: bool
    format: FormatShown
    metadata: dict[str, object]
    token: CodeShown


class PinAnswer(BaseModel):
    """A PIN that was made for a card."""

    pin: PinIssued


class TransactionAnswer(BaseModel):
    """Money that moved, or is locked."""

    id: str
    created_at: datetime
    created_by: str
    ref_id: str
    amount: int
    currency: Currency
    metadata: dict[str, object]
    type: Literal["drawdown", "pending_capture", "voided", "fund"]
    originated_by: str | None = None
    parent_id: str | None = None
