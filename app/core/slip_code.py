"""The code on a waiting slip: the signed request by which any till of the chain can settle what one till sold.

Only figures, so that every keyboard layout on which figures are typed without Shift lets it through, and a QR code
packs it densely. No PIN, no token, no customer: whoever finds a slip learns a card's id and an amount.

A slip code is `7547` (SLIP on a telephone's keys) and one whole number. Written as bytes, the number is: the version;
a byte of flags; the activation id (16 bytes where it is 32 hexadecimal figures); the card's id; the currency; the
amount; when the sale was confirmed; till and store; the dates where there are any; the seal over all of it; and a
check sum (CRC 32), which tells a misread code from one that somebody changed. Texts are a length and UTF-8, whole
numbers are seven bits a byte with the lowest first, times are whole seconds since 1970.
"""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from app.core.activation import Order
from app.core.attribution import METADATA_KEY
from app.core.card import CardCode
from app.core.money import Currency, Money
from app.core.problem import Code, Refusal, refuse
from app.core.sale import stamp
from app.core.scan import bare

LEAD: Final = "7547"
SHORTEST: Final = 65
"""Figures: no slip is so short, and what the usual patterns take for a card is shorter (24 figures at most)."""
LONGEST: Final = 1_600
"""Figures: the longest ids of card, till and store fit."""
VERSION: Final = 1
TAG_BYTES: Final = 16
CHECK_BYTES: Final = 4
CURRENCIES: Final = (Currency.NOK, Currency.SEK, Currency.DKK, Currency.EUR, Currency.USD)
"""The place of each is on paper: a new one goes to the end."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_SLIP: Final = re.compile(rf"{LEAD}[1-9][0-9]{{{SHORTEST - 5},{LONGEST - 5}}}", re.ASCII)
_ID_OF_HEX: Final = 1
_HAS_START: Final = 2
_HAS_END: Final = 4
_FLAGS: Final = _ID_OF_HEX | _HAS_START | _HAS_END
_HEX_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_VARINT_BYTES_MAX: Final = 9

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class SlipRequest:
    """What a slip's code asks for: this sum onto this card, by the till that sold it.

    Times are in UTC, to the second.
    """

    activation_id: str
    card: CardCode
    money: Money
    confirmed_at: datetime
    till_id: str
    store_id: str
    active_from: datetime | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for what no order can be, and for a time that is not a whole second of UTC after 1970."""
        if not 0 < len(self.activation_id) <= 35 or not self.activation_id.isascii():
            raise ValueError("an activation id has 1 to 35 ASCII characters")
        if self.money.minor <= 0:
            raise ValueError("an activation loads more than nothing")
        for moment in (self.confirmed_at, self.active_from, self.expires_at):
            if moment is not None and (moment.tzinfo is not UTC or moment.microsecond or moment < EPOCH):
                raise ValueError("a slip's times are whole seconds of UTC")
        if max(len(self.till_id.encode()), len(self.store_id.encode())) > 160:
            raise ValueError("the names of till and store are short")


def request_of(order: Order, store_id: str) -> SlipRequest:
    """What the slip of an order asks for. Raises ValueError for an order whose dates have no name in UTC."""
    return SlipRequest(
        activation_id=order.activation_id,
        card=order.card,
        money=order.money,
        confirmed_at=_whole_second(order.confirmed_at),
        till_id=order.till_id,
        store_id=store_id,
        active_from=_whole_second(order.active_from) if order.active_from else None,
        expires_at=_whole_second(order.expires_at) if order.expires_at else None,
    )


