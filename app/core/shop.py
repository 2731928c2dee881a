"""What a till knows of its shop: names, limits and forms, as the settings give them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.money import Currency, NumberForm
from app.core.rules import Facts
from app.core.scan import ScanPattern


@dataclass(frozen=True, slots=True)
class DateForm:
    """How one locale writes days and times, with the fields `dd MM yyyy HH mm` (others stand for themselves)."""

    day: str = "yyyy-MM-dd"
    time: str = "HH:mm"


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop and the till, as paper and calls name them.

    `currencies` are those offered, the first one chosen at start. `maximum_minor` is the most for one card, by
    currency, in minor units. `presets_minor` are the amounts of the preset buttons, in minor units.
    """

    shop_name: str
    address: tuple[str, ...]
    store_id: str
    till_id: str
    operator_id: str
    currencies: tuple[Currency, ...]
    maximum_minor: Mapping[Currency, int]
    presets_minor: tuple[int, ...]
    patterns: tuple[ScanPattern, ...]
    number_form: NumberForm
    date_form: DateForm = field(default_factory=DateForm)
    terms: tuple[str, ...] = ()
    mask_first: int = 0
    cards_max: int = 50
    expiry_months: int | None = None
    """Months from today that the form proposes as expiry; None: the field is off."""
    facts: Facts = field(default_factory=Facts)

    @property
    def originated_by(self) -> str:
        """Where an activation was made, for `originated_by`: `STORE/TILL`."""
        return f"{self.store_id}/{self.till_id}"
