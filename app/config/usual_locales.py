"""The forms of the shops' usual locales, as Babel gives them: reading Unicode's data would delay the first screen.

A test compares each with Babel.
"""

from collections.abc import Mapping
from typing import Final

from app.core.money import Currency, NumberForm
from app.core.shop import DateForm

_POINTS: Final = DateForm("dd.MM.yyyy", "HH:mm")


def _form(group: str, nok: str, sek: str, dkk: str, eur: str, usd: str) -> NumberForm:
    """A form with a decimal comma and its signs behind the figures, after a no-break space."""
    signs = zip(Currency, (nok, sek, dkk, eur, usd), strict=True)
    return NumberForm(",", group, tuple((currency, f"{{}}\u00a0{sign}") for currency, sign in signs))


_NORWEGIAN: Final = _form("\u00a0", "kr", "SEK", "DKK", "€", "USD")

USUAL: Final[Mapping[str, tuple[NumberForm, DateForm]]] = {
    "nb_NO": (_NORWEGIAN, _POINTS),
    "nn_NO": (_NORWEGIAN, _POINTS),
    "sv_SE": (_form("\u00a0", "Nkr", "kr", "Dkr", "€", "US$"), DateForm("yyyy-MM-dd", "HH:mm")),
    "da_DK": (_form(".", "NOK", "SEK", "kr.", "€", "US$"), DateForm("dd.MM.yyyy", "HH.mm")),
}
"""Number and date form by locale."""
