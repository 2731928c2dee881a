"""How amounts, days and times are written in one locale, from Unicode's locale data (CLDR, through Babel)."""

import re
import unicodedata
from typing import TYPE_CHECKING, Final, cast

from app.config.usual_locales import USUAL
from app.core.card import printable
from app.core.money import Currency, NumberForm
from app.core.problem import Code, refuse
from app.core.shop import DateForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel.core import Locale

LOCALE: Final = re.compile(r"[a-z]{2,3}(?:[_-][A-Z][a-z]{3})?(?:[_-][A-Z]{2})?", re.ASCII)
"""A language, at times a script, and a country: `nb_NO`, `sr_Latn_RS`."""

_NO_BREAK: Final = "\u00a0"
_FIGURES: Final = re.compile(r"[#0.,]+")
_QUOTED: Final = re.compile(r"'[^']*'")
_DIRECTION: Final = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))


def forms(locale: str) -> tuple[NumberForm, DateForm]:
    """Both forms of a locale; those of the usual ones without reading Unicode's data. Raises as `number_form` does."""
    common = USUAL.get(locale)
    return common or (number_form(locale), date_form(locale))


def number_form(locale: str) -> NumberForm:
    """Signs and places of symbols: `500,00 kr` in nb_NO, `£`-style `€500.00` in en_GB.

    Raises Refusal SETTINGS_BAD_VALUE for a locale that Unicode does not know.
    """
    data = _locale(locale)
    symbols = data.number_symbols["latn"]
    pattern = data.currency_formats["standard"].pattern.split(";")[0].translate(_DIRECTION)
    patterns = tuple((currency, _placed(pattern, _symbol(data, currency))) for currency in Currency)
    return NumberForm(symbols["decimal"], symbols["group"], patterns)


def date_form(locale: str) -> DateForm:
    """Days with figures only and times by 24 hours, in the order and with the signs of the locale.

    Raises Refusal SETTINGS_BAD_VALUE for a locale that Unicode does not know.
    """
    data = _locale(locale)
    day = _QUOTED.sub("", data.date_formats["short"].pattern).translate(_DIRECTION)
    time = _QUOTED.sub("", data.time_formats["short"].pattern).translate(_DIRECTION)
    sign = re.search(r"[hHkK]+(\W)m+", time)
    for field, figures in (("y+", "yyyy"), ("[ML]+", "MM"), ("d+", "dd")):
        day = re.sub(field, figures, day)
    day = re.sub(r"[^yMd./ -]", "", day).strip()
    return DateForm(day, f"HH{sign[1] if sign else ':'}mm")


def _locale(name: str) -> "Locale":
    from babel.core import Locale, UnknownLocaleError

    refusal = refuse(
        Code.SETTINGS_BAD_VALUE,
        key="shop.locale",
        value=printable(name),
        reason="is no language and country that Unicode knows, such as nb_NO",
    )
    if not LOCALE.fullmatch(name):
        raise refusal
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as fault:
        raise refusal from fault


def _symbol(data: "Locale", currency: Currency) -> str:
    symbols = cast("Mapping[str, str | None]", data.currency_symbols)
    return symbols.get(currency.value) or currency.value


def _placed(pattern: str, symbol: str) -> str:
    """A CLDR pattern such as `¤#,##0.00` with the symbol set in and `{}` for the figures.

    A letter beside a figure is kept apart from it (CLDR, currencySpacing): `NOK 500`, but `€500`.
    """
    before, _, after = _FIGURES.sub("{}", pattern, count=1).partition("{}")
    before, after = before.replace("¤", symbol), after.replace("¤", symbol)
    if before and _touches(before[-1]):
        before += _NO_BREAK
    if after and _touches(after[0]):
        after = _NO_BREAK + after
    return f"{before}{{}}{after}"


def _touches(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "SZ"
