"""Making the values of PINs and tokens: each is said once, in the answer that made it, and kept only as a digest."""

import secrets
import string
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.sandbox import barcode_picture
from app.sandbox.bodies import FormatBody, FormatOption, TokenOption
from app.sandbox.card import Card, Format, Pin, Token, digest, masked, pin_digest
from app.sandbox.demonstration import TOKEN_PREFIX
from app.sandbox.refusal import Refused

_SYMBOLS = "@#$%"
_UUID_FORMAT = Format(length=36, prefix=TOKEN_PREFIX, symbols=True)


@dataclass(frozen=True, slots=True, repr=False)
class OneTimeCode:
    """A value that is told once. No repr, so that it cannot slip into a log."""

    value: str
    format: Format

    def shown(self) -> dict[str, object]:
        """The value, with its picture when the format asks for one."""
        if not self.format.barcode:
            return {"value": self.value}
        return {"value": self.value, "barcode_128": barcode_picture.data_uri(self.value)}


@dataclass(frozen=True, slots=True)
class Issued:
    """A card as it was made, with the codes that only this answer tells."""

    card: Card
    pin: OneTimeCode | None = None
    token: OneTimeCode | None = None


def with_codes(
    card: Card, pin: FormatOption | None, token: TokenOption | None, now: datetime, *, single_use: bool
) -> Issued:
    """The card with a PIN and a token, each of the default format when none is asked for. Raises Refused (400)."""
    wanted = token or TokenOption()
    token_code = token_code_of(wanted.format)
    pin_code = pin_code_of(pin.format if pin else None)
    single = single_use if wanted.expires_after_transaction is None else wanted.expires_after_transaction
    kept = token_kept(token_code, now, wanted.expires_in, single_use=single)
    return Issued(with_pin(replace(card, tokens=(*card.tokens, kept)), pin_code), pin_code, token_code)


def with_pin(card: Card, code: OneTimeCode) -> Card:
    """The card with this PIN in place of any other."""
    return replace(card, pin=Pin(pin_digest(card, code.value), code.format))


def token_kept(code: OneTimeCode, now: datetime, expires_in: int | None, *, single_use: bool) -> Token:
    """What is kept of a token that was just made."""
    return Token(
        id=str(uuid.uuid4()),
        digest=digest(code.value),
        masked_code=masked(code.value, code.format.prefix),
        format=code.format,
        created_at=now,
        expires_at=None if expires_in is None else now + timedelta(seconds=expires_in),
        single_use=single_use,
        expires_in=expires_in,
    )


def new_code(format_: Format) -> OneTimeCode:
    """A random value of this format. Raises Refused (400) when nothing can be made of it."""
    alphabet = (
        (string.digits if format_.numbers else "")
        + (string.ascii_letters if format_.characters else "")
        + (_SYMBOLS if format_.symbols else "")
    )
    if not alphabet:
        raise Refused(400, "format: one of symbols, numbers and characters must be true")
    if format_.barcode and not (format_.prefix.isascii() and format_.prefix.isprintable()):
        raise Refused(400, "format: a prefix outside printable ASCII cannot be drawn as a bar code")
    return OneTimeCode(format_.prefix + "".join(secrets.choice(alphabet) for _ in range(format_.length)), format_)


def token_code_of(body: FormatBody | None) -> OneTimeCode:
    """A token's value: of the format given, else `DINCARD:` and a UUID (API fact sheet, section 2.8)."""
    return OneTimeCode(TOKEN_PREFIX + str(uuid.uuid4()), _UUID_FORMAT) if body is None else new_code(_format(body))


def pin_code_of(body: FormatBody | None) -> OneTimeCode:
    """A PIN's value: of the format given, else of the default format."""
    return new_code(_format(body or FormatBody()))


def known_token(value: str) -> OneTimeCode:
    """The code for a token value that is not random: a demonstration card's."""
    return OneTimeCode(value, _UUID_FORMAT)


def _format(body: FormatBody) -> Format:
    return Format(body.length, body.prefix, body.symbols, body.numbers, body.characters, body.barcode)
