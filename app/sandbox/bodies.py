"""What may stand in a request: names, kinds and limits of every field (API fact sheet, sections 2 and 5).

Written from the fact sheet alone, not from the till's own wire types: two readings cannot be wrong in the same way.
Fields that are not known are ignored.
"""

import json
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import unquote_to_bytes

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from app.sandbox.moment import read_moment

_LONGEST_ID = 255
_RESERVED = "dintero_"
_ALLOWED_RESERVED = "dintero_transaction_id"  # the guides themselves write this one, fact sheet section 5


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode") from None
    return text


def _without_outer_spaces(text: str) -> str:
    if text != text.strip():
        raise ValueError("must not begin or end with a space")
    return _writable(text)


def _from_path(value: object) -> object:
    try:
        return unquote_to_bytes(str(value)).decode()
    except UnicodeDecodeError:
        raise ValueError("must be percent-encoded UTF-8") from None


def _free_of_reserved_keys(metadata: dict[str, object]) -> dict[str, object]:
    reserved = [key for key in metadata if key.startswith(_RESERVED) and key != _ALLOWED_RESERVED]
    if reserved:
        raise ValueError(f"key {reserved[0]!r} is reserved")
    try:
        json.dumps(metadata, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise ValueError("must be plain JSON in valid Unicode") from None
    return metadata


Text = Annotated[str, AfterValidator(_writable)]
Id = Annotated[str, Field(min_length=1, max_length=_LONGEST_ID), AfterValidator(_without_outer_spaces)]
PathId = Annotated[Id, BeforeValidator(_from_path)]
Amount = Annotated[StrictInt, Field(ge=0, description="In the currency's smallest unit; 50000 is 500.00")]
Currency = Literal["NOK", "SEK", "DKK", "EUR", "USD"]
CardType = Literal["gift_card", "credit_note"]
Moment = Annotated[
    datetime,
    BeforeValidator(
        read_moment, json_schema_input_type=Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    ),
]
Metadata = Annotated[dict[str, object], AfterValidator(_free_of_reserved_keys)]
Seconds = Annotated[StrictInt, Field(ge=1, le=3_153_600_000)]


class Body(BaseModel):
    """A JSON object of a request. Validation messages never repeat what was sent: it may be a secret."""

    model_config = ConfigDict(hide_input_in_errors=True)


class FormatBody(Body):
    """How a PIN or token is to be made up; the length is without the prefix."""

    length: Annotated[StrictInt, Field(ge=4, le=128)] = 36
    prefix: Annotated[Text, Field(max_length=64)] = ""
    symbols: StrictBool = True
    numbers: StrictBool = True
    characters: StrictBool = True
    barcode: StrictBool = False


class FormatOption(Body):
    """An object that holds only a format."""

    format: FormatBody | None = None


class TokenOption(FormatOption):
    """How the token of a card is made up and how long it lives."""

    expires_in: Seconds | None = None
    expires_after_transaction: StrictBool | None = None


class TokenLife(Body):
    """How a card's token behaves after activation."""

    expires_in: Seconds | None = None
    expires_after_transaction: StrictBool | None = None


class CreateBody(Body):
    """One card with money on it."""

    card_id: Id
    amount: Amount
    currency: Currency
    customer_id: Id | None = None
    name: Text | None = None
    type: CardType = "gift_card"
    metadata: Metadata | None = None
    originated_by: Id | None = None
    active_from: Moment | None = None
    expires_at: Moment | None = None
    pin: FormatOption | None = None
    card_token: TokenOption | None = None


class BatchCard(Body):
    """One card of a batch."""

    card_id: Id
    type: CardType = "gift_card"
    name: Text | None = None
    metadata: Metadata | None = None
    originated_by: Id | None = None


class BatchOptions(Body):
    """What holds for every card of a batch."""

    pin: FormatOption | None = None
    card_token: TokenOption | None = None


class BatchBody(Body):
    """Inactive cards, all in one call."""

    cards: Annotated[list[BatchCard], Field(min_length=1)]
    options: BatchOptions | None = None


class ActivateBody(Body):
    """The first balance of an inactive card."""

    amount: Amount
    currency: Currency
    customer_id: Id | None = None
    name: Text | None = None
    card_token: TokenLife | None = None
    metadata: Metadata | None = None
    originated_by: Id | None = None
    active_from: Moment | None = None
    expires_at: Moment | None = None


class InfoBody(Body):
    """A scanned token, and the card's PIN when it is asked for."""

    token: Text
    pin: Text | None = None


class NewTokenBody(Body):
    """A temporary alias for the card."""

    ref_id: Id
    expires_in: Seconds
    format: FormatBody | None = None
    expires_after_transaction: StrictBool = True
    metadata: Metadata | None = None


class RotatePinBody(Body):
    """The format of the new PIN."""

    pin: FormatOption


class TransactionBody(Body):
    """Money onto or off a card, named by token or card_id, never by both."""

    ref_id: Id
    amount: Amount
    currency: Currency
    token: Text | None = None
    card_id: Id | None = None
    pin: Text | None = None
    type: Literal["drawdown", "fund"] = "drawdown"
    pending: StrictBool = False
    metadata: Metadata | None = None
    originated_by: Id | None = None


class CaptureBody(Body):
    """How much of a pending transaction is drawn; all of it when not said."""

    ref_id: Id
    amount: Amount | None = None
    metadata: Metadata | None = None


class VoidBody(Body):
    """The end of a pending transaction."""

    ref_id: Id
    metadata: Metadata | None = None


class TokenCallBody(Body):
    """The token call."""

    grant_type: Text
    audience: Text
