"""The limits of settings that a type cannot say: forms of addresses, names, patterns and amounts."""

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.config.locale_form import LOCALE
from app.config.settings import (
    DEFAULT_MAXIMUM,
    Account,
    Approval,
    Network,
    Offline,
    Sale,
    Scanner,
    Settings,
    ShopTable,
    Whole,
)
from app.config.settings_fault import bad_value
from app.core.money import EXPONENT, MINOR_MAX, Currency
from app.core.problem import Code
from app.core.scan import ScanPattern

ACCOUNT_ID: Final = re.compile(r"[PT][0-9]{8}", re.ASCII)
"""`P` for production, `T` for test, and eight figures (API fact sheet, section 1, account id)."""

CLIENT_ID: Final = re.compile(r"[\x21-\x39\x3b-\x7e]{1,200}", re.ASCII)
"""Visible ASCII without the colon, which parts name from secret in a Basic header (RFC 7617)."""

QUARANTINE_OF_PRODUCTION_S: Final = 60
"""With real money the wait before a resend is never shorter than this (reliability section 3.2, Q)."""

PEOPLE_MAX: Final = 20
"""Each PIN that is tried is compared with everybody's, a tenth of a second each."""

PIN_HASH: Final = re.compile(r"scrypt\$15\$8\$1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=", re.ASCII)
"""scrypt with n = 2**15, r = 8, p = 1: 16 bytes of salt and 32 of hash. No other cost is taken from a file."""

_LOOPBACK: Final = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]", re.ASCII)
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/?",
    re.ASCII,
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?", re.ASCII)
_KEY: Final = re.compile(r"|[\x21-\x7e]|F(?:[1-9]|1[0-9]|2[0-4])|Return|Enter|Tab", re.ASCII)
_FRAMING: Final = re.compile(r"[78][NEO][12]", re.ASCII)
_HID: Final = re.compile(r"|any|usb:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(?::[\x21-\x7e]{1,80})?", re.ASCII)
SERIAL_MAX: Final = 4
"""Scanners in tables of their own: each has a thread."""
_PATTERN_MAX: Final = 200
_NAME_MAX: Final = 40
_LINE_MAX: Final = 200

Fault = tuple[str, object, str]
"""Dotted key, the value that stands there, and what is wrong with it."""


def check(settings: Settings, text: str, file: str) -> None:
    """Raises Refusal SETTINGS_BAD_VALUE or ADDRESS_NOT_HTTPS for the first value outside its limits."""
    for key, value, reason in _faults(settings):
        raise bad_value(key, value, reason, text, file)
    if not is_safe_address(settings.account.base_url):
        reason = "must begin with https:// (http:// only to this machine itself)"
        raise bad_value("account.base_url", settings.account.base_url, reason, text, file, Code.ADDRESS_NOT_HTTPS)


def is_address(address: str) -> bool:
    """Whether this is a plain http or https address: no name, password, query or fragment in it."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and len(address) <= _LINE_MAX and int(found["port"] or 443) in range(1, 65536)


def is_safe_address(address: str) -> bool:
    """Whether calls to it are sealed: https, or http that never leaves this machine."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and (found["scheme"] == "https" or _LOOPBACK.fullmatch(found["host"]) is not None)


def is_policy_key(text: str) -> bool:
    """Whether this is an Ed25519 public key: 32 bytes in base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:  # also what holds other signs than ASCII's
        return False


def whole(value: Whole) -> int | None:
    """A whole number of a currency's units, as the file gives it; None where it is none."""
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"[0-9]{1,12}", value, re.ASCII) else 0
    return value if 0 < value <= MINOR_MAX // 100 else None


def maximum_of(sale: Sale, currency: Currency) -> int:
    """The most for one card, in minor units: the file's, else the default."""
    if currency.value in sale.maximum:
        return minor_of(sale.maximum[currency.value], currency)
    return minor_of(DEFAULT_MAXIMUM[currency], currency)


def minor_of(units: Whole, currency: Currency) -> int:
    """Whole units of a currency in minor units; 0 for what is no amount."""
    scale: int = 10 ** EXPONENT[currency]
    return (whole(units) or 0) * scale