def _whole_second(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as fault:  # west of Greenwich the last day of the year 9999 has no name in UTC
        raise ValueError("a date without a name in UTC") from fault


def order_of(request: SlipRequest, *, sale_id: str, taken_over_by: str, operator_id: str, zone: tzinfo | None) -> Order:
    """The order by which another till settles what a slip asks for. `taken_over_by` names that till: `STORE/TILL`.

    Its body differs from the first till's, which held the customer, too: what proves a card ours (activation id,
    amount, currency and dates) is the same, so whichever till's call lands, both recognise it. Times are given in
    `zone`, as this till's paper shows them.
    """
    body = {
        "amount": request.money.minor,
        "currency": request.money.currency.value,
        "originated_by": f"{request.store_id}/{request.till_id}",
        "active_from": stamp(request.active_from),
        "expires_at": stamp(request.expires_at),
        "metadata": {
            METADATA_KEY: request.activation_id,
            "pos_till_id": request.till_id,
            "pos_taken_over_by": taken_over_by,
        },
    }
    present = {key: value for key, value in body.items() if value is not None}
    return Order(
        activation_id=request.activation_id,
        sale_id=sale_id,
        till_id=request.till_id,
        operator_id=operator_id,
        card=request.card,
        money=request.money,
        body=json.dumps(present, ensure_ascii=False, separators=(",", ":")).encode(),
        confirmed_at=_in_zone(request.confirmed_at, zone),
        active_from=_in_zone(request.active_from, zone) if request.active_from else None,
        expires_at=_in_zone(request.expires_at, zone) if request.expires_at else None,
    )


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    try:
        return moment.astimezone(zone) if zone else moment
    except OverflowError:  # the last hours of the year 9999
        return moment


def looks_like_slip(text: str) -> bool:
    """Whether a scan is the code of a slip, whole or misread. To be asked before a scan is taken for a card's."""
    return len(text) <= 2 * LONGEST and _SLIP.fullmatch(bare(text)) is not None


def encode(request: SlipRequest, sign: Sign) -> str:
    """The slip's code: SHORTEST to LONGEST figures. `sign` makes the seal, TAG_BYTES long; what it raises comes out."""
    payload = _written(request)
    tag = sign(payload)
    if len(tag) != TAG_BYTES:
        raise ValueError(f"a slip's seal has {TAG_BYTES} bytes")
    signed = payload + tag
    return LEAD + str(int.from_bytes(signed + zlib.crc32(signed).to_bytes(CHECK_BYTES, "big"), "big"))


def decode(text: str, verify: Verify) -> SlipRequest:
    """What a slip's code asks for, once `verify(payload, seal)` has said that the chain sealed it.

    Raises Refusal: SLIP_UNREADABLE for what is no slip or was misread, SLIP_TOO_NEW for a later program's, and
    SLIP_NOT_SIGNED where the seal does not fit: another chain's slip, or one that was changed. What `verify` raises
    comes out.
    """
    if not looks_like_slip(text):
        raise refuse(Code.SLIP_UNREADABLE)
    number = int(bare(text)[len(LEAD) :])
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    signed, check = raw[:-CHECK_BYTES], raw[-CHECK_BYTES:]
    if zlib.crc32(signed).to_bytes(CHECK_BYTES, "big") != check:
        raise refuse(Code.SLIP_UNREADABLE)
    if signed[0] != VERSION:
        raise refuse(Code.SLIP_TOO_NEW)
    payload, tag = signed[:-TAG_BYTES], signed[-TAG_BYTES:]
    if not verify(payload, tag):
        raise refuse(Code.SLIP_NOT_SIGNED)
    try:
        return _Reader(payload[1:]).request()
    except (ValueError, OverflowError, Refusal):  # signed by the chain, and still nothing that can be ordered
        raise refuse(Code.SLIP_UNREADABLE) from None


def _written(request: SlipRequest) -> bytes:
    is_hex = _HEX_ID.fullmatch(request.activation_id) is not None
    flags = _ID_OF_HEX * is_hex | _HAS_START * bool(request.active_from) | _HAS_END * bool(request.expires_at)
    dates = [moment for moment in (request.active_from, request.expires_at) if moment is not None]
    return b"".join(
        [
            bytes([VERSION, flags]),
            bytes.fromhex(request.activation_id) if is_hex else _text(request.activation_id),
            _text(request.card.text),
            bytes([CURRENCIES.index(request.money.currency)]),
            _varint(request.money.minor),
            _varint(_seconds(request.confirmed_at)),
            _text(request.till_id),
            _text(request.store_id),
            *(_varint(_seconds(moment)) for moment in dates),
        ]
    )


def _text(text: str) -> bytes:
    encoded = text.encode()
    return bytes([len(encoded)]) + encoded


def _seconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(seconds=1)


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


class _Reader:
    """Reads a payload behind its version. Raises ValueError where it ends early, goes on too long or makes no sense."""

    def __init__(self, payload: bytes) -> None:
        self._left = payload

    def request(self) -> SlipRequest:
        flags = self._take(1)[0]
        if flags & ~_FLAGS:
            raise ValueError("flags that version 1 lacks")
        request = SlipRequest(
            activation_id=self._take(16).hex() if flags & _ID_OF_HEX else self._text(),
            card=CardCode(self._text()),
            money=self._money(),
            confirmed_at=self._moment(),
            till_id=self._text(),
            store_id=self._text(),
            active_from=self._moment() if flags & _HAS_START else None,
            expires_at=self._moment() if flags & _HAS_END else None,
        )
        if self._left:
            raise ValueError("more than version 1 holds")
        return request

    def _money(self) -> Money:
        place = self._take(1)[0]
        if place >= len(CURRENCIES):
            raise ValueError("a currency that version 1 lacks")
        return Money(self._varint(), CURRENCIES[place])

    def _moment(self) -> datetime:
        return EPOCH + timedelta(seconds=self._varint())

    def _text(self) -> str:
        return self._take(self._take(1)[0]).decode()

    def _varint(self) -> int:
        number = 0
        for place in range(_VARINT_BYTES_MAX):
            byte = self._take(1)[0]
            number |= (byte & 0x7F) << 7 * place
            if byte <= 0x7F:
                return number
        raise ValueError("a number without an end")

    def _take(self, count: int) -> bytes:
        taken, self._left = self._left[:count], self._left[count:]
        if len(taken) < count:
            raise ValueError("ends early")
        return taken
