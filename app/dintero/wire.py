"""The wallets API's answers as they stand on the wire, read strictly (API fact sheet, sections 1 to 3)."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar, cast

import msgspec

from app.core.card import Card, printable

MESSAGE_MAX: Final = 200
_CODE: Final = re.compile(r"[A-Za-z0-9_.\- ]{1,40}", re.ASCII)
_EXACT: Final = 2**53 - 1
"""The largest whole number that every JSON reader agrees on."""
_FRACTION: Final = re.compile(r"(?<=\d)\.\d+(?=Z$|z$|[+-]\d\d:\d\d$)", re.ASCII)

_Amount = Annotated[int, msgspec.Meta(ge=0, le=_EXACT)]
_Balance = Annotated[int, msgspec.Meta(ge=-_EXACT, le=_EXACT)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


_Shape = TypeVar("_Shape")


class Malformed(Exception):
    """A body that is not what the API says. It proves nothing. The text never quotes the body."""


class WireCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card. Fields that are not named here are ignored; amounts are whole numbers, never text or fractions."""

    card_id: _Id
    status: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    amount: _Amount | None = None
    currency: str | None = None
    amount_available: _Balance | None = None
    amount_balance: _Balance | None = None
    customer_id: str | None = None
    name: str | None = None
    originated_by: str | None = None
    active_from: str | None = None
    expires_at: str | None = None
    metadata: dict[str, Any] | None = None


class WireGrant(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the token call. Its repr shows nothing of the token."""

    access_token: Annotated[str, msgspec.Meta(pattern=r"^[\x21-\x7e]{1,16384}$")]
    token_type: Annotated[str, msgspec.Meta(pattern=r"^[Bb]earer$")]
    expires_in: Annotated[int, msgspec.Meta(ge=1, le=_EXACT)]

    def __repr__(self) -> str:
        return f"WireGrant(expires_in={self.expires_in})"


class WireCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that is told once. Its repr shows nothing of it."""

    value: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]

    def __repr__(self) -> str:
        return "WireCode(•••)"


class WirePin(msgspec.Struct, frozen=True, kw_only=True):
    """The inside of the answer of rotate-pin (API fact sheet, section 2.9)."""

    pin: WireCode


class WireNewPin(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of rotate-pin."""

    pin: WirePin


class WireNewToken(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the call that makes a token (API fact sheet, section 2.8)."""

    token: WireCode


class WireErrorText(msgspec.Struct, frozen=True, kw_only=True):
    """The inside of an error: a message, and a code that may be missing. Fields not named here are ignored."""

    message: str
    code: str | None = None


class WireRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error of the API, as it must be to be believed."""

    error: WireErrorText


@dataclass(frozen=True, slots=True)
class WireError:
    """What an error body says: a message for people, cleaned and cut, and a code for the log. Either may be empty."""

    code: str = ""
    message: str = ""


def card_of(body: bytes) -> Card:
    """The card in a body. Raises Malformed.

    Of the metadata only text is kept: a number there is not the text that was sent.
    """
    wire = _read(body, WireCard)
    return Card(
        card_id=wire.card_id,
        status=wire.status,
        amount=wire.amount,
        currency=wire.currency,
        amount_available=wire.amount_available,
        amount_balance=wire.amount_balance,
        customer_id=wire.customer_id,
        name=wire.name,
        originated_by=wire.originated_by,
        active_from=_moment(wire.active_from),
        expires_at=_moment(wire.expires_at),
        metadata={key: value for key, value in (wire.metadata or {}).items() if isinstance(value, str)},
    )


def grant_of(body: bytes) -> WireGrant:
    """The access token in a body. Raises Malformed."""
    return _read(body, WireGrant)


def new_pin_of(body: bytes) -> str:
    """The PIN in a body. Raises Malformed."""
    return _read(body, WireNewPin).pin.pin.value


def new_token_of(body: bytes) -> str:
    """The token in a body. Raises Malformed."""
    return _read(body, WireNewToken).token.value


def error_of(body: bytes | None, secrets: tuple[str, ...] = ()) -> WireError:
    """What an error body says, as far as it can be read; nothing of it is required. `secrets` are blotted out."""
    try:
        error = _object(body or b"").get("error")
    except Malformed:
        return WireError()
    if not isinstance(error, dict):
        return WireError()
    told = cast("dict[str, object]", error)
    code, message = (_blotted(told.get(name), secrets) for name in ("code", "message"))
    return WireError(code if _CODE.fullmatch(code) else "", printable(message, MESSAGE_MAX))


def is_refusal(body: bytes) -> bool:
    """Whether a body is an error of the API (API fact sheet, section 2) and not some other program's page."""
    try:
        _read(body, WireRefusal)
    except Malformed:
        return False
    return True


def is_list(body: bytes) -> bool:
    """Whether a body is the API's list of cards (API fact sheet, section 2.4)."""
    try:
        return isinstance(_object(body).get("cards"), list)
    except Malformed:
        return False


def _blotted(text: object, secrets: tuple[str, ...]) -> str:
    if not isinstance(text, str):
        return ""
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    return text


def _read(body: bytes, shape: type[_Shape]) -> _Shape:
    fields = _object(body)
    try:
        return msgspec.convert(fields, shape, strict=True)
    except msgspec.ValidationError as fault:
        raise Malformed(_without_values(fault)) from None


def _without_values(fault: msgspec.ValidationError) -> str:
    """The fault in types alone: a key of metadata could stand in the place it names."""
    return re.sub(r" - at `.*", "", str(fault), flags=re.DOTALL)


def _object(body: bytes) -> dict[str, Any]:
    """One JSON object in UTF-8: no key twice, no NaN, no half characters, no nesting without end."""
    try:
        value: object = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Malformed("not one JSON object in UTF-8") from None
    if not isinstance(value, dict):
        raise Malformed("not a JSON object")
    return cast("dict[str, Any]", value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a key that stands twice, and (as UnicodeEncodeError) for half of a surrogate pair."""
    for key, value in pairs:
        key.encode()
        if isinstance(value, str):
            value.encode()
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key stands twice")
    return fields


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _moment(text: str | None) -> datetime | None:
    """An RFC 3339 time, aware, fractions of a second cut off. Raises Malformed: such a date decides nothing."""
    if text is None:
        return None
    try:
        return msgspec.convert(_FRACTION.sub("", text), _Moment).astimezone(UTC)
    except (msgspec.ValidationError, OverflowError):
        raise Malformed("a date that is no RFC 3339 time") from None