def _faults(settings: Settings) -> Iterator[Fault]:
    yield from _account(settings.account)
    yield from _network(settings.network)
    yield from _shop(settings.shop)
    yield from _sale(settings.sale)
    yield from _scanner(settings.scanner)
    yield from _offline(settings.offline)
    yield from _approval(settings.approval)
    for key, value in (("address", settings.printer.address), ("profile", settings.printer.profile)):
        yield from _name(f"printer.{key}", value, _LINE_MAX)
    if settings.printer.logo and not Path(settings.printer.logo).is_absolute():
        yield "printer.logo", settings.printer.logo, "must be a full path"
    if settings.printer.code_page is not None:
        yield from _name("printer.code_page", settings.printer.code_page, _NAME_MAX)
    if settings.account.id.startswith("P") and settings.queue.quarantine_s < QUARANTINE_OF_PRODUCTION_S:
        reason = f"a production account waits {QUARANTINE_OF_PRODUCTION_S} seconds at least"
        yield "queue.quarantine_s", settings.queue.quarantine_s, reason


def _account(account: Account) -> Iterator[Fault]:
    if account.id and not ACCOUNT_ID.fullmatch(account.id):
        yield "account.id", account.id, "must be P or T and eight figures"
    if account.client_id and not CLIENT_ID.fullmatch(account.client_id):
        yield "account.client_id", account.client_id, "must be visible characters without a colon, 200 at most"
    if not is_address(account.base_url):
        yield "account.base_url", account.base_url, "must be an address such as https://api.dintero.com"


def _network(network: Network) -> Iterator[Fault]:
    if network.proxy and not is_address(network.proxy):
        yield "network.proxy", network.proxy, "must be http://HOST:PORT, without a name or a password"
    if network.ca_file and not Path(network.ca_file).is_absolute():
        yield "network.ca_file", network.ca_file, "must be a full path"
    if network.connect_timeout_s > network.deadline_s:
        yield "network.connect_timeout_s", network.connect_timeout_s, "must not be longer than deadline_s"


def _shop(shop: ShopTable) -> Iterator[Fault]:
    yield from _name("shop.name", shop.name, _NAME_MAX)
    for key, value in (("store_id", shop.store_id), ("till_id", shop.till_id), ("operator_id", shop.operator_id)):
        yield from _name(f"shop.{key}", value, _NAME_MAX)
        if "/" in value:
            yield f"shop.{key}", value, "must not hold a slash"
    yield from _lines("shop.address", shop.address, most=6)
    yield from _lines("shop.terms", shop.terms, most=20)
    if not LOCALE.fullmatch(shop.locale):
        yield "shop.locale", shop.locale, "must be a language and a country such as nb_NO"
    if not _LANGUAGE.fullmatch(shop.receipt_language):
        yield "shop.receipt_language", shop.receipt_language, "must be a language such as en"


