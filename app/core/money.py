"""Money as whole minor units, and amounts as people of a country write them. No float comes near."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from app.core.card import printable
from app.core.problem import Code, refuse


@unique
class Currency(StrEnum):
    """The currencies the wallets API knows (API fact sheet, section 5)."""

    NOK = "NOK"
    SEK = "SEK"
    DKK = "DKK"
    EUR = "EUR"
    USD = "USD"


EXPONENT: Final = {
    Currency.NOK: 2,
    Currency.SEK: 2,
    Currency.DKK: 2,
    Currency.EUR: 2,
    Currency.USD: 2,
}
"""Decimals of each currency (ISO 4217)."""

MINOR_MAX: Final = 10**12
"""No amount is ever larger than this many minor units: a bound on input, far above any gift card."""

_SPACES: Final = "\u0020\u00a0\u2009\u202f"
_MINUSES: Final = "-\u2212\u2013"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in one currency, as a whole number of its smallest unit (øre, cent)."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        """Raises TypeError for a float or a bool, ValueError outside the bounds: either is a bug, not money."""
        if type(self.minor) is not int:
            raise TypeError(f"minor must be int, got {type(self.minor).__name__}")
        if abs(self.minor) > MINOR_MAX:
            raise ValueError("amount out of bounds")

    def __add__(self, other: "Money") -> "Money":
        """The sum of two amounts of one currency. Raises ValueError for two currencies."""
        if self.currency is not other.currency:
            raise ValueError("two currencies cannot be added")
        return Money(self.minor + other.minor, self.currency)


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How one locale writes amounts: signs, and per currency the place of its symbol.

    `patterns` maps a currency to text with `{}` for the number, such as `{} kr` or `€{}`.
    """

    decimal_sign: str
    group_sign: str
    patterns: tuple[tuple[Currency, str], ...]

    def number(self, money: Money) -> str:
        """The bare number with all decimals of its currency: `1 500,00`."""
        exponent = EXPONENT[money.currency]
        whole, part = divmod(abs(money.minor), 10**exponent)
        sign = "-" if money.minor < 0 else ""
        return f"{sign}{self._grouped(whole)}{self.decimal_sign}{part:0{exponent}d}"

    def short(self, money: Money) -> str:
        """The number without its decimals where they are zero: `500`, but `500,50`. For presets and gauges."""
        exponent = EXPONENT[money.currency]
        if money.minor % 10**exponent:
            return self.number(money)
        sign = "-" if money.minor < 0 else ""
        return sign + self._grouped(abs(money.minor) // 10**exponent)

    def amount(self, money: Money) -> str:
        """The number with its currency as people of the place write it: `500,00 kr`."""
        return self._pattern(money.currency).replace("{}", self.number(money))

    def symbol(self, currency: Currency) -> str:
        """What stands beside the number: `kr`, `€`."""
        return self._pattern(currency).replace("{}", "").strip(_SPACES)

    def _pattern(self, currency: Currency) -> str:
        return dict(self.patterns).get(currency, f"{{}} {currency.value}")

    def _grouped(self, whole: int) -> str:
        return f"{whole:,}".replace(",", self.group_sign)


PLAIN_FORM: Final = NumberForm(".", "", ())
"""Figures with a point and the currency's letters: for logs, exports and places without a locale."""


def parse_amount(text: str, currency: Currency, form: NumberForm, maximum_minor: int) -> Money:
    """Reads an amount as people of the locale type it: `500`, `500,50`, `1 000`.

    Any kind of space may group digits; the locale's own group sign may too, in threes; where the locale does not
    group with it, a point or comma other than its decimal sign is refused rather than guessed. The currency's
    symbol or letters may stand around the number.

    Raises Refusal: AMOUNT_MISSING, AMOUNT_UNREADABLE, AMOUNT_NEGATIVE, AMOUNT_ZERO, AMOUNT_TOO_PRECISE,
    AMOUNT_TOO_LARGE.
    """
    bare = _without_currency(unicodedata.normalize("NFC", text), currency, form)
    if not bare:
        raise refuse(Code.AMOUNT_MISSING)
    if len(bare) > 40:
        raise refuse(Code.AMOUNT_UNREADABLE, typed=printable(bare, 40))
    negative = bare[0] in _MINUSES
    whole, part = _digits(bare[1:] if negative else bare, form)
    if negative:
        raise refuse(Code.AMOUNT_NEGATIVE)
    exponent = EXPONENT[currency]
    if len(part) > exponent:
        raise refuse(Code.AMOUNT_TOO_PRECISE, decimals=exponent, currency=currency.value)
    minor = int(whole) * 10**exponent + int(part.ljust(exponent, "0") or "0")
    if minor == 0:
        raise refuse(Code.AMOUNT_ZERO)
    if minor > min(maximum_minor, MINOR_MAX):
        raise refuse(Code.AMOUNT_TOO_LARGE, maximum=form.amount(Money(min(maximum_minor, MINOR_MAX), currency)))
    return Money(minor, currency)


def _without_currency(text: str, currency: Currency, form: NumberForm) -> str:
    bare = text.strip().strip(_SPACES)
    symbol = form.symbol(currency)
    for sign in (currency.value, currency.value.lower(), symbol, symbol.rstrip(".")):
        bare = bare.removeprefix(sign).removesuffix(sign).strip(_SPACES)
    return bare


def _digits(text: str, form: NumberForm) -> tuple[str, str]:
    """The whole part and the decimals as digits; Refusal AMOUNT_UNREADABLE where the text is no number."""
    group = form.group_sign if form.group_sign not in _SPACES else ""
    signs = f"[{_SPACES}{re.escape(group)}]" if group else f"[{_SPACES}]"
    number = re.compile(
        rf"(?P<whole>[0-9]+|[0-9]{{1,3}}(?:{signs}[0-9]{{3}})+)(?:{re.escape(form.decimal_sign)}(?P<part>[0-9]*))?",
        re.ASCII,
    )
    found = number.fullmatch(text)
    if found is None:
        raise refuse(Code.AMOUNT_UNREADABLE, typed=printable(text, 40))
    return re.sub(r"[^0-9]", "", found["whole"]), found["part"] or ""
