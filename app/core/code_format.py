"""What the issuer is asked to make of a card's token or PIN (API fact sheet, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Final

PIN_LENGTH_LEAST: Final = 4
"""The issuer makes no shorter PIN."""
LENGTH_MOST: Final = 255
PREFIX_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class CodeFormat:
    """A token's or a PIN's format. `length` is without the prefix; `barcode` asks for a picture beside each value."""

    length: int
    prefix: str = ""
    symbols: bool = False
    numbers: bool = True
    characters: bool = False
    barcode: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a length that no code has, a prefix that cannot be printed, or no signs at all."""
        if not 0 < self.length <= LENGTH_MOST:
            raise ValueError(f"a code has 1 to {LENGTH_MOST} signs")
        if len(self.prefix) > PREFIX_MOST or not self.prefix.isascii() or not all(map(str.isprintable, self.prefix)):
            raise ValueError(f"a prefix is at most {PREFIX_MOST} printable ASCII signs")
        if not (self.symbols or self.numbers or self.characters):
            raise ValueError("a code is made of symbols, numbers or characters")

    @property
    def whole_length(self) -> int:
        """The signs of a whole value, its prefix with it."""
        return len(self.prefix) + self.length

    @property
    def wire(self) -> Mapping[str, object]:
        """The object of the API, every field said: none is left to a default that we do not know."""
        return {
            "length": self.length,
            "prefix": self.prefix,
            "symbols": self.symbols,
            "numbers": self.numbers,
            "characters": self.characters,
            "barcode": self.barcode,
        }

    def fits(self, value: str) -> bool:
        """Whether a value is one that was asked for: its prefix, its length, and no sign of a kind that was not."""
        body = value.removeprefix(self.prefix)
        return value.startswith(self.prefix) and len(body) == self.length and all(map(self._holds, body))

    def _holds(self, sign: str) -> bool:
        if sign in digits:
            return self.numbers
        if sign in ascii_letters:
            return self.characters
        return self.symbols and sign.isascii() and sign.isprintable() and not sign.isspace()