def _sale(sale: Sale) -> Iterator[Fault]:
    if not sale.currencies or len(set(sale.currencies)) != len(sale.currencies):
        yield "sale.currencies", ", ".join(sale.currencies), "must name one currency at least, and none twice"
    yield from amounts("sale.maximum", sale.maximum)
    if len(sale.presets) > 12:
        yield "sale.presets", len(sale.presets), "must be twelve amounts at most"
    highest = max((maximum_of(sale, currency) // 100 for currency in sale.currencies), default=0)
    for place, units in enumerate(sale.presets):
        amount = whole(units)
        if amount is None:
            yield f"sale.presets[{place}]", units, "must be a whole number above zero"
        elif amount > highest:
            yield f"sale.presets[{place}]", units, "is more than the maximum of every currency"


def _offline(offline: Offline) -> Iterator[Fault]:
    yield from amounts("offline.card_max", offline.card_max)
    yield from amounts("offline.waiting_max", offline.waiting_max)
    if offline.policy_file and not Path(offline.policy_file).is_absolute():
        yield "offline.policy_file", offline.policy_file, "must be a full path"
    if offline.policy_file and not offline.policy_key:
        yield "offline.policy_key", "", "must be given with policy_file"
    if offline.policy_key and not is_policy_key(offline.policy_key):
        yield "offline.policy_key", offline.policy_key, "must be the 44 signs that “giftcard-till policy new-key” shows"


def _approval(approval: Approval) -> Iterator[Fault]:
    names = [person.name.casefold() for person in approval.people]
    if len(names) > PEOPLE_MAX:
        yield "approval.people", len(names), f"must be {PEOPLE_MAX} at most"
    for place, person in enumerate(approval.people):
        yield from _name(f"approval.people[{place}].name", person.name, _NAME_MAX)
        if names.index(person.name.casefold()) != place:
            yield f"approval.people[{place}].name", person.name, "stands there twice"
        if not PIN_HASH.fullmatch(person.pin_hash):
            reason = "must be written by “giftcard-till approval set”"
            yield f"approval.people[{place}].pin_hash", person.pin_hash, reason


def _scanner(scanner: Scanner) -> Iterator[Fault]:
    if not 1 <= len(scanner.patterns) <= 20:
        yield "scanner.patterns", len(scanner.patterns), "must be one pattern at least and twenty at most"
    for place, pattern in enumerate(scanner.patterns):
        key = f"scanner.patterns[{place}]"
        if len(pattern) > _PATTERN_MAX:
            yield key, pattern, f"is longer than {_PATTERN_MAX} characters"
            continue
        try:
            ScanPattern.of(pattern)
        except ValueError as fault:
            yield key, pattern, str(fault)
    for key, value in (("wedge_prefix", scanner.wedge_prefix), ("wedge_suffix", scanner.wedge_suffix)):
        if not _KEY.fullmatch(value):
            yield f"scanner.{key}", value, "must be empty, one visible character, F1 to F24, Return or Tab"
    yield from _serial(scanner)
    if not _HID.fullmatch(scanner.hid):
        yield "scanner.hid", scanner.hid, "must be empty, any, or usb: with the maker's numbers such as usb:0C2E:0B6A"


def _serial(scanner: Scanner) -> Iterator[Fault]:
    """The serial scanners: the one of the plain keys, and those of the tables."""
    if len(scanner.serial) > SERIAL_MAX:
        yield "scanner.serial", len(scanner.serial), f"must be {SERIAL_MAX} tables at most"
    lines = [("scanner.serial_port", "scanner.serial_framing", scanner.serial_port, scanner.serial_framing)]
    lines += [
        (f"scanner.serial[{place}].port", f"scanner.serial[{place}].framing", line.port, line.framing)
        for place, line in enumerate(scanner.serial)
    ]
    ports: set[str] = set()
    for place, (port_key, framing_key, port, framing) in enumerate(lines):
        if place or port:
            yield from _name(port_key, port, _LINE_MAX)
        if port in ports:
            yield port_key, port, "stands there twice"
        ports |= {port} if port else set()
        if not _FRAMING.fullmatch(framing):
            yield framing_key, framing, "must be data bits, parity and stop bits such as 8N1"


def amounts(key: str, units_by_currency: Mapping[str, Whole]) -> Iterator[Fault]:
    """What is wrong with a table of whole units by currency."""
    for name, units in units_by_currency.items():
        if name not in Currency.__members__:
            yield f"{key}.{name}", name, "is none of NOK, SEK, DKK, EUR and USD"
        elif whole(units) is None:
            yield f"{key}.{name}", units, "must be a whole number above zero"


def _lines(key: str, lines: tuple[str, ...], *, most: int) -> Iterator[Fault]:
    if len(lines) > most:
        yield key, len(lines), f"must be {most} lines at most"
    for place, line in enumerate(lines):
        if not line.isprintable() or len(line) > _LINE_MAX:
            yield f"{key}[{place}]", line, f"must be one line of {_LINE_MAX} characters at most"


def _name(key: str, value: str, most: int) -> Iterator[Fault]:
    if not value or value != value.strip() or not value.isprintable() or len(value) > most:
        yield key, value, f"must be 1 to {most} visible characters without a space at either end"
