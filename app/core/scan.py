"""What a scanned or typed code means, by the patterns of the settings, tried in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.core.card import CardCode, printable
from app.core.problem import Code, refuse
from app.core.symbology import AIM

LONGEST: Final = 256
"""A code longer than this is noise, not a card (the wallets API takes 255 characters)."""

DEFAULT_PATTERNS: Final = (
    r"(?P<token>DINCARD:[\x21-\x7e]{16,64})",
    r"(?P<card_id>[0-9]{16,24})",
    r"(?P<card_id>(?![0-9A-Fa-f]{8}-[0-9A-Fa-f]{4})(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_.-]{3,63})",
)
"""Tokens as the issuer makes them, long numbers (never the 8, 12, 13 or 14 figures of a product), and codes of letters
and figures. What begins like a UUID is a token that lost its beginning, and a word is no card."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that stands for a card until the issuer says which. Its repr shows nothing; it is never stored."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScanPattern:
    """One rule of the settings: a regular expression with exactly one of the groups `card_id` or `token`."""

    expression: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> "ScanPattern":
        """Compiles one pattern. Raises ValueError, with words, for one that cannot be used."""
        try:
            expression = re.compile(text, re.ASCII)
        except (re.error, OverflowError, RecursionError) as fault:
            raise ValueError(f"is no regular expression: {fault}") from fault
        if len({"card_id", "token"} & set(expression.groupindex)) != 1:
            raise ValueError("needs exactly one group named card_id or token")
        return cls(expression)


Meaning = CardCode | Token


def decode(text: str, patterns: Sequence[ScanPattern]) -> Meaning:
    """A scan or a typed code as a card code or a token.

    Outer white space and one AIM identifier (`]C0` and the like) are removed. Codes are compared as they are: no
    letters are changed.

    Raises Refusal: SCAN_EMPTY, SCAN_TOO_LONG, SCAN_UNREADABLE, SCAN_NOT_A_CARD, CARD_CODE_BAD.
    """
    code = text.strip()
    if not code:
        raise refuse(Code.SCAN_EMPTY)
    if len(code) > LONGEST:
        raise refuse(Code.SCAN_TOO_LONG, length=len(code))
    if not code.isascii() or not code.isprintable():
        raise refuse(Code.SCAN_UNREADABLE)
    code = bare(code)
    if not code:
        raise refuse(Code.SCAN_EMPTY)
    for pattern in patterns:
        found = pattern.expression.fullmatch(code)
        if found is None:
            continue
        groups = found.groupdict()
        if groups.get("token"):
            return Token(groups["token"])
        return CardCode(groups.get("card_id") or "")
    raise refuse(Code.SCAN_NOT_A_CARD, code=_shown(code))


def bare(text: str) -> str:
    """A scan without outer white space and without the one AIM identifier (`]C0`) that a scanner may send first."""
    code = text.strip()
    aim = AIM.match(code)
    return code[aim.end() :].strip() if aim else code


def holds_token(text: str, patterns: Sequence[ScanPattern]) -> bool:
    """Whether a token stands anywhere in a text that is no code: a scan that went astray. Case does not matter."""
    return any(
        "token" in pattern.expression.groupindex
        and re.search(pattern.expression.pattern, text, re.ASCII | re.IGNORECASE)
        for pattern in patterns
    )


def _shown(code: str) -> str:
    """A refused code for its sentence: whole when it is short (a product's number), else its ends only."""
    clean = printable(code, LONGEST)
    return clean if len(clean) <= 14 else f"{clean[:3]}…{clean[-4:]}"
