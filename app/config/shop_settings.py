"""The settings as the till's own values: the shop with its limits and forms, and what is known of the issuer."""

from dataclasses import dataclass
from datetime import timedelta

from app.config.settings import Settings
from app.config.settings_checks import maximum_of, minor_of, whole
from app.core.finding import ProbedFacts
from app.core.limits import Limits
from app.core.money import EXPONENT, NumberForm
from app.core.rules import Facts
from app.core.scan import ScanPattern
from app.core.shop import DateForm, Shop


@dataclass(frozen=True, slots=True)
class SerialLine:
    """A serial scanner as the settings name it."""

    port: str
    speed: int
    framing: str
    has_check: bool


def to_shop(
    settings: Settings, number_form: NumberForm, date_form: DateForm, probed: ProbedFacts | None = None
) -> Shop:
    """The shop and the till, as sale, paper and calls need them. `settings` are checked ones.

    `probed` is what is known of the issuer; without it the worst is assumed.
    """
    shop, sale = settings.shop, settings.sale
    scale = 10 ** EXPONENT[sale.currencies[0]]
    return Shop(
        shop_name=shop.name,
        address=shop.address,
        store_id=shop.store_id,
        till_id=shop.till_id,
        operator_id=shop.operator_id,
        currencies=sale.currencies,
        maximum_minor={currency: maximum_of(sale, currency) for currency in sale.currencies},
        presets_minor=tuple((whole(units) or 0) * scale for units in sale.presets),
        patterns=tuple(ScanPattern.of(pattern) for pattern in settings.scanner.patterns),
        number_form=number_form,
        date_form=date_form,
        terms=shop.terms,
        mask_first=shop.mask_first,
        cards_max=sale.cards_max,
        expiry_months=sale.expiry_months,
        facts=to_facts(settings, probed),
    )


def to_facts(settings: Settings, probed: ProbedFacts | None = None) -> Facts:
    """What the rules may rely on: nothing but the wait before a resend until a probe has shown more.

    A probe may lengthen that wait, never shorten it: it sees how long a call lives before the gateway, not behind it.
    """
    known = probed or ProbedFacts()
    wait_s = max(settings.queue.quarantine_s, known.quarantine_s or 0)
    return Facts(server_cas=known.server_cas, quarantine=timedelta(seconds=wait_s))


def to_limits(settings: Settings) -> Limits:
    """What this till may sell offline by its own settings. The shop's first currency comes first."""
    offline = settings.offline
    currencies = settings.sale.currencies
    usual = Limits()
    card = {c: minor_of(offline.card_max[c], c) if c in offline.card_max else usual.card_minor[c] for c in currencies}
    waiting = {
        c: minor_of(offline.waiting_max[c], c) if c in offline.waiting_max else usual.waiting_minor[c]
        for c in currencies
    }
    return Limits(
        card_minor=card,
        waiting_minor=waiting,
        waiting_count=offline.waiting_count_max,
        contact_hours=offline.hours_max,
        per_cashier_hour=offline.cashier_hour_max,
        is_allowed=offline.is_allowed,
    )


def is_test_account(settings: Settings) -> bool:
    """Whether cards of this account are worth nothing. No account counts as a test."""
    return not settings.account.id.startswith("P")


def serial_lines(settings: Settings) -> tuple[SerialLine, ...]:
    """The serial scanners that the settings name."""
    scanner = settings.scanner
    first = SerialLine(scanner.serial_port, scanner.serial_speed, scanner.serial_framing, scanner.serial_lrc)
    others = (SerialLine(line.port, line.speed, line.framing, line.lrc) for line in scanner.serial)
    return (*((first,) if first.port else ()), *others)
